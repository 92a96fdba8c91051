"""A server for one dialog: it gives one page to whoever knows the token and takes photos back
(another ``handler`` gives something else).

It runs on threads of its own, knows no Qt, writes nothing to disk and says nothing to anybody
else: whatever is not asked with the right token gets an empty 404.
"""

from __future__ import annotations

import base64
import hmac
import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from inspector_app.domain.canonical import hex_digest
from inspector_app.errors import Problem, system_reason
from inspector_app.i18n import N_, _

TOKEN_BYTES = 32
MOST_BYTES = 40 * 1024 * 1024  # of one photo; the page makes larger ones smaller
MOST_PHOTOS = 500  # of one dialog
AT_ONCE = 12  # connections of one phone: browsers open some ahead of need
ALTOGETHER = 48
SILENCE = 20.0  # s without a byte
LONGEST = 300.0  # s for one photo
STORING = 120.0  # s until the laptop says that it is on disk
PIECE = 64 * 1024


class PhoneUnreachable(Problem):
    """The page cannot be served on the chosen address."""

    code = "CAM-01"
    template = N_("Photos cannot be received on {address}: {reason}.")
    remedy_template = N_("Connect this computer to the phone's hotspot and choose its address.")


class UploadRefused(Problem):
    """What the phone sent is not taken; nothing was attached."""

    code = "CAM-02"
    template = N_("The photo was not taken over: {reason}.")
    remedy_template = N_("Nothing was attached. Take it again with a smaller size.")


@dataclass(frozen=True, eq=False)
class Upload:
    """A photo that arrived. Whoever stores it answers with its number in this dialog, or refuses
    with the problem; the phone waits for that."""

    data: bytes
    sha256: str
    _outcome: Future[int] = field(default_factory=Future)

    def answer(self, number: int) -> None:
        """Tell the phone that the photo is on disk."""
        with suppress(Exception):  # the phone has gone, or the dialog was closed
            self._outcome.set_result(number)

    def refuse(self, problem: Problem) -> None:
        """Tell the phone why the photo was not kept."""
        with suppress(Exception):
            self._outcome.set_exception(problem)

    def cancel(self) -> None:
        """Let the phone wait no longer."""
        self._outcome.cancel()

    def wait(self, seconds: float) -> int:
        """Return the photo's number; raises the Problem, TimeoutError or CancelledError."""
        return self._outcome.result(seconds)


class PhoneServer:
    """Serves one page under one token on one address; ``deliver`` is called on a server thread
    for each photo and returns at once."""

    def __init__(
        self,
        address: str,
        token: bytes,
        page: Callable[[str], bytes],
        deliver: Callable[[Upload], None],
        handler: Callable[..., BaseHTTPRequestHandler] | None = None,
    ) -> None:
        self.token = base64.urlsafe_b64encode(token).rstrip(b"=").decode()
        try:
            self._listener = _Listener(address, self.token, page, deliver, handler)
        except OSError as error:
            raise PhoneUnreachable(address=address, reason=system_reason(error)) from error
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.05,), name="phone-camera", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """What the QR code says."""
        host, port = self._listener.server_address[:2]
        return f"http://{host!s}:{port}/{self.token}/"

    def close(self) -> None:
        """Stop at once: connections are cut, the port is free, no thread is left."""
        if self._thread.is_alive():
            self._listener.stop()
            self._thread.join()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = False
    daemon_threads = False  # closing waits for them; their connections are cut before
    request_queue_size = 8

    def __init__(
        self,
        address: str,
        token: str,
        page: Callable[[str], bytes],
        deliver: Callable[[Upload], None],
        handler: Callable[..., BaseHTTPRequestHandler] | None = None,
    ) -> None:
        self.token, self.page, self._deliver = token.encode(), page, deliver
        self.taken = 0
        self._lock = threading.Lock()
        self._open: dict[socket.socket, str] = {}  # with the address at the other end
        self._waiting: set[Upload] = set()
        self._stopped = False
        super().__init__((address, 0), handler or PhoneHandler)

    def deliver(self, upload: Upload) -> int:
        """Hand a photo over and return its number once it is stored."""
        with self._lock:
            if self._stopped:
                raise CancelledError
            self._waiting.add(upload)
        try:
            self._deliver(upload)
            return upload.wait(STORING)
        finally:
            with self._lock:
                self._waiting.discard(upload)

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket) and isinstance(client_address, tuple)
        phone = str(client_address[0])
        with self._lock:
            of_phone = sum(one == phone for one in self._open.values())
            room = of_phone < AT_ONCE and len(self._open) < ALTOGETHER
            if room:
                self._open[request] = phone
        if room:
            super().process_request(request, client_address)
        else:
            request.close()

    def process_request_thread(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)

    def handle_error(self, request: object, client_address: object) -> None:
        """A phone that goes away is no news."""

    def stop(self) -> None:
        """Cut every connection and let every waiting phone go."""
        self.shutdown()
        with self._lock:
            self._stopped = True
            waiting, connections = set(self._waiting), set(self._open)
        for upload in waiting:
            upload.cancel()
        for one in connections:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.server_close()


