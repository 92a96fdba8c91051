"""Finding one's way: command palette, help for each page, introduction, the window's place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from inspector_app.i18n import set_language
from inspector_app.ui import preferences
from inspector_app.ui.desk import Desk
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.help_pages import HELP
from inspector_app.ui.introduction import SCREENS, Introduction
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.palette import matches
from inspector_app.ui.preferences import Preferences
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

LATE = 15_000  # ms


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, scene: Scene) -> Iterator[Desk]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    made = Desk(window, jobs, scene.session, Preferences())
    with qtbot.waitSignal(made.ready, timeout=LATE):
        made.show()
    settle(qtbot, jobs)
    yield made
    made.leave(close=False)
    settle(qtbot, jobs)


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)
    QApplication.processEvents()


def press(desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    """Press a key where the keyboard is; no window manager makes the window active here."""
    window = desk.shell.window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    here = QApplication.focusWidget()
    assert here is not None
    QTest.keyClick(here, key)


def test_f2_offers_what_can_be_done_and_enter_does_it(desk: Desk, qtbot: QtBot) -> None:
    press(desk, qtbot, Qt.Key.Key_F2)
    line = desk.shell.commands.line
    assert desk.shell.commands.isVisible()
    QTest.keyClicks(line, "hazards")
    assert desk.shell.commands.words() == ["Go to Hazards"]
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert desk.shell.shown == "hazards"
    assert not desk.shell.commands.isVisible()


def test_the_palette_offers_the_acts_of_the_open_visit_first(
    desk: Desk, qtbot: QtBot, jobs: Jobs, scene: Scene
) -> None:
    desk.visits.open_visit(scene.visit)
    qtbot.waitUntil(lambda: desk.shell.shown == "visit", timeout=LATE)
    settle(qtbot, jobs)
    desk.show_commands()
    assert desk.shell.commands.words()[0] == "Next unanswered item"
    QTest.keyClicks(desk.shell.commands.line, "hazards visit")
    QTest.keyClick(desk.shell.commands.line, Qt.Key.Key_Return)
    page = desk.shell.page("visit")
    assert page is not None
    assert not page.on_items  # type: ignore[attr-defined]


def test_escape_closes_the_palette_and_nothing_was_done(desk: Desk) -> None:
    before = desk.shell.shown
    desk.show_commands()
    QTest.keyClick(desk.shell.commands.line, Qt.Key.Key_Escape)
    assert not desk.shell.commands.isVisible()
    assert desk.shell.shown == before


def test_a_command_is_found_by_pinyin_initials_and_by_parts_of_its_words() -> None:
    assert matches("打开隐患页", "dkyhy")
    assert matches("打开隐患页", "隐患 打开")
    assert not matches("打开隐患页", "wenshu")


def test_every_page_of_the_rail_explains_itself(desk: Desk, qtbot: QtBot, jobs: Jobs) -> None:
    for name, _page in desk.pages.named():
        if name in ("help", "dossier"):
            continue
        desk.go(name)
        settle(qtbot, jobs)
        desk.help_here()
        texts = [one.text() for one in desk.pages.help.findChildren(QLabel) if not one.isHidden()]
        assert HELP[name].sentences[0] in texts
        desk.leave_help()
        assert desk.shell.shown == name


def test_help_comes_back_to_the_enterprise_it_was_asked_at(
    desk: Desk, qtbot: QtBot, jobs: Jobs
) -> None:
    desk.open_dossier(DOSSIER)
    qtbot.waitUntil(lambda: desk.shell.shown == "dossier", timeout=LATE)
    press(desk, qtbot, Qt.Key.Key_F1)
    assert desk.shell.shown == "help"
    desk.pages.help.back.click()
    assert desk.shell.shown == "dossier"


def test_the_introduction_goes_by_keys_and_can_be_skipped(qtbot: QtBot) -> None:
    page = Introduction()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.next.setFocus()  # the button has the keyboard, as in the program
    qtbot.waitUntil(page.isActiveWindow)
    for _n in range(len(SCREENS) - 1):
        QTest.keyClick(page.next, Qt.Key.Key_Right)
    assert page.next.text() == "Begin"
    with qtbot.waitSignal(page.done):
        page.next.click()
    QTest.keyClick(page.next, Qt.Key.Key_Left)
    with qtbot.waitSignal(page.done):
        page.skip.click()


def test_the_window_comes_back_where_it_stood(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    def start() -> Desktop:
        made = Desktop(qapp, tmp_path)
        made.start()
        qtbot.waitExposed(made.window)
        return made

    def stop(desktop: Desktop) -> None:
        desktop.window.close()
        desktop.window.deleteLater()
        desktop.deleteLater()

    first = start()
    first.window.resize(first.window.width(), 610)  # the screen here is no wider
    stop(first)
    assert preferences.load(tmp_path).window
    second = start()
    assert second.window.height() == 610
    stop(second)
    set_language("en")


def test_an_unusable_place_of_the_window_is_ignored(tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    before = window.size()
    window.place("not base64 §")
    assert window.size() == before
