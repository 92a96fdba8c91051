"""Outline of the opinion on a re-inspection: summary, hazard by hazard, opinion, signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from inspector_app.documents.hazard_parts import (
    blank_side,
    block_heading,
    named_photos,
    notice_title,
    staff_side,
)
from inspector_app.documents.outline import (
    BlockPart,
    Choices,
    Column,
    Fields,
    Greeting,
    HazardBlock,
    Heading,
    OutlinePart,
    PhotoPairs,
    Prose,
    Table,
)
from inspector_app.documents.paper_parts import ALL_THREE, Sheet
from inspector_app.documents.service_words import Words
from inspector_app.domain.hazards import Level, Outcome
from inspector_app.domain.reinspection_paper import ReinspectedHazard, ReinspectionPaper

OVERVIEW_FROM = 4


def reinspection_parts(sheet: Sheet, paper: ReinspectionPaper) -> Sequence[OutlinePart]:
    """Return the parts of the opinion."""
    words = sheet.words
    parts: list[OutlinePart] = [*_information(sheet, paper), *_summary(words, paper)]
    if len(paper.items) >= OVERVIEW_FROM:
        parts += sheet.section("recheck_list", _overview(words, paper), level=1)
    parts.append(Heading(words["recheck_details"]))
    parts += [_block(words, item) for item in _ordered(paper)]
    parts += _opinion(sheet, paper)
    left = staff_side(
        sheet, "service_side", "rechecker_sign", paper.staff, "agency_seal", paper.issued_on
    )
    right = blank_side(sheet, "enterprise_side", _receivers(paper), "enterprise_seal")
    holders = (*ALL_THREE, "department") if paper.has_major() else ALL_THREE
    return [*parts, *sheet.signing(left, right, holders)]


def _receivers(paper: ReinspectionPaper) -> str:
    escorted = any(one.role == "escort_sign" for one in paper.signatures)
    return "escort_sign receiver_sign" if escorted else "receiver_sign"


def _ordered(paper: ReinspectionPaper) -> list[ReinspectedHazard]:
    return sorted(paper.items, key=lambda one: (one.level is not Level.MAJOR, one.number))


def _information(sheet: Sheet, paper: ReinspectionPaper) -> Iterator[OutlinePart]:
    words = sheet.words
    names = "ent_name ent_uscc ent_address ent_principal ent_phone"
    when = " ".join(t for t in (words.day(paper.recheck_date), paper.recheck_period) if t)
    staff = words.joined(words.certified(one.name, one.cert_no) for one in paper.staff)
    yield Fields(
        (
            *sheet.pairs(names, paper.insured),
            (words["agency"], paper.agency),
            *sheet.pairs("insurer policy_no", paper.cover),
            *sheet.pairs("notice_no notice_date reply_no"),
            (words["recheck_when"], when),
            (words["recheck_mode"], paper.mode),
            (words["recheck_staff"], staff),
            (words["escort"], paper.escort),
        )
    )


def _summary(words: Words, paper: ReinspectionPaper) -> Iterator[OutlinePart]:
    yield Greeting(words["report_greeting"].format(department=paper.insured.ent_name))
    counts = {outcome.value: paper.count(outcome) for outcome in Outcome}
    lead = words["recheck_lead"].format(
        agency=paper.agency or paper.cover.insurer,
        date=words.day(paper.recheck_date),
        name=paper.insured.ent_name if not words.chinese else "你单位",
        paper=notice_title(words, paper.notice_no),
        number=paper.notice_no,
        count=len(paper.items),
        **counts,
    )
    numbers = ("、" if words.chinese else ", ").join(str(o.number) for o in paper.open_items())
    rest = words["recheck_open"].format(numbers=numbers) if numbers else words["recheck_closed"]
    yield Prose((lead + ("" if words.chinese else " ") + rest,))


def _overview(words: Words, paper: ReinspectionPaper) -> Table:
    columns = (
        Column(words["ordinal"], 12, middle=True),
        Column(words["hazard_place"]),
        Column(words["level"], 18 if words.chinese else 22, middle=True),
        Column(words["outcome"], 26 if words.chinese else 40, middle=True),
        Column(words["new_deadline"], 34 if words.chinese else 38, middle=True),
    )
    rows = tuple(
        (
            str(item.number),
            item.place,
            words["major" if item.level is Level.MAJOR else "general"],
            words[f"outcome.{item.outcome.value}"],
            words.day(item.new_deadline) or "—",
        )
        for item in _ordered(paper)
    )
    return Table(columns, rows)


def _block(words: Words, item: ReinspectedHazard) -> HazardBlock:
    outcomes = tuple(Outcome)
    texts = tuple(words[f"outcome.{outcome.value}"] for outcome in outcomes)
    name, place, _level = block_heading(words, item)
    told = [
        (words["desc"], item.finding),
        (words["suggested_measure"], item.measure),
        (words["level"], _level.strip("【】")),
        (words["told_deadline"], words.day(item.deadline)),
        (words["notice_no"], item.notice_no),
    ]
    seen = [
        (words["recheck_fact"], item.fact),
        (words["left"], item.left),
        (words["new_deadline"], words.day(item.new_deadline)),
    ]
    parts: list[BlockPart] = [
        _filled(told),
        Choices(words["outcome"], texts, outcomes.index(item.outcome)),
        _filled(seen),
    ]
    heading = (name, place, "【" + words[f"outcome.{item.outcome.value}"] + "】")
    return HazardBlock(heading, (*parts, *_pairs(words, item)), item.level is Level.MAJOR)


def _filled(pairs: Sequence[tuple[str, str]]) -> Fields:
    return Fields(tuple(pair for pair in pairs if pair[1].strip()))


def _pairs(words: Words, item: ReinspectedHazard) -> Iterator[BlockPart]:
    before = named_photos(words, item, item.photos, "before_name")
    after = named_photos(words, item, item.after, "after_name")
    if before or after:
        heads = (words["before"], words["after"])
        yield PhotoPairs(heads, tuple(zip_longest(before, after)), words["no_photo"])


def _opinion(sheet: Sheet, paper: ReinspectionPaper) -> Iterator[OutlinePart]:
    words = sheet.words
    yield Heading(words["recheck_opinion"])
    yield Fields(
        (
            (words["overall_opinion"], paper.overall),
            (words["recheck_advice"], paper.advice),
            (words["escalate_to"], paper.escalate_to),
        )
    )
    yield Prose((words["recheck_hint"],), hint=True)
