"""The lists that pages show, read from the projections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, func, or_, select

from inspector_app.store import outbox, search
from inspector_app.store.log import find_dossier
from inspector_app.store.projected import (
    EnterpriseTable,
    HazardTable,
    NoticeTable,
    TaskTable,
    VisitTable,
)
from inspector_app.store.projections import SEPARATOR
from inspector_app.store.rows import EnterpriseRow, HazardRow, NoticeRow, TaskRow, VisitRow
from inspector_app.store.statements import Driver, Row, Statement, columns, table_of
from inspector_app.store.tables import DossierTable

Shown = TypeVar("Shown")

_e, _d, _t, _v, _h, _n = (
    columns(one)
    for one in (EnterpriseTable, DossierTable, TaskTable, VisitTable, HazardTable, NoticeTable)
)
_enterprises = (
    select(
        _d.key, _e.name, _e.code, _e.address, _e.sector, _e.scale, _e.open_hazards,
        _e.major_hazards, _e.next_deadline, _e.last_visit, _e.policy_ends,
    )
    .select_from(table_of(EnterpriseTable))
    .join(table_of(DossierTable), _d.id == _e.dossier)
)  # fmt: skip


def _listed(*order: Any) -> Statement:
    ordered = _enterprises.order_by(*order, _e.name_key, _e.dossier)
    return Statement(ordered.limit(bindparam("most")).offset(bindparam("skip")))


ORDERS = {
    "name": _listed(),
    "deadline": _listed(_e.next_deadline == "", _e.next_deadline),
    "last_visit": _listed(_e.last_visit),
    "policy_ends": _listed(_e.policy_ends == "", _e.policy_ends),
    "hazards": _listed(_e.major_hazards.desc(), _e.open_hazards.desc()),
}
_ONE = Statement(_enterprises.where(_e.dossier == bindparam("dossier")))
_COUNT = Statement(select(func.count()).select_from(table_of(EnterpriseTable)))


def _with_enterprise(
    query: Select[tuple[object, ...]], dossier: object
) -> Select[tuple[object, ...]]:
    return query.join(table_of(DossierTable), _d.id == dossier).outerjoin(
        table_of(EnterpriseTable), _e.dossier == dossier
    )


_NAMED = (_d.key, func.coalesce(_e.name, ""))
_TASKS = Statement(
    _with_enterprise(
        select(
            *_NAMED, _t.task, _t.planned, _t.kind, _t.services, _t.site, _t.people, _t.note,
            func.coalesce(_v.visit, ""), func.coalesce(_v.state, ""),
        ).select_from(table_of(TaskTable)),
        _t.dossier,
    )
    .outerjoin(table_of(VisitTable), and_(_v.dossier == _t.dossier, _v.task == _t.task))
    .where(_t.planned >= bindparam("low"), _t.planned <= bindparam("high"))
    .order_by(_t.planned, _e.name_key, _t.id, _v.id)
)  # fmt: skip
_VISITS = Statement(
    _with_enterprise(
        select(
            *_NAMED, _v.visit, _v.date, _v.site, _v.task, _v.services, _v.state,
            _v.not_performed, _v.checked_out,
        ).select_from(table_of(VisitTable)),
        _v.dossier,
    )
    .where(or_(bindparam("wanted") == "", _d.key == bindparam("wanted")))
    .order_by(_v.date.desc(), _v.visit)
    .limit(bindparam("most"))
)  # fmt: skip
_hazards = (
    _with_enterprise(
        select(
            *_NAMED, _h.hazard, _h.visit, _h.place, _h.finding, _h.level, _h.state, _h.deadline,
            _h.reported, _h.conflict,
        ).select_from(table_of(HazardTable)),
        _h.dossier,
    )
    .order_by(_h.deadline == "", _h.deadline, _h.level.desc(), _h.place, _h.hazard)
    .limit(bindparam("most"))
)  # fmt: skip
_HAZARDS = Statement(_hazards)
_OPEN_HAZARDS = Statement(_hazards.where(_h.state == "open"))
_HAZARDS_OF_VISIT = Statement(_hazards.where(_h.visit == bindparam("wanted")))
_NOTICES = Statement(
    _with_enterprise(
        select(
            *_NAMED, _n.number, _n.visit, _n.issued_at, _n.pdf, _n.duplicated, _n.voided,
            _n.delivered,
        ).select_from(table_of(NoticeTable)),
        _n.dossier,
    )
    .where(or_(bindparam("wanted") == "", _n.visit == bindparam("wanted")))
    .order_by(_n.issued_at.desc(), _n.number)
    .limit(bindparam("most"))
)  # fmt: skip


def enterprises(db: Driver, limit: int, offset: int, order: str) -> tuple[EnterpriseRow, ...]:
    """Return a page of the worklist; ``order`` is a key of ``ORDERS``."""
    rows = ORDERS[order].all(db, most=limit, skip=offset)
    return _enterprise_rows(db, rows)


def count_enterprises(db: Driver) -> int:
    """Return how many enterprises are on this laptop."""
    return _COUNT.number(db)


def enterprise(db: Driver, dossier: str) -> EnterpriseRow | None:
    """Return one enterprise, None where it is not here."""
    row = _ONE.first(db, dossier=find_dossier(db, dossier))
    return next(iter(_enterprise_rows(db, [row] if row else [])), None)


def searched(db: Driver, text: str, limit: int) -> tuple[EnterpriseRow, ...]:
    """Return enterprises that a text finds, the best first."""
    found = (_ONE.first(db, dossier=row) for row in search.find(db, text, limit))
    return _enterprise_rows(db, (row for row in found if row is not None))


def _enterprise_rows(db: Driver, rows: Iterable[Row]) -> tuple[EnterpriseRow, ...]:
    unsent = outbox.unsent_by_dossier(db)
    return tuple(_as(EnterpriseRow, *row, unsent.get(row[0], 0)) for row in rows)


def tasks(db: Driver, from_day: str, to_day: str) -> tuple[TaskRow, ...]:
    """Return the tasks planned between two days, each once, with the visit made for it."""
    rows = {(row[0], row[2]): row for row in _TASKS.all(db, low=from_day, high=to_day)}
    return tuple(
        _as(TaskRow, *row[:5], _parts(row[5]), row[6], _parts(row[7]), *row[8:])
        for row in rows.values()
    )


def visits(db: Driver, limit: int, dossier: str) -> tuple[VisitRow, ...]:
    """Return visits (of one dossier, or all), the latest first."""
    rows = _VISITS.all(db, most=limit, wanted=dossier)
    return tuple(_as(VisitRow, *row[:6], _parts(row[6]), *row[7:]) for row in rows)


def hazards(db: Driver, open_only: bool, visit: str | None, limit: int) -> tuple[HazardRow, ...]:
    """Return hazards by deadline: all, the open ones, or those of one visit."""
    if visit is not None:
        rows = _HAZARDS_OF_VISIT.all(db, wanted=visit, most=limit)
        rows = [row for row in rows if row[7] == "open" or not open_only]
    else:
        rows = (_OPEN_HAZARDS if open_only else _HAZARDS).all(db, most=limit)
    return tuple(_as(HazardRow, *row[:9], bool(row[9]), bool(row[10])) for row in rows)


def notices(db: Driver, visit: str, limit: int) -> tuple[NoticeRow, ...]:
    """Return issued notices (of one visit, or all), the latest first."""
    rows = _NOTICES.all(db, wanted=visit, most=limit)
    return tuple(_as(NoticeRow, *row[:6], bool(row[6]), bool(row[7]), row[8]) for row in rows)


def _as(kind: Callable[..., Shown], *values: object) -> Shown:
    return kind(*values)


def _parts(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(SEPARATOR)) if joined else ()
