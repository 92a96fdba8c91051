"""Token buckets: who asked for how much lately, in one process or for all workers of a server.

The workers of one ``serve`` keep their buckets in one small file that each maps into its memory;
taking a token costs some ten microseconds, where a row of the database would cost every request
a trip and a commit. Servers on several machines count each for itself.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second, and so many at once after a pause."""

    a_second: float
    at_once: float

    def after(self, left: float, seconds: float) -> tuple[float, float]:
        """Return (what a bucket holds after a token was asked for, seconds to wait for it).

        ``left`` is what it held ``seconds`` ago."""
        now = min(self.at_once, left + max(seconds, 0) * self.a_second)
        return (now - 1, 0.0) if now >= 1 else (now, (1 - now) / self.a_second)


class Taking(Protocol):
    """Buckets of one kind, one for each caller."""

    def take(self, key: str, now: float) -> float:
        """Take one; return 0, or the seconds until there is one."""


@dataclass(slots=True)
class Buckets:
    """One bucket for each of the most recent callers; the oldest are forgotten, thus full."""

    rate: Rate
    most: int = 20_000
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, now: float) -> float:
        left, then = self._left.pop(key, (self.rate.at_once, now))
        left, wait = self.rate.after(left, now - then)
        self._left[key] = (left, now)
        if len(self._left) > self.most:
            self._left.popitem(last=False)
        return wait


_SLOT = struct.Struct("<8sdd")  # caller, what is left, when that was
_WAYS = 8  # callers that share one place before the one that was away longest is forgotten
_PLACES = 4_096


class SharedBuckets:
    """Buckets in a file that every worker process maps: what one gives, the others do not."""

    def __init__(self, rate: Rate, file: Path) -> None:
        self._rate = rate
        size = _PLACES * _WAYS * _SLOT.size
        self._handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        if os.fstat(self._handle).st_size < size:
            os.ftruncate(self._handle, size)
        self._slots = mmap.mmap(self._handle, size)

    def take(self, key: str, now: float) -> float:
        digest = sha256(key.encode()).digest()
        caller = digest[:8]
        place = int.from_bytes(digest[8:12], "little") % _PLACES
        with self._locked(place):
            at, left, then = self._found(place, caller, now)
            left, wait = self._rate.after(left, now - then)
            _SLOT.pack_into(self._slots, at, caller, left, now)
        return wait

    def close(self) -> None:
        """Let go of the file."""
        self._slots.close()
        os.close(self._handle)

    def _found(self, place: int, caller: bytes, now: float) -> tuple[int, float, float]:
        """Return where a caller's slot is, and what stands there; a full one where it is new."""
        first = place * _WAYS * _SLOT.size
        slots = [first + way * _SLOT.size for way in range(_WAYS)]
        known = {at: _SLOT.unpack_from(self._slots, at) for at in slots}
        for at, (name, left, then) in known.items():
            if name == caller:
                return at, left, then
        return min(slots, key=lambda at: known[at][2]), self._rate.at_once, now

    @contextmanager
    def _locked(self, place: int) -> Iterator[None]:
        """Have one place alone; a process that ends lets go of it."""
        if sys.platform == "win32":
            import msvcrt

            os.lseek(self._handle, place, os.SEEK_SET)
            msvcrt.locking(self._handle, msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                os.lseek(self._handle, place, os.SEEK_SET)
                msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)
            return
        import fcntl

        fcntl.lockf(self._handle, fcntl.LOCK_EX, 1, place)
        try:
            yield
        finally:
            fcntl.lockf(self._handle, fcntl.LOCK_UN, 1, place)
