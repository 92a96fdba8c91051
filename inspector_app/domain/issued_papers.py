"""Facts about every paper but the hazard notice: signed, issued, delivered, voided.

``paper`` is the kind of the paper (the tag of its value: ``reinspection``, ``service_report`` …),
``ref`` what it is about: a visit, a record, the number of a notice, or a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.body import Body
from inspector_app.domain.papers import DeliveryWay


class PaperSigned(Body, frozen=True):
    """A signature in a place of a paper (``ent_sign``, ``staff_sign`` …) over the hash of what was
    shown, or a refusal with reason and witness."""

    paper: str
    ref: str
    place: str
    name: str
    over: str
    signed_on: str = ""
    post: str = ""
    phone: str = ""
    certificate: str = ""
    image: str = ""
    image_size: int = 0
    refused_reason: str = ""
    witness: str = ""


class PaperIssued(Body, frozen=True):
    """A paper: its number, the hash of its canonical value and its stored PDF.

    ``covers`` are the ids of the facts whose content the paper shows."""

    number: str
    paper: str
    ref: str
    title: str
    value_sha256: str
    value: str  # sha256 of the blob that holds the canonical value
    value_size: int
    pdf: str
    pdf_size: int
    issued_at: str
    visit: str = ""
    covers: tuple[str, ...] = ()
    qr: str = ""


class PaperVoided(Body, frozen=True):
    """The number stays used; ``replaced_by`` is the new paper's number if any; ``issued`` names
    the paper by its fact where two bear the number (重号)."""

    number: str
    reason: str
    replaced_by: str = ""
    issued: str = ""


class PaperDelivered(Body, frozen=True):
    """How a paper reached whom it is for; ``sheet`` is the photo of the signed, sealed sheet."""

    number: str
    way: DeliveryWay
    at: str
    to: str = ""
    witness: str = ""
    reason: str = ""
    sheet: str = ""


class PdfSealed(Body, frozen=True):
    """One more digitally signed revision of a paper's PDF (PAdES), or a document timestamp on it.

    ``of`` is the sha256 of the revision before, the issued PDF at first; its bytes begin the new
    ones. ``field`` names who signed (``Inspector``, ``Receiver``) or ``Timestamp``."""

    number: str
    revision: int
    of: str
    pdf: str
    pdf_size: int
    field: str
    at: str
    name: str = ""


class About(StrEnum):
    """What a paper's ``ref`` names."""

    VISIT = "visit"
    RECORD = "record"
    NOTICE = "notice"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A row of the table of papers: its tag, the character in its number (domain.md §4.4), the
    field of the value that bears the number, what it is about, and its day's field."""

    paper: str
    mark: str
    number_field: str
    about: About
    day_field: str = "issued_on"


_ROWS = (
    PaperKind("major_notice", "重", "number", About.VISIT),
    PaperKind("major_report", "报", "report_no", About.VISIT),
    PaperKind("reply_form", "回", "reply_no", About.NOTICE, ""),
    PaperKind("reinspection", "复", "recheck_no", About.VISIT),
    PaperKind("service_plan", "案", "plan_no", About.YEAR, "plan_date"),
    PaperKind("service_confirmation", "确", "confirm_no", About.RECORD, ""),
    PaperKind("sign_in_sheet", "签", "signin_no", About.RECORD, ""),
    PaperKind("service_record", "服", "service_no", About.VISIT, ""),
    PaperKind("service_report", "书", "report_no", About.VISIT),
    PaperKind("return_visit", "访", "return_no", About.RECORD, ""),
    PaperKind("complaint_record", "诉", "complaint_no", About.RECORD, ""),
    PaperKind("expense_voucher", "费", "expense_no", About.RECORD, ""),
    PaperKind("fee_statement", "通", "statement_no", About.YEAR),
    PaperKind("yearly_review", "评", "review_no", About.YEAR),
    PaperKind("archive_index", "档", "archive_no", About.YEAR, "filed_on"),
    PaperKind("record_sheet", "录", "record_no", About.RECORD, ""),
)
PAPER_KINDS: dict[str, PaperKind] = {row.paper: row for row in _ROWS}
