"""A bad link on loopback: a TCP proxy in front of central that cuts, delays, doubles and lies.

Its faults are set from outside and may change between two syncs. It counts what it carried.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import sleep
from types import TracebackType
from urllib.parse import urlsplit

PIECE = 16_384
PATIENCE = 0.3  # seconds for the answers to what is said again


@dataclass
class Faults:
    """What the link does. ``cut_after``: bytes of both ways after which a connection breaks once;
    ``cut_each``: after so many bytes it breaks again and again; ``canned``: answers given in place
    of central's, one a connection; ``pause``: seconds before each piece of ``piece`` bytes;
    ``again``: what a connection carried to central reaches it once more after its end."""

    cut_after: int = 0
    cut_each: int = 0
    canned: list[bytes] = field(default_factory=list)
    piece: int = PIECE
    pause: float = 0.0
    again: bool = False


def canned(status: str, body: str = "", **headers: str) -> bytes:
    """Return a whole answer that is not central's."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Proxy:
    """A link to central with faults; ``url`` in place of central's. Use as a context manager."""

    def __init__(self, central: str) -> None:
        parts = urlsplit(central)
        self._central = (str(parts.hostname), int(parts.port or 80))
        self.faults = Faults()
        self.carried = 0  # bytes, both ways
        self.cuts = 0
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[Thread] = []
        self._listen(0)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._start(self._accept, self._listener)

    def _start(self, work: Callable[..., None], *values: object) -> None:
        thread = Thread(target=work, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.refuse()
        for thread in self._threads:
            thread.join()

    def refuse(self) -> None:
        """Break every connection and take no more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            self._break(*self._open)

    def listen(self) -> None:
        """Take connections again at the same address."""
        self._listen(int(self.url.rpartition(":")[2]))

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        if self.faults.canned:
            self._answer_in_its_place(client, self.faults.canned.pop(0))
            return
        try:
            central = socket.create_connection(self._central)
        except OSError:
            self._break(client)
            return
        with self._lock:
            self._open |= {client, central}
        back = Thread(target=self._carry, args=(central, client), daemon=True)
        back.start()
        sent = self._carry(client, central)
        back.join()
        with self._lock:
            self._open -= {client, central}
        if self.faults.again:
            self._say_again(sent)

    def _say_again(self, sent: bytes) -> None:
        with suppress(OSError), socket.create_connection(self._central) as central:
            central.settimeout(PATIENCE)
            central.sendall(sent)
            while central.recv(PIECE):
                pass

    def _answer_in_its_place(self, client: socket.socket, answer: bytes) -> None:
        with suppress(OSError):
            asked = client.recv(PIECE)
            head, _end, body = asked.partition(b"\r\n\r\n")
            rest = _length(head) - len(body)
            while rest > 0 and (piece := client.recv(PIECE)):
                rest -= len(piece)
            client.sendall(answer)
        self._break(client)

    def _carry(self, source: socket.socket, target: socket.socket) -> bytes:
        carried = bytearray()
        with suppress(OSError):
            while piece := source.recv(self.faults.piece):
                sleep(self.faults.pause)
                allowed = self._allowed(len(piece))
                target.sendall(piece[:allowed])
                carried += piece
                if allowed < len(piece):
                    break
        self._break(source, target)
        return bytes(carried)

    def _allowed(self, size: int) -> int:
        """Return how many of these bytes the link still carries."""
        with self._lock:
            before, self.carried = self.carried, self.carried + size
            if self.faults.cut_after:
                left = self.faults.cut_after - size
                if left < 0:
                    left, size = 0, self.faults.cut_after
                    self.cuts += 1
                self.faults.cut_after = left
            elif self.faults.cut_each:
                left = self.faults.cut_each - before % self.faults.cut_each
                if size > left:
                    self.carried, size = before + left, left
                    self.cuts += 1
            return size

    def _break(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
