"""The visit page as a person drives it: by keyboard, over a real workspace and a shipped form."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from inspector_app.checklists.library import Library
from inspector_app.config import resource_dir
from inspector_app.domain.dossier import answers_of, hazards_of, photos_of, visit_of
from inspector_app.domain.fold import Dossier
from inspector_app.errors import Problem
from inspector_app.operations.visits import require_dossier, start_visit
from inspector_app.ui.hazard_panel_values import HazardEdit
from inspector_app.ui.hazard_panel_work import recorded_edit
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import items_of, majors_open, unanswered
from tests.ui.visit_forms import long_library
from tests.ui.visit_hand import CONTROL, Hand
from tests.ui.visit_scene import DAY, DOSSIER, Scene, a_scene, a_start

Key = Qt.Key
MAJOR_FORM = "mem-10-2023"
PHOTO = next((resource_dir() / "sample" / "photos").glob("*.jpg"))


def only_major_criteria() -> Library:
    """The shipped library without the long general form: visits here end sooner."""
    shipped = Library.shipped()
    entries = tuple(e for e in shipped.entries if e.form_id == MAJOR_FORM)
    return Library(entries, shipped.instruments, shipped.tags)


@dataclass
class Desk:
    """The page of a begun visit with a person at it."""

    page: VisitPage
    hand: Hand
    scene: Scene
    jobs: Jobs

    def dossier(self) -> Dossier:
        return require_dossier(self.scene.session, DOSSIER)

    def stored(self) -> dict[str, tuple[str, str, str]]:
        """Value, reason and remark of every stored answer of the major criteria."""
        found = answers_of(self.dossier(), self.scene.visit, MAJOR_FORM, "1")
        return {
            ref.rsplit("/", 1)[-1]: (one.body.value, one.body.reason, one.body.note)
            for ref, one in found.items()
        }

    @property
    def name(self) -> str:
        """The last name of the open item's ref."""
        item = self.page.item
        return item.ref.rsplit("/", 1)[-1] if item else ""

    def reopened(self, qtbot: QtBot) -> VisitPage:
        """The same visit on a page that starts anew."""
        page = VisitPage(self.jobs, self.scene.session)
        qtbot.addWidget(page)
        page.open_visit(self.scene.visit)
        qtbot.waitUntil(lambda: bool(page.acts.book.sections))
        return page


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    with a_scene(tmp_path, only_major_criteria()) as scene:
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
        yield Desk(page, hand, scene, jobs)
        hand.settle()


def record_first_hazard(desk: Desk, place: str = "Bay 3") -> None:
    """Answer the open item 不符合 and record its (major) hazard by keyboard."""
    desk.hand.press(Key.Key_2)
    desk.hand.type(place)
    desk.page.panel.finding.setPlainText("Welder without a certificate")
    desk.page.panel.criterion.confirmed.click()
    desk.hand.press(Key.Key_Return, modifier=CONTROL)


def test_a_visit_opens_on_its_first_unanswered_item_with_its_basis(desk: Desk) -> None:
    item = desk.page.item
    assert item is not None and item.is_major and not item.value
    assert "应急管理部令第10号" in desk.page.basis.text_of("basis")
    assert desk.page.basis.text_of("force") == "from 2023-05-15"
    assert desk.page.basis.text_of("major").startswith("Any one of these suffices:")
    assert desk.page.items.open.hasFocus()


def test_a_conforming_item_takes_one_key_and_the_next_stands_open(desk: Desk) -> None:
    first = desk.name
    desk.hand.press(Key.Key_1)
    assert desk.stored()[first] == ("yes", "", "")
    assert desk.name != first and desk.page.items.open.hasFocus()
    assert desk.hand.strokes <= 2
    assert desk.page.footer.saved_text.startswith("Saved 09:")


