"""Ledgers and archives at the desk: filtered, summed, saved, archived, all by keyboard."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.ui.archive_dialog import ArchiveDialog
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.ledger_page import FEES, LedgerPage
from tests.operations.test_ledgers import an_expense
from tests.ui.desk_scene import LATE, AtDesk, at_desk
from tests.ui.visit_scene import DOSSIER

Key = Qt.Key
FOUND = HazardDraft(place="一车间", finding="示例：堆放杂物", deadline="2026-11-20")


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path / "data") as made:
        scene = made.scene
        record_hazard(scene.session, scene.visit, FOUND)
        spot = replace(FOUND, place="二车间", deadline="2026-12-02", corrected_on_spot=True)
        record_hazard(scene.session, scene.visit, spot)
        an_expense(scene)
        an_expense(scene, closed=False)
        made.go(Key.Key_5)
        made.hand.settle()
        yield made


def page_of(at: AtDesk) -> LedgerPage:
    return at.desk.pages.ledger


def a_dialog(at: AtDesk) -> ArchiveDialog:
    """Return the archive dialog once it is open."""
    at.hand.settle()
    found = at.desk.ledgers.dialog
    assert found is not None
    found.activateWindow()
    at.qtbot.waitUntil(found.isActiveWindow)
    return found


def test_the_ledger_stands_in_the_rail_under_its_own_key(at: AtDesk) -> None:
    assert at.shown == "ledger"
    page = page_of(at)
    assert len(page.hazards.rows.rows) == 2
    assert page.sums.text() == "2 hazards · 1 open · 1 overdue"


def test_state_and_enterprise_choose_what_is_shown_and_saved(at: AtDesk, tmp_path: Path) -> None:
    page = page_of(at)
    page.state.setCurrentIndex(2)
    page.state.activated.emit(2)
    at.hand.settle()
    (line,) = page.hazards.rows.rows
    assert (line.place, line.overdue_days) == ("一车间", 5)
    page.save_as(str(tmp_path / "late.xlsx"))
    at.hand.settle()
    assert "late.xlsx" in page.problem.text
    cells = load_workbook(tmp_path / "late.xlsx").active
    assert cells is not None
    values = [cell.value for row in cells.iter_rows() for cell in row]
    assert "一车间" in values and "二车间" not in values
    page.enterprise.setText("示例县")
    assert page.hazards.rows.rows == () and not page.save.isEnabled()


def test_the_fee_ledger_sums_what_was_paid_and_tells_of_drafts(at: AtDesk) -> None:
    page = page_of(at)
    page.tab[FEES].setFocus()
    at.press(Key.Key_Space)
    at.hand.settle()
    assert page.which == FEES and not page.state.isVisible()
    assert len(page.fees.rows.rows) == 1
    assert "CNY 1,200.50" in page.sums.text() and "1 begun expense" in page.sums.text()


def test_a_period_is_typed_and_a_wrong_one_is_told(at: AtDesk) -> None:
    page = page_of(at)
    page.period.setFocus()
    page.period.setEditText("2026-10")
    at.press(Key.Key_Return)
    at.hand.settle()
    assert page.hazards.rows.rows == ()
    page.period.setEditText("soon")
    at.press(Key.Key_Return)
    at.hand.settle()
    assert "2026-11-25" in page.problem.text


def test_enter_on_a_line_opens_the_enterprise(at: AtDesk) -> None:
    page = page_of(at)
    page.hazards.setFocus()
    at.press(Key.Key_Return)
    at.hand.settle()
    assert at.shown == "dossier" and at.desk.pages.dossier.dossier == DOSSIER


def test_an_archive_is_made_from_the_enterprises_page(at: AtDesk, tmp_path: Path) -> None:
    at.desk.open_dossier(DOSSIER)
    at.hand.settle()
    at.desk.pages.dossier.archive.click()
    dialog = a_dialog(at)
    assert [dialog.whose.itemText(n) for n in range(dialog.whose.count())] == [
        "This enterprise", "All enterprises on this computer",
    ]  # fmt: skip
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.start.setFocus()
    at.press(Key.Key_Return)
    at.hand.settle()
    (made,) = (tmp_path / "out").iterdir()
    assert zipfile.ZipFile(made).testzip() is None
    assert "Keep until 2032-02-28" in dialog._told.text()
    assert not dialog.show_folder.isHidden()
    dialog.start.click()
    assert dialog.folder.isVisible() and dialog.show_folder.isHidden() and not dialog.working
    at.press(Key.Key_Escape)
    at.hand.settle()
    assert at.desk.ledgers.dialog is None


def test_a_folder_that_cannot_be_written_is_told_and_can_be_changed(
    at: AtDesk, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("here")
    page_of(at).archive.click()
    dialog = a_dialog(at)
    dialog.folder.setText(str(tmp_path / "file"))
    dialog.begin()
    at.hand.settle()
    assert dialog.problem.text and not dialog.working
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.begin()
    at.hand.settle()
    assert len(list((tmp_path / "out").iterdir())) == 1
    dialog.reject()


def test_a_stopped_archive_leaves_no_file_and_the_dialog_open(at: AtDesk, tmp_path: Path) -> None:
    page_of(at).archive.click()
    dialog = a_dialog(at)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.wanted.connect(lambda *_asked: dialog.stop_wanted.emit())
    dialog.begin()
    at.hand.settle()
    assert "ARCHIVE-02" in dialog.problem.text
    assert list((tmp_path / "out").iterdir()) == []
    assert dialog.isVisible() and not dialog.working
    dialog.reject()


def test_leaving_the_desk_closes_the_dialog_and_stops_its_work(at: AtDesk, qtbot: QtBot) -> None:
    page_of(at).archive.click()
    dialog = a_dialog(at)
    at.desk.leave(close=False)
    qtbot.waitUntil(lambda: at.jobs.waiting == 0, timeout=LATE)
    assert at.desk.ledgers.dialog is None and not dialog.working
