"""The working window over a real workspace and a real central, by keyboard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseLocated
from inspector_app.domain.facts import Author, Volume
from inspector_app.operations.unlocking import close
from inspector_app.ui import desk_work
from inspector_app.ui.conflict_card import ConflictCard
from inspector_app.ui.desk import Desk
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.parts import Line
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.shell import Shell
from inspector_app.ui.start_visit_dialog import NotPerformedDialog, StartVisitDialog
from inspector_app.ui.unlock_page import UnlockPage
from inspector_app.ui.visit_page import VisitPage
from tests.world import DAY, PASSPHRASE, Laptop, World, a_world

LATE = 30_000  # ms; the key derivation alone takes up to half a second, more on a busy machine


@dataclass
class Scene:
    """The program started over a synced laptop of a world."""

    desktop: Desktop
    laptop: Laptop
    world: World
    dossier: str
    qtbot: QtBot

    @property
    def desk(self) -> Desk:
        assert self.desktop.desk is not None
        return self.desktop.desk

    def focus(self) -> QWidget:
        window = self.desktop.window
        if QApplication.activeWindow() is None:  # no window manager here that would do it
            window.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
        modifier = with_ or Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.desktop.jobs.waiting == 0, timeout=LATE)

    def wait_for(self, page: str) -> None:
        self.qtbot.waitUntil(lambda: self.desk.shell.shown == page, timeout=LATE)
        self.settle()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as made:
        yield made


@pytest.fixture
def scene(qapp: QApplication, qtbot: QtBot, world: World) -> Iterator[Scene]:
    laptop, dossier = world.working_laptop()
    desktop = Desktop(qapp, laptop.session.data_dir, "en")
    desktop.start()
    qtbot.waitExposed(desktop.window)
    yield Scene(desktop, laptop, world, dossier, qtbot)
    desktop.window.close()
    desktop.window.deleteLater()
    desktop.deleteLater()


@pytest.fixture
def inside(scene: Scene) -> Scene:
    """The scene with the inspector signed in through the window."""
    close(scene.laptop.session)
    window = scene.desktop.window
    page = window.centralWidget()
    assert isinstance(page, UnlockPage)
    window.activateWindow()  # a window of the test before may be the active one still
    scene.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.passphrase, timeout=LATE)
    scene.type(PASSPHRASE)
    scene.press(Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: isinstance(window.centralWidget(), Shell), timeout=LATE)
    scene.settle()
    return scene


def test_a_second_program_on_the_same_workspace_is_told(scene: Scene) -> None:
    page = scene.desktop.window.centralWidget()
    assert isinstance(page, UnlockPage)
    page.passphrase.setText(PASSPHRASE)
    page.unlock.click()
    scene.qtbot.waitUntil(lambda: "STORE-01" in page.problem.text, timeout=LATE)
    assert scene.desktop.desk is None
    close(scene.laptop.session)


def test_from_unlocking_to_a_begun_visit_by_keyboard_alone(inside: Scene) -> None:
    inside.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    inside.type("hzslzz")
    inside.press(Qt.Key.Key_Return)
    inside.wait_for("dossier")
    assert inside.desk.pages.dossier.name.text() == "杭州示例铸造有限公司"
    inside.press(Qt.Key.Key_Space)
    inside.qtbot.waitUntil(lambda: inside.desk.visits.dialog is not None, timeout=LATE)
    dialog = inside.desk.visits.dialog
    assert isinstance(dialog, StartVisitDialog)
    assert dialog.inspectors.rows[0].name.text() == "示例wang"
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    inside.wait_for("visit")
    page = inside.desk.shell.page("visit")
    assert isinstance(page, VisitPage)
    assert inside.desk.shell.saved.text().startswith("Saved ")
    inside.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    inside.wait_for("today")
    assert inside.desk.shell.top.standing.text() == "1 to send"


def test_every_page_is_reached_by_its_number(inside: Scene) -> None:
    names = ("today", "enterprises", "hazards", "papers", "ledger", "checklists", "law", "sync")
    for number, name in enumerate((*names, "help", "settings"), 1):
        key = Qt.Key(Qt.Key.Key_0.value + number % 10)
        inside.press(key, Qt.KeyboardModifier.ControlModifier)
        assert inside.desk.shell.shown == name
    inside.press(Qt.Key.Key_F1)
    assert inside.desk.shell.shown == "help"
    inside.settle()


def test_the_list_follows_every_key_press(inside: Scene) -> None:
    search = inside.desk.shell.top.search
    search.setFocus()
    inside.type("xyz")
    inside.settle()
    table = inside.desk.pages.enterprises.table
    assert not table.rows.rows
    inside.press(Qt.Key.Key_Escape)
    inside.settle()
    assert search.text() == ""
    search.setText("铸造")
    inside.settle()
    assert [row.dossier for row in table.rows.rows] == [inside.dossier]
    inside.press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is table


def test_no_event_takes_the_window_more_than_a_blink(inside: Scene) -> None:
    with EventTimes() as times:
        for name in ("today", "enterprises", "hazards", "papers", "sync", "help", "settings"):
            inside.desk.go(name)
            inside.settle()
        inside.desk.open_dossier(inside.dossier)
        inside.wait_for("dossier")
        inside.desk.shell.top.search.setText("杭州")
        inside.settle()
    assert times.longest < 0.05


class EventTimes:
    """The longest processor time the UI thread spent between two waits for events.

    Processor time, because the wall clock also counts what other programs take.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._since = time.thread_time()

    def __enter__(self) -> EventTimes:
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._awake)
        dispatcher.aboutToBlock.connect(self._block)
        self._since = time.thread_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.disconnect(self._awake)
        dispatcher.aboutToBlock.disconnect(self._block)

    def _awake(self) -> None:
        self._since = time.thread_time()

    def _block(self) -> None:
        self.longest = max(self.longest, time.thread_time() - self._since)


