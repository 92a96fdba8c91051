"""Every kind of question on the visit page, over a real workspace: shown, answered, stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import answers_of
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.item_editors import RepeatEditor
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import ItemKind, ItemView, items_of
from tests.ui.visit_forms import mixed_library
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

Key = Qt.Key


@dataclass
class Desk:
    """The page with the mixed form open and a person at it."""

    page: VisitPage
    hand: Hand
    scene: Scene

    def open(self, name: str) -> ItemView:
        """Open the question of this name."""
        item = next(i for i in items_of(self.page.acts.book.sections) if name in i.ref)
        self.page.go(item.key)
        return item

    def names(self) -> list[str]:
        return [i.ref.rsplit("/", 1)[-1] for i in items_of(self.page.acts.book.sections)]

    def stored(self) -> dict[str, str]:
        dossier = require_dossier(self.scene.session, DOSSIER)
        found = answers_of(dossier, self.scene.visit, "mixed", "1")
        return {ref.rsplit("/", 1)[-1]: one.body.value for ref, one in found.items()}


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


def test_a_required_text_counts_as_unchecked_and_enter_goes_on(desk: Desk) -> None:
    item = desk.open("boss")
    assert item.required and item.problem == ""
    assert isinstance(desk.hand.focus, QLineEdit)
    desk.hand.type("Sample Person")
    desk.hand.press(Key.Key_Return)
    assert desk.stored()["boss"] == "Sample Person"
    assert desk.page.item is not None and desk.page.item.ref != item.ref


def test_a_value_against_the_constraint_is_told_in_place(desk: Desk) -> None:
    desk.open("people")
    desk.hand.type("700x")  # letters do not get into a number
    desk.page.items.open.setFocus()
    desk.hand.settle()
    assert desk.page.item is not None and desk.page.item.value == "700"
    assert desk.page.item.problem == "Fewer than 500 work here"


def test_a_decimal_takes_a_point(desk: Desk) -> None:
    desk.open("width")
    desk.hand.type("1.25")
    desk.hand.press(Key.Key_Return)
    assert desk.stored()["width"] == "1.25"


def test_a_date_is_stored_as_a_day_and_can_be_taken_away(desk: Desk) -> None:
    desk.open("checked")
    edit = desk.hand.focus
    assert isinstance(edit, QDateEdit)
    edit.setDate(QDate(2026, 9, 30))
    desk.hand.settle()
    assert desk.stored()["checked"] == "2026-09-30"
    while desk.hand.focus is edit:
        desk.hand.press(Key.Key_Tab)
    desk.hand.press(Key.Key_Space)
    assert desk.stored()["checked"] == ""


def test_a_choice_is_picked_by_its_digit_and_shows_what_depends_on_it(desk: Desk) -> None:
    assert "G_1" not in desk.names()
    desk.open("energy")
    assert isinstance(desk.hand.focus, QRadioButton)
    desk.hand.press(Key.Key_1)
    assert desk.stored()["energy"] == "gas"
    assert "G_1" in desk.names()


def test_several_choices_are_joined_by_a_space(desk: Desk) -> None:
    desk.open("others")
    assert isinstance(desk.hand.focus, QCheckBox)
    desk.hand.press(Key.Key_1, Key.Key_2)
    assert desk.stored()["others"] == "gas power"
    desk.hand.press(Key.Key_1)
    assert desk.stored()["others"] == "power"


def test_a_note_is_read_and_enter_goes_on(desk: Desk) -> None:
    note = desk.open("reminder")
    assert note.kind is ItemKind.NOTE and not note.is_answerable
    desk.hand.press(Key.Key_Return)
    assert desk.page.item is not None and desk.page.item.key != note.key


def test_rows_of_a_repeat_are_added_answered_and_removed(desk: Desk, qtbot: QtBot) -> None:
    def rows() -> list[ItemView]:
        lines = items_of(desk.page.acts.book.sections)
        return [i for i in lines if i.kind is ItemKind.ROW]

    before = len(rows())
    repeat = next(i for i in items_of(desk.page.acts.book.sections) if i.kind is ItemKind.REPEAT)
    desk.page.go(repeat.key)
    desk.hand.press(Key.Key_Space)
    assert len(rows()) == before + 1
    line = next(i for i in reversed(list(items_of(desk.page.acts.book.sections))) if "T_1" in i.ref)
    desk.page.go(line.key)
    desk.hand.press(Key.Key_1)
    assert line.ref.rsplit("/", 1)[-1] in desk.stored()

    page = VisitPage(desk.page.acts.jobs, desk.scene.session)
    qtbot.addWidget(page)
    page.open_visit(desk.scene.visit)
    qtbot.waitUntil(lambda: bool(page.acts.book.sections))
    assert page.acts.book.item(line.key) is not None

    desk.page.go(rows()[-1].key)
    assert desk.page.items.open.findChild(RepeatEditor) is not None
    desk.hand.press(Key.Key_Space)
    assert len(rows()) == before


def test_the_answers_stand_again_after_reopening(desk: Desk, qtbot: QtBot) -> None:
    desk.open("boss")
    desk.hand.type("Sample Person")
    desk.hand.press(Key.Key_Return)
    page = VisitPage(desk.page.acts.jobs, desk.scene.session)
    qtbot.addWidget(page)
    page.open_visit(desk.scene.visit)
    qtbot.waitUntil(lambda: bool(page.acts.book.sections))
    values = {i.ref.rsplit("/", 1)[-1]: i.value for i in items_of(page.acts.book.sections)}
    assert values["boss"] == "Sample Person"
