"""The pages of a visit on small, enlarged screens are whole: at 200 % on 1366×768, at 150 % on
1280×720."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.i18n import set_language
from inspector_app.ui import theme
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.visit_page import VisitPage
from tests.ui.screen_scene import FullScene, a_full_scene
from tests.ui.test_every_screen import LATE, Screens, screens_folder
from tests.ui.visit_scene import DOSSIER

SCREENS = ((2.0, 1366, 768), (1.5, 1280, 720))


@pytest.fixture
def full(tmp_path: Path) -> Iterator[FullScene]:
    with a_full_scene(tmp_path) as made:
        yield made


def views_of(screens: Screens, full: FullScene) -> None:
    """Look at every view of a visit's page."""
    desk = screens.desk
    desk.visits.open_visit(full.visit)
    screens.qtbot.waitUntil(lambda: desk.shell.shown == "visit", timeout=LATE)
    screens.settle()
    page = desk.shell.page("visit")
    assert isinstance(page, VisitPage)
    screens.look("visit")
    page.split.turn()
    screens.look("visit-aside")
    page.show_items()
    page.give_verdict("no")
    screens.look("hazard")
    page.panel.level.chosen.emit("major")
    page.panel.level.show_level("major")
    page.panel._level_chosen()
    page.panel.major.line("told_to")
    screens.look("hazard-major")
    page.panel.close_panel()
    for name, show in (
        ("hazards", page.show_hazards),
        ("free-hazard", page.begin_free_hazard),
        ("end", page.show_end),
        ("overview", page.extras.show_overview),
    ):
        show()
        screens.look(name)
    page.extras.overview.records.begun.emit("sr-04")
    screens.qtbot.waitUntil(lambda: desk.shell.shown == "record", timeout=LATE)
    screens.look("record")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=["200", "150"])
def test_a_visit_is_drawn_whole_on_a_small_screen(  # noqa: PLR0917 - pytest gives them by name
    qapp: QApplication,
    qtbot: QtBot,
    jobs: Jobs,
    full: FullScene,
    tmp_path: Path,
    screen: tuple[float, int, int],
    language: str,
) -> None:
    scale, width, height = screen
    set_language(language)
    theme.apply(qapp, "dark" if scale < 2 else "light", scale)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    desk = Desk(window, jobs, full.session, Preferences(language, "light", scale))
    with qtbot.waitSignal(desk.ready, timeout=LATE):
        desk.show()
    out = screens_folder(tmp_path) / f"small-{language}-{round(scale * 100)}"
    out.mkdir(exist_ok=True)
    screens = Screens(desk, window, jobs, qtbot, out)
    views_of(screens, full)
    desk.open_dossier(DOSSIER)
    screens.settle()
    screens.look("dossier")
    desk.visits.open_draft(full.visit)
    screens.qtbot.waitUntil(lambda: desk.shell.shown == "notice", timeout=LATE)
    screens.look("notice")
    screens.again(full.again)
    assert (window.width(), window.height()) == (width, height)
    desk.leave(close=False)
    screens.settle()
    assert not screens.faults, "\n".join(
        f"{page}: {one}" for page, found in screens.faults.items() for one in found
    )