def test_a_sync_from_the_window_brings_everything_to_central(inside: Scene) -> None:
    session = inside.desk.session
    volume = Volume(inside.dossier, DAY.year)
    session.write([act(EnterpriseLocated(address="新址2号"), volume)])
    inside.desk.syncs.refresh()
    inside.settle()
    assert inside.desk.shell.top.standing.text() == "1 to send"
    with inside.qtbot.waitSignal(inside.desk.syncs.synced, timeout=LATE):
        inside.desk.syncs.sync()
    inside.settle()
    page = inside.desk.pages.sync
    assert page.sentence.text() == "Everything is on central."
    assert "1 records sent" in page.last.text()
    assert page.figures("hello").text() == "reached"


def test_a_sync_without_network_says_that_nothing_is_lost(inside: Scene) -> None:
    with inside.desk.session.workspace.transaction() as tx:
        tx.set_setting("central_url", "http://127.0.0.1:9")  # nobody listens there
    inside.desk.syncs.sync()
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.settle()
    assert "Nothing is lost" in inside.desk.pages.sync.problem.text


def test_two_addresses_are_shown_side_by_side_until_one_is_chosen(inside: Scene) -> None:
    session = inside.desk.session
    volume = Volume(inside.dossier, DAY.year)
    with session.workspace.reading() as reader:
        before = [one.id for one in reader.heads(inside.dossier, "enterprise:address")]
    ours, theirs = (
        act(EnterpriseLocated(address=text), volume, supersedes=before)
        for text in ("东路1号", "西路2号")
    )
    session.write([ours])
    with session.workspace.transaction() as tx:
        colleague = Author("ZZ", "0e0e0e0e-0000-4000-8000-000000000009")
        tx.append([theirs], colleague, session.now(), bytes)
    inside.desk.go("today")
    inside.settle()
    inside.qtbot.waitUntil(lambda: len(conflict_lines(inside)) == 1, timeout=LATE)
    (line,) = conflict_lines(inside)
    line.click()
    inside.wait_for("dossier")
    (card,) = inside.desk.pages.dossier.findChildren(ConflictCard)
    (keep,) = (b for b in card.findChildren(QPushButton) if b.text() == "Keep theirs")
    keep.click()
    inside.settle()
    page = desk_work.dossier(session, inside.dossier)
    assert page.conflicts == () and page.page.enterprise.address in ("东路1号", "西路2号")
    inside.desk.go("today")
    inside.settle()
    inside.qtbot.waitUntil(lambda: not conflict_lines(inside), timeout=LATE)


def conflict_lines(scene: Scene) -> list[Line]:
    lines = scene.desk.pages.today.findChildren(Line)
    return [one for one in lines if "Enterprise facts" in one.accessibleName() and one.isVisible()]


def test_a_visit_not_performed_is_recorded_with_the_gate(inside: Scene, tmp_path: Path) -> None:
    from PIL import Image

    gate = tmp_path / "gate.jpg"
    Image.new("RGB", (64, 48), "grey").save(gate)
    inside.desk.visits.begin_not_performed(inside.dossier)
    inside.qtbot.waitUntil(lambda: inside.desk.visits.dialog is not None, timeout=LATE)
    dialog = inside.desk.visits.dialog
    assert isinstance(dialog, NotPerformedDialog)
    dialog.photo.setText(str(tmp_path / "missing.jpg"))
    dialog.accept_button.click()
    inside.settle()
    assert "IN-01" in dialog.problem.text
    dialog.photo.setText(str(gate))
    dialog.accept_button.click()
    inside.settle()
    (visit,) = desk_work.dossier(inside.desk.session, inside.dossier).page.visits
    assert visit.not_performed is not None


def test_another_language_keeps_the_page_and_the_visit(inside: Scene) -> None:
    inside.desk.open_dossier(inside.dossier)
    inside.wait_for("dossier")
    inside.desktop._prefer(Preferences("zh_CN", "dark", 1.25))
    inside.wait_for("dossier")
    assert inside.desk.pages.dossier.name.text() == "杭州示例铸造有限公司"
    assert "dark" in (inside.laptop.session.data_dir / "preferences.json").read_text()


def test_locking_closes_the_records_and_asks_again(inside: Scene) -> None:
    session = inside.desk.session
    inside.desk.lock_wanted.emit()
    inside.settle()
    assert inside.desktop.desk is None
    page = inside.desktop.window.centralWidget()
    assert isinstance(page, UnlockPage)
    assert page.passphrase.text() == ""
    assert session.workspace._closed


def test_the_tab_key_reaches_the_buttons_of_a_beginning_visit_last(inside: Scene) -> None:
    inside.desk.visits.begin(inside.dossier)
    inside.settle()
    dialog = inside.desk.visits.dialog
    assert isinstance(dialog, StartVisitDialog)
    passed: list[QWidget] = []
    for _n in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused not in passed:  # Tab goes through the parts of a day first
            passed.append(focused)
        inside.press(Qt.Key.Key_Tab)
    first = passed.index(dialog.site)
    round_ = [*passed[first:], *passed[:first]]
    assert round_[-2:] == [dialog.cancel, dialog.accept_button]
    assert round_.index(dialog.name) > round_.index(dialog.site)
    dialog.reject()
    inside.settle()
