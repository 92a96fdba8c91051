"""Photos and papers: resumed at the byte, hashed again, and given only within scope."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from inspector_app.central import people
from inspector_app.protocol import MAX_BLOB
from tests.central.scene import LI_FILE, TUS, ZHANG_FILE, Laptop, Scene

PHOTO = os.urandom(300_000)
DIGEST = sha256(PHOTO).hexdigest()
PLACE = (ZHANG_FILE, DIGEST)
URL = f"/v1/blobs/{ZHANG_FILE}/{DIGEST}"


def send_photo(laptop: Laptop, dossier: str = ZHANG_FILE) -> httpx.Response:
    return laptop.upload((dossier, DIGEST), PHOTO, 0, len(PHOTO))


def test_an_upload_goes_on_at_the_byte_where_it_was_cut(scene: Scene) -> None:
    laptop = scene.laptop()
    assert laptop.states(ZHANG_FILE, DIGEST) == [{"sha256": DIGEST, "offset": 0, "complete": False}]
    assert laptop.upload(PLACE, PHOTO[:100_000], 0, len(PHOTO)).headers["Upload-Offset"] == "100000"
    assert laptop.states(ZHANG_FILE, DIGEST)[0]["offset"] == 100_000
    assert laptop.http.head(URL, headers=TUS).headers["Upload-Offset"] == "100000"
    rest = laptop.upload(PLACE, PHOTO[100_000:], 100_000, len(PHOTO))
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert laptop.states(ZHANG_FILE, DIGEST)[0] == {
        "sha256": DIGEST,
        "offset": len(PHOTO),
        "complete": True,
    }
    assert laptop.http.get(URL).content == PHOTO


def test_another_offset_is_answered_with_the_right_one(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.upload(PLACE, PHOTO[:1_000], 0, len(PHOTO))
    reply = laptop.upload(PLACE, PHOTO[2_000:], 2_000, len(PHOTO))
    assert (reply.status_code, reply.json()["code"]) == (409, "BLOB-03")
    assert reply.headers["Upload-Offset"] == "1000"


def test_bytes_with_another_hash_are_discarded(scene: Scene) -> None:
    laptop = scene.laptop()
    reply = laptop.upload(PLACE, PHOTO[::-1], 0, len(PHOTO))
    assert (reply.status_code, reply.json()["code"]) == (422, "BLOB-02")
    assert laptop.states(ZHANG_FILE, DIGEST)[0]["offset"] == 0
    assert send_photo(laptop).status_code == 201


def test_sending_a_blob_again_changes_nothing(scene: Scene) -> None:
    laptop = scene.laptop()
    send_photo(laptop)
    reply = send_photo(laptop)
    assert (reply.status_code, reply.headers["Upload-Offset"]) == (201, str(len(PHOTO)))


def test_more_bytes_than_announced_are_refused(scene: Scene) -> None:
    reply = scene.laptop().upload(PLACE, PHOTO, 0, 1_000)
    assert (reply.status_code, reply.json()["code"]) == (413, "BLOB-04")


def test_a_blob_over_the_limit_is_refused_before_a_byte_is_stored(
    scene: Scene, tmp_path: Path
) -> None:
    reply = scene.laptop().upload(PLACE, b"x", 0, MAX_BLOB + 1)
    assert (reply.status_code, reply.json()["code"]) == (413, "BLOB-04")
    assert not list((tmp_path / "media").rglob(f"{DIGEST}*"))


def test_the_empty_blob_can_be_sent(scene: Scene) -> None:
    laptop = scene.laptop()
    empty = sha256(b"").hexdigest()
    assert laptop.upload((ZHANG_FILE, empty), b"", 0, 0).status_code == 201
    assert laptop.http.get(f"/v1/blobs/{ZHANG_FILE}/{empty}").content == b""


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=299990-", 299_990, 300_000), ("bytes=-5", 299_995, 300_000)],
)
def test_a_part_of_a_blob_can_be_fetched(scene: Scene, asked: str, start: int, end: int) -> None:
    laptop = scene.laptop()
    send_photo(laptop)
    reply = laptop.http.get(URL, headers={"Range": asked})
    assert reply.status_code == 206
    assert reply.content == PHOTO[start:end]
    assert reply.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(PHOTO)}"


@pytest.mark.parametrize(("is_same", "status"), [(True, 206), (False, 200)])
def test_a_fetch_goes_on_only_with_the_same_bytes(scene: Scene, is_same: bool, status: int) -> None:
    laptop = scene.laptop()
    send_photo(laptop)
    tag = DIGEST if is_same else "0" * 64
    headers = {"Range": "bytes=100-", "If-Range": f'"{tag}"'}
    reply = laptop.http.get(URL, headers=headers)
    assert (reply.status_code, reply.headers["ETag"]) == (status, f'"{DIGEST}"')
    assert reply.content == (PHOTO[100:] if status == 206 else PHOTO)


def test_a_part_beyond_the_end_is_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    send_photo(laptop)
    reply = laptop.http.get(URL, headers={"Range": "bytes=400000-"})
    assert (reply.status_code, reply.json()["code"]) == (416, "BLOB-05")


def test_a_blob_that_is_not_there_is_not_found(scene: Scene) -> None:
    laptop = scene.laptop()
    assert laptop.http.get(URL).json()["code"] == "BLOB-01"
    assert laptop.http.head(URL, headers=TUS).status_code == 404


def test_knowing_a_hash_gives_no_access_to_it(scene: Scene) -> None:
    zhang, li = scene.laptop(), scene.laptop("li")
    send_photo(zhang)
    assert li.http.get(URL).status_code == 403
    assert li.http.get(f"/v1/blobs/{LI_FILE}/{DIGEST}").json()["code"] == "BLOB-01"
    assert li.states(LI_FILE, DIGEST)[0] == {"sha256": DIGEST, "offset": 0, "complete": False}


def test_a_device_need_not_send_a_blob_twice_for_two_files(scene: Scene) -> None:
    people.assign(scene.central, "zhang", LI_FILE)
    laptop = scene.laptop()
    send_photo(laptop)
    assert laptop.states(LI_FILE, DIGEST)[0]["complete"] is True
    assert laptop.http.get(f"/v1/blobs/{LI_FILE}/{DIGEST}").content == PHOTO


def test_photos_of_held_facts_are_taken_but_cannot_be_read(scene: Scene) -> None:
    li = scene.laptop("li")
    assert send_photo(li).status_code == 403
    li.send(li.record(ZHANG_FILE, 1))
    assert send_photo(li).status_code == 201
    assert li.states(ZHANG_FILE, DIGEST)[0]["complete"] is True
    assert li.http.get(URL).status_code == 403
    assert scene.laptop().http.get(URL).content == PHOTO


def test_a_sender_out_of_scope_learns_nothing_of_what_is_there(scene: Scene) -> None:
    send_photo(scene.laptop())
    li = scene.laptop("li")
    li.send(li.record(ZHANG_FILE, 1))
    assert li.states(ZHANG_FILE, DIGEST)[0]["complete"] is False
    assert li.http.head(URL, headers=TUS).status_code == 404


def test_a_blob_whose_file_was_lost_is_wanted_again(scene: Scene) -> None:
    laptop = scene.laptop()
    send_photo(laptop)
    (scene.central.media.root / ZHANG_FILE / DIGEST).unlink()
    assert laptop.http.get(URL).status_code == 404
    assert laptop.states(ZHANG_FILE, DIGEST)[0]["complete"] is False
    assert send_photo(laptop).status_code == 201
    assert laptop.http.get(URL).content == PHOTO


def test_nobody_but_central_adds_blobs_to_the_organisation(scene: Scene) -> None:
    assert send_photo(scene.laptop(), scene.central.organisation.dossier).status_code == 403
