"""How long the window stands still in the headless visit.

Run by hand: ``python -m tests.benchmarks.bench_visit``; prints JSON: the longest gaps between two
beats of a timer on the UI thread, beside the same gaps of an idle window in the same run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.demo.driver import Driver
from inspector_app.demo.stage import Stopwatch, prepare, sample_stage
from inspector_app.demo.tour import Tour

BEAT_MS = 2


class Pulse:
    """Notes the time between the beats of a timer."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = perf_counter()
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def worst(self, count: int = 5) -> list[float]:
        """Return the longest gaps in milliseconds."""
        return [round(gap * 1000, 1) for gap in sorted(self.gaps, reverse=True)[:count]]


class BlindDriver(Driver):
    """Takes no pictures: a grab would be measured as a stall."""

    def picture(self, name: str, widget: QWidget | None = None) -> Path:
        return Path(name)

    def key(self, *args: object, **more: object) -> None:
        """Let the window breathe after each key, as a person does."""
        super().key(*args, **more)  # type: ignore[arg-type]
        QApplication.processEvents()


def idle() -> list[float]:
    """Return the longest gaps of a window that does nothing for a second."""
    pulse, loop = Pulse(), QEventLoop()
    QTimer.singleShot(1000, loop.quit)
    loop.exec()
    return pulse.worst()


def main() -> None:
    """Print the figures."""
    app = QApplication(sys.argv[:1])
    floor = idle()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        prepare(folder)
        with sample_stage(folder) as stage:
            stage.enrol()
            watch = Stopwatch({})
            tour = Tour(app, folder, watch)
            tour.use(BlindDriver(tour.window, folder / "screens"))
            tour.morning()
            pulse = Pulse()
            tour.visit()
            worst = pulse.worst()
            beats = len(pulse.gaps)
            tour.close()
    over = sum(gap > 50 for gap in worst)
    print(json.dumps({"worst_ms": worst, "beats": beats, "over_50": over, "idle_ms": floor}))


if __name__ == "__main__":
    main()
