"""A request's bytes on their way to the disk: nothing that arrived is lost when the link breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request

from inspector_app.central.problems import CentralProblem

READ_AHEAD = 1024 * 1024  # bytes held in memory for one request
MOMENT, MOMENTS = 0.05, 20  # seconds; how often
Key = tuple[str, tuple[str, str]]  # the token that came, and (dossier, sha256)
_under_way: dict[Key, Body] = {}


class Body:
    """Reads a request's body ahead, while central decides about the upload and while it writes.

    A server drops what it has received but nobody has read when the connection breaks; so this
    reads at once. ``cut`` tells that the body broke off, or that a newer request took over;
    ``problem`` what the answer is where central itself broke it off.
    """

    def __init__(self, request: Request) -> None:
        self.cut = False
        self.problem: CentralProblem | None = None
        self.left = asyncio.Event()
        self._waiting = bytearray()
        self._came = 0
        self._ended = False
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._reading = asyncio.create_task(self._read(request.stream()))

    async def _read(self, stream: AsyncIterator[bytes]) -> None:
        try:
            async for piece in stream:
                if self._ended:
                    return
                self._waiting += piece
                self._came += len(piece)
                self._more.set()
                while len(self._waiting) >= READ_AHEAD and not self._ended:
                    self._room.clear()
                    await self._room.wait()
        except ClientDisconnect:
            self.cut = True
        except CentralProblem as problem:  # too slow
            self.cut, self.problem = True, problem
        finally:
            self._ended = True
            self._more.set()

    async def next(self, at_least: int) -> bytes:
        """Return what has come, once it is so much or all; b"" at the end."""
        while not self._ended and len(self._waiting) < min(at_least, READ_AHEAD):
            self._more.clear()
            await self._more.wait()
        piece = bytes(self._waiting)
        self._waiting.clear()
        self._room.set()
        return piece

    async def close(self) -> None:
        """Stop reading."""
        self._ended = True
        self._reading.cancel()
        await asyncio.wait([self._reading])

    async def yield_to_newer(self) -> None:
        """End here and return when what has come is kept: at once where the connection broke, else
        when for a moment nothing more came."""
        for _moment in range(MOMENTS):
            before = self._came
            await asyncio.wait([self._reading], timeout=MOMENT)
            if self._ended or self._came == before:
                break
        if not self._ended:
            self.cut = self._ended = True
            self._more.set()
            self._room.set()
        await self.left.wait()


async def settle(upload: Key) -> None:
    """Let an older request of an upload keep what it has, before a newer one asks how much.

    A laptop whose link broke is often back before central has noticed.
    """
    older = _under_way.get(upload)
    if older is not None:
        await older.yield_to_newer()


@asynccontextmanager
async def receiving(upload: Key, body: Body) -> AsyncIterator[None]:
    """Name the request that is receiving an upload from now on, after an older one ended."""
    older, _under_way[upload] = _under_way.get(upload), body
    try:
        if older is not None:
            await older.yield_to_newer()
        yield
    finally:
        if _under_way.get(upload) is body:
            del _under_way[upload]
        body.left.set()
        await body.close()
