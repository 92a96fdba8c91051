"""The keyboard walks through a visit: arrows, Tab, Esc and Enter lead where a person expects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.domain.hazards import Level
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.ui import theme
from inspector_app.ui.hazard_panel_fields import MOST_LINES
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_strip import FOLDER
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import items_of
from tests.sync.bundle_scene import a_picture
from tests.ui.desk_scene import AtDesk, Key, at_desk
from tests.ui.test_visit_extras import small_library
from tests.ui.visit_hand import NONE
from tests.ui.visit_scene import DOSSIER

LATE = 15_000  # ms
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path, small_library()) as made:
        for place in ("Casting hall", "Store"):
            draft = HazardDraft(place=place, finding=f"{place}: way blocked", level=Level.GENERAL)
            record_hazard(made.scene.session, made.scene.visit, draft)
        made.desk.visits.open_visit(made.scene.visit)
        made.hand.settle()
        yield made


def page_of(at: AtDesk) -> VisitPage:
    page = at.desk.shell.page("visit")
    assert isinstance(page, VisitPage)
    return page


def keys_of(page: VisitPage) -> list[str]:
    return [one.key for one in items_of(page.acts.book.sections)]


def key_of(page: VisitPage) -> str:
    assert page.item is not None
    return page.item.key


def focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()


def button(root: QWidget, name: str) -> QPushButton:
    found = (one for one in root.findChildren(QPushButton) if one.accessibleName() == name)
    return next(one for one in found if one.isVisible())


# --- arrows


def test_the_arrows_go_to_the_item_before_and_after(at: AtDesk) -> None:
    page = page_of(at)
    keys = keys_of(page)
    assert key_of(page) == keys[0]
    at.press(Key.Key_Down, Key.Key_Down)
    assert key_of(page) == keys[2]
    at.press(Key.Key_Up)
    assert key_of(page) == keys[1]


def test_the_arrows_do_not_leave_a_hazard_that_is_being_written(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_2)
    assert page.panel.place.hasFocus()
    before = key_of(page)
    at.press(Key.Key_Down, Key.Key_Up)
    assert page.desk.is_open and key_of(page) == before


# --- the sections


def test_one_key_goes_to_the_sections_and_enter_back_to_the_item(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_F6)
    assert page.sections.isAncestorOf(at.hand.focus)
    at.press(Key.Key_Down)
    other = key_of(page)
    assert other != keys_of(page)[0]
    at.press(Key.Key_Return)
    assert page.items.open.hasFocus() and key_of(page) == other


def test_where_there_is_little_room_the_sections_stand_in_the_items_place(
    at: AtDesk, qtbot: QtBot
) -> None:
    page = page_of(at)
    page.split.setFixedWidth(theme.px(600))
    qtbot.waitUntil(lambda: page.split.tight, timeout=LATE)
    assert page.items.isVisible() and not page.sections.isVisible()
    at.press(Key.Key_F6)
    assert page.sections.isVisible() and page.basis.isVisible() and not page.items.isVisible()
    at.press(Key.Key_Down)
    assert page.sections.isVisible()  # one looks on
    at.press(Key.Key_U)
    assert page.items.isVisible() and page.items.open.hasFocus()
    at.press(Key.Key_F6, Key.Key_Escape)
    assert page.items.isVisible() and page.items.open.hasFocus()


# --- Esc


@pytest.mark.parametrize("view", [Key.Key_L, Key.Key_R, Key.Key_F8])
def test_escape_leads_back_to_the_item_from_the_bar_below_any_view(at: AtDesk, view: Key) -> None:
    page = page_of(at)
    at.press(view)
    assert not page.on_items
    focus(button(page.footer, "Close page"))
    at.press(Key.Key_Escape)
    assert page.on_items and page.items.open.hasFocus()


def test_escape_outside_the_hazard_closes_it_and_keeps_what_is_typed(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_2)
    at.type("示例部位")
    focus(button(page.footer, "End service"))
    at.press(Key.Key_Escape)
    assert not page.desk.is_open and page.items.open.hasFocus()
    at.press(Key.Key_H)
    assert page.panel.place.text() == "示例部位"


# --- the list of hazards


def test_tab_goes_from_the_lists_head_to_its_first_hazard(at: AtDesk) -> None:
    at.press(Key.Key_L, Key.Key_Tab, Key.Key_Tab)
    assert at.hand.focus.accessibleName() == "Correct hazard 1"
    at.press(Key.Key_Tab, Key.Key_Tab)
    assert at.hand.focus.accessibleName() == "Correct hazard 2"


def test_a_correction_left_leads_back_to_its_hazard(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_L)
    focus(button(page.hazard_list, "Correct hazard 2"))
    at.press(Key.Key_Return)
    assert page.free_panel.place.hasFocus() and page.free_panel.place.text() == "Store"
    at.press(Key.Key_Escape)
    assert at.hand.focus.accessibleName() == "Correct hazard 2"


def test_the_keyboard_stays_in_the_list_when_a_hazard_is_withdrawn(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_L)
    focus(button(page.hazard_list, "Withdraw hazard 1"))
    at.press(Key.Key_Return, Key.Key_Escape)  # changed one's mind
    assert at.hand.focus.accessibleName() == "Withdraw hazard 1"
    at.press(Key.Key_Return)
    at.type("recorded twice")
    at.press(Key.Key_Return)
    around = page.acts.surroundings
    assert around is not None and [one.body.place for one in around.hazards] == ["Store"]
    assert page.hazard_list.isAncestorOf(at.hand.focus)


# --- Enter on a button


def test_enter_on_a_verdict_gives_it(at: AtDesk) -> None:
    page = page_of(at)
    first = key_of(page)
    focus(page.items.open._verdicts["yes"])
    at.press(Key.Key_Return)
    item = page.acts.book.item(first)
    assert item is not None and item.value == "yes"
    assert key_of(page) != first


def test_enter_on_a_button_beside_an_open_item_answers_it_and_does_not_end(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_F8)
    waiting = page.end_view.open_keys[1]
    at.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    assert at.hand.focus.accessibleName().startswith("Answer: ")
    at.press(Key.Key_Return)
    assert page.on_items and key_of(page) == waiting


def test_enter_on_close_in_a_hazard_closes_it_and_records_nothing(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_2)
    focus(page.panel._close)
    at.press(Key.Key_Return)
    around = page.acts.surroundings
    assert not page.desk.is_open
    assert around is not None and len(around.hazards) == 2


def test_enter_on_the_bar_below_opens_the_end(at: AtDesk) -> None:
    page = page_of(at)
    focus(button(page.footer, "End service"))
    at.press(Key.Key_Return)
    assert page.end_view.isVisible()


# --- long texts


def test_the_function_keys_work_with_the_keyboard_in_the_rail(at: AtDesk) -> None:
    page = page_of(at)
    rail = at.desk.shell.rail.findChildren(QPushButton)[0]
    focus(rail)
    at.press(Key.Key_F8)
    at.hand.settle()
    assert page.end_view.isVisible()
    assert page.isAncestorOf(QApplication.focusWidget() or rail)


def test_a_long_finding_is_read_without_scrolling_and_seen_when_it_has_the_keyboard(
    at: AtDesk, qtbot: QtBot
) -> None:
    page = page_of(at)
    at.press(Key.Key_2)
    text = page.panel.finding
    low = text.height()
    text.setPlainText("示例文字" * 40)
    qtbot.waitUntil(lambda: text.height() > low, timeout=LATE)
    text.setPlainText("示例文字" * 400)
    line = max(theme.px(21), text.fontMetrics().lineSpacing())
    qtbot.waitUntil(lambda: text.height() == MOST_LINES * line + theme.px(16), timeout=LATE)
    focus(text)
    area = page.items._area

    def whole() -> bool:
        top = text.mapTo(area.viewport(), text.rect().topLeft()).y()
        return top >= 0 and top + text.height() <= area.viewport().height()

    qtbot.waitUntil(whole, timeout=LATE)


# --- what stands on the page


def test_an_ended_visit_is_read_and_not_answered(at: AtDesk) -> None:
    page = page_of(at)
    at.press(Key.Key_1)
    at.press(Key.Key_F8)
    for key in page.end_view.open_keys:
        page.end_view.give_reason(key, "closed today")
    page.end_view.end()
    at.hand.settle()
    before = [one.value for one in items_of(page.acts.book.sections)]
    for answered in (keys_of(page)[0], keys_of(page)[1]):
        page.go(answered)
        at.press(Key.Key_2, Key.Key_N)
        assert page.items.open.hasFocus()
        assert not [one for one in page.items.open._verdicts.values() if one.isVisible()]
    assert [one.value for one in items_of(page.acts.book.sections)] == before
    at.press(Key.Key_H)
    assert not page.desk.is_open and "OP-04" in page.problem.text


def test_photos_and_hazards_of_the_open_item_are_counted_on_its_buttons(
    at: AtDesk, qtbot: QtBot
) -> None:
    page = page_of(at)
    key = key_of(page)
    draft = HazardDraft(place="示例", finding="示例", level=Level.GENERAL, question=key)
    record_hazard(at.scene.session, at.scene.visit, draft)
    page.basis.photos.add([a_picture(4, 1200)])
    qtbot.waitUntil(lambda: page.basis.photos.count == 1, timeout=LATE)
    at.hand.settle()
    assert page.items.open._photo.text() == "Photo (1)  P"
    assert page.items.open._hazard.text() == "Hazard (1)  H"
    area = page.basis.findChildren(QScrollArea)[0]
    card = page.basis.photos.cards[0]

    def seen() -> bool:
        return not card.visibleRegion().isEmpty() and area.isVisible()

    qtbot.waitUntil(seen, timeout=LATE)


def test_the_keyboard_is_back_at_the_item_when_a_dialog_is_left(at: AtDesk, qtbot: QtBot) -> None:
    page = page_of(at)
    at.press(Key.Key_A)
    assert page.extras.dialog is not None
    at.press(Key.Key_Escape)
    page.photos.ask(FOLDER)
    dialog = page.photos.sources.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible, timeout=LATE)
    dialog.reject()
    at.wake()
    qtbot.waitUntil(page.items.open.hasFocus, timeout=LATE)


# --- all the way round


def round_trip(at: AtDesk, *, back: bool) -> list[QWidget]:
    """Press Tab (or Shift+Tab) until the keyboard is where it began; the widgets on the way."""
    start = at.hand.focus
    way: list[QWidget] = []
    key, modifier = (Key.Key_Backtab, SHIFT) if back else (Key.Key_Tab, NONE)
    for _press in range(120):
        QTest.keyClick(at.hand.focus, key, modifier)
        if at.hand.focus is start:
            return way
        way.append(at.hand.focus)
    raise AssertionError(f"Tab does not come back: {[type(one).__name__ for one in way[-6:]]}")


def go_to(at: AtDesk, view: str) -> None:
    keys = {"hazards": Key.Key_L, "end": Key.Key_F8, "overview": Key.Key_R, "panel": Key.Key_2}
    if view in keys:
        at.press(keys[view])
    elif view == "record":
        page_of(at).extras.overview.records.begun.emit("sr-04")
    elif view == "start":
        at.desk.visits.begin(DOSSIER)
    elif view in ("notice", "signing", "issued"):
        at.desk.visits.open_draft(at.scene.visit)
    at.hand.settle()
    at.wake()
    if view in ("signing", "issued"):
        at.press({"signing": Key.Key_F6, "issued": Key.Key_F9}[view])


VIEWS = ("items", "panel", "hazards", "end", "overview", "record", "notice", "signing", "issued")


@pytest.mark.parametrize("view", [*VIEWS, "start"])
def test_tab_walks_through_every_view_of_a_visit_and_back(at: AtDesk, view: str) -> None:
    go_to(at, view)
    there = round_trip(at, back=False)
    back = round_trip(at, back=True)
    assert set(map(id, there)) == set(map(id, back))
    if view in ("items", "hazards", "end", "overview"):
        assert any(page_of(at).sections.isAncestorOf(one) for one in there)
    if view == "start" and at.desk.visits.dialog is not None:
        at.desk.visits.close_dialog()
