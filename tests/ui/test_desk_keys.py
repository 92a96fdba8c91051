"""Keys of the desk's pages: Enter on a button, Today, the sync page, the palette, the help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inspector_app.ui import parts, preferences
from inspector_app.ui.desk import Desk
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.first_focus import can_focus, give_keyboard
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.palette import matches
from inspector_app.ui.parts import Line
from inspector_app.ui.shell import Shell
from inspector_app.ui.sync_page import SyncPage
from tests.ui.desk_scene import LATE, AtDesk, at_desk
from tests.ui.visit_scene import DOSSIER
from tests.world import a_world

Key = Qt.Key


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path) as made:
        yield made


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_focused_button_is_pressed_by_enter_as_by_space(qtbot: QtBot, key: Qt.Key) -> None:
    button = parts.button("Do")
    qtbot.addWidget(button)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    QTest.keyClick(button, key)
    assert len(pressed) == 1


def test_enter_held_down_or_with_another_key_presses_no_button(qtbot: QtBot) -> None:
    button = parts.button("Do")
    qtbot.addWidget(button)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    QTest.keyClick(button, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    none = Qt.KeyboardModifier.NoModifier
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, none, "\r", autorep=True)
    QApplication.sendEvent(button, held)
    button.setEnabled(False)
    QTest.keyClick(button, Key.Key_Return)
    assert pressed == []


def test_a_button_beside_the_focused_one_is_not_pressed(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    first, second = parts.button("First"), parts.button("Second", "primary")
    layout = QVBoxLayout(page)
    layout.addWidget(first)
    layout.addWidget(second)
    pressed: list[str] = []
    for one in (first, second):
        one.clicked.connect(partial(pressed.append, one.text()))
    QTest.keyClick(first, Key.Key_Return)
    assert pressed == ["First"]


def focus_of(at: AtDesk) -> QWidget:
    at.wake()
    return at.hand.focus


def test_today_gives_the_keyboard_to_its_first_line_and_enter_opens_it(at: AtDesk) -> None:
    at.go(Key.Key_1)
    at.qtbot.waitUntil(lambda: isinstance(focus_of(at), Line | QPushButton), timeout=LATE)
    first = focus_of(at)
    assert at.desk.pages.today.isAncestorOf(first)
    at.press(Key.Key_Return)
    assert at.shown != "today" or at.desk.visits.dialog is not None
    at.desk.visits.close_dialog()


def test_a_refresh_leaves_the_keyboard_on_the_line_where_it_stood(at: AtDesk) -> None:
    at.go(Key.Key_1)
    today = at.desk.pages.today
    at.qtbot.waitUntil(lambda: isinstance(focus_of(at), QPushButton), timeout=LATE)
    at.press(Key.Key_Tab)
    before = focus_of(at)
    assert isinstance(before, QPushButton) and today.isAncestorOf(before)
    name = before.accessibleName()
    at.desk._load_today()
    at.hand.settle()
    at.qtbot.waitUntil(lambda: isinstance(focus_of(at), QPushButton), timeout=LATE)
    after = focus_of(at)
    assert isinstance(after, QPushButton) and after is not before
    assert after.accessibleName() == name


def test_a_sync_is_begun_stopped_and_left_by_keyboard(qtbot: QtBot) -> None:
    page = SyncPage("http://127.0.0.1:9")
    qtbot.addWidget(page)
    page.resize(1000, 500)
    page.show()
    page.activateWindow()
    give_keyboard(page)
    qtbot.waitUntil(page.sync.hasFocus, timeout=LATE)
    with qtbot.waitSignal(page.sync_wanted):
        QTest.keyClick(page.sync, Key.Key_Return)
    page.show_running(True)
    assert page.cancel.hasFocus()  # what can be pressed now has the keyboard
    with qtbot.waitSignal(page.cancel_wanted):
        QTest.keyClick(page.cancel, Key.Key_Return)
    page.show_running(False)
    assert page.sync.hasFocus()


def test_tab_goes_through_the_whole_sync_page_and_comes_back(at: AtDesk) -> None:
    at.go(Key.Key_8)
    page, passed = at.desk.pages.sync, []
    for _n in range(60):
        passed.append(focus_of(at))
        at.press(Key.Key_Tab)
        if focus_of(at) is passed[0]:
            break
    assert focus_of(at) is passed[0]  # no trap
    inside = [one for one in passed if page.isAncestorOf(one)]
    assert page.sync in inside and len(inside) > 3
    names = [one.accessibleName() or getattr(one, "text", str)() for one in inside]
    assert all(names), inside


@pytest.mark.parametrize("typed", ["dakaiyinhuan", "dkyh", "yinhuan", "隐患", "Yin dakai"])
def test_a_command_is_found_by_whole_pinyin_by_initials_and_by_words(typed: str) -> None:
    assert matches("打开隐患", typed)
    assert not matches("打开设置", typed)


def test_escape_leaves_the_help_for_the_page_it_explained(at: AtDesk) -> None:
    at.desk.open_dossier(DOSSIER)
    at.qtbot.waitUntil(lambda: at.shown == "dossier", timeout=LATE)
    at.hand.settle()
    at.press(Key.Key_F1)
    assert at.shown == "help"
    at.press(Key.Key_Escape)
    assert at.shown == "dossier"
    assert at.desk.pages.dossier.isAncestorOf(focus_of(at))


def test_escape_does_nothing_on_the_help_that_explains_no_page(at: AtDesk) -> None:
    at.go(Key.Key_9)
    at.press(Key.Key_Escape)
    assert at.shown == "help"


def shade_of(desk: Desk) -> QComboBox:
    """Return the choice of colours; a choice makes it anew."""
    return desk.pages.settings.shade


def test_a_choice_of_the_settings_keeps_the_keyboard_while_it_changes_the_window(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier = world.working_laptop()
        desktop = Desktop(qapp, tmp_path / "looks", "en")
        desktop.window.show()
        desktop.enter(laptop.session)
        qtbot.waitUntil(lambda: isinstance(desktop.window.centralWidget(), Shell), timeout=LATE)
        qtbot.waitUntil(lambda: desktop.jobs.waiting == 0, timeout=LATE)
        desk = desktop.desk
        assert desk is not None
        desktop.window.activateWindow()
        desk.go("settings")
        shade_of(desk).setFocus()
        for shade in ("light", "dark"):
            qtbot.waitUntil(lambda: shade_of(desk).hasFocus(), timeout=LATE)
            QTest.keyClick(shade_of(desk), Key.Key_Down)
            assert desktop.preferences.choice == shade
        assert desktop.preferences.language == preferences.load(desktop.data_dir).language
        desktop.window.close()
        desktop.window.deleteLater()
        desktop.deleteLater()


@pytest.mark.parametrize(
    "name", ["today", "enterprises", "hazards", "papers", "ledger", "checklists", "law", "settings"]
)
def test_tab_leads_through_a_page_and_out_of_it_again(at: AtDesk, name: str) -> None:
    at.desk.go(name)
    at.hand.settle()
    at.press(Key.Key_Tab)
    passed = [focus_of(at)]
    while len(passed) < 120 and (focus_of(at) is not passed[0] or len(passed) == 1):
        QTest.keyClick(focus_of(at), Key.Key_Tab)
        QApplication.processEvents()
        passed.append(focus_of(at))
    assert passed[-1] is passed[0]  # all round, no trap on the way
    page = at.desk.shell.page(name)
    assert page is not None and at.desk.shell.rail.buttons["today"] in passed
    wanted = [one for one in page.findChildren(QAbstractButton) if can_focus(one)]
    assert [one.text() for one in wanted if one not in passed] == []


def test_where_a_list_is_empty_the_keyboard_begins_at_what_helps(at: AtDesk) -> None:
    at.desk.go("enterprises")
    at.hand.settle()
    page = at.desk.pages.enterprises
    assert page.table.hasFocus()
    at.desk.shell.top.search.setText("没有这样的企业")
    at.hand.settle()
    at.desk.shell.give_keyboard()
    assert page.isAncestorOf(focus_of(at)) and not page.table.isVisible()


def test_a_running_sync_does_not_catch_the_tab_key(at: AtDesk) -> None:
    at.desk.go("sync")
    at.hand.settle()
    page = at.desk.pages.sync
    page.show_running(True)
    at.desk.shell.top.person.setFocus()
    at.press(Key.Key_Tab)
    assert focus_of(at) is page.cancel
    page.show_running(False)
    assert focus_of(at) is page.sync


@pytest.mark.parametrize("button", ["archive", "route"])
def test_the_keyboard_comes_back_to_the_button_that_opened_a_dialog(
    at: AtDesk, button: str
) -> None:
    at.desk.go("enterprises")
    at.hand.settle()
    opener = getattr(at.desk.pages.enterprises, button)
    opener.setFocus()
    at.press(Key.Key_Return)
    at.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=LATE)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    QTest.keyClick(dialog, Key.Key_Escape)
    at.hand.settle()
    assert not dialog.isVisible()
    assert focus_of(at) is opener
