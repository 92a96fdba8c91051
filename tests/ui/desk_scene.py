"""The working window over a sample workspace, with a person at its keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.checklists.library import Library
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from tests.ui.visit_hand import NONE, Hand
from tests.ui.visit_scene import Scene, a_scene

LATE = 15_000  # ms
Key = Qt.Key


class AtDesk:
    """The window, the person's hand, and what is stored."""

    def __init__(self, qtbot: QtBot, jobs: Jobs, scene: Scene) -> None:
        self.qtbot, self.jobs, self.scene = qtbot, jobs, scene
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.desk = Desk(self.window, jobs, scene.session, Preferences("en", "light", 1.0))
        ready: list[bool] = []
        self.desk.ready.connect(lambda: ready.append(True))
        self.desk.show()
        qtbot.waitUntil(lambda: bool(ready), timeout=LATE)
        self.hand = Hand(qtbot, self.window, jobs)
        self.hand.settle()

    @property
    def shown(self) -> str:
        """The page that is open."""
        return self.desk.shell.shown

    def contents(self) -> dict[str, int]:
        """How many rows every table of the workspace has, and how many files lie beside it."""
        workspace = self.scene.session.workspace
        with workspace.reading() as reader:
            db = reader._db
            names = [
                str(row[0])
                for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            rows = {
                name: int(next(iter(db.execute(f'SELECT count(*) FROM "{name}"')))[0])
                for name in names
            }
        files = [one for one in self.scene.session.data_dir.rglob("*") if one.is_file()]
        kept = [one for one in files if not one.name.endswith(("-wal", "-shm"))]
        return {**rows, "files": len(kept)}

    def wake(self) -> None:
        """Give the keyboard to the window or the dialog over it: no window manager does."""
        if QApplication.activeWindow() is None:
            top = QApplication.activeModalWidget() or self.window
            top.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        """Press keys one after another."""
        modifier = Qt.KeyboardModifier.ControlModifier if control else NONE
        for key in keys:
            self.wake()
            self.hand.press(key, modifier=modifier)

    def go(self, key: Qt.Key) -> None:
        """Open a page by its key of the rail."""
        self.press(key, control=True)

    def type(self, text: str) -> None:
        """Put a text where the keyboard is, as an input method does."""
        self.wake()
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.hand.focus, event)
        self.hand.settle()


@contextmanager
def at_desk(
    qtbot: QtBot, jobs: Jobs, folder: Path, library: Library | None = None
) -> Iterator[AtDesk]:
    """Give the window over a begun visit; the window is left before its workspace closes."""
    with a_scene(folder, library) as scene:
        made = AtDesk(qtbot, jobs, scene)
        try:
            yield made
        finally:
            made.desk.leave(close=False)
            qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)
