"""Uploads by tus 1.0, as the protocol's text has it and as its own client speaks it."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import resource
import socket
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from inspector_app.central import people
from inspector_app.central.agency import Central
from inspector_app.central.app import create_app
from inspector_app.central.limits import Limits
from inspector_app.central.media import KEPT, RESERVE, Part
from inspector_app.central.media_problems import MediaFull
from inspector_app.central.serve import RunningCentral
from inspector_app.central.verify import verify
from inspector_app.protocol import MAX_BLOB
from tests.central.scene import LI_FILE, MORE, TUS, ZHANG_FILE, Laptop, Scene, a_central, metadata

PHOTO = os.urandom(300_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
PLACE = (ZHANG_FILE, DIGEST)
URL = f"/v1/blobs/{ZHANG_FILE}/{DIGEST}"
BEGUN = TUS | {"Upload-Length": str(len(PHOTO)), "Upload-Metadata": metadata(*PLACE)}


def begin(laptop: Laptop) -> httpx.Response:
    return laptop.http.post("/v1/blobs", headers=BEGUN)


def go_on(laptop: Laptop, offset: int, data: bytes, **more: str) -> httpx.Response:
    named = {key.replace("_", "-"): value for key, value in more.items()}
    headers = MORE | {"Upload-Offset": str(offset)} | named
    return laptop.http.patch(URL, content=data, headers=headers)


def offset_of(laptop: Laptop) -> int:
    return int(laptop.http.head(URL, headers=TUS).headers["Upload-Offset"])


def sum_of(algorithm: str, data: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


@pytest.mark.parametrize("url", ["/v1/blobs", URL])
def test_central_tells_what_it_can_without_a_token(scene: Scene, url: str) -> None:
    reply = scene.client().options(url)
    assert reply.status_code == 204
    assert reply.headers["Tus-Version"] == "1.0.0"
    assert set(reply.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "termination",
        "expiration",
    }
    assert reply.headers["Tus-Max-Size"] == str(MAX_BLOB)
    assert reply.headers["Tus-Checksum-Algorithm"] == "sha1,sha256,md5"


@pytest.mark.parametrize("version", [{}, {"Tus-Resumable": "0.2.2"}])
def test_a_request_of_another_version_is_refused_unprocessed(
    scene: Scene, version: dict[str, str]
) -> None:
    laptop = scene.laptop()
    begin(laptop)
    others = {key: value for key, value in (BEGUN | MORE).items() if key not in TUS} | version
    for method, url in (("POST", "/v1/blobs"), ("HEAD", URL), ("PATCH", URL), ("DELETE", URL)):
        headers = others | {"Upload-Offset": "0"}
        reply = laptop.http.request(method, url, headers=headers, content=b"x")
        assert reply.status_code == 412, method
        assert reply.headers["Tus-Version"] == "1.0.0"
        assert reply.headers["Tus-Resumable"] == "1.0.0"
    assert offset_of(laptop) == 0


def test_an_upload_is_begun_carried_on_and_proved(scene: Scene) -> None:
    laptop = scene.laptop()
    begun = begin(laptop)
    assert (begun.status_code, begun.headers["Location"]) == (201, URL)
    asked = laptop.http.head(URL, headers=TUS).headers
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("0", str(len(PHOTO)))
    assert asked["Upload-Metadata"] == metadata(*PLACE)
    assert asked["Cache-Control"] == "no-store"
    assert go_on(laptop, 0, PHOTO[:100_000]).headers["Upload-Offset"] == "100000"
    done = go_on(laptop, 100_000, PHOTO[100_000:])
    assert (done.status_code, done.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert "Upload-Expires" not in done.headers
    assert offset_of(laptop) == len(PHOTO)
    assert laptop.http.get(URL).content == PHOTO
    assert not list(scene.central.media.root.glob(".parts/*/*"))


def test_every_answer_names_the_protocol_refusals_too(scene: Scene) -> None:
    laptop = scene.laptop()
    for reply in (
        begin(laptop),
        go_on(laptop, 5, b"x"),
        laptop.upload(PLACE, b"x", 0, MAX_BLOB + 1),
    ):
        assert reply.headers["Tus-Resumable"] == "1.0.0"


def test_a_body_of_another_type_is_refused(scene: Scene) -> None:
    laptop = scene.laptop()
    begin(laptop)
    headers = MORE | {"Upload-Offset": "0", "Content-Type": "application/octet-stream"}
    assert laptop.http.patch(URL, content=PHOTO, headers=headers).status_code == 415
    headers = MORE | {"Upload-Offset": "0", "Content-Encoding": "gzip"}
    assert laptop.http.patch(URL, content=PHOTO, headers=headers).status_code == 415
    assert offset_of(laptop) == 0


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "９", "9" * 40])
def test_a_strange_offset_is_refused(scene: Scene, offset: str) -> None:
    laptop = scene.laptop()
    begin(laptop)
    headers = httpx.Headers([*MORE.items()])
    headers["Upload-Offset"] = offset
    raw = httpx.Headers([(b"Upload-Offset", offset.encode()), *httpx.Headers(MORE).raw])
    reply = laptop.http.patch(URL, content=b"x", headers=raw)
    assert (reply.status_code, reply.json()["code"]) == (422, "API-01")


@pytest.mark.parametrize(
    "named",
    [
        "",
        "dossier",
        "dossier !!,sha256 !!",
        metadata("..", DIGEST),
        metadata(ZHANG_FILE, "../x"),
        f"{metadata(*PLACE)},{metadata(*PLACE)}",
        metadata(ZHANG_FILE, DIGEST, filename="x" * 5_000),
    ],
    ids=["none", "no value", "no base64", "a path", "no hash", "twice", "too long"],
)
def test_an_upload_that_does_not_name_its_blob_is_refused(scene: Scene, named: str) -> None:
    headers = BEGUN | {"Upload-Metadata": named}
    reply = scene.laptop().http.post("/v1/blobs", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (422, "API-01")


def test_an_upload_of_unknown_length_is_refused(scene: Scene) -> None:
    headers = TUS | {"Upload-Defer-Length": "1", "Upload-Metadata": metadata(*PLACE)}
    assert scene.laptop().http.post("/v1/blobs", headers=headers).status_code == 422


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_piece_with_another_checksum_is_discarded(scene: Scene, algorithm: str) -> None:
    laptop = scene.laptop()
    begin(laptop)
    good = sum_of(algorithm, PHOTO[:50_000])
    assert go_on(laptop, 0, PHOTO[:50_000], Upload_Checksum=good).status_code == 204
    bad = sum_of(algorithm, b"another")
    reply = go_on(laptop, 50_000, PHOTO[50_000:], Upload_Checksum=bad)
    assert (reply.status_code, reply.json()["code"]) == (460, "BLOB-09")
    assert offset_of(laptop) == 50_000
    good = sum_of(algorithm, PHOTO[50_000:])
    assert go_on(laptop, 50_000, PHOTO[50_000:], Upload_Checksum=good).status_code == 204


@pytest.mark.parametrize("text", ["", "sha512 AAAA", "sha1", "sha1 !", "sha1 AAAA"])
def test_a_checksum_of_an_unknown_kind_is_refused(scene: Scene, text: str) -> None:
    laptop = scene.laptop()
    begin(laptop)
    assert go_on(laptop, 0, PHOTO, Upload_Checksum=text).status_code == 422
    assert offset_of(laptop) == 0


def test_an_ended_upload_is_gone(scene: Scene) -> None:
    laptop = scene.laptop()
    begin(laptop)
    go_on(laptop, 0, PHOTO[:1_000])
    assert laptop.http.delete(URL, headers=TUS).status_code == 204
    assert not list(scene.central.media.root.glob(".parts/*/*"))
    assert laptop.http.head(URL, headers=TUS).status_code == 404
    assert go_on(laptop, 1_000, PHOTO[1_000:]).json()["code"] == "BLOB-07"


def test_a_whole_blob_cannot_be_taken_back(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.upload(PLACE, PHOTO, 0, len(PHOTO))
    assert laptop.http.delete(URL, headers=TUS).status_code == 404
    assert laptop.http.get(URL).content == PHOTO


def test_an_upload_nobody_goes_on_with_expires_and_is_removed(scene: Scene) -> None:
    laptop = scene.laptop()
    expires = parsedate_to_datetime(begin(laptop).headers["Upload-Expires"])
    assert expires == scene.clock() + KEPT
    scene.clock.pass_seconds(KEPT.total_seconds() - 10)
    later = parsedate_to_datetime(go_on(laptop, 0, PHOTO[:9]).headers["Upload-Expires"])
    assert later == scene.clock() + KEPT
    scene.clock.pass_seconds(KEPT.total_seconds())
    assert go_on(laptop, 9, PHOTO[9:]).status_code == 404
    assert list(scene.central.media.root.glob(".parts/*/*"))
    other = hashlib.sha256(b"other").hexdigest()
    laptop.upload((ZHANG_FILE, other), b"other", 0, 5)
    assert not list(scene.central.media.root.glob(".parts/*/*"))


def test_networks_that_let_only_post_pass_can_upload_too(scene: Scene) -> None:
    laptop = scene.laptop()
    begin(laptop)
    headers = MORE | {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert laptop.http.post(URL, content=PHOTO[:10], headers=headers).status_code == 204
    headers = TUS | {"X-HTTP-Method-Override": "DELETE"}
    assert laptop.http.post(URL, headers=headers).status_code == 204
    assert laptop.http.post(URL, headers=TUS).status_code == 405


def test_scope_is_checked_when_an_upload_begins_and_at_each_step(scene: Scene) -> None:
    zhang, li = scene.laptop(), scene.laptop("li")
    assert begin(li).json()["code"] == "SCOPE-01"
    begin(zhang)
    people.unassign(scene.central, "zhang", ZHANG_FILE)
    assert go_on(zhang, 0, PHOTO).json()["code"] == "SCOPE-01"
    assert zhang.http.head(URL, headers=TUS).status_code == 403
    assert zhang.http.delete(URL, headers=TUS).status_code == 403


def test_two_laptops_do_not_mix_their_bytes(scene: Scene) -> None:
    one, other = scene.laptop(), scene.laptop()
    begin(one)
    begin(other)
    go_on(one, 0, PHOTO[:1_000])
    assert offset_of(other) == 0
    go_on(other, 0, PHOTO[::-1][:2_000])
    assert offset_of(one) == 1_000
    assert go_on(one, 1_000, PHOTO[1_000:]).status_code == 204


def test_an_upload_goes_on_after_central_was_started_anew(
    database_url: str, tmp_path: Path
) -> None:
    central = a_central(database_url, tmp_path / "media")
    with Scene(central) as scene:
        laptop = scene.laptop()
        begin(laptop)
        go_on(laptop, 0, PHOTO[:123_456])
        token = laptop.http.headers["Authorization"]
    central.close()
    again = a_central(database_url, tmp_path / "media")
    with RunningCentral(again) as running:
        headers = {"Authorization": token}
        with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as http:
            laptop.http = http
            assert offset_of(laptop) == 123_456
            assert go_on(laptop, 123_456, PHOTO[123_456:]).status_code == 204
    again.close()


def test_bytes_that_all_came_before_central_was_killed_are_proved_when_asked_for(
    scene: Scene,
) -> None:
    laptop = scene.laptop()
    begin(laptop)
    # What a kill between the last byte and its proof leaves behind.
    scene.central.media.append(Part(*PLACE, laptop.device), 0, PHOTO)
    assert laptop.states(*PLACE)[0]["complete"] is False
    assert offset_of(laptop) == len(PHOTO)
    assert laptop.states(*PLACE)[0]["complete"] is True
    verify(scene.central)


def test_a_connection_that_breaks_keeps_what_arrived(scene: Scene) -> None:
    laptop = scene.laptop()
    head = (
        f"POST /v1/blobs HTTP/1.1\r\nHost: x\r\nContent-Length: {len(PHOTO)}\r\n"
        f"Authorization: {laptop.http.headers['Authorization']}\r\n"
    )
    head += "".join(f"{key}: {value}\r\n" for key, value in (BEGUN | MORE).items())
    with socket.create_connection(("127.0.0.1", httpx.URL(scene.url).port or 0)) as line:
        line.sendall(head.encode() + b"\r\n" + PHOTO[:250_000])
    # Asked at once, before central may have noticed that the line broke.
    held = offset_of_begun(laptop)
    assert held >= 250_000 - 65_536
    assert go_on(laptop, held, PHOTO[held:]).status_code == 204


def test_a_body_that_stops_coming_is_given_up_and_what_came_is_kept(central: Central) -> None:
    app = create_app(central, Limits(idle_seconds=0.3))
    with Scene(central) as scene, RunningCentral(central, app) as slow:
        laptop = scene.laptop()
        begin(laptop)
        head = (
            f"PATCH {URL} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(PHOTO)}\r\n"
            f"Authorization: {laptop.http.headers['Authorization']}\r\nUpload-Offset: 0\r\n"
        )
        head += "".join(f"{key}: {value}\r\n" for key, value in MORE.items())
        with socket.create_connection(("127.0.0.1", httpx.URL(slow.url).port or 0)) as line:
            line.sendall(head.encode() + b"\r\n" + PHOTO[:90_000])
            assert line.recv(100).startswith(b"HTTP/1.1 408 ")
        assert offset_of(laptop) == 90_000


def offset_of_begun(laptop: Laptop) -> int:
    while (reply := laptop.http.head(URL, headers=TUS)).status_code == 404:
        pass
    return int(reply.headers["Upload-Offset"])


def test_an_upload_for_which_the_disk_has_no_room_is_refused_before_a_byte(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = (1 << 40, 1 << 40, RESERVE + len(PHOTO) - 1)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: os_usage(usage))
    laptop = scene.laptop()
    reply = laptop.upload(PLACE, PHOTO, 0, len(PHOTO))
    assert (reply.status_code, reply.json()["code"]) == (507, "BLOB-06")
    assert not list(scene.central.media.root.glob(".parts/*/*"))


def os_usage(values: tuple[int, int, int]) -> object:
    from types import SimpleNamespace

    return SimpleNamespace(total=values[0], used=values[1], free=values[2])


def test_a_disk_that_fills_up_keeps_nothing_half_written(central: Central) -> None:
    part = Part(ZHANG_FILE, DIGEST, "AB")
    central.media.write(part, 0, PHOTO[:100_000])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(MediaFull):
            central.media.append(part, 100_000, PHOTO[100_000:])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert central.media.received(part) == 100_000
    central.media.append(part, 100_000, PHOTO[100_000:])
    assert central.media.complete(part) == len(PHOTO)


def client_of(scene: Scene, laptop: Laptop) -> TusClient:
    headers = {"Authorization": laptop.http.headers["Authorization"]}
    return TusClient(f"{scene.url}/v1/blobs", headers=headers)


@pytest.mark.parametrize("content", [PHOTO, b""], ids=["photo", "empty"])
@pytest.mark.parametrize("checked", [False, True])
def test_the_protocols_own_client_uploads_unmodified(
    scene: Scene, content: bytes, checked: bool
) -> None:
    laptop = scene.laptop()
    digest = hashlib.sha256(content).hexdigest()
    uploader = client_of(scene, laptop).uploader(
        file_stream=io.BytesIO(content),
        chunk_size=70_000,
        upload_checksum=checked,
        metadata={"dossier": ZHANG_FILE, "sha256": digest, "filename": "示例.jpg"},
    )
    uploader.upload()
    assert laptop.http.get(f"/v1/blobs/{ZHANG_FILE}/{digest}").content == content


def test_the_protocols_own_client_resumes_where_it_stopped(scene: Scene) -> None:
    laptop = scene.laptop()
    client = client_of(scene, laptop)
    named = {"dossier": ZHANG_FILE, "sha256": DIGEST}
    first = client.uploader(file_stream=io.BytesIO(PHOTO), chunk_size=50_000, metadata=named)
    first.upload(stop_at=150_000)
    second = client.uploader(file_stream=io.BytesIO(PHOTO), url=first.url)
    assert second.offset == 150_000
    second.upload()
    assert laptop.http.get(URL).content == PHOTO


def test_the_protocols_own_client_is_told_of_a_file_out_of_scope(scene: Scene) -> None:
    laptop = scene.laptop()
    named = {"dossier": LI_FILE, "sha256": DIGEST}
    uploader = client_of(scene, laptop).uploader(file_stream=io.BytesIO(PHOTO), metadata=named)
    with pytest.raises(Exception, match="403") as refused:
        uploader.upload()
    assert not isinstance(refused.value, TusUploadFailed)
