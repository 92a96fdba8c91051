"""A phone's browser: Chromium as Qt WebEngine ships it, without a display.

Files are chosen as a person does: a press on the button opens the system's file chooser, which
answers with the files named here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Before the first view: root may not use the sandbox, and there is no graphics card.
os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox --disable-gpu")

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from pytestqt.qtbot import QtBot
from shiboken6 import delete

LATE = 20_000  # ms


class _Page(QWebEnginePage):
    """A page that chooses the files it is told to."""

    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.files: list[Path] = []
        self.accepted: list[str] = []
        self.complaints: list[str] = []

    def chooseFiles(
        self, mode: QWebEnginePage.FileSelectionMode, old: object, accepted: object
    ) -> list[str]:
        self.accepted = [str(one) for one in accepted]  # type: ignore[attr-defined]
        return [str(path) for path in self.files]

    def javaScriptConsoleMessage(self, level: object, message: str, line: int, source: str) -> None:
        self.complaints.append(f"{message} ({line})")


class Phone:
    """A phone of 390×780 points with one page open."""

    def __init__(self, qtbot: QtBot, profile: QWebEngineProfile) -> None:
        self._qtbot = qtbot
        self.page = _Page(profile)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(390, 780)
        self.view.show()

    def open(self, url: str) -> bool:
        """Open an address; False where nothing is there."""
        loaded: list[bool] = []
        self.page.loadFinished.connect(loaded.append)
        self.page.setUrl(QUrl(url))
        self._qtbot.waitUntil(lambda: bool(loaded), timeout=LATE)
        self.page.loadFinished.disconnect(loaded.append)
        return loaded[0]

    def run(self, script: str) -> object:
        """Return what an expression comes to."""
        found: list[str] = []
        self.page.runJavaScript(f"JSON.stringify({script})", 0, found.append)
        self._qtbot.waitUntil(lambda: bool(found), timeout=LATE)
        return json.loads(found[0])

    def text(self, name: str) -> str:
        """Return the text of the element of this id."""
        return str(self.run(f"document.getElementById('{name}').textContent"))

    def wait_for(self, script: str) -> None:
        """Wait until a script comes to true."""
        self._qtbot.waitUntil(lambda: self.run(script) is True, timeout=LATE)

    def press(self, name: str) -> None:
        """Press the middle of the element of this id."""
        where = self.run(f"document.getElementById('{name}').getBoundingClientRect()")
        assert isinstance(where, dict)
        across, down = where["left"] + where["width"] / 2, where["top"] + where["height"] / 2
        point = QPoint(round(across), round(down))
        inner = self.view.focusProxy()
        assert inner is not None
        QTest.mouseClick(inner, Qt.MouseButton.LeftButton, pos=point)

    def choose(self, name: str, *files: Path) -> None:
        """Press a button that chooses files, and choose these."""
        self.page.files = list(files)
        self.page.accepted = []
        self.press(name)
        self._qtbot.waitUntil(lambda: bool(self.page.accepted), timeout=LATE)

    def close(self) -> None:
        """Leave the page and the browser."""
        self.view.close()
        for one in (self.view, self.page):  # the profile must be the last to go
            delete(one)


@contextmanager
def a_phone(qtbot: QtBot) -> Iterator[Phone]:
    """Give a phone whose browser remembers nothing."""
    profile = QWebEngineProfile()
    phone = Phone(qtbot, profile)
    try:
        yield phone
    finally:
        phone.close()
        delete(profile)
