"""A page made ahead of time, in steps so short that the window never stands still."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

PAUSE_MS = 300  # after the first page stands, before anything is made ahead
SLICE = 0.008  # seconds of work between two turns of the event loop

P = TypeVar("P", bound=QWidget)


class Prepared(QObject, Generic[P]):
    """Makes one spare page while nothing else is to do; ``take`` gives it away.

    Styling a page of a hundred widgets takes longer than building it; it is done widget by
    widget here, so that showing the page later only lays it out and paints it.
    """

    def __init__(self, make: Callable[[], P], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._page: P | None = None
        self._bare: list[QWidget] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._work)

    def begin(self) -> None:
        """Make a spare soon, unless there is one."""
        if self._page is None:
            self._timer.start(PAUSE_MS)

    def take(self) -> P:
        """Return the spare, or a new page where there is none yet."""
        self._timer.stop()
        page, self._page = self._page, None
        self._bare = []
        return page if page is not None else self._make()

    def drop(self) -> None:
        """Forget the spare: it speaks another language or has another shade."""
        self._timer.stop()
        if self._page is not None:
            self._page.deleteLater()
        self._page, self._bare = None, []

    def _work(self) -> None:
        if self._page is None:
            self._page = self._make()
            self._bare = [self._page, *self._page.findChildren(QWidget)]
        else:
            end = perf_counter() + SLICE
            while self._bare and perf_counter() < end:
                self._bare.pop().ensurePolished()
        if self._bare:
            self._timer.start(0)
