"""Photos and papers in a bucket: the same promises as on a disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from inspector_app.central import console
from inspector_app.central.agency import Central
from inspector_app.central.export import export
from inspector_app.central.media import Part, open_media
from inspector_app.central.media_problems import MediaAway
from inspector_app.central.problems import BlobDiffers, FaultFound
from inspector_app.central.verify import verify
from tests.central.scene import TUS, ZHANG_FILE, Laptop, Scene, a_central

PHOTO = os.urandom(300_000)
DIGEST = sha256(PHOTO).hexdigest()
PLACE = (ZHANG_FILE, DIGEST)
URL = f"/v1/blobs/{ZHANG_FILE}/{DIGEST}"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Give the address of an S3 server on loopback."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def place(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of media in an empty bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sample")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sample")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    bucket = f"sample-{os.urandom(6).hex()}"
    make_bucket(endpoint, bucket)
    parts = tmp_path / "parts"
    return f"s3://{bucket}/central/media?endpoint={endpoint}&parts={parts}"


def make_bucket(endpoint: str, bucket: str) -> None:
    import httpx

    reply = httpx.put(f"{endpoint}/{bucket}", trust_env=False)
    assert reply.status_code == 200, reply.text


@pytest.fixture
def central(database_url: str, place: str) -> Iterator[Central]:
    """Give a founded central whose files lie in the bucket."""
    opened = a_central(database_url, place)
    yield opened
    opened.close()


def send(laptop: Laptop) -> None:
    assert laptop.upload(PLACE, PHOTO, 0, len(PHOTO)).status_code == 201


def test_a_photo_goes_up_in_pieces_and_comes_back_in_parts(scene: Scene) -> None:
    laptop = scene.laptop()
    assert laptop.upload(PLACE, PHOTO[:100_000], 0, len(PHOTO)).status_code == 201
    assert laptop.http.head(URL, headers=TUS).headers["Upload-Offset"] == "100000"
    assert scene.central.media.size(*PLACE) is None
    assert laptop.upload(PLACE, PHOTO[100_000:], 100_000, len(PHOTO)).status_code == 204
    assert scene.central.media.size(*PLACE) == len(PHOTO)
    assert laptop.http.get(URL).content == PHOTO
    reply = laptop.http.get(URL, headers={"Range": "bytes=1000-1999"})
    assert (reply.status_code, reply.content) == (206, PHOTO[1_000:2_000])
    assert not [path for path in scene.central.media.root.rglob("*") if path.name[:64] == DIGEST]


def test_a_damaged_photo_never_reaches_the_bucket(scene: Scene) -> None:
    laptop = scene.laptop()
    assert laptop.upload(PLACE, PHOTO[::-1], 0, len(PHOTO)).json()["code"] == "BLOB-02"
    assert scene.central.media.size(*PLACE) is None
    assert laptop.http.get(URL).status_code == 404


def test_what_lies_in_the_bucket_is_verified_and_exported(scene: Scene, tmp_path: Path) -> None:
    send(scene.laptop())
    assert verify(scene.central).blobs == 1
    export(scene.central, tmp_path / "out")
    assert (tmp_path / "out" / ZHANG_FILE / "blobs" / DIGEST).read_bytes() == PHOTO


def test_an_altered_object_is_named(scene: Scene, place: str) -> None:
    from obstore.store import S3Store

    send(scene.laptop())
    shelf = scene.central.media.shelf
    store = getattr(shelf, "store", None)
    assert isinstance(store, S3Store)
    store.put(f"{ZHANG_FILE}/{DIGEST}", b"another")
    with pytest.raises(FaultFound):
        verify(scene.central)
    store.delete(f"{ZHANG_FILE}/{DIGEST}")
    with pytest.raises(FaultFound):
        verify(scene.central)


def test_an_empty_blob_and_a_copy_are_objects_too(place: str) -> None:
    media = open_media(place)
    empty = media.store(ZHANG_FILE, b"")
    assert media.size(ZHANG_FILE, empty) == 0
    assert b"".join(media.whole(ZHANG_FILE, empty)) == b""
    digest = media.store(ZHANG_FILE, PHOTO)
    assert media.copy(ZHANG_FILE, "other", digest) == len(PHOTO)
    assert media.digest("other", digest) == digest


def test_a_store_that_does_not_answer_keeps_what_came_for_the_next_try(
    place: str, tmp_path: Path
) -> None:
    away = open_media(f"s3://sample/x?endpoint=http://127.0.0.1:1&parts={tmp_path / 'parts'}")
    part = Part(*PLACE, "AB")
    away.write(part, 0, PHOTO)
    with pytest.raises(MediaAway):
        away.complete(part)
    assert away.received(part) == len(PHOTO)
    assert open_media(place).complete(part) == len(PHOTO)
    away.write(part, 0, PHOTO[::-1])
    with pytest.raises(BlobDiffers):
        away.complete(part)


def test_a_bucket_away_is_told_as_a_503_and_nothing_is_lost(
    database_url: str, tmp_path: Path, place: str
) -> None:
    parts = tmp_path / "parts"
    central = a_central(database_url, place)
    with Scene(central) as scene:
        laptop = scene.laptop()
        away = open_media(f"s3://sample/x?endpoint=http://127.0.0.1:1&parts={parts}")
        working = central.media
        object.__setattr__(central, "media", away)
        reply = laptop.upload(PLACE, PHOTO, 0, len(PHOTO))
        assert (reply.status_code, reply.json()["code"]) == (503, "BLOB-10")
        assert laptop.http.head(URL, headers=TUS).status_code == 503
        object.__setattr__(central, "media", working)
        assert laptop.http.head(URL, headers=TUS).headers["Upload-Offset"] == str(len(PHOTO))
        assert laptop.http.get(URL).content == PHOTO
    central.close()


def test_the_operator_names_a_bucket_and_central_collects_uploads_in_its_data_folder(
    tmp_path: Path,
) -> None:
    named = console.place(tmp_path, media="s3://sample/prefix?endpoint=http://127.0.0.1:1").media
    assert str(named).startswith("s3://sample/prefix?")
    media = open_media(named)
    assert media.root == tmp_path / "central" / "parts"
