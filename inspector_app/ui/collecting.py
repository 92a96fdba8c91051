"""Cyclic garbage is collected on the window's thread only.

Python collects wherever an allocation happens to ask for it. On a worker's thread that would
destroy dead widgets there, which Qt answers with a crash. So the automatic collection is off while
the window stands, and a timer of the window does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1_000  # ms
FULL_EVERY = 30  # rounds between two collections of everything, at least


class Collecting(QObject):
    """Collects while it lives; ``end`` gives the automatic collection back."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since_full = 0
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
        """Collect the generations that are due, as the automatic collection would."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        self._since_full += 1
        if counts[2] > thresholds[2] and self._since_full >= FULL_EVERY:
            self._since_full = 0
            gc.collect(2)
        elif counts[1] > thresholds[1]:
            gc.collect(1)
        elif counts[0] > thresholds[0]:
            gc.collect(0)

    def end(self) -> None:
        """Collect on demand again; what is dead now goes here, on the window's thread."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
