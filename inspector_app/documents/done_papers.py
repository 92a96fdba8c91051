"""Outlines of the papers of a service done: record, any record form, return visit, complaint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector_app.documents.outline import (
    Column,
    Fields,
    Heading,
    OutlinePart,
    Photos,
    Prose,
    Side,
    Table,
)
from inspector_app.documents.paper_parts import ALL_THREE, BOTH, Sheet
from inspector_app.domain.hazards import Level
from inspector_app.domain.scoring import Conformity
from inspector_app.domain.service_done import (
    CheckedList,
    ComplaintRecord,
    FoundHazard,
    RecordSheet,
    ReturnVisit,
    ServiceDone,
    ServiceRecord,
    all_counts,
)
from inspector_app.domain.service_papers import RecordGroup, RecordTable

SCORES = "score_punctual score_prof score_attitude score_effect score_close"


def record_parts(sheet: Sheet, record: ServiceRecord) -> Sequence[OutlinePart]:
    """Return the parts of the record of a service on site."""
    return [
        *sheet.insured(),
        *sheet.section("service", _service(sheet, record), sheet.staff(record.staff)),
        *sheet.section("done"),
        *(part for one in record.services for part in _done(sheet, one)),
        *_checks(sheet, record),
        *_hazards(sheet, record),
        *sheet.section("conclusion", sheet.fields("conclusion attach return_due")),
        *sheet.section("opinion_of", sheet.fields("ent_signer sign_date ent_score ent_opinion")),
        *sheet.photos(record.photos),
        sheet.closing("record_hint"),
        *sheet.signing(
            sheet.side("service_side", "staff_sign", seal="agency_seal"),
            sheet.side("enterprise_side", "escort_sign ent_sign", seal="enterprise_seal"),
            ALL_THREE,
        ),
    ]


def _service(sheet: Sheet, record: ServiceRecord) -> Fields:
    words = sheet.words
    times = words.span(record.start_time, record.end_time)
    when = " ".join(text for text in (words.day(record.service_date), times) if text)
    position = ", ".join(text for text in (record.longitude, record.latitude) if text)
    return Fields(
        (
            (words["service_when"], when),
            *sheet.pairs("place"),
            (words["position"], position),
            *sheet.pairs("no_gps_reason service_form service_mode agency_name agency_uscc escort"),
        )
    )


def _done(sheet: Sheet, one: ServiceDone) -> Iterator[OutlinePart]:
    words = sheet.words
    yield Heading(one.item, 3)
    pairs = sheet.pairs("measure process", one)
    pairs += [(words["people_count"], one.people)]
    pairs += [(field.label, words.day(field.text)) for field in one.details]
    yield Fields((*pairs, *sheet.pairs("result", one)))
    for table in one.tables:
        yield from record_table(sheet, table)


def _checks(sheet: Sheet, record: ServiceRecord) -> Iterator[OutlinePart]:
    if record.areas or record.uncovered or record.checklists:
        yield from sheet.section("checks", sheet.fields("areas uncovered"))
    if record.checklists:
        yield checked_table(sheet, record.checklists)
        yield Prose((sheet.words["rate_note"],), hint=True)
        yield from score_table(sheet, record.checklists)


def checked_table(sheet: Sheet, lists: Sequence[CheckedList]) -> Table:
    """Return how the items of each checklist were judged, with a sum where there are several."""
    words = sheet.words
    names = ("conforming", "failing", "not_applicable", "unchecked")
    columns = [Column(words["checklist"]), Column(words["version"], 22)]
    columns += [Column(words[name], 17 if words.chinese else 22, number=True) for name in names]
    columns += [Column(words["rate"], 18 if words.chinese else 24, number=True)]
    rows = [(one.title, one.version, *counts_texts(sheet, one.counts())) for one in lists]
    total = (words["total"], "", *counts_texts(sheet, all_counts(tuple(lists))))
    return Table(tuple(columns), tuple(rows), (total,) if len(rows) > 1 else ())


def score_table(sheet: Sheet, lists: Sequence[CheckedList]) -> Iterator[OutlinePart]:
    """Yield points and grade of the checklists that are scored, nothing where none is."""
    words = sheet.words
    scored = [one for one in lists if one.score]
    if scored:
        columns = (
            Column(words["checklist"]),
            Column(words["points"], 40, number=True),
            Column(words["grade"], 30, middle=True),
        )
        rows = [(c.title, f"{c.score} / {c.full}" if c.full else c.score, c.grade) for c in scored]
        yield Table(columns, tuple(rows))


def counts_texts(sheet: Sheet, counts: Conformity) -> tuple[str, ...]:
    """Return conforming, failing, not applicable, unchecked and the rate as printed."""
    rate = None if counts.rate is None else counts.rate * 100
    numbers = (counts.conforming, counts.failing, counts.not_applicable, counts.unchecked)
    return (*map(str, numbers), sheet.words.percent(rate))


def _hazards(sheet: Sheet, record: ServiceRecord) -> Iterator[OutlinePart]:
    words = sheet.words
    if record.hazards:
        yield from sheet.section("hazards", found_table(sheet, record.hazards))
    elif record.checklists:
        yield from sheet.section("hazards", Prose((words["lead_none"],), hint=True))
    yield sheet.fields("notice_no recheck_date report_no")


def found_table(sheet: Sheet, hazards: Sequence[FoundHazard]) -> Table:
    """Return the hazards in short, the major ones first."""
    words = sheet.words
    columns = (
        Column(words["ordinal"], 11, middle=True),
        Column(words["hazard_place"], 27),
        Column(words["desc"]),
        Column(words["level"], 17, middle=True),
        Column(words["deadline"], 24, middle=True),
        Column(words["responsible"], 24),
    )
    ordered = sorted(hazards, key=lambda one: one.level is not Level.MAJOR)
    rows = [
        (h.no, h.place, h.desc, level_text(sheet, h.level), h.deadline, h.responsible)
        for h in ordered
    ]
    return Table(columns, tuple(rows))


def level_text(sheet: Sheet, level: Level) -> str:
    """Return the level in a word, the major one marked so that a grey print tells it."""
    return f"【{sheet.words['major']}】" if level is Level.MAJOR else sheet.words["general"]


def sheet_parts(sheet: Sheet, record: RecordSheet) -> Sequence[OutlinePart]:
    """Return the parts of any record form, group by group."""
    parts: list[OutlinePart] = list(sheet.insured()) if record.insured.ent_name else []
    for group in record.groups:
        parts += _group(sheet, group)
    parts.append(Prose((*record.notes, _form(sheet, record)), hint=True, closing=True))
    if record.service_places or record.enterprise_places:
        left = _side(sheet, "service_side", record.service_places)
        right = _side(sheet, "enterprise_side", record.enterprise_places)
        parts += sheet.signing(left, right)
    elif record.copies:
        parts.append(Prose((sheet.copies(),), hint=True))
    return parts


def _form(sheet: Sheet, record: RecordSheet) -> str:
    if not record.form:
        return ""
    return sheet.words["sheet_form"].format(form=record.form, version=record.version)


def _side(sheet: Sheet, title: str, labels: Sequence[str]) -> Side:
    places = tuple(place for label in labels for place in sheet.places(label, label))
    return Side(sheet.words[title] if places else "", places)


def _group(sheet: Sheet, group: RecordGroup) -> Iterator[OutlinePart]:
    words = sheet.words
    yield Heading(group.title, 2)
    yield Fields(tuple((field.label, words.day(field.text)) for field in group.fields))
    for table in group.tables:
        yield from record_table(sheet, table)
    if group.photos:
        shown = enumerate(group.photos, 1)
        yield Photos(tuple((photo, sheet.caption(place, photo)) for place, photo in shown))


def record_table(sheet: Sheet, table: RecordTable) -> Iterator[OutlinePart]:
    """Return a table of a record; one with many columns becomes fields row by row."""
    if table.title:
        yield Heading(table.title, 3)
    heads = table.heads
    rows = [
        tuple(map(sheet.words.day, [*row, *[""] * len(heads)][: len(heads)])) for row in table.rows
    ]
    if len(heads) <= MOST_COLUMNS:
        columns = tuple(Column(head) for head in heads)
        yield Table(columns, tuple(rows), empty=sheet.words["no_rows"])
        return
    for place, row in enumerate(rows, 1):
        yield Heading(f"{table.title} {place}".strip(), 3)
        yield Fields(tuple(zip(heads, row, strict=True)))


MOST_COLUMNS = 7


def return_parts(sheet: Sheet, visit: ReturnVisit) -> Sequence[OutlinePart]:
    """Return the parts of a return visit."""
    words = sheet.words
    names = "service_no service_item return_date method respondent phone rectified_verified"
    columns = (Column(words["criterion_of"]), Column(words["score"], 60, middle=True))
    rows = sheet.pairs(SCORES)
    after = "opinion bad_reason complain complain_no follow_up recorder"
    return [
        *sheet.insured(),
        *sheet.section("return", sheet.fields(names)),
        *sheet.section("evaluation", Table(columns, tuple(rows)), sheet.fields(after)),
        sheet.closing("return_hint"),
        *sheet.photos(visit.photos),
        *sheet.signing(
            sheet.side("service_side", "recorder_sign"),
            sheet.side("enterprise_side", "respondent_sign"),
            BOTH,
        ),
    ]


def complaint_parts(sheet: Sheet, complaint: ComplaintRecord) -> Sequence[OutlinePart]:
    """Return the parts of a complaint and its answer."""
    taken = "receive_date channel complainant anonymous phone kind request content"
    told = "need_check due_date extend extend_days extend_told extend_reason fact basis action"
    told += " reply_date reply_way satisfied escalate improve close_date"
    return [
        *sheet.insured(),
        *sheet.section("complaint", sheet.fields(taken)),
        *sheet.section("inquiry", sheet.fields(told)),
        sheet.closing("complaint_hint"),
        *sheet.photos(complaint.photos),
        *sheet.signing(
            sheet.side("service_side", "handler_sign", seal="agency_seal"),
            sheet.side("enterprise_side", "complainant_sign"),
            BOTH,
        ),
    ]
