"""The phone's page as others on the network meet it: nothing without the token, little with it."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from inspector_app.config import resource_dir
from inspector_app.domain.canonical import hex_digest
from inspector_app.operations.pictures import PictureUnusable
from inspector_app.ui import phone_camera_server
from inspector_app.ui.phone_camera_page import page_of
from inspector_app.ui.phone_camera_server import PhoneServer, PhoneUnreachable, Upload

TOKEN = bytes(range(32))
JPEG = {"Content-Type": "image/jpeg"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Desk:
    """Takes every photo at once and counts it, as the dialog does."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def take(self, upload: Upload) -> None:
        if b"no picture" in upload.data:
            upload.refuse(PictureUnusable(reason="this is not a picture", advice="Use a JPEG."))
            return
        self.kept.append(upload.data)
        upload.answer(len(self.kept))


@dataclass
class Served:
    server: PhoneServer
    desk: Desk

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        place = urlsplit(self.server.url)
        asked = http.client.HTTPConnection(str(place.hostname), place.port or 0, timeout=10)
        try:
            names = {name.replace("_", "-"): text for name, text in headers.items()}
            asked.request(method, path, body, names)
            given = asked.getresponse()
            return Answer(given.status, dict(given.getheaders()), given.read())
        finally:
            asked.close()

    @property
    def root(self) -> str:
        return urlsplit(self.server.url).path

    def send(self, data: bytes, **headers: str) -> Answer:
        return self.ask(
            "POST", f"{self.root}photo", data, **{"Content_Type": "image/jpeg", **headers}
        )


@contextmanager
def serving() -> Iterator[Served]:
    desk = Desk()
    server = PhoneServer("127.0.0.1", TOKEN, partial(page_of, "示例项目", 1000), desk.take)
    try:
        yield Served(server, desk)
    finally:
        server.close()


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as made:
        yield made


def test_the_page_comes_with_the_token_and_holds_everything_itself(served: Served) -> None:
    page = served.ask("GET", served.root)
    text = page.body.decode()
    assert page.status == 200 and "示例项目" in text and "{{" not in text
    assert "http:" not in text and "https:" not in text and "src=" not in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "connect-src 'self'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert not {"Server", "Access-Control-Allow-Origin"} & set(page.headers)


def test_an_item_with_markup_in_its_words_is_shown_as_words() -> None:
    page = page_of('</p><script>alert("x")</script>', 1, "n").decode()
    assert "alert(&quot;x&quot;)" in page and page.count("<script") == 1


def test_the_page_needs_nothing_that_old_phones_lack() -> None:
    text = (resource_dir() / "phone_camera.html").read_text(encoding="utf-8")
    script = text.split("<script")[1]
    for new in ("=>", "`", "let ", "const ", "async ", "await ", "fetch(", "Promise", "?."):
        assert new not in script, new


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/favicon.ico"),
        ("GET", "/AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh0/"),
        ("GET", "{root}photo"),
        ("GET", "{root}../"),
        ("GET", "{root}index.html"),
        ("POST", "/photo"),
        ("POST", "/wrong/photo"),
        ("POST", "{root}"),
        ("PUT", "{root}photo"),
        ("DELETE", "{root}"),
        ("OPTIONS", "{root}photo"),
        ("HEAD", "{root}"),
    ],
)
def test_whatever_else_is_asked_gets_an_empty_answer(
    served: Served, method: str, path: str
) -> None:
    answer = served.ask(method, path.format(root=served.root), b"x" if method == "POST" else None)
    assert (answer.status, answer.body) == (404, b"")
    assert not {"Server", "Allow", "Access-Control-Allow-Origin"} & set(answer.headers)
    assert served.desk.kept == []


def test_a_photo_is_answered_with_its_number_and_its_hash(served: Served) -> None:
    for number, data in enumerate((b"one", b"two"), 1):
        answer = served.send(data)
        assert answer.status == 200
        assert json.loads(answer.body) == {"number": number, "sha256": hex_digest(data)}
    assert served.desk.kept == [b"one", b"two"]


