"""Parts that flow: nothing is lost where there is little room, or where it changes unseen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui import parts, theme
from inspector_app.ui.field_grid import EACH, FieldGrid
from inspector_app.ui.flow import Flow
from inspector_app.ui.tab_order import tab_after
from inspector_app.ui.visit_jump import VisitJump
from tests.ui.visit_hand import NONE

LATE = 15_000  # ms


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int = 400) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    for _turn in range(10):
        QApplication.processEvents()


def test_what_is_offered_while_nobody_looks_has_its_place_when_shown(qtbot: QtBot) -> None:
    page = QWidget()
    buttons = [parts.button(f"Button number {n}") for n in range(3)]
    flow = Flow(tuple(buttons))
    buttons[1].hide()
    page.setLayout(parts.row(parts.button("Back"), 1, flow))
    buttons[1].setText("A button with many words")
    buttons[1].show()
    shown(qtbot, page, 900)
    places = [one.geometry() for one in buttons]
    assert all(flow.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for a, b in pairwise(places))


def test_fields_stand_below_each_other_where_two_have_no_room(qtbot: QtBot) -> None:
    left, right = QLineEdit(), QLineEdit()
    grid = FieldGrid(((parts.field("Left", left), parts.field("Right", right)),))
    shown(qtbot, grid, theme.px(EACH) * 2 + 50)
    tops = [one.mapTo(grid, one.rect().topLeft()) for one in (left, right)]
    assert tops[0].y() == tops[1].y() and tops[0].x() < tops[1].x()
    grid.resize(theme.px(EACH), 400)
    qtbot.waitUntil(
        lambda: (
            left.mapTo(grid, left.rect().bottomLeft()).y()
            < right.mapTo(grid, right.rect().topLeft()).y()
        ),
        timeout=LATE,
    )
    assert left.width() == right.width()


def test_tab_reaches_what_was_made_later_where_it_stands(qtbot: QtBot) -> None:
    page = QWidget()
    first, last = QPushButton("first"), QPushButton("last")
    rows = parts.column()
    page.setLayout(parts.column(first, rows, last))
    made = [QPushButton(f"row {n}") for n in range(2)]
    for one in made:
        rows.addWidget(one)
    tab_after(first, *made)
    names: list[str] = []
    after = first.nextInFocusChain()
    while after is not None and after is not first and len(names) < 12:
        names += [after.text()] if isinstance(after, QPushButton) else []
        after = after.nextInFocusChain()
    assert names == ["row 0", "row 1", "last"]
    shown(qtbot, page, 300)


def test_a_search_for_an_item_says_when_nothing_fits_and_stays(qtbot: QtBot) -> None:
    jump = VisitJump()
    shown(qtbot, jump, 400)
    jump.begin(())
    QTest.keyClicks(jump.line, "zzz")
    assert jump.found.item(0).text() == "No item has these words."
    QTest.keyClick(jump.line, Qt.Key.Key_Return, NONE)
    assert jump.isVisible()
    QTest.keyClick(jump.line, Qt.Key.Key_Escape, NONE)
    assert not jump.isVisible()
