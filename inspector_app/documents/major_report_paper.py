"""Outline of the report of major hazards to the competent department: a letter and its annex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inspector_app.documents.hazard_parts import (
    FIVE,
    blank_side,
    block_heading,
    photo_part,
    staff_side,
    telling_table,
    what_was_told,
)
from inspector_app.documents.letter import BODY, ITEM, SECTION, Annex, Letter
from inspector_app.documents.outline import (
    Fields,
    HazardBlock,
    Heading,
    OutlinePart,
    Prose,
    Writing,
)
from inspector_app.documents.paper_parts import ALL_THREE, Sheet
from inspector_app.domain.hazard_papers import Telling
from inspector_app.domain.major_report import MajorReport, ReportedHazard

HOLDERS = (*ALL_THREE, "department")
# With more hazards the letter names them and the annex describes them.
TOLD_IN_LETTER = 2
PEN_HEIGHT = 14.0

Paragraphs = Iterator[tuple[str, str]]


def major_report_parts(sheet: Sheet, report: MajorReport) -> Sequence[OutlinePart]:
    """Return the parts of the report: the letter, then the annex with the state of each hazard."""
    words = sheet.words
    sections = (
        ("report_enterprise", _enterprise(sheet, report)),
        ("report_hazards", _hazards(sheet, report)),
        ("telling", iter((telling_table(words, report.telling),))),
        ("report_view", _view(sheet, report)),
        ("signatures", _signing(sheet, report)),
    )
    parts: list[OutlinePart] = [
        _letter(sheet, report),
        Annex(words["annex_first"], words["report_annex"]),
    ]
    for place, (key, content) in enumerate(sections, 1):
        parts += [Heading(words.mark(place) + words[key]), *content]
    return parts


def _letter(sheet: Sheet, report: MajorReport) -> Letter:
    words = sheet.words
    sender = report.reporting or report.agency or report.cover.insurer
    pairs = [
        words[key] + words.colon + text
        for key, text in (
            ("reporter", report.reporter),
            ("reporter_phone", report.reporter_phone),
        )
        if text
    ]
    note = words["letter_note"].format(contact=words.list(pairs)) if pairs else ""
    copies = words["letter_copies"].format(holders=words.list(report.copied_to))
    return Letter(
        sender=sender,
        number=report.report_no,
        title=words["report_title"].format(name=report.insured.ent_name),
        to=words["report_greeting"].format(department=report.department),
        paragraphs=tuple(_paragraphs(sheet, report)),
        annex=words["annexes"],
        annexes=(words["report_annex"], *report.attachments),
        signer=sender,
        day=words.day(report.issued_on),
        note=note,
        copies=copies if report.copied_to else "",
    )


def _paragraphs(sheet: Sheet, report: MajorReport) -> Paragraphs:
    words = sheet.words
    lead = words["report_lead"].format(
        agency=report.reporting or report.agency,
        date=words.day(report.service_date),
        name=report.insured.ent_name,
        count=len(report.hazards),
        told=words["report_told"] if report.telling else "",
    )
    yield BODY, lead
    sections = (
        ("report_enterprise", _of_enterprise(sheet, report)),
        ("report_hazards", _of_hazards(sheet, report)),
        ("telling", ((BODY, _of_telling(sheet, one)) for one in report.telling)),
        ("report_view", ((BODY, text) for text in (report.view,) if text.strip())),
    )
    place = 0
    for key, content in sections:
        told = list(content)
        place += bool(told)
        yield from [(SECTION, words.mark(place) + words[key]), *told] if told else ()
    yield BODY, words["report_close"]


def _of_enterprise(sheet: Sheet, report: MajorReport) -> Paragraphs:
    """Tell who the enterprise is; the annex has the rest."""
    words = sheet.words
    names = "ent_name ent_uscc ent_address ent_industry ent_principal ent_phone"
    pairs = sheet.pairs(names, report.insured)
    yield BODY, _sentence(sheet, [*pairs, (words["notice_no"], report.notice_no)])


def _of_hazards(sheet: Sheet, report: MajorReport) -> Paragraphs:
    words = sheet.words
    hazards = sorted(report.hazards, key=lambda one: one.number)
    for place, hazard in enumerate(hazards, 1):
        yield ITEM, words.item(place) + hazard.place
        if len(hazards) <= TOLD_IN_LETTER:
            yield BODY, hazard.finding
        told = (
            (words["criterion"], hazard.criterion),
            (words["basis"], words.list(hazard.basis)),
            (words["immediate"], hazard.immediate),
            (words["deadline"], words.day(hazard.deadline)),
        )
        yield BODY, _sentence(sheet, told)
    yield BODY, words["report_see_annex"]


def _sentence(sheet: Sheet, pairs: Sequence[tuple[str, str]]) -> str:
    """Return labels and texts as running text."""
    words = sheet.words
    joint = "" if words.chinese else " "
    told = [
        label.replace("\n", joint) + words.colon + text.strip().rstrip("。；;.").replace("\n", "")
        for label, text in pairs
        if text.strip()
    ]
    return words.joined(told) + words.stop


def _of_telling(sheet: Sheet, one: Telling) -> str:
    words = sheet.words
    who = words["told_who"].format(name=one.told_to, post=one.post) if one.post else one.told_to
    return words["told_sentence"].format(
        when=words.day(one.told_at),
        who=who,
        how=one.how or "—",
        withdrawal=words["told_withdrawal"] if one.withdrawal_advised else "",
    )


def _known(sheet: Sheet, report: MajorReport) -> list[tuple[str, str]]:
    words = sheet.words
    fields = sheet.insured()[-1]
    assert isinstance(fields, Fields)
    service = [
        (words["service_date"], words.day(report.service_date)),
        (words["service_place"], report.place),
        (words["notice_no"], report.notice_no),
    ]
    return [*fields.pairs, *service]


def _enterprise(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    yield Fields(tuple(_known(sheet, report)))


def _hazards(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    for hazard in sorted(report.hazards, key=lambda one: one.number):
        yield _block(sheet, hazard)


def _block(sheet: Sheet, hazard: ReportedHazard) -> HazardBlock:
    words = sheet.words
    told = what_was_told(words, hazard)
    seen = [(words["cause"], hazard.cause), (words["harm"], hazard.harm)]
    told[1:1] = [pair for pair in seen if pair[1].strip()]
    open_rows = (((label,), PEN_HEIGHT) for label in _untold(sheet, hazard))
    parts = (Fields(tuple(told)), Writing(tuple(open_rows)), *photo_part(words, hazard))
    return HazardBlock(block_heading(words, hazard), parts, major=True)


def _untold(sheet: Sheet, hazard: ReportedHazard) -> Iterator[str]:
    """Yield the labels of what the department expects and nobody typed: space for a pen."""
    words = sheet.words
    yield from (words[name] for name in ("cause", "harm") if not getattr(hazard, name).strip())
    for name in FIVE:
        if hazard.five is None or not getattr(hazard.five, name).strip():
            yield words["five"] + "\n" + words[f"five.{name}"]


def _view(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    if report.view:
        yield Fields(((sheet.words["report_view"], report.view),))
    else:
        yield Writing((((sheet.words["report_view"],), 22.0),))
    yield Prose((sheet.words["major_report_hint"],), hint=True)


def _signing(sheet: Sheet, report: MajorReport) -> Iterator[OutlinePart]:
    left = staff_side(
        sheet, "reporting_side", "staff_sign", report.staff, "reporting_seal", report.issued_on
    )
    right = blank_side(sheet, "enterprise_side", "ent_sign", "enterprise_seal")
    # The seal of who reports stands on the letter, over name and date.
    yield sheet.signing(replace(left, seal="", day=""), right, HOLDERS)[1]
