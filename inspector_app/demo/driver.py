"""Hands for the headless demo: type into real windows, wait for what they show, take pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_

PATIENCE_MS = 30_000
Key = Qt.Key


class DemoStuck(Problem):
    """The window did not come to what the demo waited for."""

    code = "DEMO-01"
    template = N_("The demo waited in vain for: {what}.")
    remedy_template = N_("Run it again; if it happens again, send the pictures in its folder.")


class Driver:
    """One pair of hands and eyes; pictures go to ``screens`` under numbered names."""

    def __init__(self, window: QWidget, screens: Path) -> None:
        self.window, self._screens = window, screens
        self.pictures: list[Path] = []
        screens.mkdir(parents=True, exist_ok=True)

    def wait(self, what: str, ready: Callable[[], object]) -> None:
        """Let the window live until ``ready`` holds; raises DemoStuck after half a minute."""
        loop = QEventLoop()
        look, end = QTimer(interval=5), QTimer(singleShot=True, interval=PATIENCE_MS)

        def look_again() -> None:
            if ready():
                loop.quit()

        look.timeout.connect(look_again)
        end.timeout.connect(lambda: loop.exit(1))
        look.start()
        end.start()
        stuck = not ready() and loop.exec() != 0
        look.stop()
        if stuck:
            self.picture("stuck")
            raise DemoStuck(what=what)

    def settle(self) -> None:
        """Let everything that is due be drawn; layouts in layouts settle one level a turn."""
        for _turn in range(10):
            QApplication.sendPostedEvents()
            QApplication.processEvents()

    def picture(self, name: str, widget: QWidget | None = None) -> Path:
        """Keep a picture of the window (or a dialog) as it is now."""
        self.settle()
        path = self._screens / f"{len(self.pictures) + 1:02d}-{name}.png"
        (widget or self.window).grab().save(str(path))
        self.pictures.append(path)
        return path

    def key(self, key: Key, widget: QWidget | None = None, ctrl: bool = False) -> None:
        """Press a key where the keyboard is, or in a widget."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(widget or self._focus(), key, held)

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Type a text, Chinese as an input method would commit it."""
        from PySide6.QtGui import QInputMethodEvent

        target = widget or self._focus()
        if text.isascii():
            QTest.keyClicks(target, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)

    def click(self, button: QPushButton) -> None:
        """Click a button with the mouse."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def shortcut(self, keys: str) -> None:
        """Press a shortcut such as ``Ctrl+K``."""
        QTest.keySequence(self.window, QKeySequence(keys))

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window


def paste_picture(path: Path) -> None:
    """Put a picture file into the clipboard, as a copied photo is."""
    image = QImage(str(path))
    QApplication.clipboard().setImage(image)


def is_drawn(widget: QWidget) -> bool:
    """Tell whether the middle of a widget shows something: text on paper, not one plain colour.

    Qt draws PDF pages on a thread of its own and tells nobody when it is done.
    """
    image = widget.grab().toImage()
    width, height = image.width(), image.height()
    rows = range(height // 4, height * 3 // 4, 2)
    middle = {image.pixel(x, y) for y in rows for x in range(width // 4, width * 3 // 4, 2)}
    return len(middle) > 8
