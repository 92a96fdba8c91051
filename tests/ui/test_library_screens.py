"""Checklists, law, try-out, overview, move and record, drawn in every look: nothing is clipped,
nothing lies over anything else, every character has a glyph.

``INSPECTOR_SCREENS`` names a folder for the pictures, to look at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.i18n import set_language
from inspector_app.ui import theme
from inspector_app.ui.checklist_page import ChecklistPage
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.visit_page import VisitPage
from tests.ui.screen_scene import a_full_scene
from tests.ui.test_every_screen import Screens, screens_folder
from tests.ui.test_visit_extras import FORM, with_newer
from tests.ui.visit_scene import DOSSIER, Scene

LATE = 15_000  # ms
LOOKS = [
    ("zh_CN", "light", 1.0),
    ("zh_CN", "dark", 2.0),
    ("en", "dark", 1.0),
    ("en", "light", 2.0),
]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Scene]:
    with a_full_scene(tmp_path) as made:
        yield made


class LibraryScreens(Screens):
    """Goes through the pages of the library and of a visit's overview."""

    def library(self) -> None:
        desk = self.desk
        desk.go("checklists")
        self.look("checklists")
        desk.library.ask_place()
        self.settle()
        assert desk.library.dialog is not None
        self.look("at-an-enterprise", desk.library.dialog)
        desk.library.dialog.enterprise_chosen.emit(DOSSIER)  # type: ignore[union-attr]
        self.settle()
        self.look("at-a-site", desk.library.dialog)
        desk.library.dialog.places.open_chosen()  # type: ignore[union-attr]
        self.look("checklists-that-apply")
        desk.library.open_form(desk.pages.checklists.table.rows.rows[0])
        self.settle()
        self.look("checklist")
        page = desk.shell.page("checklist")
        assert isinstance(page, ChecklistPage)
        page.sides.turn()
        self.look("checklist-clause")

    def trying(self) -> None:
        self.desk.library.try_form(self.desk.pages.checklists.table.rows.rows[0])
        self.settle()
        self.look("tryout")
        self.desk.go("law")
        self.settle()
        self.desk.pages.law.finder.line.setText("煤气 报警")
        self.look("law")

    def overview(self, visit: str) -> None:
        page = self._visit(visit)
        page.extras.show_overview()
        self.look("overview")
        page.extras.ask_checklist()
        assert page.extras.dialog is not None
        self.look("add-a-checklist", page.extras.dialog)
        page.extras.dialog.reject()
        page.extras.overview.records.begun.emit("sf-signin")
        self.settle()
        self.look("record")

    def moving(self, visit: str) -> None:
        session = self.desk.session
        self.desk._use_session(replace(session, library=with_newer(session.library)))
        page = self._visit(visit)
        page.items.open.judge("yes")
        self.settle()
        page.extras.plan_move(FORM)
        self.settle()
        self.look("moving")

    def _visit(self, visit: str) -> VisitPage:
        self.desk.visits.open_visit(visit)
        self.qtbot.waitUntil(lambda: self.desk.shell.shown == "visit", timeout=LATE)
        self.settle()
        page: QWidget | None = self.desk.shell.page("visit")
        assert isinstance(page, VisitPage)
        return page


@pytest.mark.parametrize(("language", "shade", "scale"), LOOKS)
def test_the_library_and_the_overview_are_drawn_whole(  # noqa: PLR0917 - pytest gives them by name
    qapp: QApplication,
    qtbot: QtBot,
    jobs: Jobs,
    full: Scene,
    tmp_path: Path,
    language: str,
    shade: theme.Choice,
    scale: float,
) -> None:
    set_language(language)
    theme.apply(qapp, shade, scale)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768) if scale == 1.0 else window.resize(1920, 1080)
    window.show()
    desk = Desk(window, jobs, full.session, Preferences(language, shade, scale))
    ready: list[bool] = []
    desk.ready.connect(lambda: ready.append(True))
    desk.show()
    qtbot.waitUntil(lambda: bool(ready), timeout=LATE)
    out = screens_folder(tmp_path) / f"library-{language}-{shade}-{round(scale * 100)}"
    out.mkdir(exist_ok=True)
    screens = LibraryScreens(desk, window, jobs, qtbot, out)
    screens.library()
    screens.trying()
    screens.overview(full.visit)
    screens.moving(full.visit)
    desk.leave(close=False)
    screens.settle()
    assert not screens.faults, "\n".join(
        f"{page}: {one}" for page, found in screens.faults.items() for one in found
    )
