"""Projections: the row of an entity is a pure function of the heads it depends on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from types import MappingProxyType

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import SQLModel

from inspector_app.domain.dossier import (
    Paper,
    enterprise_of,
    hazard_of,
    papers_of,
    shown,
    visit_of,
)
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.enterprise import ContactRecorded, PolicyRecorded, SiteRecorded
from inspector_app.domain.facts import Fact
from inspector_app.domain.fold import Dossier
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.visits import TaskPlanned
from inspector_app.store import pictures_seen, search
from inspector_app.store.log import FACTS, fact_of
from inspector_app.store.projected import (
    ContactTable,
    EnterpriseTable,
    HazardTable,
    NoticeTable,
    PhotoTable,
    PolicyTable,
    SiteTable,
    TaskTable,
    VisitTable,
)
from inspector_app.store.statements import (
    Driver,
    Statement,
    columns,
    inserting,
    table_of,
)
from inspector_app.store.tables import FactTable, SubjectTable

Values = dict[str, object]
Project = Callable[[str, Dossier], tuple[Values, ...]]
MOST_EMPLOYEES = 100_000_000  # a column holds 64 bits, a fact any number
SEPARATOR = "\x1f"  # joins codes in one column

_s, _f = columns(SubjectTable), columns(FactTable)
_HEADS = Statement(
    FACTS.where(
        _s.dossier == bindparam("dossier"),
        _s.entity == bindparam("entity"),
        _f.head == True,  # noqa: E712
    )
)


def contact_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a contact."""
    found = shown(dossier, f"contact:{key}", ContactRecorded)
    if found is None:
        return ()
    body = found.body
    return (
        {
            "name": body.name,
            "phone": body.phone,
            "post": body.post,
            "principal": body.principal,
        },
    )


def site_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a site."""
    found = shown(dossier, f"site:{key}", SiteRecorded)
    if found is None:
        return ()
    body = found.body
    return (
        {
            "name": body.name,
            "type": body.type.value,
            "address": body.address,
            "sector": body.sector,
            "policy": body.policy,
        },
    )


def policy_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a policy."""
    found = shown(dossier, f"policy:{key}", PolicyRecorded)
    if found is None:
        return ()
    body = found.body
    return (
        {
            "number": body.number,
            "insurer": body.insurer,
            "starts": body.starts,
            "ends": body.ends,
            "site": body.site,
        },
    )


def task_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a planned task."""
    found = shown(dossier, f"task:{key}", TaskPlanned)
    if found is None:
        return ()
    body = found.body
    return (
        {
            "task": body.task,
            "planned": body.planned,
            "kind": body.kind.value,
            "services": SEPARATOR.join(body.services),
            "site": body.site,
            "people": SEPARATOR.join(body.people),
            "note": body.note,
        },
    )


def visit_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a visit; none where only its end is known yet."""
    found = visit_of(dossier, key)
    begun = found.started or found.not_performed
    if begun is None:
        return ()
    state = ("ended" if found.ended else "open") if found.started else "not_performed"
    return (
        {
            "visit": key,
            "date": found.date,
            "site": begun.site,
            "task": found.started.task if found.started else "",
            "services": SEPARATOR.join(found.started.services if found.started else ()),
            "state": state,
            "not_performed": found.not_performed.reason.value if found.not_performed else "",
            "checked_out": found.ended.checked_out if found.ended else "",
        },
    )


def hazard_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a hazard."""
    found = hazard_of(dossier, key)
    if found is None:
        return ()
    return (
        {
            "hazard": key,
            "visit": found.body.visit,
            "place": found.body.place,
            "finding": found.body.finding,
            "level": found.body.level.value,
            "state": found.state.value,
            "deadline": found.deadline,
            "reported": found.report is not None and bool(found.report.sent_at),
            "conflict": found.conflict,
        },
    )


def notice_rows(_key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the rows of a notice number: several where it was met twice."""
    return _issued_rows(papers_of(dossier))


