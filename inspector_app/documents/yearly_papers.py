"""Outlines of the papers of a year: evaluation of the services, index of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from inspector_app.documents.cover_pages import Contents, Cover
from inspector_app.documents.outline import (
    Bars,
    Column,
    Fields,
    Figures,
    Heading,
    OutlinePart,
    Prose,
    Table,
)
from inspector_app.documents.paper_parts import ALL_THREE, Sheet
from inspector_app.domain.service_fees import fee_share
from inspector_app.domain.service_papers import amount
from inspector_app.domain.service_reports import ArchiveIndex, YearlyReview

DONE = ("white", "black")


def review_parts(sheet: Sheet, review: YearlyReview) -> Sequence[OutlinePart]:
    """Return the parts of the yearly evaluation."""
    sections = [
        ("overview", _overview(sheet, review)),
        ("plan_done", _plan(sheet, review)),
        ("hazards_year", _hazards(sheet, review)),
        ("fees_year", _fees(sheet, review)),
        ("quality", _quality(sheet, review)),
        ("effect", _texts(review.effect)),
        ("problems", _texts(review.problems)),
        ("improvements", _listed(review.improvements)),
        ("next_year", _texts(review.next_year)),
        ("signatures", _signatures(sheet, review)),
    ]
    parts: list[OutlinePart] = [_cover(sheet, review), Contents(sheet.words["contents"])]
    number = 0
    for key, content in sections:
        found = list(content)
        if found:
            number += 1
            parts += [Heading(sheet.words.mark(number) + sheet.words[key]), *found]
    return parts


def _cover(sheet: Sheet, review: YearlyReview) -> Cover:
    words = sheet.words
    lines = [
        (words["ent_name"], review.insured.ent_name),
        (words["insurer"], review.cover.insurer),
        (words["policy_no"], review.cover.policy_no),
        (words["agency"], review.agency),
        (words["year"], review.year),
    ]
    told = tuple((label, text) for label, text in lines if text)
    who = review.agency or review.cover.insurer
    foot = tuple(text for text in (who, words.day(review.issued_on)) if text)
    return Cover(words["under_insurance"], words["yearly_review"], told, foot)


def _texts(text: str) -> Iterator[OutlinePart]:
    if text.strip():
        yield Prose((text,))


def _listed(texts: Sequence[str]) -> Iterator[OutlinePart]:
    if texts:
        yield Prose(tuple(texts), numbered=True)


def _overview(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    words = sheet.words
    name = review.insured.ent_name
    yield Prose((words["review_lead"].format(year=review.year, name=name),))
    done = sum(one.done for one in review.services)
    found = review.major_found + review.general_found
    closed = review.major_closed + review.general_closed
    yield Figures(
        (
            (words["visits"], str(done)),
            (words["hazards"], str(found)),
            (words["close_rate"], _ratio(sheet, closed, found)),
            (words["share"], words.percent(_share(review))),
        )
    )
    yield from sheet.insured()


def _ratio(sheet: Sheet, part: int, whole: int) -> str:
    return sheet.words.percent(Decimal(part) * 100 / whole if whole else None)


def _share(review: YearlyReview) -> Decimal | None:
    spent = amount(review.spent)
    return None if spent is None else fee_share(spent, amount(review.premium_received))


def _plan(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    words = sheet.words
    if review.services:
        # What was done and what is left of the plan, as parts of one bar.
        bars = [(one.item, (one.done, max(one.planned - one.done, 0))) for one in review.services]
        yield Bars((words["done_count"], words["not_done"]), tuple(bars), fills=DONE)
        columns = (
            Column(words["item"]),
            Column(words["planned"], 20, number=True),
            Column(words["done_count"], 20, number=True),
            Column(words["done_rate"], 22, number=True),
            Column(words["note"], 52),
        )
        rows = [
            (s.item, str(s.planned), str(s.done), _ratio(sheet, s.done, s.planned), s.note)
            for s in review.services
        ]
        planned = sum(one.planned for one in review.services)
        done = sum(one.done for one in review.services)
        last = (words["total"], str(planned), str(done), _ratio(sheet, done, planned), "")
        yield Table(columns, tuple(rows), (last,))
    yield from _texts(review.plan_result)


def _hazards(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    words = sheet.words
    levels = (
        (words["major_long"], review.major_found, review.major_closed),
        (words["general_long"], review.general_found, review.general_closed),
    )
    names = ("found", "closed", "not_closed", "close_rate")
    columns = (Column(words["level"]), *(Column(words[name], 26, number=True) for name in names))
    rows = [
        (name, str(found), str(closed), str(found - closed), _ratio(sheet, closed, found))
        for name, found, closed in levels
    ]
    yield Table(columns, tuple(rows))
    if review.repeated:
        yield Fields(((words["repeated"], str(review.repeated)),))
    if review.months:
        legend = (words["closed"], words["not_closed"])
        bars = [
            (words["month"].format(month=m.month), (m.closed, max(m.hazards - m.closed, 0)))
            for m in review.months
        ]
        yield from sheet.section("by_month", Bars(legend, tuple(bars), fills=DONE))


def _fees(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    if review.premium_received or review.spent:
        pairs = sheet.pairs("premium_received spent")
        pairs.append((sheet.words["share"], sheet.words.percent(_share(review))))
        yield Fields((*pairs, *sheet.pairs("fee_rule")))


def _quality(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    yield sheet.fields("return_visits satisfaction complaints complaints_closed accidents")


def _signatures(sheet: Sheet, review: YearlyReview) -> Iterator[OutlinePart]:
    left = sheet.side("service_side", "author_sign reviewer_sign", seal="agency_seal")
    right = sheet.side("insurer_side", "approver_sign", seal="insurer_seal", day=review.issued_on)
    yield sheet.signing(left, right, ALL_THREE)[1]


def index_parts(sheet: Sheet, index: ArchiveIndex) -> Sequence[OutlinePart]:
    """Return the parts of the index of an archive."""
    words = sheet.words
    columns = (
        Column(words["ordinal"], 12, middle=True),
        Column(words["archive_index.category"], 24),
        Column(words["paper_title"]),
        Column(words["paper_no"], 34),
        Column(words["date"], 21, middle=True),
        Column(words["pieces"], 14, middle=True),
        Column(words["hash"], 26),
    )
    rows = [
        (
            str(place),
            one.category,
            "\n".join(text for text in (one.title, one.note) if text),
            one.number,
            one.date,
            one.pieces,
            one.sha256[:12],
        )
        for place, one in enumerate(index.papers, 1)
    ]
    return [
        *sheet.insured(),
        *sheet.section("archive", sheet.fields("year filed_on keep_until filed_by remark")),
        *sheet.section("papers", Table(columns, tuple(rows), empty=words["no_rows"])),
        sheet.closing("archive_hint"),
        *sheet.signing(
            sheet.side("service_side", "filer_sign"),
            sheet.side("insurer_side", "reviewer_sign"),
        ),
    ]