def test_a_whole_visit_goes_by_keyboard_alone(desk: Desk, qtbot: QtBot) -> None:
    hand, page = desk.hand, desk.page
    record_first_hazard(desk)
    total = len(unanswered(page.acts.book.sections))
    while unanswered(page.acts.book.sections):
        hand.press(Key.Key_1)
    assert hand.strokes <= 2 + 2 * total
    hand.press(Key.Key_F8)
    assert page.end_view.open_keys == ()
    with qtbot.waitSignal(page.acts.ended):
        hand.press(Key.Key_Return, modifier=CONTROL)
    assert not visit_of(desk.dossier(), desk.scene.visit).is_open
    with qtbot.waitSignal(page.notice_wanted) as wanted:
        hand.press(Key.Key_F9)
    assert wanted.args == [desk.scene.visit]


def test_a_hazard_is_recorded_under_its_item_with_photo_and_few_keys(desk: Desk) -> None:
    hand, panel, asked = desk.hand, desk.page.panel, desk.name
    hand.press(Key.Key_2)
    assert panel.isVisible() and panel.place.hasFocus()
    assert panel.edit.is_major and panel.edit.criterion.article
    hand.type("Bay 3")
    panel.photos.add([PHOTO])  # what the file dialog, a drop or a paste hands over
    panel.finding.setPlainText("Welder without a certificate")
    hand.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    while hand.focus is not panel.criterion.confirmed:
        hand.press(Key.Key_Tab)
    hand.press(Key.Key_Space)
    hand.press(Key.Key_Return, modifier=CONTROL)
    assert hand.strokes <= 12
    (hazard,) = hazards_of(desk.dossier(), desk.scene.visit)
    assert hazard.is_major and hazard.body.place == "Bay 3"
    assert hazard.body.criterion is not None and "第三条" in hazard.body.criterion.article
    assert hazard.body.question.endswith(asked)
    assert len(photos_of(desk.dossier(), f"hazard:{hazard.hazard}")) == 1
    assert not panel.isVisible() and desk.name != asked


def test_a_major_verdict_is_not_recorded_before_a_person_confirms_the_criterion(
    desk: Desk,
) -> None:
    desk.hand.press(Key.Key_2)
    desk.hand.type("Bay 3")
    desk.page.panel.finding.setPlainText("Welder without a certificate")
    desk.hand.press(Key.Key_Return, modifier=CONTROL)
    assert hazards_of(desk.dossier(), desk.scene.visit) == ()
    assert desk.hand.focus is desk.page.panel.criterion.confirmed


def test_escape_closes_the_hazard_panel_and_nothing_typed_is_lost(desk: Desk, qtbot: QtBot) -> None:
    asked = desk.page.item
    assert asked is not None
    desk.hand.press(Key.Key_2)
    desk.hand.type("Half a pla")
    desk.hand.press(Key.Key_Escape)
    assert not desk.page.panel.isVisible() and desk.page.items.open.hasFocus()
    desk.hand.press(Key.Key_H)
    assert desk.page.panel.place.text() == "Half a pla"

    page = desk.reopened(qtbot)  # as after a crash: only what is on disk
    page.go(asked.key)
    page.desk.begin(asked.key)
    qtbot.waitUntil(lambda: page.panel.place.text() == "Half a pla")
    assert page.panel.edit.finding == desk.page.panel.edit.finding


def test_a_pause_in_typing_keeps_the_draft_without_any_key(desk: Desk, qtbot: QtBot) -> None:
    desk.hand.press(Key.Key_2)
    with qtbot.waitSignal(desk.page.panel.typed, timeout=5_000):
        desk.hand.type("Bay")


def test_not_applicable_on_a_major_item_asks_for_its_reason_in_place(desk: Desk) -> None:
    asked = desk.name
    desk.hand.press(Key.Key_3)
    assert asked not in desk.stored() and desk.hand.focus is desk.page.items.open.reason
    desk.page.items.open.reason.clear()
    desk.hand.press(Key.Key_Return)
    assert asked not in desk.stored()
    desk.hand.type("No contractors here")
    desk.hand.press(Key.Key_Return)
    assert desk.stored()[asked] == ("na", "No contractors here", "")
    keys = [desk_name(item.ref) for item in items_of(desk.page.acts.book.sections)]
    assert desk.name == keys[keys.index(asked) + 1]


