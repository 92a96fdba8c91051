"""What the hazard panel shows and gives back: frozen values, kept as JSON while half typed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from inspector_app.i18n import _
from inspector_app.ui.visit_values import GENERAL, MAJOR


class HazardField(StrEnum):
    """A field of the panel that a complaint points at."""

    PLACE = "place"
    FINDING = "finding"
    CRITERION = "criterion"
    CONFIRMED = "confirmed"
    CLAUSE_READ = "clause_read"
    REPORT = "report"
    TOLD_TO = "told_to"


class CriterionText(msgspec.Struct, frozen=True):
    """Why a hazard is major: standard, article, text of the criterion and its outermost and/or."""

    standard: str = ""
    article: str = ""
    text: str = ""
    logic: str = ""
    item: str = ""
    url: str = ""
    verified: bool = True


class Citation(msgspec.Struct, frozen=True):
    """A clause that a person chose to cite: the text for papers, and its parts for a criterion
    (``article`` is blank where a whole instrument is cited)."""

    text: str
    standard: str = ""
    article: str = ""
    criterion: str = ""
    logic: str = ""
    item: str = ""
    url: str = ""
    verified: bool = True


class FiveText(msgspec.Struct, frozen=True):
    """五落实 as typed."""

    responsible: str = ""
    measure: str = ""
    funds: str = ""
    deadline: str = ""
    plan: str = ""


class AnalysisText(msgspec.Struct, frozen=True):
    """State and cause of a major hazard, its danger and how hard it is to treat, as typed."""

    cause: str = ""
    harm: str = ""


class ReportText(msgspec.Struct, frozen=True):
    """Proof that a major hazard was told and reported, as typed."""

    told_to: str = ""
    told_post: str = ""
    told_at: str = ""
    told_how: str = ""
    withdrawal_advised: bool = False
    department: str = ""
    report_due: str = ""
    sent_at: str = ""
    proof: str = ""


class HazardEdit(msgspec.Struct, frozen=True):
    """A hazard in the panel. It has its id before it is ``recorded``, so that photos taken
    meanwhile belong to it; days are ``YYYY-MM-DD``."""

    hazard: str = ""
    recorded: bool = False
    item: str = ""
    question: str = ""
    place: str = ""
    finding: str = ""
    level: str = GENERAL
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    corrected_on_spot: bool = False
    repeats: str = ""
    criterion: CriterionText = CriterionText()
    confirmed: bool = False
    clause_read: bool = False
    five: FiveText = FiveText()
    report: ReportText = ReportText()
    category: str = ""
    analysis: AnalysisText = AnalysisText()

    @property
    def is_major(self) -> bool:
        return self.level == MAJOR


class Suggestions(msgspec.Struct, frozen=True):
    """What earlier entries offer: places, people, and earlier hazards (id, text) for 重复隐患."""

    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    earlier: tuple[tuple[str, str], ...] = ()


def kept(edit: HazardEdit) -> str:
    """Return the half-typed hazard as text for the draft."""
    return msgspec.json.encode(edit).decode()


def from_kept(text: str) -> HazardEdit | None:
    """Return the hazard of a draft; None where it cannot be read any more."""
    try:
        return msgspec.json.decode(text, type=HazardEdit)
    except msgspec.MsgspecError:
        return None


def complaint(edit: HazardEdit) -> tuple[HazardField, str] | None:
    """Return the first field that keeps the hazard from being recorded, and what to do there."""
    if not edit.place.strip():
        return HazardField.PLACE, _("Say where the hazard is.")
    if not edit.finding.strip():
        return HazardField.FINDING, _("Describe what was found.")
    if "____" in edit.finding:
        return HazardField.FINDING, _("Fill in or delete the blanks ____ (Tab goes to the next).")
    if edit.is_major:
        return _major_complaint(edit)
    return None


def _major_complaint(edit: HazardEdit) -> tuple[HazardField, str] | None:
    if not (edit.criterion.standard and edit.criterion.article):
        return HazardField.CRITERION, _("Cite the standard and article that make it major.")
    if not edit.confirmed:
        return HazardField.CONFIRMED, _("Confirm yourself that this criterion applies.")
    if not edit.criterion.verified and not edit.clause_read:
        return HazardField.CLAUSE_READ, _("Read the official clause and confirm it.")
    return _report_complaint(edit.report)


def _report_complaint(report: ReportText) -> tuple[HazardField, str] | None:
    bad = bad_moment(report)
    if bad:
        return HazardField.REPORT, _("Write “{text}” as 2026-11-25 10:30.").format(text=bad)
    if report != ReportText() and not report.told_to:
        return HazardField.TOLD_TO, _("Say who was told.")
    return None


def bad_moment(report: ReportText) -> str:
    """Return the first time of the report that cannot be read, "" where all can."""
    return next((text for text in _moments(report) if moment(text) is None), "")


def _moments(report: ReportText) -> tuple[str, ...]:
    texts = (report.told_at, report.report_due, report.sent_at)
    return tuple(text for text in texts if text.strip())


def moment(text: str) -> datetime | None:
    """Return the day or time a person typed (``2026-11-25 10:30``), None where it is neither."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def day(text: str, otherwise: date) -> date:
    """Return the day of an ISO text, the other one where it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return otherwise
