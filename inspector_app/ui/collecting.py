"""Cyclic garbage is collected on the window's thread only, and while nobody types.

Python collects wherever an allocation happens to ask for it. On a worker's thread that would
destroy dead widgets there, which Qt answers with a crash. So the automatic collection is off while
the window stands, and a timer of the window does its work. Looking through everything takes a
tenth of a second, so it waits for a pause of the person, though not for ever.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY = 1_000  # ms
FULL_EVERY = 30  # rounds between two collections of everything, at least
PAUSE = 0.5  # seconds without a key or a press: the person reads or thinks
LONG_PAUSE = 10.0  # the person is elsewhere: time to look through everything
LARGE = 512 * 1024  # bytes
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # malloc.h
YOUNG_LATEST, FULL_LATEST = 20, 600  # rounds after which a collection waits no longer


def _always() -> float:
    """Nobody is at work yet."""
    return LONG_PAUSE


class Collecting(QObject):
    """Collects while it lives; ``end`` gives the automatic collection back.

    ``quiet_for`` tells how many seconds ago the person last did something.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.quiet_for: Callable[[], float] = _always
        self._since_full = self._since_any = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.collect)
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """Leave what stands now out of later collections: modules and catalogues stay for ever."""
        gc.collect()
        gc.freeze()

    def collect(self) -> None:
        """Collect the generations that are due, as the automatic collection would, where the
        person makes a pause or it has waited long."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        self._since_full += 1
        self._since_any += 1
        quiet = self.quiet_for()
        full = counts[2] > thresholds[2] and self._since_full >= FULL_EVERY
        if full and (quiet >= LONG_PAUSE or self._since_full >= FULL_LATEST):
            self._since_full = self._since_any = 0
            gc.collect(2)
            give_back()
        elif counts[0] > thresholds[0] and (quiet >= PAUSE or self._since_any >= YOUNG_LATEST):
            self._since_any = 0
            gc.collect(1 if counts[1] > thresholds[1] else 0)

    def end(self) -> None:
        """Collect on demand again; what is dead now goes here, on the window's thread."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()


def hold_less() -> None:
    """Let glibc return every large block (a decoded photo, a font) as soon as it is freed, and
    keep few pools for small ones; by itself it keeps up to 32 MB a thread for later."""
    adjust = _glibc("mallopt")
    if adjust is not None:
        adjust(_MMAP_THRESHOLD, LARGE)
        adjust(_ARENA_MAX, 2)


def give_back() -> None:
    """Give freed memory back to the system: glibc keeps what threads freed for later."""
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _glibc(name: str) -> Callable[..., int] | None:
    """Return a function of glibc, None on other systems (musl has none of these)."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
