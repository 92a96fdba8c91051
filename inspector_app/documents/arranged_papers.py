"""Outlines of the papers before a service: plan of the year, confirmation, sign-in sheet."""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.documents.outline import (
    INK,
    Column,
    Fields,
    Heading,
    OutlinePart,
    Table,
)
from inspector_app.documents.paper_parts import BOTH, Sheet
from inspector_app.domain.service_arranged import ServiceConfirmation, ServicePlan, SignInSheet


def plan_parts(sheet: Sheet, plan: ServicePlan) -> Sequence[OutlinePart]:
    """Return the parts of the service plan of a year."""
    words = sheet.words
    rests = "year scale risk_grade employees insured_count per_person_limit premium_received"
    rests += " fee_rule budget characteristics management history needs goals"
    ways = "safeguards enterprise_duties complaint_channel plan_date"
    return [
        *sheet.insured(),
        *_section(words["plan.basis"], sheet.fields(rests)),
        *_section(words["plan.services"], _services(sheet, plan)),
        *_section(words["plan.staff"], sheet.staff(plan.staff)),
        *_section(words["safeguards"], sheet.fields(ways)),
        sheet.closing("plan_hint"),
        *sheet.signing(
            sheet.side("service_side", "author_sign reviewer_sign", seal="agency_seal"),
            sheet.side("enterprise_side", "ent_sign", seal="enterprise_seal"),
            ("enterprise", "agency", "insurer"),
        ),
    ]


def _section(title: str, *parts: OutlinePart) -> list[OutlinePart]:
    return [Heading(title, 2), *parts]


def _services(sheet: Sheet, plan: ServicePlan) -> Table:
    words = sheet.words
    columns = (
        Column(words["ordinal"], 11, middle=True),
        Column(words["item"], 30),
        Column(words["measure"]),
        Column(words["frequency"], 15, middle=True),
        Column(words["period"], 22),
        Column(words["people"], 26),
        Column(words["goal"], 28),
    )
    rows = [
        (
            str(place),
            one.item,
            "\n".join(text for text in (one.measure, one.form) if text),
            one.times,
            one.period,
            one.people,
            one.goal,
        )
        for place, one in enumerate(plan.services, 1)
    ]
    return Table(columns, tuple(rows), empty=words["no_rows"])


def confirmation_parts(sheet: Sheet, confirmation: ServiceConfirmation) -> Sequence[OutlinePart]:
    """Return the parts of the confirmation of a service."""
    names = "items other_type plan_times done_times service_date service_time service_place"
    names += " service_form agency_name prepare safety_notice deliverable fee_note"
    names += " confirm_by confirm_date"
    return [
        *sheet.insured(),
        *sheet.section("confirmation", sheet.fields(names)),
        *sheet.section("staff", sheet.staff(confirmation.staff)),
        *_changes(sheet, confirmation),
        sheet.closing("confirm_hint"),
        *sheet.signing(
            sheet.side("service_side", "staff_sign", seal="agency_seal"),
            sheet.side("enterprise_side", "ent_sign", seal="enterprise_seal"),
            BOTH,
        ),
    ]


def _changes(sheet: Sheet, confirmation: ServiceConfirmation) -> list[OutlinePart]:
    if not confirmation.change_record:
        return []
    words = sheet.words
    columns = (Column(words["change_date"], 30), Column(words["what"]), Column(words["by"], 34))
    rows = [(one.date, one.what, one.by) for one in confirmation.change_record]
    return sheet.section("change_record", Table(columns, tuple(rows)))


def sign_in_parts(sheet: Sheet, signed: SignInSheet) -> Sequence[OutlinePart]:
    """Return the parts of a sign-in sheet; empty rows wait for a pen."""
    words = sheet.words
    time = words.span(signed.start, signed.end)
    pairs = [
        (words["ent_name"], signed.insured.ent_name),
        *sheet.pairs("activity service_no date"),
        (words["time"], time),
        *sheet.pairs("place teacher"),
        (words["count"], signed.count),
    ]
    return [
        Fields(tuple(pairs), blanks=signed.empty_rows > 0),
        *sheet.section("attendance", _people(sheet, signed)),
        sheet.fields("remark"),
        sheet.closing("signin_hint"),
        *sheet.photos(signed.photos),
    ]


def _people(sheet: Sheet, signed: SignInSheet) -> Table:
    words = sheet.words
    columns = (
        Column(words["ordinal"], 11, middle=True),
        Column(words["name"], 26),
        Column(words["dept"]),
        Column(words["job"], 26),
        Column(words["phone"], 30),
        Column(words["kind"], 20),
        Column(words["sign"], 26),
    )
    rows = [
        (str(n), p.name, p.dept, p.post, p.phone, p.kind, INK + p.sign if p.sign else "")
        for n, p in enumerate(signed.people, 1)
    ]
    start = len(rows) + 1
    blank = [(str(start + n), *[""] * 6) for n in range(signed.empty_rows)]
    return Table(columns, tuple([*rows, *blank]), pen=True)
