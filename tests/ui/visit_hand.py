"""A person at the keyboard: every key goes to the widget that has the focus, and is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui.jobs import Jobs

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """Presses keys in a window; ``strokes`` counts them, typed text is counted apart."""

    def __init__(self, qtbot: QtBot, window: QWidget, jobs: Jobs) -> None:
        self._qtbot, self._window, self._jobs = qtbot, window, jobs
        self.strokes = 0

    @property
    def focus(self) -> QWidget:
        """The widget that has the keyboard."""
        return QApplication.focusWidget() or self._window

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys one after another and wait until the store has answered."""
        for key in keys:
            self.strokes += 1
            QTest.keyClick(self.focus, key, modifier)
            self.settle()

    def type(self, text: str) -> None:
        """Type Latin text into whatever has the keyboard."""
        QTest.keyClicks(self.focus, text)

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        self._qtbot.waitUntil(lambda: self._jobs.waiting == 0, timeout=10_000)
        QApplication.processEvents()
