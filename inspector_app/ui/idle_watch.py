"""Locks after a time without a key or a pointer, so that a laptop left alone shows nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

LOOK_EVERY = 10_000  # ms
_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    )
)


class IdleWatch(QObject):
    """Emits ``idle`` once nobody has touched the program for so many minutes.

    It listens at the windows that have the keyboard, not at the application: a filter there would
    be called for each of the thousands of events that paint a page.
    """

    idle = Signal()

    def __init__(
        self, app: QGuiApplication, minutes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(app)
        self._clock, self._minutes, self._last = clock, minutes, clock()
        self._watched: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._follow)
        self._follow(app.focusWindow())

    def begin(self) -> None:
        """Count from now on."""
        self._last = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Count no more: it is locked."""
        self._timer.stop()

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def use(self, minutes: int) -> None:
        """Lock after so many minutes from now on."""
        self._minutes = minutes

    def look(self) -> None:
        """Emit ``idle`` where the time has passed."""
        if self.running and self._clock() - self._last >= self._minutes * 60:
            self.stop()
            self.idle.emit()

    def quiet_for(self) -> float:
        """Return the seconds since somebody did something here."""
        return self._clock() - self._last

    def touched(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def _follow(self, window: QWindow | None) -> None:
        if window is None or id(window) in self._watched:
            return
        name = id(window)
        self._watched.add(name)
        window.installEventFilter(self)
        window.destroyed.connect(lambda: self._watched.discard(name))
        self.touched()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.touched()
        return False
