"""Every page, drawn in both languages, both shades and at both ends of the scale: nothing is
clipped, nothing lies over anything else, every character has a glyph.

The pictures go to ``screens/`` of the test's folder; ``INSPECTOR_SCREENS`` names another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.i18n import set_language
from inspector_app.operations.archiving import ArchiveMade
from inspector_app.operations.finding import Stop
from inspector_app.operations.phone_delivery import HTML, PhonePaper
from inspector_app.ui import theme
from inspector_app.ui.archive_dialog import ArchiveDialog, Whose
from inspector_app.ui.crash_dialog import CrashDialog
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_delivery_dialog import PhoneDelivery
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.reinspection_page import ReinspectionPage
from inspector_app.ui.route_dialog import RouteDialog
from tests.ui.looks import StrayWindows, faults_of, nameless, outside
from tests.ui.screen_scene import LONG_NAME, FullScene, a_full_scene
from tests.ui.visit_scene import DOSSIER
from tests.world import noon

LATE = 15_000  # ms
LANGUAGES, SHADES, SCALES = ("zh_CN", "en"), ("light", "dark", "contrast"), (1.0, 2.0)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[FullScene]:
    with a_full_scene(tmp_path) as made:
        yield made


class Screens:
    """Goes through the pages of one look and collects what is wrong with each."""

    def __init__(self, desk: Desk, window: MainWindow, jobs: Jobs, qtbot: QtBot, out: Path) -> None:
        self.desk, self.window, self.jobs, self.qtbot, self.out = desk, window, jobs, qtbot, out
        self.faults: dict[str, list[str]] = {}

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.waiting == 0, timeout=LATE)
        for _turn in range(20):  # layouts settle one level a turn
            QApplication.processEvents()

    def look(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        target = widget or self.window
        target.grab().save(str(self.out / f"{name}.png"))
        wrong = faults_of(target) + outside(target) + nameless(target)
        if wrong:
            self.faults[name] = wrong

    def pages(self) -> None:
        for name, _page in self.desk.pages.named():
            if name != "dossier":
                self.desk.go(name)
                self.look(name)
        self.desk.help_here()
        self.look("help-here")
        self.desk.pages.help.introduction_wanted.emit()
        self.look("introduction")
        self.desk.show_commands()
        self.look("commands")
        self.desk.shell.commands.hide()
        self.desk.open_dossier(DOSSIER)
        self.settle()
        self.look("dossier")

    def visit(self, visit: str) -> None:
        self.desk.visits.open_visit(visit)
        self.qtbot.waitUntil(lambda: self.desk.shell.shown == "visit", timeout=LATE)
        self.settle()
        self.look("visit")
        self.desk.visits.open_draft(visit)
        self.settle()
        self.qtbot.waitUntil(lambda: self.desk.shell.shown == "notice", timeout=LATE)
        self.look("notice")

    def again(self, visit: str) -> None:
        self.desk.visits.open_visit(visit)
        self.qtbot.waitUntil(
            lambda: isinstance(self.desk.shell.page("visit"), ReinspectionPage), timeout=LATE
        )
        self.settle()
        self.look("reinspection")

    def dialogs(self) -> None:
        """Look at dialogs that stand alone."""
        stops = [Stop("a", LONG_NAME, "一厂区", LONG_NAME[:20], 0.0)] * 3
        report = "2026-11-25T09:00:00\ninspector-app\nValueError at fold.py:10 fold"
        for name, made in (
            ("route", RouteDialog(stops, self.window)),
            ("crash", CrashDialog(report, self.window)),
            ("archive", self.archive()),
            ("phone-delivery", self.phone_delivery()),
        ):
            made.open()
            self.look(name, made)
            made.reject()
            made.deleteLater()

    def archive(self) -> ArchiveDialog:
        """Return the dialog of archives after one was made."""
        choices = [Whose((DOSSIER,), LONG_NAME), Whose(())]
        dialog = ArchiveDialog(choices, (2026, 2025), "/示例/文书归档", self.window)
        path = f"/示例/文书归档/2026_{LONG_NAME}.zip"
        made = ArchiveMade(path, DOSSIER, 2026, LONG_NAME, 12, 3_400_000, 210, 2, "2032-02-28")
        dialog.show_made((made,))
        return dialog

    def phone_delivery(self) -> PhoneDelivery:
        """Return the dialog of a paper that the phone has fetched."""
        paper = PhonePaper("示例1号", "示例安责告〔2026〕AB0001号", HTML, b"<body></body>", b"%PDF")
        dialog = PhoneDelivery(
            paper, lambda: (Address("127.0.0.1", "示例热点"),), bytes, noon, self.window
        )
        dialog._fetched.emit("192.168.43.7")
        return dialog

    def starting(self) -> None:
        self.desk.visits.begin(DOSSIER)
        self.settle()
        assert self.desk.visits.dialog is not None
        self.look("start-visit", self.desk.visits.dialog)
        self.desk.visits.close_dialog()
        self.settle()


def screens_folder(tmp_path: Path) -> Path:
    """Return the folder of the pictures; a person may name one to look at them."""
    folder = Path(os.environ.get("INSPECTOR_SCREENS", tmp_path / "screens"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_drawn_whole(  # noqa: PLR0917 - pytest gives them by name
    qapp: QApplication,
    qtbot: QtBot,
    jobs: Jobs,
    full: FullScene,
    tmp_path: Path,
    language: str,
    shade: theme.Choice,
    scale: float,
) -> None:
    set_language(language)
    theme.apply(qapp, shade, scale)
    strays = StrayWindows(qapp)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768) if scale == 1.0 else window.resize(1920, 1080)
    window.show()
    desk = Desk(window, jobs, full.session, Preferences(language, shade, scale))
    ready: list[bool] = []
    desk.ready.connect(lambda: ready.append(True))
    desk.show()
    qtbot.waitUntil(lambda: bool(ready), timeout=LATE)
    out = screens_folder(tmp_path) / f"{language}-{shade}-{round(scale * 100)}"
    out.mkdir(exist_ok=True)
    screens = Screens(desk, window, jobs, qtbot, out)
    screens.pages()
    screens.starting()
    screens.visit(full.visit)
    screens.again(full.again)
    screens.dialogs()
    desk.leave(close=False)
    screens.settle()
    qapp.removeEventFilter(strays)
    assert not strays.found
    assert not screens.faults, "\n".join(
        f"{page}: {one}" for page, found in screens.faults.items() for one in found
    )
