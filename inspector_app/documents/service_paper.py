"""Draws any service paper: the value and its images in, PDF bytes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspector_app.documents import (
    arranged_papers,
    done_papers,
    fee_papers,
    major_report_paper,
    reinspection_parts,
    reply_paper,
    report_paper,
    yearly_papers,
)
from inspector_app.documents.outline import Outline, OutlinePart
from inspector_app.documents.outline_pages import draw_outline
from inspector_app.documents.paper_parts import Sheet, sheet_of
from inspector_app.domain.major_report import MajorReport
from inspector_app.domain.notices import parse_qr
from inspector_app.domain.reinspection_paper import ReinspectionPaper
from inspector_app.domain.reply_form import ReplyForm
from inspector_app.domain.service_arranged import ServiceConfirmation, ServicePlan, SignInSheet
from inspector_app.domain.service_done import (
    ComplaintRecord,
    RecordSheet,
    ReturnVisit,
    ServiceRecord,
)
from inspector_app.domain.service_fees import ExpenseVoucher, FeeStatement
from inspector_app.domain.service_papers import (
    PaperInvalid,
    ServicePaper,
    check_paper,
    paper_hash,
)
from inspector_app.domain.service_reports import ArchiveIndex, ServiceReport, YearlyReview

_PARTS: Mapping[type[ServicePaper], Callable[[Sheet, Any], Sequence[OutlinePart]]] = {
    ServicePlan: arranged_papers.plan_parts,
    ServiceConfirmation: arranged_papers.confirmation_parts,
    SignInSheet: arranged_papers.sign_in_parts,
    ServiceRecord: done_papers.record_parts,
    RecordSheet: done_papers.sheet_parts,
    ReturnVisit: done_papers.return_parts,
    ComplaintRecord: done_papers.complaint_parts,
    ExpenseVoucher: fee_papers.expense_parts,
    FeeStatement: fee_papers.statement_parts,
    ServiceReport: report_paper.report_parts,
    YearlyReview: yearly_papers.review_parts,
    ArchiveIndex: yearly_papers.index_parts,
    MajorReport: major_report_paper.major_report_parts,
    ReplyForm: reply_paper.reply_parts,
    ReinspectionPaper: reinspection_parts.reinspection_parts,
}


def render_service_paper(
    paper: ServicePaper, images: Mapping[str, bytes], *, qr: str = ""
) -> bytes:
    """Return a service paper as PDF bytes (A4, fonts embedded and subset, no encryption).

    ``images`` holds the bytes of photos and drawn signatures by the SHA-256 that the paper names;
    ``qr`` is the code that lets a laptop tell the sheet (``domain.notices.qr_text``), none on a
    preview. Raises PaperInvalid where it is the code of another paper or the paper is not whole,
    GlyphMissing (with character and field) or PictureUnusable; then nothing was made.
    """
    check_paper(paper)
    if qr:
        _require_same(paper, qr)
    return draw_outline(outline_of(paper), images, qr=qr)


def _require_same(paper: ServicePaper, qr: str) -> None:
    payload = parse_qr(qr)
    if (payload.number, payload.value_hash) != (paper.number(), paper_hash(paper)):
        raise PaperInvalid(reason="QR ≠ " + paper.number())


def outline_of(paper: ServicePaper) -> Outline:
    """Return the outline of any service paper."""
    sheet = sheet_of(paper)
    title = paper.title if isinstance(paper, RecordSheet) else ""
    return sheet.outline(_PARTS[type(paper)](sheet, paper), paper_hash(paper), title)


def paper_title(paper: ServicePaper) -> str:
    """Return the title of the paper in its language."""
    return outline_of(paper).title
