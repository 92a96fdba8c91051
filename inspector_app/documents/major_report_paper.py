"""Outline of the report of major hazards to the competent department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector_app.documents.hazard_parts import (
    blank_side,
    block_heading,
    photo_part,
    staff_side,
    telling_table,
    what_was_told,
)
from inspector_app.documents.outline import (
    Fields,
    Greeting,
    HazardBlock,
    Heading,
    OutlinePart,
    Prose,
    Writing,
)
from inspector_app.documents.paper_parts import ALL_THREE, Sheet
from inspector_app.domain.major_report import MajorReport, ReportedHazard

HOLDERS = (*ALL_THREE, "department")


def major_report_parts(sheet: Sheet, report: MajorReport) -> Sequence[OutlinePart]:
    """Return the parts of the report."""
    sections = (
        ("report_enterprise", _enterprise(sheet, report)),
        ("report_hazards", _hazards(sheet, report)),
        ("telling", iter((telling_table(sheet.words, report.telling),))),
        ("report_view", _view(sheet, report)),
        ("report_contact", _contact(sheet, report)),
        ("signatures", _signing(sheet, report)),
    )
    parts = list(_opening(sheet, report))
    for place, (key, content) in enumerate(sections, 1):
        parts += [Heading(sheet.words.mark(place) + sheet.words[key]), *content]
    return parts


def _opening(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    words = sheet.words
    yield Greeting(words["report_greeting"].format(department=report.department))
    lead = words["report_lead"].format(
        agency=report.reporting or report.agency,
        date=words.day(report.service_date),
        name=report.insured.ent_name,
        count=len(report.hazards),
        told=words["report_told"] if report.telling else "",
    )
    yield Prose((lead,))


def _enterprise(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    words = sheet.words
    fields = sheet.insured()[-1]
    assert isinstance(fields, Fields)
    service = [
        (words["service_date"], words.day(report.service_date)),
        (words["service_place"], report.place),
        (words["notice_no"], report.notice_no),
    ]
    yield Fields((*fields.pairs, *service))


def _hazards(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    for hazard in sorted(report.hazards, key=lambda one: one.number):
        yield _block(sheet, hazard)


def _block(sheet: Sheet, hazard: ReportedHazard) -> HazardBlock:
    words = sheet.words
    told = what_was_told(words, hazard)
    seen = [(words["cause"], hazard.cause), (words["harm"], hazard.harm)]
    told[1:1] = [pair for pair in seen if pair[1].strip()]
    heading = block_heading(words, hazard)
    return HazardBlock(heading, (Fields(tuple(told)), *photo_part(words, hazard)), major=True)


def _view(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    if report.view:
        yield Fields(((sheet.words["report_view"], report.view),))
    else:
        yield Writing((((sheet.words["report_view"],), 22.0),))


def _contact(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    words = sheet.words
    yield Fields(
        (
            (words["reporting"], report.reporting or report.agency),
            (words["copied_to"], words.joined(report.copied_to)),
            *sheet.pairs("reporter reporter_phone"),
            (words["attachments"], "\n".join(report.attachments)),
        )
    )
    yield Prose((words["major_report_hint"],), hint=True)


def _signing(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    left = staff_side(
        sheet, "reporting_side", "staff_sign", report.staff, "reporting_seal", report.issued_on
    )
    right = blank_side(sheet, "enterprise_side", "ent_sign", "enterprise_seal")
    yield sheet.signing(left, right, HOLDERS)[1]
