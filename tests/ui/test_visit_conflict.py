"""Two laptops, one visit: both versions are shown with who and when, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import answers_of, hazard_of, hazards_of
from inspector_app.domain.facts import START, Author, Volume, record
from inspector_app.domain.hazards import HazardRecorded
from inspector_app.domain.visits import ItemAnswered
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.visit_conflict import Side, VisitConflict
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import items_of
from tests.ui.visit_forms import mixed_library
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DAY, DOSSIER, Scene, a_scene

COLLEAGUE = Author("CD", "0e0e0e0e-0000-4000-8000-000000000002")
VOLUME = Volume(DOSSIER, DAY.year)
THEN = "2026-11-25T09:20:00+08:00"


@dataclass
class Desk:
    """The visit page of a laptop that gets a colleague's records."""

    page: VisitPage
    hand: Hand
    scene: Scene

    def receive(self, body: ItemAnswered | HazardRecorded, subject: str) -> None:
        """Take what a colleague's laptop recorded without having seen ours."""
        made = record(act(body, VOLUME, subject=subject), COLLEAGUE, START, THEN, b"\x02" * 16)
        with self.scene.session.workspace.transaction() as tx:
            tx.take_unnumbered(VOLUME, [made])
        self.page.acts.refresh()
        self.hand.settle()


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    with a_scene(tmp_path, mixed_library(tmp_path)) as scene:
        page = VisitPage(jobs, scene.session)
        qtbot.addWidget(page)
        page.resize(1218, 720)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.open_visit(scene.visit)
        qtbot.waitUntil(lambda: bool(page.acts.book.sections), timeout=10_000)
        hand = Hand(qtbot, page, jobs)
        hand.settle()
        yield Desk(page, hand, scene)
        hand.settle()


def texts(conflict: VisitConflict) -> str:
    return "\n".join(one.text() for one in conflict.findChildren(QLabel))


def test_two_answers_stand_side_by_side_and_theirs_can_be_kept(desk: Desk) -> None:
    lines = list(items_of(desk.page.acts.book.sections))
    item = next(one for one in lines if one.ref.endswith("/boss"))
    desk.page.go(item.key)
    desk.hand.type("Ours")
    desk.page.items.open.setFocus()
    desk.hand.settle()
    desk.receive(ItemAnswered(value="Theirs"), desk.page.acts.subject_of(item.key))
    desk.page.go(lines[-1].key)
    desk.page.go(item.key)
    desk.hand.settle()
    conflict = desk.page.conflict
    assert conflict.isVisible()
    shown = texts(conflict)
    assert "Ours" in shown and "Theirs" in shown and "2026-11-25 09:20" in shown
    conflict.keep_theirs.click()
    desk.hand.settle()
    dossier = require_dossier(desk.scene.session, DOSSIER)
    stored = answers_of(dossier, desk.scene.visit, "mixed", "1")["/data/facts/boss"]
    assert stored.body.value == "Theirs" and not stored.conflict
    assert not conflict.isVisible()


def test_two_versions_of_a_hazard_stand_side_by_side_and_mine_can_be_kept(desk: Desk) -> None:
    desk.page.begin_free_hazard()
    desk.hand.settle()
    desk.hand.type("Gate")
    desk.page.free_panel.finding.setPlainText("Fire lane blocked")
    desk.page.free_panel.record()
    desk.hand.settle()
    (ours,) = hazards_of(require_dossier(desk.scene.session, DOSSIER), desk.scene.visit)
    theirs = HazardRecorded(
        hazard=ours.hazard, visit=desk.scene.visit, place="Yard", finding="Lane blocked"
    )
    desk.receive(theirs, f"hazard:{ours.hazard}")
    desk.page.hazard_list.edited.emit(ours.hazard)
    desk.hand.settle()
    conflict = desk.page.hazard_conflict
    assert conflict.isVisible() and "Yard" in texts(conflict) and "Gate" in texts(conflict)
    conflict.keep_mine.click()
    desk.hand.settle()
    kept = hazard_of(require_dossier(desk.scene.session, DOSSIER), ours.hazard)
    assert kept is not None and not kept.conflict and kept.body.place == "Gate"


def test_one_side_alone_is_no_conflict(qtbot: QtBot) -> None:
    conflict = VisitConflict()
    qtbot.addWidget(conflict)
    conflict.show_sides((Side("f", "示例检查员甲", "2026-11-25 09:20", ("Gate",), True),))
    assert not conflict.isVisible()
