"""The first day of an inspector: enrolment, the recovery key, the introduction, the first sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui import preferences
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.enrol_page import STEPS, EnrolPage, RecoveryKeyPage, strength
from inspector_app.ui.introduction import Introduction
from inspector_app.ui.recovery_page import RecoveryPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.unlock_page import EntrancePage, UnlockPage
from tests.world import PASSPHRASE, PASSWORD, World, a_world

LATE = 30_000  # ms; the key derivation alone takes half a second, more on a busy machine
Key = Qt.Key


@dataclass
class Newcomer:
    """The program on a computer where nobody is enrolled, and a hand at its keyboard."""

    desktop: Desktop
    world: World
    qtbot: QtBot

    @property
    def page(self) -> QWidget:
        found = self.desktop.window.centralWidget()
        assert found is not None
        return found

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.desktop.window.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=LATE)
            focus = QApplication.focusWidget()
            assert focus is not None
            QTest.keyClick(focus, key)

    def fill(self, *texts: str) -> None:
        """Type into one field after another, going on by Tab."""
        for text in texts:
            self.qtbot.waitUntil(
                lambda: isinstance(QApplication.focusWidget(), QLineEdit), timeout=LATE
            )
            line = QApplication.focusWidget()
            assert line is not None
            QTest.keyClicks(line, text)
            self.press(Key.Key_Tab)

    def wait_for(self, kind: type[QWidget]) -> None:
        self.qtbot.waitUntil(lambda: isinstance(self.page, kind), timeout=LATE)
        self.qtbot.waitUntil(lambda: self.desktop.jobs.waiting == 0, timeout=LATE)


@pytest.fixture
def newcomer(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Newcomer]:
    with a_world(tmp_path) as world:
        world.person("wang")
        desktop = Desktop(qapp, tmp_path / "laptop", "en")
        desktop.start()
        qtbot.waitExposed(desktop.window)
        desktop.window.activateWindow()
        yield Newcomer(desktop, world, qtbot)
        desktop.window.close()
        desktop.window.deleteLater()
        desktop.deleteLater()


def texts_of(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def focused_words() -> str:
    focus = QApplication.focusWidget()
    return focus.text() if isinstance(focus, QPushButton) else ""


def note_the_key(newcomer: Newcomer) -> None:
    """Say that the recovery key was written down, and go on."""
    page = newcomer.page
    assert isinstance(page, RecoveryKeyPage)
    newcomer.press(Key.Key_Tab, Key.Key_Tab)
    assert QApplication.focusWidget() is page.done
    newcomer.press(Key.Key_Space, Key.Key_Tab, Key.Key_Return)
    newcomer.wait_for(Introduction)


def test_from_a_bare_computer_to_the_first_sync_by_keyboard_alone(newcomer: Newcomer) -> None:
    page = newcomer.page
    assert isinstance(page, EnrolPage)
    newcomer.fill(newcomer.world.url, "wang", "not it", PASSPHRASE, PASSPHRASE)
    newcomer.press(Key.Key_Backtab, Key.Key_Return)  # Enter in any field enrols
    newcomer.qtbot.waitUntil(lambda: "AUTH-01" in page.problem.text, timeout=LATE)
    assert "user name and password" in page.problem.text
    assert QApplication.focusWidget() is page.password  # only what was wrong is typed again
    page.password.selectAll()
    QTest.keyClicks(page.password, PASSWORD)
    newcomer.press(Key.Key_Return)
    newcomer.wait_for(RecoveryKeyPage)
    note_the_key(newcomer)
    newcomer.press(Key.Key_Escape)
    newcomer.wait_for(Shell)
    desk = newcomer.desktop.desk
    assert desk is not None and desk.shell.shown == "today"
    assert desk.shell.top.standing.text() == "Not synced yet"
    said = texts_of(desk.pages.today)
    assert "Your enterprises are not on this computer yet" in said
    assert "Everything is on central" not in said and "Nothing would be lost" not in said
    newcomer.qtbot.waitUntil(lambda: focused_words() == "Sync now", timeout=LATE)
    with newcomer.qtbot.waitSignal(desk.syncs.synced, timeout=LATE):
        newcomer.press(Key.Key_Return)  # the first thing there is to do
    newcomer.wait_for(Shell)
    desk.go("today")
    newcomer.wait_for(Shell)
    assert "No enterprise is assigned to you yet" in texts_of(desk.pages.today)
    assert desk.shell.top.standing.text() == "All on central"


def test_an_address_where_nobody_answers_can_be_tried_again_and_keeps_what_was_typed(
    newcomer: Newcomer,
) -> None:
    page = newcomer.page
    assert isinstance(page, EnrolPage)
    newcomer.fill("http://127.0.0.1:9", "wang", PASSWORD, PASSPHRASE, PASSPHRASE)
    newcomer.press(Key.Key_Backtab, Key.Key_Return)
    newcomer.qtbot.waitUntil(lambda: "SYNC-01" in page.problem.text, timeout=LATE)
    assert "Nothing was created on this computer" in page.problem.text
    assert page.enrol.isEnabled() and page.form().passphrase == PASSPHRASE
    assert not list(newcomer.desktop.data_dir.glob("workspaces/*/keys.json"))
    page.central.setText(newcomer.world.url)
    page.problem.again.emit()
    newcomer.wait_for(RecoveryKeyPage)


def test_the_meter_grows_with_the_passphrase_and_says_it_in_words(qtbot: QtBot) -> None:
    page = EnrolPage("https://central.example.com", "laptop")
    qtbot.addWidget(page)
    seen = []
    for typed in ("", "short", "12345678", "two words", "several good words"):
        page.passphrase.setText(typed)
        seen.append(page.meter.value())
        assert page.hint.text() == page.meter.accessibleDescription() == strength(typed)[0]
    assert seen == [0, 0, 1, 2, STEPS]


def test_account_password_and_passphrase_are_told_apart(qtbot: QtBot) -> None:
    page = EnrolPage()
    qtbot.addWidget(page)
    assert page.password.accessibleName() == "Account password"
    assert page.passphrase.accessibleName() == "New passphrase for this computer"
    assert "It is not the account password." in texts_of(page)
    assert "a lost one can be stopped" in texts_of(page)


def test_what_is_typed_can_be_shown_and_hidden_again(qtbot: QtBot) -> None:
    page = EnrolPage()
    qtbot.addWidget(page)
    secrets = (page.password, page.passphrase, page.repeated)
    page.reveal.setChecked(True)
    assert all(one.echoMode() == QLineEdit.EchoMode.Normal for one in secrets)
    page.reveal.setChecked(False)
    assert all(one.echoMode() == QLineEdit.EchoMode.Password for one in secrets)


@pytest.mark.parametrize("kind", [EnrolPage, RecoveryPage, UnlockPage])
def test_on_a_low_window_the_entrance_scrolls_and_the_problem_comes_into_sight(
    qtbot: QtBot, kind: Callable[[], EntrancePage]
) -> None:
    page = kind()
    qtbot.addWidget(page)
    page.resize(520, 260)
    page.show()
    page.problem.show_note("Something to read.")
    qtbot.waitUntil(lambda: not page.problem.visibleRegion().isEmpty(), timeout=LATE)
    assert page.card.width() < page.width()
    fields = [one for one in page.findChildren(QLineEdit) if one.isVisible()]
    assert all(one.height() >= one.sizeHint().height() for one in fields)


def test_the_language_can_be_changed_before_anybody_is_enrolled(newcomer: Newcomer) -> None:
    page = newcomer.page
    assert isinstance(page, EnrolPage) and page.tongue.text() == "中文"
    newcomer.fill("https://central.example.com", "wang", PASSWORD, PASSPHRASE)
    page.tongue.click()
    fresh = newcomer.page
    assert isinstance(fresh, EnrolPage) and fresh.tongue.text() == "English"
    assert fresh.enrol.text() == "登记"
    assert (fresh.form().user, fresh.form().passphrase) == ("wang", PASSPHRASE)
    assert preferences.load(newcomer.desktop.data_dir).language == "zh_CN"
