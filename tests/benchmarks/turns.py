"""What the event loop of the window costs: a beat every 2 ms, and how late each one came.

Between two beats the loop served whatever stood there: keys, timers, painting, results of jobs.
``cpu`` is what that cost the window's own thread; ``wall`` how much later than asked the beat
came, in which other threads holding Python and other programs on the machine count as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from time import perf_counter, thread_time
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

STALL, EVERY = 0.032, 2  # seconds; ms
BUSY = 0.001  # seconds of CPU between two beats: the window is doing something


def at_most(many: list[float], count: int = 3) -> list[float]:
    """Return the longest ones in milliseconds."""
    return [round(one * 1_000, 1) for one in sorted(many, reverse=True)[:count]]


def p_of(many: list[float], part: float) -> float:
    """Return in milliseconds what this part of them does not exceed."""
    ordered = sorted(many)
    return round(ordered[min(int(len(ordered) * part), len(ordered) - 1)] * 1_000, 1)


class Turns(QObject):
    """Keeps, by what is being done, what stood between each two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = "nothing"
        self.cpu: defaultdict[str, list[float]] = defaultdict(list)
        self.wall: defaultdict[str, list[float]] = defaultdict(list)
        self.last_cpu = 0.0
        self._before = (thread_time(), perf_counter())
        self._timer = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = (thread_time(), perf_counter())
        self.last_cpu = now[0] - self._before[0]
        late = now[1] - self._before[1] - EVERY / 1_000
        self.cpu[self.doing].append(self.last_cpu)
        self.wall[self.doing].append(max(late, 0.0))
        self._before = now

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def result(self) -> dict[str, dict[str, Any]]:
        """Return, by kind of act: the longest stalls and how many were over the limit, in ms."""
        return {
            kind: {
                "cpu_ms": at_most(cpu),
                "cpu_over_32": sum(one > STALL for one in cpu),
                "wall_ms": at_most(self.wall[kind]),
                "wall_over_32": sum(one > STALL for one in self.wall[kind]),
                "beats": len(cpu),
            }
            for kind, cpu in self.cpu.items()
        }


def idle(seconds: float = 2.0) -> dict[str, Any]:
    """Return the turns of a loop that only beats: the floor of this machine at this moment."""
    turns, loop = Turns(), QEventLoop()
    turns.doing = "idle"
    QTimer.singleShot(int(seconds * 1_000), loop.quit)
    loop.exec()
    turns.stop()
    return turns.result()["idle"]


class Act:
    """One thing a person does: when it stood on the screen, and when all its values were there."""

    def __init__(self, turns: Turns, jobs: Any, rest: float) -> None:
        self._turns, self._jobs, self._rest = turns, jobs, rest
        self._loop = QEventLoop()
        self._begun = self._busy = perf_counter()
        self.shown = self.settled = 0.0

    def run(self, act: Callable[[], object]) -> None:
        """Do it from inside the loop, and come back when the window is quiet."""
        look = QTimer(interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        look.timeout.connect(self._look)
        self._begun = self._busy = perf_counter()
        QTimer.singleShot(0, lambda: self._do(act))
        look.start()
        self._loop.exec()
        look.stop()
        self.settled = self._busy - self._begun
        self.shown = self.shown or self.settled

    def _do(self, act: Callable[[], object]) -> None:
        act()
        self._busy = perf_counter()
        # posted behind the painting that the act asked for
        QTimer.singleShot(0, lambda: QTimer.singleShot(0, self._painted))

    def _painted(self) -> None:
        self.shown = perf_counter() - self._begun

    def _look(self) -> None:
        now = perf_counter()
        if self._jobs.waiting or self._turns.last_cpu > BUSY:
            self._busy = now
        elif now - self._busy > self._rest:
            self._loop.quit()


class Person:
    """Presses keys in the window from inside its event loop, as the system delivers them."""

    def __init__(self, turns: Turns, desktop: Any) -> None:
        self.turns, self._jobs, self._window = turns, desktop.jobs, desktop.window
        self._desktop = desktop
        self.longest: list[tuple[float, float]] = []  # stalls of every act: cpu, wall

    def does(self, kind: str, *acts: Callable[[], object], rest: int = 12) -> Act:
        """Do things one after another, each when the window is quiet; returns the last one."""
        made = Act(self.turns, self._jobs, rest / 1_000)
        for act in acts:
            self._wake()
            self.turns.doing = kind
            begun = len(self.turns.cpu[kind])
            made = Act(self.turns, self._jobs, rest / 1_000)
            made.run(act)
            self._is_there()
            beats = self.turns.cpu[kind][begun:], self.turns.wall[kind][begun:]
            self.longest.append((max(beats[0], default=0.0), max(beats[1], default=0.0)))
        self.turns.doing = "between"
        return made

    def _is_there(self) -> None:
        """Count as somebody at work: QTest's keys do not pass the window, where that is seen."""
        if self._desktop.idle is not None:
            self._desktop.idle.touched()

    def _wake(self) -> None:
        """Give the window the keyboard: offscreen there is no window manager that does."""
        self.turns.doing = "between"
        while QApplication.activeWindow() is None:
            self._window.activateWindow()
            QApplication.processEvents()

    def key(self, name: str, *, control: bool = False) -> Callable[[], object]:
        """Return the act of pressing a key where the keyboard is."""
        code = Qt.Key[f"Key_{name}"]
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier

        def press() -> None:
            QTest.keyClick(QApplication.focusWidget() or self._window, code, held)

        return press

    def types(self, text: str) -> list[Callable[[], object]]:
        """Return the acts of committing a text character by character by an input method."""

        def commit(letter: str) -> None:
            event = QInputMethodEvent()
            event.setCommitString(letter)
            target = QApplication.focusWidget()
            assert target is not None
            QApplication.sendEvent(target, event)

        return [partial(commit, letter) for letter in text]
