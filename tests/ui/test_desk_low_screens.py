"""The desk and the entrance on the smallest screen at the largest scale: 1366×768 at 200 %."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.i18n import set_language
from inspector_app.store.problems import KeysDamaged
from inspector_app.ui import theme
from inspector_app.ui.desk import Desk
from inspector_app.ui.enrol_page import EnrolPage, RecoveryKeyPage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.recovery_page import RecoveryPage
from inspector_app.ui.unlock_page import EntrancePage, UnlockPage
from tests.ui.looks import faults_of, nameless, outside
from tests.ui.screen_scene import FullScene, a_full_scene
from tests.ui.test_every_screen import Screens, screens_folder

LATE = 15_000  # ms
LANGUAGES = ("zh_CN", "en")
KEY = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789"
ENTRANCES: dict[str, Callable[[], EntrancePage]] = {
    "enrol": lambda: EnrolPage("https://central.example.com", "laptop"),
    "key": lambda: RecoveryKeyPage(KEY),
    "recovery": RecoveryPage,
    "unlock": UnlockPage,
}


@pytest.fixture
def full(tmp_path: Path) -> Iterator[FullScene]:
    with a_full_scene(tmp_path) as made:
        yield made


def a_window(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    return window


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_desk_is_whole_or_scrolls(
    qapp: QApplication, qtbot: QtBot, jobs: Jobs, full: FullScene, tmp_path: Path, language: str
) -> None:
    set_language(language)
    theme.apply(qapp, "contrast", 2.0)
    window = a_window(qtbot)
    desk = Desk(window, jobs, full.session, Preferences(language, "contrast", 2.0))
    ready: list[bool] = []
    desk.ready.connect(lambda: ready.append(True))
    desk.show()
    qtbot.waitUntil(lambda: bool(ready), timeout=LATE)
    out = screens_folder(tmp_path) / f"{language}-low"
    out.mkdir(exist_ok=True)
    screens = Screens(desk, window, jobs, qtbot, out)
    screens.pages()
    desk.leave(close=False)
    screens.settle()
    assert not screens.faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENTRANCES)
def test_every_page_of_the_entrance_is_whole_or_scrolls(
    qapp: QApplication, qtbot: QtBot, language: str, name: str
) -> None:
    set_language(language)
    theme.apply(qapp, "light", 2.0)
    window, page = a_window(qtbot), ENTRANCES[name]()
    window.show_only(page)
    for problem in (None, KeysDamaged(reason="示例")):
        if problem is not None:
            page.problem.show_problem(problem)
        for _turn in range(5):  # layouts settle one level a turn
            QApplication.processEvents()
        assert [*faults_of(window), *outside(window), *nameless(window)] == []
