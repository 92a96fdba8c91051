"""What a form sees around it: the site it is answered for, the dossier, the record before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.xform import DOSSIER_LISTS
from inspector_app.domain.dossier import (
    Visit,
    contacts_of,
    enterprise_of,
    hazards_of,
    policies_of,
    shown,
    sites_of,
    visit_of,
    visits_of,
)
from inspector_app.domain.dossier_records import (
    answers_in,
    checklists_in_use,
    record_of,
    records_of,
)
from inspector_app.domain.enterprise import Scale, SiteRecorded
from inspector_app.domain.fold import Dossier
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.session import Session
from inspector_app.operations.visits import site_profile

Row = Mapping[str, str]
_Rows = Callable[[Session, Dossier, str, str], Iterable[Row]]


def surroundings(
    session: Session, dossier: Dossier, key: str, holder: str, form: FormDefinition
) -> dict[str, Any]:
    """Return RunningForm's arguments for a form of a visit or record of this dossier."""
    record = record_of(dossier, holder)
    visit = record.opened.visit if record else holder
    started = visit_of(dossier, visit).started if visit else None
    tables = {name: _Table(partial(make, session, dossier, key, holder)) for name, make in _MADE}
    empty = (name for name, one in form.lists.items() if name in tables and not one.children)
    return {
        "context": _context(dossier, key, started.site if started else "", _day(dossier, holder)),
        "lookup": partial(_look_up, tables),
        "sources": {name: tables[name] for name in empty},
        "last_saved": _saved_before(dossier, holder, form.form_id) if form.last_saved else {},
        "place": lambda: _geopoint(started.place if started else ""),
    }


def _day(dossier: Dossier, holder: str) -> str:
    record = record_of(dossier, holder)
    return record.opened.date if record else visit_of(dossier, holder).date


def _visits_before(dossier: Dossier, holder: str) -> Iterator[Visit]:
    """Yield the other visits up to the day of this visit or record, the latest first."""
    day = _day(dossier, holder)
    return (one for one in visits_of(dossier) if one.visit != holder and one.date <= day)


def _context(dossier: Dossier, key: str, site_key: str, day: str) -> dict[str, str]:
    enterprise = enterprise_of(key, dossier)
    site = shown(dossier, f"site:{site_key}", SiteRecorded) if site_key else None
    sector, tags = site_profile(enterprise, site.body if site else None)
    return {
        "site_tags": " ".join(tags),
        "site_sector": sector,
        "site_scale": "" if enterprise.scale == Scale.UNKNOWN else enterprise.scale,
        "visit_date": day,
    }


def _geopoint(place: str) -> str:
    """Return ``latitude longitude`` as forms write places, "" where the laptop knew none."""
    return f"{place.strip()} 0 0" if len(place.split()) == 2 else ""


class _Table:
    """A list of the dossier, made when first asked: ``pulldata`` and choices read it.

    Lists and columns: forms/README.md.
    """

    def __init__(self, make: Callable[[], Iterable[Row]]) -> None:
        self._make = make

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        return tuple(self._make())

    def rows(self, where: Row) -> Iterable[Row]:
        """Return the rows whose columns have these texts; a column "" asks for nothing."""
        asked = {column: text for column, text in where.items() if column}
        return (row for row in self._rows if all(row.get(c) == t for c, t in asked.items()))


def _look_up(
    tables: Mapping[str, _Table], name: str, wanted: str, searched: str, value: str
) -> str:
    """Answer ``pulldata('name', column, column searched, value)`` where the form has no such
    list."""
    if name not in tables:
        reason = _("there is no list “{name}”").format(name=name)
        raise BadExpression(expression=f"pulldata('{name}')", reason=reason)
    return next(iter(tables[name].rows({searched: value})), {}).get(wanted, "")


def _enterprise(_session: Session, dossier: Dossier, key: str, _holder: str) -> Iterable[Row]:
    found = enterprise_of(key, dossier)
    names = ("name", "code", "address", "region", "sector", "industry", "scale")
    row = {name: str(getattr(found, name)) for name in names}
    more = {"employees": str(found.employees or ""), "tags": " ".join(found.tags)}
    yield row | more | {"label": found.name}


