"""A sheet is checked in the window: by its picture, its PDF, or a scanner's text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import issue_notice, notice_pdf
from inspector_app.operations.verifying_sheets import code_in
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.paper_check_dialog import PaperCheckDialog
from tests.ui.desk_scene import AtDesk, at_desk
from tests.ui.looks import faults_of

Key = Qt.Key
FOUND = HazardDraft(place="一车间", finding="示例：堆放杂物", deadline="2026-11-20")


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path / "data") as made:
        record_hazard(made.scene.session, made.scene.visit, FOUND)
        issue_notice(made.scene.session, made.scene.visit)
        made.go(Key.Key_4)
        made.hand.settle()
        yield made


def a_number(at: AtDesk) -> str:
    return at.desk.pages.papers.table.rows.rows[0].number


def a_photo(pdf: bytes, where: Path) -> Path:
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=150 / 72).to_pil().rotate(2, fillcolor="white").save(where)
    return where


def asked(at: AtDesk) -> PaperCheckDialog:
    """Ask for a check by the keyboard's way: the button of the page."""
    at.desk.pages.papers.check.click()
    at.hand.settle()
    found = at.desk.papers.checks.dialog
    assert found is not None
    found.activateWindow()
    at.qtbot.waitUntil(found.isActiveWindow)
    return found


def test_a_photo_of_a_sheet_matches_and_leads_to_the_stored_paper(
    at: AtDesk, tmp_path: Path
) -> None:
    number = a_number(at)
    dialog = asked(at)
    dialog.give_file(str(a_photo(notice_pdf(at.scene.session, number), tmp_path / "sheet.png")))
    at.hand.settle()
    assert dialog.verdict.text() == "Matches the records"
    assert number in dialog.told.text()
    assert faults_of(dialog) == []
    at.press(Key.Key_Space)  # the focus stands on the way to the stored paper
    at.hand.settle()
    assert at.desk.papers.checks.dialog is None
    assert at.shown == "notice"


def test_a_scanner_types_the_code_and_a_foreign_number_is_not_vouched_for(
    at: AtDesk, tmp_path: Path
) -> None:
    number = a_number(at)
    photo = a_photo(notice_pdf(at.scene.session, number), tmp_path / "sheet.png")
    text = code_in(photo.read_bytes())
    dialog = asked(at)
    dialog.code.setFocus()
    at.type(text)
    at.press(Key.Key_Return)
    at.hand.settle()
    assert dialog.verdict.text() == "Matches the records"
    dialog.code.setText(text.replace(number, number[:-6] + "0099号"))
    dialog.code.setFocus()
    at.press(Key.Key_Return)
    at.hand.settle()
    assert dialog.verdict.text() == "Cannot be told here"
    assert dialog.show_paper.isHidden()


def test_what_is_no_paper_is_told_and_nothing_stays_of_the_last_result(
    at: AtDesk, tmp_path: Path
) -> None:
    before = at.contents()
    dialog = asked(at)
    for name, content in (("none.pdf", b""), ("photo.jpg", b"\xff\xd8\xff"), ("a.txt", b"abc")):
        (tmp_path / name).write_bytes(content)
        dialog.give_file(str(tmp_path / name))
        at.hand.settle()
        assert not dialog.problem.isHidden()
        assert dialog.verdict.isHidden() and dialog.told.text() == ""
    dialog.give_file(str(tmp_path / "nowhere.pdf"))
    at.hand.settle()
    assert "nowhere.pdf" in dialog.problem.text
    at.press(Key.Key_Escape)
    assert at.desk.papers.checks.dialog is None
    assert at.contents() == before
