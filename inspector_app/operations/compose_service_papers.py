"""The record of a service on site (现场服务记录), and what it shares with the report on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inspector_app.checklists.filled import Filled, FilledSection, FilledTable
from inspector_app.domain.dossier import Hazard, photos_of
from inspector_app.domain.dossier_records import RecordState, checklists_in_use, records_of
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.scoring import Conformity
from inspector_app.domain.service_done import CheckedList, FoundHazard, ServiceDone, ServiceRecord
from inspector_app.domain.service_papers import RecordField, RecordTable, fill_paper
from inspector_app.domain.visits import service_name
from inspector_app.operations.compose_parts import (
    Ground,
    cover_of,
    escort_of,
    ground_of,
    insured_of,
    notice_numbers,
    number_of,
    paper_photos,
    period_of,
    place_of_visit,
    staff_of,
    visit_for,
)
from inspector_app.operations.hazards import deadline_rules
from inspector_app.operations.paper_orders import ComposedPaper, PaperOrder, composer
from inspector_app.operations.printed_photos import PrintedPhoto, printed_photos
from inspector_app.operations.records import filled_record
from inspector_app.operations.scoring import FormScore, score_visit
from inspector_app.operations.session import Session
from inspector_app.operations.visits import VisitPage

# Questions of a record that stand elsewhere on the paper: a section with one of them is not
# repeated under the service it was filled for.
_ELSEWHERE = frozenset(
    ("ent_name", "policy_no", "service_no", "staff_sign", "ent_signer", "report_no", "checklist_id")
)
INSPECTION = "04"  # the service that the checklists are used for
_TABLES_ELSEWHERE = frozenset(("staff", "items", "hazards", "major"))


@dataclass(frozen=True, slots=True)
class Served:
    """A visit with the records filled for its services, by service code."""

    ground: Ground
    page: VisitPage
    records: dict[str, Filled]
    covers: tuple[str, ...]

    def said(self, name: str) -> str:
        """Return the first answer of a question in the records, in words."""
        lines = (line for form in self.records.values() for line in form.lines())
        return next((line.shown for line in lines if line.name == name and line.shown), "")

    def told(self) -> tuple[Hazard, ...]:
        """Return the hazards of the visit that nobody withdrew."""
        return tuple(h for h in self.page.hazards if h.state is not HazardState.WITHDRAWN)


def served(session: Session, order: PaperOrder) -> Served:
    """Return the visit that a paper is about, with its records."""
    ground = ground_of(session, order)
    page = visit_for(ground)
    assert page.visit.started is not None
    found: dict[str, Filled] = {}
    covers = list(fact.id for fact in ground.dossier.heads.get(f"visit:{order.ref}", ()))
    for record in records_of(ground.dossier, order.ref):
        code = record.opened.form.removeprefix("sr-")
        if record.state is not RecordState.WITHDRAWN and code in page.visit.started.services:
            found.setdefault(code, filled_record(session, record.record))
            covers += [f.id for f in ground.dossier.heads.get(f"record:{record.record}", ())]
    covers += [h.fact.id for h in page.hazards if h.state is not HazardState.WITHDRAWN]
    return Served(ground, page, found, tuple(covers))


@composer("service_record")
def compose_service_record(session: Session, order: PaperOrder) -> ComposedPaper:
    """Return the record of a service on site: what its record forms say, hazards, checklists."""
    done = served(session, order)
    ground, page = done.ground, done.page
    answers = {name: text for form in reversed(done.records.values()) for name, text in
               form.answers().items() if text}  # fmt: skip
    known = _known_of_visit(done)
    printed, lists = visit_photos(done), checked_lists(done)
    value = fill_paper(
        ServiceRecord,
        known | answers,
        insured=insured_of(ground, page.site.address if page.site else ""),
        cover=cover_of(ground, page.policy),
        agency=ground.agency.name,
        services=_services(done, lists),
        checklists=lists,
        hazards=_found(done),
        notice_no="、".join(notice_numbers(ground, order.ref)),
        report_no=number_of(ground, "service_report", order.ref),
        photos=paper_photos(printed),
        language=order.language,
    )
    return ComposedPaper(
        value=value,
        day=page.visit.date,
        title=ground.say("现场服务记录", "Record of the service"),
        covers=done.covers,
        visit=order.ref,
        printed=printed,
    )


def _known_of_visit(done: Served) -> dict[str, object]:
    ground, visit = done.ground, done.page.visit
    latitude, _space, longitude = (visit.started.place if visit.started else "").partition(" ")
    hours = period_of(visit).split("—")
    return {
        "service_form": ground.say("委托安全生产技术服务机构", "By a service agency"),
        "service_mode": ground.say("现场服务", "On site"),
        "agency_name": ground.agency.name,
        "service_date": visit.date,
        "start_time": hours[0],
        "end_time": hours[1] if len(hours) > 1 else "",
        "place": place_of_visit(ground, done.page),
        "longitude": longitude,
        "latitude": latitude,
        "staff": [_row(one) for one in staff_of(ground, visit)],
        "escort": escort_of(ground, visit),
        "recheck_date": _recheck(done),
    }


def _row(one: object) -> dict[str, str]:
    return {name: getattr(one, name) for name in ("name", "employer", "cert_no")}


def _recheck(done: Served) -> str:
    """Return the day to look again: some days after the last deadline of an open hazard."""
    days = [h.deadline for h in done.told() if h.is_open and h.deadline]
    if not days:
        return ""
    after = timedelta(deadline_rules(done.ground.session).reinspect_after_days)
    return (date.fromisoformat(max(days)) + after).isoformat()


def visit_photos(done: Served) -> tuple[PrintedPhoto, ...]:
    """Return the photos of the visit itself as they are printed."""
    ground = done.ground
    photos = photos_of(ground.dossier, owner=f"visit:{ground.order.ref}")
    return printed_photos(ground.session, ground.key, ground.dossier, photos)


def _services(done: Served, lists: tuple[CheckedList, ...]) -> tuple[ServiceDone, ...]:
    started = done.page.visit.started
    assert started is not None
    return tuple(_service(done, code, lists) for code in started.services)


def _service(done: Served, code: str, lists: tuple[CheckedList, ...]) -> ServiceDone:
    item = service_name(code, done.ground.order.language)
    form = done.records.get(code)
    if form is None and code == INSPECTION:
        return _inspection(done, item, lists)
    if form is None:
        return ServiceDone(item=item)
    own = [one for one in form.sections if not _ELSEWHERE & {line.name for line in one.lines}]
    return ServiceDone(
        item=item,
        details=tuple(field for section in own for field in _details(section)),
        tables=tuple(
            _table(table)
            for section in form.sections
            for table in section.tables
            if table.rows and table.name not in _TABLES_ELSEWHERE
        ),
    )


def _inspection(done: Served, item: str, lists: tuple[CheckedList, ...]) -> ServiceDone:
    """Return what the checklists say of an inspection that has no record form of its own."""
    ground = done.ground
    titles = ground.say("、", ", ").join(one.title for one in lists)
    form = ground.say("使用{titles}逐项检查。", "Checked item by item with {titles}.")
    return ServiceDone(
        item=item,
        measure=method_words(ground),
        process=form.format(titles=titles) if titles else "",
        result=found_words(done, lists),
    )


def _details(section: FilledSection) -> Iterable[RecordField]:
    for line in section.lines:
        if line.type != "binary" and line.shown:
            yield RecordField(label=line.label, text=line.shown)


def _table(table: FilledTable) -> RecordTable:
    kept = [
        (name, label)
        for (name, label), cell in zip(table.columns, table.rows[0], strict=True)
        if cell.type != "binary"
    ]
    names = {name for name, _label in kept}
    rows = tuple(tuple(line.shown for line in row if line.name in names) for row in table.rows)
    return RecordTable(title=table.title, heads=tuple(label for _n, label in kept), rows=rows)


def checked_lists(done: Served) -> tuple[CheckedList, ...]:
    """Return the checklists used on the visit with their versions, counts and points."""
    visit = done.ground.order.ref
    used = {(one.form, one.version) for one in checklists_in_use(done.ground.dossier, visit)}
    scores = score_visit(done.ground.session, visit).forms if used else ()
    return tuple(_checked(one) for one in scores if (one.form, one.version) in used)


def _checked(one: FormScore) -> CheckedList:
    counts, points = one.conformity, one.score
    return CheckedList(
        title=one.title,
        version=one.version,
        conforming=counts.conforming,
        failing=counts.failing,
        not_applicable=counts.not_applicable,
        unchecked=counts.unchecked,
        score=_points(points.earned) if points else "",
        full=_points(points.full - points.missing) if points else "",
    )


def _points(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _found(done: Served) -> tuple[FoundHazard, ...]:
    return tuple(
        FoundHazard(
            no=str(number),
            place=h.body.place,
            desc=h.body.finding,
            level=h.body.level,
            deadline=h.body.deadline,
            responsible=h.body.responsible,
        )
        for number, h in enumerate(done.told(), 1)
    )


def method_words(ground: Ground) -> str:
    """Return how an inspection is done, as papers say it."""
    return ground.say("查阅资料、现场查看、询问核实", "Papers read, site inspected, people asked")


def found_words(done: Served, lists: tuple[CheckedList, ...]) -> str:
    """Return what a visit found as a sentence."""
    told = done.told()
    majors = sum(h.is_major for h in told)
    judged = sum((one.counts() for one in lists), Conformity())
    form = done.ground.say(
        "本次服务检查 {judged} 项，发现事故隐患 {count} 项，其中重大事故隐患 {majors} 项。",
        "{judged} items were checked; {count} hazards were found, {majors} of them major.",
    )
    count = judged.conforming + judged.failing
    return form.format(judged=count, count=len(told), majors=majors)