def test_what_is_no_picture_is_refused_with_words_the_page_shows(served: Served) -> None:
    answer = served.send(b"no picture")
    assert answer.status == 422
    assert "not a picture" in json.loads(answer.body)["message"]
    assert json.loads(served.send(b"x", Content_Type="text/html").body)["code"] == "CAM-02"


def test_a_foreign_page_cannot_send_through_the_phones_browser(served: Served) -> None:
    assert served.send(b"x", Origin="http://example.org").status == 404
    own = "http://" + urlsplit(served.server.url).netloc
    assert served.send(b"x", Origin=own).status == 200


def test_a_size_that_is_missing_or_too_large_is_refused_unread(served: Served) -> None:
    place = urlsplit(served.server.url)
    for length in ("", "Content-Length: 999999999999\r\n", "Content-Length: -1\r\n"):
        with socket.create_connection((str(place.hostname), place.port or 0), 10) as raw:
            head = f"POST {served.root}photo HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"
            raw.sendall(f"{head}{length}\r\n".encode())
            with raw.makefile("rb") as answer:
                assert answer.readline().split()[1] == b"422", length
    assert served.desk.kept == []


def test_garbage_instead_of_a_request_gets_nothing(served: Served) -> None:
    place = urlsplit(served.server.url)
    for garbage in (b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"A" * 70_000 + b"\r\n\r\n"):
        with socket.create_connection((str(place.hostname), place.port or 0), 10) as raw:
            raw.sendall(garbage)
            with raw.makefile("rb") as answer:
                assert b"<" not in answer.read()
    assert served.ask("GET", served.root).status == 200


def test_one_who_only_holds_connections_does_not_keep_the_phone_out(served: Served) -> None:
    place = urlsplit(served.server.url)
    address = (str(place.hostname), place.port or 0)
    with ExitStack() as held:
        for _one in range(30):
            held.enter_context(socket.create_connection(address, 10))
        phone = http.client.HTTPConnection(*address, timeout=10, source_address=("127.0.0.2", 0))
        with closing(phone):
            phone.request("GET", served.root)
            assert phone.getresponse().status == 200


def test_several_photos_at_once_all_arrive(served: Served) -> None:
    sent = [bytes([n]) * 200_000 for n in range(8)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(served.send, sent))
    assert {json.loads(one.body)["sha256"] for one in answers} == {hex_digest(d) for d in sent}


def is_cut(connection: socket.socket) -> bool:
    with connection:
        try:
            return connection.recv(10) == b""
        except ConnectionResetError:
            return True


def test_closing_frees_the_port_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with serving() as served:
        place = urlsplit(served.server.url)
        idle = socket.create_connection((str(place.hostname), place.port or 0), 10)
        half = socket.create_connection((str(place.hostname), place.port or 0), 10)
        half.sendall(f"POST {served.root}photo HTTP/1.1\r\nContent-Length: 9\r\n".encode())
    assert is_cut(idle) and is_cut(half)
    assert set(threading.enumerate()) <= before
    with pytest.raises(OSError):
        socket.create_connection((str(place.hostname), place.port or 0), 1)


def test_a_phone_that_waits_while_the_dialog_closes_is_let_go() -> None:
    waiting = threading.Event()
    server = PhoneServer("127.0.0.1", TOKEN, lambda nonce: b"", lambda _upload: waiting.set())
    served = Served(server, Desk())

    def send() -> bytes:
        try:
            return served.send(b"x").body
        except (OSError, http.client.HTTPException):
            return b""

    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(send)
        assert waiting.wait(10)
        server.close()
        assert sent.result(10) == b""


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(PhoneUnreachable) as refused:
        PhoneServer("192.0.2.1", TOKEN, lambda nonce: b"", lambda upload: None)
    assert "hotspot" in refused.value.remedy


def test_each_dialog_has_a_token_of_256_bits(served: Served) -> None:
    assert phone_camera_server.TOKEN_BYTES == 32
    assert len(served.server.token) == 43