def test_a_missing_facility_stands_ready_as_the_reason(desk: Desk) -> None:
    page = desk.page
    lacking = next(i for i in items_of(page.acts.book.sections) if i.basis and i.basis.missing_tags)
    page.go(lacking.key)
    desk.hand.press(Key.Key_3, Key.Key_Return)
    assert lacking.basis is not None
    assert lacking.basis.missing_tags[0] in desk.stored()[desk_name(lacking.ref)][1]


def desk_name(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]


def test_a_remark_is_kept_with_the_answer(desk: Desk) -> None:
    asked = desk.name
    desk.hand.press(Key.Key_N)
    desk.hand.type("seen on site")
    desk.hand.press(Key.Key_Return)
    assert desk.stored()[asked] == ("", "", "seen on site")
    desk.hand.press(Key.Key_1)
    assert desk.stored()[asked] == ("yes", "", "seen on site")


def test_undo_brings_back_what_stood_before(desk: Desk) -> None:
    asked = desk.name
    desk.hand.press(Key.Key_1)
    desk.hand.press(Key.Key_Z, modifier=CONTROL)
    assert desk.stored()[asked][0] == ""
    assert asked in [desk_name(i.ref) for i in unanswered(desk.page.acts.book.sections)]


def test_the_end_is_refused_while_a_major_item_is_open_and_accepted_with_reasons(
    desk: Desk, qtbot: QtBot
) -> None:
    page, hand = desk.page, desk.hand
    open_items = majors_open(page.acts.book.sections)
    hand.press(Key.Key_F8)
    assert page.end_view.open_keys == tuple(item.key for item in open_items)
    hand.press(Key.Key_Return, modifier=CONTROL)
    assert f"{len(open_items)} major items" in page.end_view.hint
    assert visit_of(desk.dossier(), desk.scene.visit).is_open
    for key in page.end_view.open_keys:
        page.end_view.give_reason(key, "Line stood still")
    with qtbot.waitSignal(page.acts.ended):
        hand.press(Key.Key_Return, modifier=CONTROL)
    ended = visit_of(desk.dossier(), desk.scene.visit).ended
    assert ended is not None and set(ended.unanswered.values()) == {"Line stood still"}


def test_an_open_item_can_be_answered_from_the_list_that_keeps_the_visit_open(desk: Desk) -> None:
    desk.hand.press(Key.Key_F8)
    last = desk.page.end_view.open_keys[-1]
    desk.page.end_view.answer.emit(last)
    assert desk.page.item is not None and desk.page.item.key == last
    desk.hand.press(Key.Key_1)
    assert desk.stored()[desk_name(last)][0] == "yes"


def test_a_free_hazard_is_recorded_corrected_and_withdrawn(desk: Desk) -> None:
    page, hand = desk.page, desk.hand
    hand.press(Key.Key_L, Key.Key_H)
    assert page.free_panel.place.hasFocus()
    hand.type("Gate")
    page.free_panel.finding.setPlainText("Fire lane blocked")
    hand.press(Key.Key_Return, modifier=CONTROL)
    (hazard,) = hazards_of(desk.dossier(), desk.scene.visit)
    assert not hazard.is_major and hazard.body.question == ""
    page.hazard_list.edited.emit(hazard.hazard)
    hand.settle()
    hand.type(" 2")
    hand.press(Key.Key_Return, modifier=CONTROL)
    (corrected,) = hazards_of(desk.dossier(), desk.scene.visit)
    assert corrected.hazard == hazard.hazard and corrected.body.place == "Gate 2"
    page.hazard_list.withdrawn.emit(hazard.hazard, "Not ours")
    hand.settle()
    assert hazards_of(desk.dossier(), desk.scene.visit) == ()
    assert page.acts.surroundings is not None and page.acts.surroundings.hazards == ()


