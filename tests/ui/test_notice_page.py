"""The notice from draft to delivery, over a real workspace; printing goes to a PDF printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import papers_of, signatures_of
from inspector_app.domain.fold import Dossier
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import notice_pdf
from inspector_app.operations.verifying import verify_pdf
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_delivery import REFUSED
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.print_pdf import a4_printer, lp_command, print_pdf, takes_pdf
from tests.ui.visit_hand import CONTROL, Hand
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

Key = Qt.Key
HAZARD = HazardDraft(
    place="一车间配电室",
    finding="配电箱前堆放杂物，挡住操作通道。",
    measure="清理杂物，划线禁止堆放。",
    deadline="2026-12-02",
    responsible="示例甲",
)


@dataclass
class Desk:
    """The notice page of a visit with one hazard."""

    page: NoticePage
    hand: Hand
    scene: Scene

    def dossier(self) -> Dossier:
        return require_dossier(self.scene.session, DOSSIER)

    def draw(self) -> None:
        """Sign on the pad."""
        pad = self.page.sheet.pad
        pad.begin(QPointF(60, 60))
        for x in range(64, 260, 4):
            pad.draw_to(QPointF(x, 60 + (x * 7) % 40))
        pad.lift()

    def issue(self) -> str:
        self.hand.press(Key.Key_F9)
        self.hand.settle()
        assert self.page.state is not None and self.page.state.number
        return self.page.state.number


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    with a_scene(tmp_path) as scene:
        record_hazard(scene.session, scene.visit, HAZARD)
        page = NoticePage(jobs, scene.session)
        qtbot.addWidget(page)
        page.resize(1218, 720)
        page.show()
        page.activateWindow()
        qtbot.waitExposed(page)
        page.open_draft(scene.visit)
        qtbot.waitUntil(lambda: page.state is not None, timeout=10_000)
        yield Desk(page, Hand(qtbot, page, jobs), scene)


def test_the_draft_is_previewed_as_it_will_print_with_its_pages_counted(desk: Desk) -> None:
    pages = desk.page.preview.pages
    assert pages >= 1
    assert desk.page.preview.count_text == f"Page 1 of {pages}"
    assert desk.page.state is not None and desk.page.state.hazards == 1


def test_a_signature_covers_the_hash_of_what_is_shown(desk: Desk) -> None:
    assert desk.page.state is not None
    shown = desk.page.state.sha256
    desk.hand.press(Key.Key_F6)
    desk.draw()
    desk.hand.press(Key.Key_Return, modifier=CONTROL)
    (signature,) = signatures_of(desk.dossier(), desk.scene.visit)
    assert signature.body.over == shown and signature.body.image_size > 500
    assert desk.page.state.signatures[0].drawn and not desk.page.state.signatures[0].stale


def test_a_change_after_signing_marks_the_signature_and_stops_the_issue(desk: Desk) -> None:
    desk.hand.press(Key.Key_F6)
    desk.draw()
    desk.hand.press(Key.Key_Return, modifier=CONTROL)
    record_hazard(desk.scene.session, desk.scene.visit, HAZARD)
    desk.page.open_draft(desk.scene.visit)
    desk.hand.settle()
    assert desk.page.state is not None and desk.page.state.signatures[0].stale
    desk.hand.press(Key.Key_F9)
    assert "OP-07" in desk.page.problem.text
    assert papers_of(desk.dossier()) == ()


def test_issuing_shows_the_stored_bytes_and_uses_one_number(desk: Desk) -> None:
    number = desk.issue()
    assert desk.page.state is not None
    assert desk.page.state.pdf == notice_pdf(desk.scene.session, number)
    desk.page.issue()
    desk.hand.settle()
    assert len(papers_of(desk.dossier())) == 1


def test_a_refused_signature_is_recorded_with_its_witness_and_the_paper_issues(
    desk: Desk,
) -> None:
    desk.hand.press(Key.Key_F6)
    sheet = desk.page.sheet
    sheet.refused.setChecked(True)
    sheet.reason.setText("不同意判定")
    sheet.witness.setText("示例检查员乙")
    sheet.take()
    desk.hand.settle()
    given = {
        one.body.role.value: one.body for one in signatures_of(desk.dossier(), desk.scene.visit)
    }
    assert given["receiver"].refused_reason == "不同意判定"
    assert given["witness"].name == "示例检查员乙"
    assert desk.issue()


def test_a_word_of_enforcement_is_warned_about(desk: Desk) -> None:
    from dataclasses import replace

    record_hazard(desk.scene.session, desk.scene.visit, replace(HAZARD, measure="责令停产"))
    desk.page.open_draft(desk.scene.visit)
    desk.hand.settle()
    assert desk.page.state is not None and any("责令" in w for w in desk.page.state.warnings)


def test_a_visit_without_a_hazard_has_nothing_to_tell(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    with a_scene(tmp_path) as scene:
        page = NoticePage(jobs, scene.session)
        qtbot.addWidget(page)
        page.open_draft(scene.visit)
        qtbot.waitUntil(lambda: "OP-09" in page.problem.text, timeout=10_000)


def test_the_saved_file_is_the_stored_paper_with_its_signatures(desk: Desk, tmp_path: Path) -> None:
    number = desk.issue()
    path = tmp_path / "notice.pdf"
    desk.page.save(str(path))
    desk.hand.settle()
    saved = path.read_bytes()
    assert saved.startswith(notice_pdf(desk.scene.session, number))
    check = verify_pdf(desk.scene.session, saved)
    assert (check.number, [one.field for one in check.signatures]) == (number, ["Inspector"])
    desk.page.save(str(tmp_path / "no folder" / "notice.pdf"))
    desk.hand.settle()
    assert "IN-01" in desk.page.problem.text


def test_delivery_and_the_photo_of_the_sheet_are_recorded(desk: Desk) -> None:
    number = desk.issue()
    delivery = desk.page.delivery
    delivery.to.setText("示例乙")
    delivery.record()
    desk.hand.settle()
    delivery.way.setCurrentIndex(delivery.way.findData(REFUSED))
    delivery.record()  # without reason and witness: told in place, recorded not
    desk.hand.settle()
    (paper,) = papers_of(desk.dossier())
    assert [one.to for one in paper.deliveries] == ["示例乙"]
    assert paper.body.number == number


def test_printing_draws_every_page_of_the_stored_paper(desk: Desk, tmp_path: Path) -> None:
    number = desk.issue()
    printer = a4_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    pdf = notice_pdf(desk.scene.session, number)
    assert not takes_pdf(printer)
    print_pdf(pdf, printer)
    printed = pypdfium2.PdfDocument(str(tmp_path / "printed.pdf"))
    stored = pypdfium2.PdfDocument(pdf)
    try:
        assert len(printed) == len(stored)
        assert a4_printer().resolution() <= 300
    finally:
        printed.close()
        stored.close()


def test_cups_gets_the_stored_bytes_with_copies_and_pages(qapp: object) -> None:
    printer = a4_printer()
    printer.setPrinterName("office")
    printer.setCopyCount(3)
    printer.setFromTo(1, 2)
    command = lp_command(printer)
    assert command[0] == "lp" and command[-1] == "-"
    assert command[command.index("-P") : command.index("-P") + 2] == ["-P", "1-2"]
