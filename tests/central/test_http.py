"""The HTTP edge: bounded, JSON only, every answer named."""

from __future__ import annotations

import gzip
import json
import socket
import zlib

import httpx
import pytest

from inspector_app.central.wire import unpacked
from inspector_app.protocol import MAX_REQUEST, PROTOCOL_HEADER
from tests.central.scene import YEAR, ZHANG_FILE, Scene

JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}


def assert_coded(reply: httpx.Response, status: int, code: str) -> None:
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers[PROTOCOL_HEADER] == "1"
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.json()["remedy"]


def test_every_answer_names_the_protocol(scene: Scene) -> None:
    client = scene.client()
    for path in ("/healthz", "/v1/about", "/openapi.json", "/v1/hello", "/nowhere"):
        assert client.get(path).headers[PROTOCOL_HEADER] == "1"


def test_html_is_never_answered(scene: Scene) -> None:
    client = scene.client()
    client.headers["Accept"] = "text/html"
    for path in ("/", "/docs", "/redoc", "/v1", "/v1/push", "/healthz"):
        reply = client.get(path)
        assert reply.headers["Content-Type"] == "application/json"


def test_about_needs_no_sign_in(scene: Scene) -> None:
    about = scene.client().get("/v1/about").json()
    assert about["organisation"] == scene.central.organisation.dossier
    assert about["protocol"] == 1


def test_unknown_places_and_methods_are_coded(scene: Scene) -> None:
    client = scene.client()
    assert_coded(client.get("/wp-login.php"), 404, "API-03")
    assert_coded(client.put("/v1/push"), 405, "API-04")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b'{"user": 1}',
        b"[" * 100_000,
        b'{"user":' + b"9" * 5_000,
    ],
)
def test_a_malformed_body_is_refused(scene: Scene, body: bytes) -> None:
    reply = scene.client().post("/v1/enrol", content=body, headers=JSON)
    assert_coded(reply, 422, "API-01")


def test_a_packed_body_is_read(scene: Scene) -> None:
    body = gzip.compress(json.dumps({"since": ""}).encode())
    reply = scene.laptop().http.post("/v1/hello", content=body, headers=GZIP)
    assert reply.status_code == 200


def test_a_long_answer_is_packed_for_who_reads_gzip(scene: Scene) -> None:
    laptop = scene.laptop()
    laptop.send(laptop.record(ZHANG_FILE, 20))
    asked = {"volumes": [{"volume": f"{ZHANG_FILE}/{YEAR}"}]}
    packed = laptop.http.post("/v1/pull", json=asked)
    plain = laptop.http.post("/v1/pull", json=asked, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b"{}", mtime=0)[:-4], gzip.compress(b"{}", mtime=0) * 2]
)
def test_a_body_that_is_not_what_it_says_is_refused(scene: Scene, body: bytes) -> None:
    reply = scene.client().post("/v1/enrol", content=body, headers=GZIP)
    assert_coded(reply, 415, "API-07")


def test_other_encodings_are_refused(scene: Scene) -> None:
    headers = {**JSON, "Content-Encoding": "br"}
    reply = scene.client().post("/v1/enrol", content=b"{}", headers=headers)
    assert_coded(reply, 415, "API-07")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(scene: Scene) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _mebibyte in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    reply = scene.client().post("/v1/enrol", content=bomb, headers=GZIP)
    assert_coded(reply, 413, "API-02")


def test_a_body_of_exactly_the_limit_is_unpacked() -> None:
    assert len(unpacked(gzip.compress(bytes(MAX_REQUEST), 1))) == MAX_REQUEST


def test_an_announced_oversize_is_refused_at_once(scene: Scene) -> None:
    host, port = scene.url.removeprefix("http://").split(":")
    head = f"POST /v1/enrol HTTP/1.1\r\nHost: {host}\r\nContent-Length: {MAX_REQUEST + 1}\r\n\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode())
        assert connection.recv(4_096).startswith(b"HTTP/1.1 413")


def test_a_body_that_grows_over_the_limit_is_refused(scene: Scene) -> None:
    def endless() -> object:
        for _mebibyte in range(MAX_REQUEST // (1 << 20) + 1):
            yield bytes(1 << 20)

    with scene.client() as client:
        try:
            reply = client.post("/v1/enrol", content=endless(), headers=JSON)  # type: ignore[arg-type]
            assert reply.status_code == 413
        except httpx.WriteError:
            pass  # central had answered and closed before all was sent


def test_the_interface_describes_every_endpoint(scene: Scene) -> None:
    paths = scene.client().get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/healthz",
        "/v1/about",
        "/v1/enrol",
        "/v1/devices/renew",
        "/v1/hello",
        "/v1/push",
        "/v1/pull",
        "/v1/crash-reports",
        "/v1/bundles",
        "/v1/bundles/{sha256}",
        "/v1/bundles/{sha256}/answer",
        "/v1/blobs",
        "/v1/blobs/query",
        "/v1/blobs/{dossier}/{sha256}",
    }