def test_the_same_item_offers_its_recorded_hazard_for_correction(desk: Desk) -> None:
    asked = desk.page.item
    assert asked is not None
    record_first_hazard(desk)
    desk.page.go(asked.key)
    desk.hand.press(Key.Key_2)
    assert desk.page.panel.edit.recorded and desk.page.panel.edit.place == "Bay 3"


def test_a_failed_save_shows_its_error_at_the_item_and_can_be_tried_again(
    desk: Desk, qtbot: QtBot
) -> None:
    page, asked = desk.page, desk.page.item
    assert asked is not None
    desk.scene.session.workspace.close()
    desk.hand.press(Key.Key_1)
    assert asked.key in page.acts.book.unsaved
    assert page.footer.saved_text == "Not saved"
    page.go(asked.key)
    strip = page.items.open.problem
    assert strip.isVisible() and "not saved" in strip.text
    assert page.item is not None and page.item.value == "yes"


def test_type_to_jump_finds_an_item_by_its_text(desk: Desk) -> None:
    items = list(items_of(desk.page.acts.book.sections))
    wanted = items[-1]
    assert wanted.basis is not None
    desk.hand.press(Key.Key_Slash)
    desk.hand.type(wanted.basis.item)
    desk.hand.press(Key.Key_Return)
    assert desk.page.item is not None and desk.page.item.key == wanted.key


def test_u_goes_to_the_next_unanswered_item(desk: Desk) -> None:
    keys = [item.key for item in items_of(desk.page.acts.book.sections)]
    desk.page.go(keys[1])
    desk.hand.press(Key.Key_1)
    desk.page.go(keys[0])
    desk.hand.press(Key.Key_U)
    assert desk.page.item is not None and desk.page.item.key == keys[2]


def test_digits_typed_into_a_text_are_text_and_no_verdict(desk: Desk) -> None:
    asked = desk.name
    desk.hand.press(Key.Key_N)
    desk.hand.type("123")
    assert isinstance(desk.hand.focus, QLineEdit)
    assert desk.page.items.open.remark.text() == "123"
    assert desk.stored().get(asked, ("",))[0] == ""


def test_an_unknown_visit_is_told_on_the_page(desk: Desk, qtbot: QtBot) -> None:
    desk.page.open_visit("no-such-visit")
    desk.hand.settle()
    assert "OP-01" in desk.page.problem.text


def test_no_key_holds_the_window_for_fifty_milliseconds(desk: Desk) -> None:
    assert costliest_key(desk.page, desk.hand, 6) < 0.05