def _contacts(_session: Session, dossier: Dossier, _key: str, _holder: str) -> Iterable[Row]:
    for one in contacts_of(dossier):
        body = one.body
        principal = "yes" if body.principal else "no"
        row = {"name": body.name, "phone": body.phone, "post": body.post, "principal": principal}
        yield row | {"label": f"{body.name} {body.post}".strip()}


def _sites(_session: Session, dossier: Dossier, _key: str, _holder: str) -> Iterable[Row]:
    names = ("name", "address", "longitude", "latitude", "sector", "policy")
    for one in sites_of(dossier):
        row = {name: str(getattr(one.body, name)) for name in names}
        more = {"type": one.body.type.value, "tags": " ".join(one.body.tags)}
        yield row | more | {"site": one.key, "label": one.body.name}


def _policies(_session: Session, dossier: Dossier, _key: str, _holder: str) -> Iterable[Row]:
    names = ("number", "insurer", "starts", "ends", "premium_received", "per_person_limit")
    for one in policies_of(dossier):
        row = {name: str(getattr(one.body, name)) for name in names}
        people = str(one.body.insured_people or "")
        services = " ".join(one.body.services)
        more = {"insured_people": people, "services": services, "site": one.body.site}
        label = f"{one.body.number} {one.body.insurer}".strip()
        yield row | more | {"name": one.body.number, "label": label}


def _hazards(_session: Session, dossier: Dossier, _key: str, _holder: str) -> Iterable[Row]:
    names = ("place", "finding", "measure", "responsible", "item", "visit")
    for one in hazards_of(dossier):
        row = {name: str(getattr(one.body, name)) for name in names}
        stands = {"level": one.body.level.value, "state": one.state.value, "deadline": one.deadline}
        label = f"{one.body.place}：{one.body.finding}"
        yield row | stands | {"name": one.hazard, "label": label}


def _visits(_session: Session, dossier: Dossier, _key: str, holder: str) -> Iterable[Row]:
    for one in _visits_before(dossier, holder):
        if one.started is not None:
            services = " ".join(one.started.services)
            row = {"date": one.date, "services": services}
            yield row | {"name": one.visit, "label": f"{one.date} {services}"}


def _answers(session: Session, dossier: Dossier, _key: str, holder: str) -> Iterable[Row]:
    """Yield earlier answers, the latest visit first; ``item`` is the check item's id."""
    for visit in _visits_before(dossier, holder):
        for opened in checklists_in_use(dossier, visit.visit):
            items = _items(session, opened.form, opened.version)
            given = answers_in(dossier, visit.visit, opened.form, opened.version).given
            for ref, one in given.items():
                name = ref.rpartition("/")[2]
                row = {"name": name, "item": items.get(ref, ""), "form": opened.form}
                more = {"value": one.body.value, "note": one.body.note, "date": visit.date}
                yield row | more | {"label": one.body.value}


def _items(session: Session, form: str, version: str) -> dict[str, str]:
    try:
        definition = session.library.definition(form, version)
    except Problem:
        return {}
    return {f.path: f.item.item for f in definition.walk() if f.item is not None}


_MAKERS: tuple[_Rows, ...] = (
    _enterprise,
    _contacts,
    _sites,
    _policies,
    _hazards,
    _visits,
    _answers,
)
_MADE = tuple(zip(DOSSIER_LISTS, _MAKERS, strict=True))


def _saved_before(dossier: Dossier, holder: str, form: str) -> dict[str, str]:
    """Return the answers of the latest earlier record or visit that used this form."""
    record = record_of(dossier, holder)
    if record is not None:
        earlier = (r for r in records_of(dossier) if r.record != holder and r.opened.form == form)
        day = record.opened.date
        places = [(r.record, r.opened.version) for r in earlier if r.opened.date <= day]
    else:
        places = [
            (visit.visit, opened.version)
            for visit in _visits_before(dossier, holder)
            for opened in checklists_in_use(dossier, visit.visit)
            if opened.form == form
        ]
    held = (answers_in(dossier, one, form, version).values for one, version in places)
    return dict(next((values for values in held if values), {}))
