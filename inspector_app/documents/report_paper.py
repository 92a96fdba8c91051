"""Outline of the report on a service: cover, contents, summary with charts, hazards, photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from inspector_app.documents.cover_pages import Contents, Cover
from inspector_app.documents.done_papers import (
    checked_table,
    counts_texts,
    level_text,
    score_table,
)
from inspector_app.documents.outline import (
    Bars,
    Block,
    Column,
    Fields,
    Figures,
    Heading,
    NewPage,
    OutlinePart,
    Photos,
    Prose,
    Table,
)
from inspector_app.documents.paper_parts import ALL_THREE, Sheet
from inspector_app.domain.hazards import Level
from inspector_app.domain.service_papers import PaperPhoto
from inspector_app.domain.service_reports import CitedInstrument, ReportHazard, ServiceReport

CONFORMITY = ("white", "black", "dotted", "hatched")


def report_parts(sheet: Sheet, report: ServiceReport) -> Sequence[OutlinePart]:
    """Return the parts of the report."""
    sections = [
        ("summary", _summary(sheet, report)),
        ("standards", _standards(sheet, report)),
        ("findings", _findings(sheet, report)),
        ("hazard_details", _details(sheet, report)),
        ("suggestions", _suggestions(sheet, report)),
        ("signatures", _signatures(sheet)),
        ("photo_annex", _annex(sheet, report)),
    ]
    parts: list[OutlinePart] = [_cover(sheet, report), Contents(sheet.words["contents"])]
    number = 0
    for key, content in sections:
        found = list(content)
        if found:
            number += 1
            annex = key == "photo_annex"
            mark = "" if annex else sheet.words.mark(number)
            parts += [NewPage()] if annex else []
            parts += [Heading(mark + sheet.words[key]), *found]
    return parts


def _cover(sheet: Sheet, report: ServiceReport) -> Cover:
    words = sheet.words
    period = " ".join(t for t in (words.day(report.service_date), report.service_period) if t)
    lines = [
        (words["ent_name"], report.insured.ent_name),
        (words["insurer"], report.cover.insurer),
        (words["policy_no"], report.cover.policy_no),
        (words["agency"], report.agency),
        (words["service_date"], period),
        (words["report_no"], report.report_no),
    ]
    told = tuple((label, text) for label, text in lines if text)
    foot = tuple(text for text in (report.agency, words.day(report.issued_on)) if text)
    return Cover(words["under_insurance"], words["service_report"], told, foot)


def _summary(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    words, counts = sheet.words, report.counts()
    majors = len(report.majors())
    key = "lead_found" if report.hazards else "lead_none"
    general = len(report.hazards) - majors
    lead = words[key].format(count=len(report.hazards), major=majors, general=general)
    yield Prose((lead,))
    rate = counts_texts(sheet, counts)[-1]
    yield Figures(
        (
            (words["major_long"], str(majors)),
            (words["general_long"], str(general)),
            (words["rate"], rate),
            (words["unchecked"], str(counts.unchecked)),
        )
    )
    yield Fields(((words["overall"], words[f"light.{_light(report)}"]),))
    yield from sheet.insured()
    yield from sheet.section("service", _service(sheet, report), sheet.staff(report.staff))
    yield from _told(sheet, report)


def _light(report: ServiceReport) -> str:
    # Green would be a claim where nothing was judged.
    judged = report.counts().rate is not None or report.hazards
    return report.light().value if judged else "none"


def _service(sheet: Sheet, report: ServiceReport) -> Fields:
    words = sheet.words
    when = " ".join(t for t in (words.day(report.service_date), report.service_period) if t)
    pairs = [(words["service_when"], when), *sheet.pairs("service_no place escort")]
    pairs += [(words["item"], words.joined(report.services)), *sheet.pairs("notice_no areas")]
    return Fields((*pairs, *sheet.pairs("uncovered"), (words["method_used"], report.method)))


def _told(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    if report.background:
        yield from sheet.section("background", Prose((report.background,)))
    if report.conclusion:
        title = sheet.label("conclusion")
        yield Heading(title, 2)
        yield Prose((report.conclusion,))


def _standards(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    words = sheet.words
    if not report.instruments:
        return
    columns = (
        Column(words["ordinal"], 11, middle=True),
        Column(words["instrument"]),
        Column(words["instrument_no"], 40),
        Column(words["validity"], 50),
        Column(words["cited"], 19, number=True),
    )
    rows = [
        (str(n), one.title, one.number, _validity(sheet, one), str(one.items or ""))
        for n, one in enumerate(report.instruments, 1)
    ]
    yield Table(columns, tuple(rows))
    if report.service_date:
        note = words["instrument_note"].format(date=words.day(report.service_date))
        yield Prose((note,), hint=True)


def _validity(sheet: Sheet, one: CitedInstrument) -> str:
    if not one.starts:
        return ""
    key = "in_force_to" if one.ends else "in_force"
    return sheet.words[key].format(start=one.starts, end=one.ends)


def _findings(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    words = sheet.words
    if report.checklists:
        names = ("conforming", "failing", "not_applicable", "unchecked")
        legend = tuple(words[name] for name in names)
        bars = [
            (one.title, (one.conforming, one.failing, one.not_applicable, one.unchecked))
            for one in report.checklists
        ]
        yield from sheet.section("checks", Bars(legend, tuple(bars), True, CONFORMITY))
        yield checked_table(sheet, report.checklists)
        yield Prose((words["rate_note"],), hint=True)
        yield from score_table(sheet, report.checklists)
    if report.hazards:
        yield from _by_area(sheet, report)
        yield from sheet.section("hazard_list", _list(sheet, report))


def _by_area(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    words = sheet.words
    legend = (words["major_long"], words["general_long"])
    areas = [(name or words["no_area"], (m, g)) for name, m, g in report.areas_by_level()]
    yield from sheet.section("by_area", Bars(legend, tuple(areas)))
    columns = (
        Column(words["area"]),
        *(Column(words[name], 26, number=True) for name in ("major", "general", "total")),
    )
    rows = [(name, str(m), str(g), str(m + g)) for name, (m, g) in areas]
    majors, whole = len(report.majors()), len(report.hazards)
    last = (words["total"], str(majors), str(whole - majors), str(whole))
    yield Table(columns, tuple(rows), (last,))
    kinds = Counter(one.category for one in report.hazards if one.category)
    if kinds:
        bars = [(name, _levels(report, name)) for name, _count in kinds.most_common()]
        yield from sheet.section("by_kind", Bars(legend, tuple(bars)))


def _levels(report: ServiceReport, category: str) -> tuple[int, int]:
    here = [one.level for one in report.hazards if one.category == category]
    majors = here.count(Level.MAJOR)
    return majors, len(here) - majors


def _list(sheet: Sheet, report: ServiceReport) -> Table:
    words = sheet.words
    columns = (
        Column(words["ordinal"], 12, middle=True),
        Column(words["hazard_place"]),
        Column(words["level"], 18 if words.chinese else 22, middle=True),
        Column(words["deadline"], 26, middle=True),
        Column(words["responsible"], 34),
        Column(words["state"], 22, middle=True),
    )
    rows = [
        (
            str(one.number),
            "　".join(text for text in (one.area, one.place) if text),
            level_text(sheet, one.level),
            one.deadline,
            one.responsible,
            one.state,
        )
        for one in _ordered(report)
    ]
    return Table(columns, tuple(rows))


def _ordered(report: ServiceReport) -> list[ReportHazard]:
    """Return the hazards, major ones first, each in the order of its number."""
    return sorted(report.hazards, key=lambda one: (one.level is not Level.MAJOR, one.number))


def _details(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    words = sheet.words
    areas = list(dict.fromkeys(one.area for one in _ordered(report)))
    for area in areas:
        if len(areas) > 1 or area:
            yield Heading(area or words["no_area"], 2)
        for one in _ordered(report):
            if one.area == area:
                yield _block(sheet, one)


def _block(sheet: Sheet, one: ReportHazard) -> Block:
    words = sheet.words
    major = one.level is Level.MAJOR
    level = f"【{words['major_long']}】" if major else words["general_long"]
    pairs = [
        (words["desc"], one.finding),
        (words["criterion"], one.criterion),
        (words["basis"], "\n".join(one.basis)),
        (words["immediate"], one.immediate),
        (words["suggested_measure"], one.measure),
        (words["deadline"], words.day(one.deadline)),
        (words["responsible"], one.responsible),
        (words["hazard_kind"], one.category),
        (words["state"], one.state),
    ]
    return Block(
        (words["hazard_name"].format(number=one.number), one.place, level), tuple(pairs), major
    )


def _suggestions(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    if report.suggestions:
        yield Prose(report.suggestions, numbered=True)
    yield Prose((sheet.words["report_hint"],), hint=True)
    if report.attachments:
        yield from sheet.section("attachments", Prose(report.attachments, numbered=True))


def _signatures(sheet: Sheet) -> Iterator[OutlinePart]:
    left = sheet.side("service_side", "staff_sign reviewer_sign", seal="agency_seal")
    right = sheet.side("enterprise_side", "receiver_sign", seal="enterprise_seal")
    yield sheet.signing(left, right, ALL_THREE)[1]


def _annex(sheet: Sheet, report: ServiceReport) -> Iterator[OutlinePart]:
    shown = [
        (photo, _caption(sheet, one, place, photo))
        for one in _ordered(report)
        for place, photo in enumerate(one.photos, 1)
    ]
    shown += [(photo, sheet.caption(n, photo)) for n, photo in enumerate(report.photos, 1)]
    if shown:
        yield Photos(tuple(shown))


def _caption(sheet: Sheet, one: ReportHazard, place: int, photo: PaperPhoto) -> str:
    name = sheet.words["photo_name"].format(number=one.number, place=place)
    told = photo.caption or one.place
    return "　".join(text for text in (name, told, photo.taken) if text)