def test_a_form_of_three_hundred_items_answers_as_fast(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    with a_scene(tmp_path, long_library(tmp_path, 300)) as scene:
        page = VisitPage(jobs, scene.session)
        qtbot.addWidget(page)
        page.resize(1218, 720)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.open_visit(scene.visit)
        qtbot.waitUntil(lambda: bool(page.acts.book.sections), timeout=10_000)
        assert len(list(items_of(page.acts.book.sections))) == 300
        assert costliest_key(page, Hand(qtbot, page, jobs), 6) < 0.05


def costliest_key(page: VisitPage, hand: Hand, keys: int) -> float:
    """Answer items; return the most seconds one key, or what followed it, cost the window's own
    thread. Its own time, so that a busy test machine does not count."""
    costs: list[float] = []
    hand.settle()
    for _n in range(keys):
        began = time.thread_time()
        QTest.keyClick(hand.focus, Key.Key_1)
        costs.append(time.thread_time() - began)
        began = time.thread_time()
        QApplication.processEvents()
        costs.append(time.thread_time() - began)
        hand.settle()
    assert page.item is not None
    return max(costs)


def test_a_problem_of_another_item_does_not_hide_behind_the_open_one(desk: Desk) -> None:
    class Refused(Problem):
        code = "T-1"
        template = "Refused."

    keys = [item.key for item in items_of(desk.page.acts.book.sections)]
    desk.page.acts.failed.emit(keys[-1], Refused())
    assert "T-1" in desk.page.problem.text


def test_a_major_hazard_keeps_five_commitments_and_the_proof_of_telling(desk: Desk) -> None:
    desk.hand.press(Key.Key_2)
    panel = desk.page.panel
    edit = panel.edit
    filled = HazardEdit(
        **{
            **{n: getattr(edit, n) for n in edit.__struct_fields__},
            "place": "Bay 3",
            "finding": "Welder without a certificate",
            "confirmed": True,
            "five": type(edit.five)(responsible="示例甲"),
            "report": type(edit.report)(told_to="示例甲", told_at="2026-11-25 10:30"),
            "category": "base.training",
            "analysis": type(edit.analysis)(cause="示例：新聘", harm="示例：易引发火灾"),
        }
    )
    panel.recorded.emit(filled)
    desk.hand.settle()
    (hazard,) = hazards_of(desk.dossier(), desk.scene.visit)
    assert hazard.body.five is not None and hazard.body.five.responsible == "示例甲"
    assert hazard.report is not None
    assert hazard.report.told_at == "2026-11-25T10:30:00+08:00"
    assert hazard.analysis is not None and hazard.analysis.harm == "示例：易引发火灾"
    assert hazard.category == "base.training"
    assert recorded_edit(hazard).analysis == filled.analysis


def test_the_next_visit_shows_what_was_found_here_last_time(desk: Desk, qtbot: QtBot) -> None:
    asked = desk.page.item
    assert asked is not None
    desk.hand.press(Key.Key_1)
    later = replace(a_start(), date=DAY + timedelta(days=30))
    visit, _changes = start_visit(desk.scene.session, DOSSIER, later)
    page = VisitPage(desk.jobs, desk.scene.session)
    qtbot.addWidget(page)
    page.open_visit(visit)
    qtbot.waitUntil(lambda: bool(page.acts.book.sections))
    page.go(asked.key)
    assert page.basis.text_of("last") == f"{DAY}  Conforming"


def test_everything_that_takes_the_keyboard_says_its_name(desk: Desk) -> None:
    desk.hand.press(Key.Key_2)
    kinds = (QPushButton, QLineEdit, QPlainTextEdit, QListWidget)
    shown = [w for kind in kinds for w in desk.page.findChildren(kind) if w.isVisible()]
    inner = "qt_spinbox_lineedit"  # the date field around it has the name
    silent = [w for w in shown if not w.accessibleName() and w.objectName() != inner]
    assert len(shown) > 15 and silent == []


def test_hints_of_all_keys_stand_on_the_page(desk: Desk) -> None:
    desk.hand.press(Key.Key_1)
    texts = " ".join(b.text() for b in desk.page.findChildren(QPushButton) if b.isVisible())
    for key in ("①", "②", "③", "  P", "  N", "  H", "  U", "  L", "  F8", "  F9"):
        assert key in texts


def test_the_next_hazard_repeats_place_and_person_with_one_key(desk: Desk) -> None:
    hand, panel = desk.hand, desk.page.panel
    hand.press(Key.Key_H)
    hand.type("Bay 3")
    panel.finding.setPlainText("Cable on the floor")
    panel.responsible.setText("Sample person")
    panel.level.show_level("general")
    hand.press(Key.Key_Return, modifier=CONTROL)
    before = hand.strokes
    hand.press(Key.Key_H, Key.Key_F3)
    hand.type("x")
    assert (panel.place.text(), panel.responsible.text()) == ("Bay 3", "Sample person")
    assert "x" in panel.finding.toPlainText()
    hand.press(Key.Key_Escape)
    assert hand.strokes - before <= 4