class PhoneHandler(BaseHTTPRequestHandler):
    """Answers one connection of a phone that knows the token."""

    server: _Listener
    timeout = SILENCE

    def do_GET(self) -> None:
        if not self._asked_for(b""):
            self._nothing()
            return
        nonce = hex_digest(self.server.token + str(time.monotonic_ns()).encode())[:32]
        self._send(200, "text/html; charset=utf-8", self.server.page(nonce), nonce)

    def do_POST(self) -> None:
        if not (self._asked_for(b"photo") and self._from_own_page()):
            self._nothing()
            return
        try:
            data = self._photo()
            number = self.server.deliver(Upload(data, hex_digest(data)))
        except Problem as problem:
            self._json(422, problem.as_dict())
        except (CancelledError, TookTooLong):
            self._nothing()
        else:
            self._json(200, {"number": number, "sha256": hex_digest(data)})

    def _asked_for(self, name: bytes) -> bool:
        path = self.path.partition("?")[0].encode("latin-1", "replace")
        return hmac.compare_digest(path, b"/" + self.server.token + b"/" + name)

    def _from_own_page(self) -> bool:
        origin = self.headers.get("Origin")
        return origin is None or origin == f"http://{self.headers.get('Host', '')}"

    def _photo(self) -> bytes:
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        length = self.headers.get("Content-Length", "")
        if not (kind.startswith("image/") or kind == "application/octet-stream"):
            raise UploadRefused(reason=_("it is not a picture"))
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            raise UploadRefused(reason=_("its size is not known"))
        if not 0 < int(length[:12]) <= MOST_BYTES:
            raise UploadRefused(reason=_("it is too large"))
        if self.server.taken >= MOST_PHOTOS:
            raise UploadRefused(reason=_("there are too many"))
        self.server.taken += 1
        return self._body(int(length))

    def _body(self, length: int) -> bytes:
        until = time.monotonic() + LONGEST
        pieces: list[bytes] = []
        while length:
            piece = self.rfile.read(min(PIECE, length))
            if not piece or time.monotonic() > until:
                raise TookTooLong
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _json(self, status: int, value: Mapping[str, object]) -> None:
        self._send(status, "application/json", json.dumps(value).encode())

    def _nothing(self) -> None:
        self._send(404, "", b"")

    def _send(self, status: int, kind: str, body: bytes, nonce: str = "") -> None:
        self.send_response_only(status)
        for name, text in (("Content-Type", kind), *PLAIN_HEADERS, ("CSP", _policy(nonce))):
            if text:
                self.send_header("Content-Security-Policy" if name == "CSP" else name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say nothing about what was wrong with a request."""
        self.close_connection = True
        with suppress(OSError):
            self._nothing()

    def log_message(self, format: str, *args: object) -> None:
        """Keep nothing about who asked for what."""


PLAIN_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Connection", "close"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)


def _policy(nonce: str) -> str:
    if not nonce:
        return ""
    # 'unsafe-inline' is for browsers that do not know nonces; those that do ignore it.
    own = f"'nonce-{nonce}' 'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; img-src data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
