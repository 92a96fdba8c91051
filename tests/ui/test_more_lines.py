"""Long lists: the first lines at once, those below with the next turns, the rest when asked."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui import parts
from inspector_app.ui.more_lines import A_TURN, AT_ONCE, add_lines
from tests.ui.desk_scene import LATE


def a_list(qtbot: QtBot, count: int) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    column = parts.column()
    page.setLayout(column)
    add_lines(column, [partial(parts.Line, f"line {number}") for number in range(count)])
    page.show()
    return page


def lines(page: QWidget) -> list[parts.Line]:
    return page.findChildren(parts.Line)


def _count_shown(page: QWidget) -> int:
    return len([one for one in lines(page) if one.isVisible()])


def in_order(page: QWidget) -> list[QWidget]:
    """Return the lines from top to bottom."""
    outer = page.layout()
    item = outer.itemAt(0) if outer is not None else None
    inner = item.layout() if item is not None else None
    assert inner is not None
    items = (inner.itemAt(number) for number in range(inner.count()))
    widgets = (one.widget() for one in items if one is not None)
    return [one for one in widgets if isinstance(one, parts.Line)]


def tabbed(first: QWidget) -> list[QWidget]:
    """Return what Tab reaches from a button on, in order."""
    found: list[QWidget] = [first]
    one = first.nextInFocusChain()
    while one is not None and one is not first:
        if isinstance(one, QPushButton) and not one.isHidden():
            found.append(one)
        one = one.nextInFocusChain()
    return found


def more(page: QWidget) -> QPushButton:
    found = [
        one
        for one in page.findChildren(QPushButton)
        if not isinstance(one, parts.Line) and not one.isHidden()
    ]
    return found[-1]


def test_the_first_lines_stand_at_once_and_a_screenful_after_some_turns(qtbot: QtBot) -> None:
    page = a_list(qtbot, 40)
    assert len(lines(page)) == A_TURN
    assert "24" in more(page).text()
    qtbot.waitUntil(lambda: len(lines(page)) == AT_ONCE, timeout=LATE)


def test_more_lines_asked_for_early_come_in_order_and_the_keyboard_goes_to_the_first_new_one(
    qtbot: QtBot,
) -> None:
    page = a_list(qtbot, 20)
    more(page).click()
    qtbot.waitUntil(lambda: len(lines(page)) == 20, timeout=LATE)
    by_place = in_order(page)
    assert [one.accessibleName() for one in by_place] == [f"line {n}" for n in range(20)]
    qtbot.waitUntil(lambda: page.focusWidget() is by_place[AT_ONCE], timeout=LATE)


def test_tab_goes_through_lines_that_came_later_as_one_reads(qtbot: QtBot) -> None:
    page = a_list(qtbot, 20)
    # A line that has just come is shown with the next turn.
    qtbot.waitUntil(lambda: _count_shown(page) == AT_ONCE, timeout=LATE)
    by_place = in_order(page)
    assert tabbed(by_place[0])[: AT_ONCE + 1] == [*by_place, more(page)]


def test_a_list_that_is_emptied_before_all_its_lines_came_makes_no_more(qtbot: QtBot) -> None:
    made: list[int] = []

    def make(number: int) -> QWidget:
        made.append(number)
        return parts.Line(str(number))

    page, column = QWidget(), parts.column()
    qtbot.addWidget(page)
    page.setLayout(column)
    page.show()
    add_lines(column, [partial(make, number) for number in range(16)])
    parts.empty(column)
    add_lines(column, [partial(parts.Line, str(number)) for number in range(16)])
    qtbot.waitUntil(lambda: len(lines(page)) >= AT_ONCE, timeout=LATE)
    assert made == list(range(A_TURN))
