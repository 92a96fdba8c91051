"""A bad link on loopback: carries so many bytes up a connection, then breaks it."""

from __future__ import annotations

import socket
from contextlib import suppress
from random import Random
from threading import Thread

MOST = 65_536


class CuttingLink:
    """Stands before central; each connection breaks after ``least`` to ``most`` bytes went one
    way: ``up`` towards central, or down. ``sent`` counts every byte laptops put on the link. It
    takes ``carries`` connections, then none any more."""

    def __init__(
        self,
        url: str,
        random: Random,
        *,
        least: int,
        most: int,
        way: str = "up",
        carries: int = 1 << 30,
    ) -> None:
        host, _colon, port = url.removeprefix("http://").partition(":")
        self._central = (host, int(port))
        self._random = random
        self._limits = (least, most)
        self._way = way
        self._carries = carries
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.sent = self.received = self.cuts = 0
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def __enter__(self) -> CuttingLink:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _accept(self) -> None:
        for _connection in range(self._carries):
            try:
                laptop, _address = self._socket.accept()
            except OSError:
                return
            central = socket.create_connection(self._central)
            left = self._random.randint(*self._limits)
            for way, ends in (("up", (laptop, central)), ("down", (central, laptop))):
                limit = left if way == self._way else None
                Thread(target=self._carry, args=(*ends, way, limit), daemon=True).start()
        self.close()

    def _carry(
        self, source: socket.socket, target: socket.socket, way: str, left: int | None
    ) -> None:
        with suppress(OSError):
            while piece := source.recv(MOST if left is None else min(MOST, left)):
                if way == "up":
                    self.sent += len(piece)
                else:
                    self.received += len(piece)
                target.sendall(piece)
                if left is not None:
                    left -= len(piece)
                    if not left:
                        self.cuts += 1
                        break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
