"""Kinds of paper in the words of the desk."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.i18n import N_, _
from inspector_app.operations.paper_lists import kind_of_number

FEW = 5  # numbers read one by one

PAPERS = {
    "notice": N_("Hazard notice"),
    "major_notice": N_("Notice of major hazards"),
    "major_report": N_("Report of major hazards"),
    "reply_form": N_("Reply form"),
    "reinspection": N_("Re-inspection opinion"),
    "service_record": N_("Service record"),
    "service_report": N_("Service report"),
    "service_plan": N_("Service plan"),
    "service_confirmation": N_("Service confirmation"),
    "sign_in_sheet": N_("Sign-in sheet"),
    "return_visit": N_("Return visit"),
    "complaint_record": N_("Complaint"),
    "expense_voucher": N_("Expense voucher"),
    "fee_statement": N_("Statement of fees"),
    "yearly_review": N_("Yearly review"),
    "archive_index": N_("Index of the archive"),
    "record_sheet": N_("Record sheet"),
}


def paper(kind: str) -> str:
    """Return what a kind of paper is called; the kind itself where it is unknown."""
    return _(PAPERS[kind]) if kind in PAPERS else kind


def paper_of_number(number: str) -> str:
    """Return what the paper of a number is called, "" where the number does not tell."""
    return paper(kind_of_number(number))


def listed(numbers: Sequence[str]) -> str:
    """Return a few numbers one by one, many as the first and the last."""
    if len(numbers) <= FEW:
        return _(", ").join(numbers)
    return f"{numbers[0]} … {numbers[-1]}"
