"""Re-inspection by keyboard: from the enterprise's page to judged hazards, photos side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from inspector_app.domain.hazards import HazardReplied, Outcome
from inspector_app.domain.visits import TaskKind
from inspector_app.operations.hazard_replies import record_reply
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.reinspection import waiting_hazards
from inspector_app.operations.visits import start_visit
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.reinspection_page import ReinspectionPage
from inspector_app.ui.start_visit_dialog import StartVisitDialog
from tests.sync.bundle_scene import a_picture
from tests.ui.visit_scene import DOSSIER, Scene, a_scene, a_start

LATE = 15_000  # ms


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        for place, deadline in (("一车间", "2026-11-20"), ("二车间", "2026-12-02")):
            draft = HazardDraft(place=place, finding="示例：防护罩缺失", deadline=deadline)
            hazard, _changes = record_hazard(made.session, made.visit, draft)
            attach_photo(made.session, made.visit, f"hazard:{hazard}", a_picture(len(place)))
        issue_notice(made.session, made.visit)
        yield made


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, scene: Scene) -> Iterator[ReinspectionPage]:
    again = replace(a_start(), purpose=TaskKind.REINSPECTION)
    visit, _changes = start_visit(scene.session, DOSSIER, again)
    made = ReinspectionPage(jobs, scene.session)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.open_visit(visit)
    settle(qtbot, jobs)
    yield made
    settle(qtbot, jobs)


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)
    QApplication.processEvents()


def outcomes(page: ReinspectionPage) -> list[Outcome | None]:
    found = waiting_hazards(page.acts.session, page.acts.visit)
    return [one.result.outcome if one.result else None for one in found]


def test_one_key_judges_a_hazard_and_the_next_one_opens(
    page: ReinspectionPage, qtbot: QtBot, jobs: Jobs
) -> None:
    assert page.card.place.text() == "一车间"
    assert page.card.clock.text() == "5 days overdue"
    QTest.keyClick(page, Qt.Key.Key_1)
    settle(qtbot, jobs)
    assert page.card.place.text() == "二车间"
    QTest.keyClick(page, Qt.Key.Key_3)
    settle(qtbot, jobs)
    assert outcomes(page) == [Outcome.RECTIFIED, Outcome.NOT_RECTIFIED]
    waiting = waiting_hazards(page.acts.session, page.acts.visit)
    assert waiting[1].result is not None and waiting[1].result.deadline == "2026-12-02"


def test_the_arrows_go_through_the_hazards(page: ReinspectionPage) -> None:
    QTest.keyClick(page.card, Qt.Key.Key_Down)
    assert page.card.place.text() == "二车间"
    QTest.keyClick(page.card, Qt.Key.Key_Up)
    assert page.card.place.text() == "一车间"


def test_enter_on_an_outcome_gives_it(page: ReinspectionPage, qtbot: QtBot, jobs: Jobs) -> None:
    QTest.keyClick(page.card.buttons[Outcome.PARTLY], Qt.Key.Key_Return)
    settle(qtbot, jobs)
    assert outcomes(page) == [Outcome.PARTLY, None]


def test_the_photo_of_then_stands_beside_the_one_of_now(
    page: ReinspectionPage, qtbot: QtBot, jobs: Jobs
) -> None:
    shown = [one for one in page.card.findChildren(QLabel) if not one.pixmap().isNull()]
    assert len(shown) == 1
    page.card.after.add([a_picture(9)])
    qtbot.waitUntil(lambda: page.card.after.count == 1, timeout=LATE)
    settle(qtbot, jobs)
    waiting = waiting_hazards(page.acts.session, page.acts.visit)[0]
    assert (len(waiting.before), len(waiting.after)) == (1, 1)


def test_what_the_enterprise_replied_stands_with_the_hazard(
    page: ReinspectionPage, qtbot: QtBot, jobs: Jobs
) -> None:
    assert not page.card.measure.isVisible()
    hazard = waiting_hazards(page.acts.session, page.acts.visit)[0].hazard.hazard
    reply = HazardReplied(hazard=hazard, date="2026-11-25", measure="示例：已加装")
    record_reply(page.acts.session, reply)
    page.refresh()
    settle(qtbot, jobs)
    assert page.card.measure.text() == "Replied 2026-11-25: 示例：已加装"


def test_a_note_goes_with_the_judgement(page: ReinspectionPage, qtbot: QtBot, jobs: Jobs) -> None:
    QTest.keyClick(page, Qt.Key.Key_N)
    QTest.keyClicks(page.card.note, "guard 1 fitted")
    assert outcomes(page) == [None, None]  # digits in the note are text
    QTest.keyClick(page.card.note, Qt.Key.Key_Return)
    QTest.keyClick(page, Qt.Key.Key_2)
    settle(qtbot, jobs)
    result = waiting_hazards(page.acts.session, page.acts.visit)[0].result
    assert result is not None
    assert (result.outcome, result.note) == (Outcome.PARTLY, "guard 1 fitted")


def test_the_opinion_is_asked_for_once_something_was_judged_and_the_visit_ends(
    page: ReinspectionPage, qtbot: QtBot, jobs: Jobs
) -> None:
    assert not page.paper.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_1)
    settle(qtbot, jobs)
    with qtbot.waitSignal(page.acts.ended, timeout=LATE):
        QTest.keyClick(page, Qt.Key.Key_F8)
    settle(qtbot, jobs)
    assert not page.end.isEnabled()
    with qtbot.waitSignal(page.paper_wanted) as wanted:
        QTest.keyClick(page, Qt.Key.Key_F9)
    assert wanted.args == [DOSSIER, page.acts.visit]
    QTest.keyClick(page, Qt.Key.Key_1)
    settle(qtbot, jobs)
    assert outcomes(page) == [Outcome.RECTIFIED, None]


def test_it_begins_on_the_enterprises_page(qtbot: QtBot, jobs: Jobs, scene: Scene) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    desk = Desk(window, jobs, scene.session, Preferences())
    with qtbot.waitSignal(desk.ready, timeout=LATE):
        desk.show()
    desk.open_dossier(DOSSIER)
    qtbot.waitUntil(lambda: desk.shell.shown == "dossier", timeout=LATE)
    settle(qtbot, jobs)
    assert desk.pages.dossier.again.text() == "Re-inspect (2)"
    desk.pages.dossier.again.click()
    settle(qtbot, jobs)
    dialog = desk.visits.dialog
    assert isinstance(dialog, StartVisitDialog)
    assert dialog.windowTitle() == "Start the re-inspection"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: desk.shell.shown == "visit", timeout=LATE)
    settle(qtbot, jobs)
    assert isinstance(desk.shell.page("visit"), ReinspectionPage)
    desk.leave(close=False)
    settle(qtbot, jobs)