def paper_rows(_key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the rows of another paper's number; lists show papers and notices together."""
    return _issued_rows(issued_papers_of(dossier))


def _issued_rows(papers: Iterable[Paper | IssuedPaper]) -> tuple[Values, ...]:
    return tuple(
        {
            "fact": paper.fact.id,
            "number": paper.body.number,
            "visit": paper.body.visit,
            "issued_at": paper.body.issued_at,
            "pdf": paper.body.pdf,
            "duplicated": paper.duplicated,
            "voided": paper.voided is not None,
            "delivered": paper.deliveries[-1].way.value if paper.deliveries else "",
        }
        for paper in papers
    )


def photo_rows(key: str, dossier: Dossier) -> tuple[Values, ...]:
    """Return the row of a photo; none where it was taken off or has no difference hash."""
    found = shown(dossier, f"photo:{key}", PhotoAttached)
    number = pictures_seen.number_of(found.body.dhash) if found else None
    if found is None or number is None:
        return ()
    body = found.body
    return ({"photo": key, "visit": body.visit, "owner": body.owner, "dhash": number},)


class _Projection:
    """One table and how its rows come from the heads of an entity."""

    def __init__(self, model: type[SQLModel], project: Project) -> None:
        table, c = table_of(model), columns(model)
        self.model = model
        self.project = project
        self.clear = Statement(
            delete(table).where(c.dossier == bindparam("dossier"), c.entity == bindparam("entity"))
        )
        self.insert = inserting(model, leave_out=("id",))


PROJECTIONS: dict[str, _Projection] = {
    "contact": _Projection(ContactTable, contact_rows),
    "site": _Projection(SiteTable, site_rows),
    "policy": _Projection(PolicyTable, policy_rows),
    "task": _Projection(TaskTable, task_rows),
    "visit": _Projection(VisitTable, visit_rows),
    "hazard": _Projection(HazardTable, hazard_rows),
    "notice": _Projection(NoticeTable, notice_rows),
    "paper": _Projection(NoticeTable, paper_rows),
    "photo": _Projection(PhotoTable, photo_rows),
}

MODELS: tuple[type[SQLModel], ...] = (
    EnterpriseTable,
    *dict.fromkeys(one.model for one in PROJECTIONS.values()),
)

_ent, _haz, _vis, _pol = (
    columns(one) for one in (EnterpriseTable, HazardTable, VisitTable, PolicyTable)
)
_CLEAR_ENTERPRISE = Statement(
    delete(table_of(EnterpriseTable)).where(_ent.dossier == bindparam("dossier"))
)
_ADD_ENTERPRISE = inserting(EnterpriseTable)
_OLD_NAMES = Statement(
    select(_ent.name, _ent.code, _ent.address).where(_ent.dossier == bindparam("dossier"))
)
_IS_OPEN = (_haz.dossier == bindparam("dossier"), _haz.state == "open")
_HAZARD_SUMS = Statement(
    select(
        func.count(),
        func.coalesce(func.sum(_haz.level == "major"), 0),
        func.coalesce(func.min(func.nullif(_haz.deadline, "")), ""),
    ).where(*_IS_OPEN)
)
_LAST_VISIT = Statement(
    select(func.coalesce(func.max(_vis.date), "")).where(
        _vis.dossier == bindparam("dossier"), _vis.state != "not_performed"
    )
)
_LAST_POLICY = Statement(
    select(func.coalesce(func.max(_pol.ends), "")).where(_pol.dossier == bindparam("dossier"))
)
_SUMS = ("open_hazards", "major_hazards", "next_deadline", "last_visit", "policy_ends")
_SUM_UP = Statement(
    update(table_of(EnterpriseTable))
    .where(_ent.dossier == bindparam("of"))
    .values({name: bindparam(name) for name in _SUMS})
)
_SUMMED = ("enterprise:", "hazard:", "visit:", "policy:")


def heads_under(db: Driver, dossier: int, entity: str) -> Dossier:
    """Return the heads that one entity depends on, as the domain's views read them."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for row in _HEADS.all(db, dossier=dossier, entity=entity):
        fact = fact_of(row)
        groups[fact.subject].append(fact)
    heads = {s: tuple(sorted(group, key=lambda f: f.id)) for s, group in groups.items()}
    return Dossier(MappingProxyType(heads), 0)


def refresh(db: Driver, touched: Iterable[tuple[int, str]]) -> None:
    """Write the rows of these (dossier row, entity) again, then their enterprises' sums."""
    summed = set()
    for dossier, entity in sorted(touched):
        if entity == "enterprise:":
            _refresh_enterprise(db, dossier)
        else:
            _refresh_entity(db, dossier, entity)
        if entity.startswith(_SUMMED):
            summed.add(dossier)
    for dossier in sorted(summed):
        _sum_up(db, dossier)


def _refresh_entity(db: Driver, dossier: int, entity: str) -> None:
    prefix, _colon, key = entity.partition(":")
    projection = PROJECTIONS[prefix]
    heads = heads_under(db, dossier, entity)
    projection.clear.run(db, dossier=dossier, entity=entity)
    for values in projection.project(key, heads):
        projection.insert.run(db, dossier=dossier, entity=entity, **values)


def _refresh_enterprise(db: Driver, dossier: int) -> None:
    found = enterprise_of("", heads_under(db, dossier, "enterprise:"))
    old = _OLD_NAMES.first(db, dossier=dossier)
    _CLEAR_ENTERPRISE.run(db, dossier=dossier)
    _ADD_ENTERPRISE.run(
        db,
        dossier=dossier,
        name=found.name,
        name_key=search.plain(found.name),
        code=found.code,
        address=found.address,
        region=found.region,
        sector=found.sector,
        industry=found.industry,
        scale=found.scale,
        employees=min(max(found.employees, 0), MOST_EMPLOYEES),
        tags=SEPARATOR.join(found.tags),
        conflicts=len(found.conflicts),
        open_hazards=0,
        major_hazards=0,
        next_deadline="",
        last_visit="",
        policy_ends="",
    )
    if old != (found.name, found.code, found.address):
        search.put(db, dossier, search.Words(found.name, found.code, found.address))


def _sum_up(db: Driver, dossier: int) -> None:
    hazards = _HAZARD_SUMS.first(db, dossier=dossier) or (0, 0, "")
    visit = _LAST_VISIT.first(db, dossier=dossier) or ("",)
    policy = _LAST_POLICY.first(db, dossier=dossier) or ("",)
    _SUM_UP.run(
        db,
        of=dossier,
        open_hazards=hazards[0],
        major_hazards=hazards[1],
        next_deadline=hazards[2],
        last_visit=visit[0],
        policy_ends=policy[0],
    )
