"""Several enterprises marked at once, and what stays chosen when a list is read again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.ui.archive_dialog import ArchiveDialog, Whose
from inspector_app.ui.enterprises_page import EnterprisesPage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.tables import Cell, Column, RowsTable
from tests.ui.desk_scene import AtDesk, at_desk
from tests.ui.test_pages import an_enterprise
from tests.ui.visit_scene import DAY, DOSSIER

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
OTHERS = tuple(f"0d0d0d0d-0000-4000-8000-00000000000{n}" for n in (2, 3))


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path / "data") as made:
        for number, dossier in enumerate(OTHERS):
            body = EnterpriseNamed(name=f"宁波示例{number}有限公司", code="")
            made.scene.session.write([act(body, Volume(dossier, DAY.year))])
        made.go(Key.Key_2)
        made.hand.settle()
        yield made


def test_marked_enterprises_are_archived_together(at: AtDesk, tmp_path: Path) -> None:
    page = at.desk.pages.enterprises
    assert len(page.table.rows.rows) == 3
    at.wake()
    QTest.keyClick(page.table, Key.Key_Down, SHIFT)
    assert page.count.text() == "2 enterprises marked"
    marked = {row.dossier for row in page.table.marked}
    at.desk.show_commands()
    QTest.keyClicks(at.desk.shell.commands.line, "archive marked")
    QTest.keyClick(at.desk.shell.commands.line, Key.Key_Return)
    at.hand.settle()
    dialog = at.desk.ledgers.dialog
    assert dialog is not None and dialog.whose.currentText() == "The 2 marked enterprises"
    assert all(row.name in dialog._name.toolTip() for row in page.table.marked)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.begin()
    at.hand.settle()
    assert len(list((tmp_path / "out").iterdir())) == len(marked) == 2
    dialog.reject()


def test_marks_stay_when_the_list_is_read_again_and_go_with_another_search(qtbot: QtBot) -> None:
    page = EnterprisesPage(DAY)
    qtbot.addWidget(page)
    rows = [an_enterprise(f"示例{n}", dossier=f"d{n}") for n in range(4)]
    page.show_rows(rows)
    QTest.keyClick(page.table, Key.Key_Down)
    QTest.keyClick(page.table, Key.Key_Down, SHIFT)
    page.show_rows([an_enterprise("新示例", dossier="d9"), *rows])
    assert [row.dossier for row in page.table.marked] == ["d1", "d2"]
    assert page.count.text() == "2 enterprises marked"
    page.show_rows(rows[:3], "示例")
    assert [row.dossier for row in page.table.marked] == ["d0"]  # Enter opens the first line
    assert page.count.text() == "3 found"


def test_a_chosen_row_that_is_gone_leaves_the_first_one_chosen(qtbot: QtBot) -> None:
    columns: tuple[Column[str], ...] = (Column("A", Cell),)
    table: RowsTable[str] = RowsTable(columns, "示例", key=lambda row: row)
    qtbot.addWidget(table)
    table.show_rows(["a", "b", "c"])
    table.selectRow(2)
    table.show_rows(["x", "c", "a"])
    assert table.chosen == "c"
    table.show_rows(["x", "a"])
    assert table.chosen == "x"
    table.show_rows([])
    assert table.chosen is None and table.marked == ()


def test_columns_that_can_do_with_less_leave_room_for_the_widest(qtbot: QtBot) -> None:
    columns: tuple[Column[str], ...] = (
        Column("A", Cell, 300, least=100),
        Column("B", Cell),
        Column("C", Cell, 200, spare=1),
    )
    table: RowsTable[str] = RowsTable(columns, "示例")
    qtbot.addWidget(table)
    for width, first, hidden in ((900, 300, False), (400, 180, True), (200, 100, True)):
        table.resize(width, 200)
        table.show()
        assert table.isColumnHidden(2) is hidden
        assert abs(table.columnWidth(0) - first) <= 4


def test_a_long_row_of_names_is_cut_in_the_dialog_and_whole_in_its_tip(qtbot: QtBot) -> None:
    names = ", ".join(f"示例省示例市示例有限公司{n}" for n in range(40))
    dialog = ArchiveDialog([Whose((DOSSIER, "d2"), names), Whose(())], (2026,), "/示例")
    qtbot.addWidget(dialog)
    assert len(dialog._name.text()) <= 120
    assert dialog._name.toolTip() == names
