"""Several inspectors on one laptop: locking, switching, drafts kept, a withdrawn laptop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.locking import Withdrawal, Word, note_word
from inspector_app.operations.unlocking import workspaces
from inspector_app.operations.visits import start_visit
from inspector_app.sync.enrolment import Applicant, enrol
from inspector_app.sync.problems import SignedOut
from inspector_app.ui.idle_watch import IdleWatch
from inspector_app.ui.recovery_page import RecoveryPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.unlock_page import UnlockPage
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.withdrawn_page import WithdrawnPage
from tests.ui.test_desk import LATE, Scene, inside, scene, world
from tests.world import CHEAP, PASSPHRASE, PASSWORD, a_start

__all__ = ["inside", "scene", "world"]  # fixtures
OTHER = "another sample passphrase"


def entrance(scene: Scene) -> UnlockPage:
    page = scene.desktop.window.centralWidget()
    assert isinstance(page, UnlockPage)
    return page


def unlock(scene: Scene, passphrase: str) -> None:
    page = entrance(scene)
    page.passphrase.setText(passphrase)
    page.unlock.click()
    window = scene.desktop.window
    scene.qtbot.waitUntil(lambda: isinstance(window.centralWidget(), Shell), timeout=LATE)
    scene.settle()


def test_idle_minutes_lock_and_every_touch_counts_anew(qtbot: QtBot, qapp: QApplication) -> None:
    moment = [0.0]
    watch = IdleWatch(qapp, 5, clock=lambda: moment[0])
    locked: list[float] = []
    watch.idle.connect(lambda: locked.append(moment[0]))
    watch.look()
    watch.begin()
    moment[0] = 299
    watch.look()
    place = QPointF(1, 1)
    none = Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    press = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, left, left, none)
    watch.eventFilter(watch, press)
    moment[0] = 500
    watch.look()
    assert locked == []
    watch.use(10)
    moment[0] = 898
    watch.look()
    assert locked == []
    moment[0] = 899
    watch.look()
    watch.look()
    assert locked == [899] and not watch.running
    watch.deleteLater()


def test_after_idle_minutes_the_entrance_stands_there_and_shows_nobody(inside: Scene) -> None:
    idle = inside.desktop.idle
    assert idle is not None and idle.running
    idle.idle.emit()
    inside.settle()
    page = entrance(inside)
    said = " ".join(one.text() for one in page.findChildren(QLabel))
    assert "wang" not in said and "杭州" not in said
    assert not idle.running
    keys = json.loads((inside.laptop.folder / "keys.json").read_text())
    assert "wang" not in json.dumps(keys)
    unlock(inside, PASSPHRASE)
    assert idle.running


def test_locking_stops_a_running_sync_and_the_next_one_goes_on(inside: Scene) -> None:
    session = inside.desk.session
    inside.desk.syncs.sync()
    inside.desk.lock_wanted.emit()
    inside.settle()
    assert session.workspace._closed
    unlock(inside, PASSPHRASE)
    inside.desk.syncs.sync()
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.settle()
    assert inside.desk.pages.sync.problem.text == ""


def test_two_inspectors_take_turns_each_with_a_passphrase_of_their_own(inside: Scene) -> None:
    inside.world.person("li")
    applicant = Applicant(inside.world.url, "li", PASSWORD, OTHER)
    enrol(inside.laptop.data_dir, applicant, cost=CHEAP)
    assert len(workspaces(inside.laptop.data_dir)) == 2
    first = inside.desk.session
    inside.desk.shell.top.lock_wanted.emit()
    inside.settle()
    unlock(inside, OTHER)
    assert inside.desk.session.person_name == "示例li"
    assert inside.desk.session.workspace.folder != first.workspace.folder
    with inside.desk.session.workspace.reading() as reader:
        assert reader.count_enterprises() == 0
    inside.desk.shell.top.lock_wanted.emit()
    inside.settle()
    unlock(inside, PASSPHRASE)
    assert inside.desk.session.person_name == "示例wang"


def test_a_half_typed_hazard_outlives_the_lock(inside: Scene) -> None:
    site = inside.world.site(inside.dossier)
    visit, _changes = start_visit(inside.desk.session, inside.dossier, a_start(site))
    inside.desk.visits.open_visit(visit)
    inside.wait_for("visit")
    page = inside.desk.shell.page("visit")
    assert isinstance(page, VisitPage)
    page.begin_free_hazard()
    inside.settle()
    page.free_panel.place.setText("一车间东门")
    page.free_panel.finding.setPlainText("消防通道堆放杂物")
    assert inside.desktop.idle is not None
    inside.desktop.idle.idle.emit()
    inside.settle()
    unlock(inside, PASSPHRASE)
    inside.desk.visits.open_visit(visit)
    inside.wait_for("visit")
    again = inside.desk.shell.page("visit")
    assert isinstance(again, VisitPage)
    again.begin_free_hazard()
    inside.settle()
    assert again.free_panel.place.text() == "一车间东门"
    assert again.free_panel.finding.toPlainText() == "消防通道堆放杂物"


def test_the_printed_recovery_key_opens_and_sets_a_new_passphrase(scene: Scene) -> None:
    scene.world.person("zhao")
    made = enrol(
        scene.laptop.data_dir, Applicant(scene.world.url, "zhao", PASSWORD, OTHER), cost=CHEAP
    )
    entrance(scene).recover.click()
    page = scene.desktop.window.centralWidget()
    assert isinstance(page, RecoveryPage)
    page.key.setText(made.recovery_key.lower())
    for one in (page.passphrase, page.repeated):
        one.setText("a third sample passphrase")
    page.recover.click()
    window = scene.desktop.window
    scene.qtbot.waitUntil(lambda: isinstance(window.centralWidget(), Shell), timeout=LATE)
    scene.settle()
    assert scene.desk.session.person_name == "示例zhao"
    scene.desk.lock_wanted.emit()
    scene.settle()
    unlock(scene, "a third sample passphrase")
    assert scene.desk.session.person_name == "示例zhao"


def withdrawn_page(scene: Scene) -> WithdrawnPage:
    window = scene.desktop.window
    scene.qtbot.waitUntil(lambda: isinstance(window.centralWidget(), WithdrawnPage), timeout=LATE)
    scene.settle()
    page = window.centralWidget()
    assert isinstance(page, WithdrawnPage)
    return page


@pytest.mark.parametrize("code", ["AUTH-03", "AUTH-05"])
def test_a_withdrawn_laptop_is_locked_at_the_word_of_central(inside: Scene, code: str) -> None:
    site = inside.world.site(inside.dossier)
    visit, _changes = start_visit(inside.desk.session, inside.dossier, a_start(site))
    record_hazard(inside.desk.session, visit, HazardDraft(place="配电室", finding="示例"))
    inside.world.revoke(inside.laptop)
    folder = inside.laptop.folder
    inside.desk.syncs._failed(SignedOut(said="withdrawn", central_code=code))
    page = withdrawn_page(inside)
    assert inside.desktop.desk is None
    assert folder.exists() or "removed" in page.next.text()


def test_a_withdrawn_laptop_hands_over_and_is_emptied(inside: Scene) -> None:
    site = inside.world.site(inside.dossier)
    visit, _changes = start_visit(inside.desk.session, inside.dossier, a_start(site))
    hazard, _done = record_hazard(
        inside.desk.session, visit, HazardDraft(place="配电室", finding="示例")
    )
    inside.world.revoke(inside.laptop)
    inside.desk.syncs.sync()
    page = withdrawn_page(inside)
    inside.qtbot.waitUntil(page.hand_over.isHidden, timeout=LATE)
    inside.settle()
    assert not inside.laptop.folder.exists()
    assert workspaces(inside.laptop.data_dir) == ()
    assert "removed" in page.next.text()
    assert hazard_is_on_central(inside, hazard)
    page.leave.click()
    inside.settle()
    assert not isinstance(inside.desktop.window.centralWidget(), (WithdrawnPage, UnlockPage))


def hazard_is_on_central(scene: Scene, hazard: str) -> bool:
    from sqlalchemy import select

    from inspector_app.central.tables import FACT, HELD

    with scene.world.central.database.read() as connection:
        subjects = {
            row.subject for table in (FACT, HELD) for row in connection.execute(select(table))
        }
    return f"hazard:{hazard}" in subjects


def test_a_withdrawn_workspace_stays_locked_without_a_network(scene: Scene) -> None:
    note_word(scene.laptop.session, Word.HANDING_OVER)
    with scene.laptop.session.workspace.transaction() as tx:
        tx.set_setting("central_url", "http://127.0.0.1:9")
    scene.laptop.session.workspace.close()
    page = entrance(scene)
    page.passphrase.setText(PASSPHRASE)
    page.unlock.click()
    locked = withdrawn_page(scene)
    assert scene.desktop.desk is None
    assert "Nothing was lost and nothing was removed." in locked.problem.text
    assert scene.laptop.folder.exists()
    locked.leave.click()
    scene.settle()
    entrance(scene)


def test_the_page_tells_what_is_left_and_what_follows(qtbot: QtBot) -> None:
    page = WithdrawnPage()
    qtbot.addWidget(page)
    page.show_standing(Withdrawal("示例甲", "AB", 3, 2), busy=False)
    assert page.state.text() == "3 records and 2 files are still only on this computer."
    assert "handed over by themselves" in page.next.text()
    page.show_standing(Withdrawal("示例甲", "AB", 0, 0), busy=True)
    assert page.state.text() == "Central has everything you recorded."
    assert not page.hand_over.isEnabled()


def test_a_removal_that_was_cut_is_finished_at_the_next_start(scene: Scene) -> None:
    left = scene.laptop.data_dir / "workspaces" / "left"
    left.mkdir()
    for name in ("wiping", "workspace.db"):
        (left / name).write_bytes(b"")
    scene.desktop.entrance.start()
    scene.settle()
    assert not left.exists()
    scene.laptop.session.workspace.close()


def test_minutes_until_locking_are_kept_with_the_preferences(tmp_path: Path) -> None:
    from inspector_app.ui import preferences
    from inspector_app.ui.preferences import Preferences

    preferences.save(tmp_path, Preferences(lock_after=30))
    assert preferences.load(tmp_path).lock_after == 30
    preferences.save(tmp_path, Preferences(lock_after=9999))
    assert preferences.load(tmp_path).lock_after == 10
