"""Small things a laptop keeps beside the log: settings, drafts, paper counters."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import CounterTable, DraftTable, SettingTable

LAST = "\U0010ffff"  # follows every name that begins alike
_s, _d, _n = columns(SettingTable), columns(DraftTable), columns(CounterTable)
_GET = Statement(select(_s.value).where(_s.name == bindparam("name")))
_set = insert(table_of(SettingTable)).values(name=bindparam("name"), value=bindparam("value"))
_SET = Statement(
    _set.on_conflict_do_update(index_elements=["name"], set_={"value": _set.excluded.value})
)
_LIKE = Statement(
    select(_s.name, _s.value)
    .where(_s.name >= bindparam("low"), _s.name < bindparam("high"))
    .order_by(_s.name)
)
_DROP = Statement(
    delete(table_of(SettingTable)).where(_s.name >= bindparam("low"), _s.name < bindparam("high"))
)
_GET_DRAFT = Statement(select(_d.text).where(_d.subject == bindparam("about")))
_DRAFTS = Statement(
    select(_d.subject, _d.text)
    .where(_d.subject >= bindparam("low"), _d.subject < bindparam("high"))
    .order_by(_d.subject)
)
_put = insert(table_of(DraftTable)).values(subject=bindparam("subject"), text=bindparam("text"))
_PUT_DRAFT = Statement(
    _put.on_conflict_do_update(index_elements=["subject"], set_={"text": _put.excluded.text})
)
_DROP_DRAFT = Statement(delete(table_of(DraftTable)).where(_d.subject == bindparam("about")))
_count = insert(table_of(CounterTable)).values(
    name=bindparam("name"), year=bindparam("year"), last=1
)
_NEXT = Statement(
    _count.on_conflict_do_update(
        index_elements=["name", "year"], set_={"last": _n.last + 1}
    ).returning(_n.last)
)
_COUNTERS = Statement(select(_n.name, _n.last).where(_n.year == bindparam("in_year")))


def setting(db: Driver, name: str, default: str) -> str:
    """Return a setting, ``default`` where it was never set."""
    row = _GET.first(db, name=name)
    return str(row[0]) if row else default


def set_setting(db: Driver, name: str, value: str) -> None:
    """Remember a setting."""
    _SET.run(db, name=name, value=value)


def settings(db: Driver, prefix: str) -> dict[str, str]:
    """Return the settings whose names begin with a prefix."""
    rows = _LIKE.all(db, low=prefix, high=prefix + LAST)
    return {str(name): str(value) for name, value in rows}


def drop_settings(db: Driver, prefix: str) -> None:
    """Forget the settings whose names begin with a prefix."""
    _DROP.run(db, low=prefix, high=prefix + LAST)


def draft(db: Driver, subject: str) -> str | None:
    """Return the half-typed text of a subject, None where there is none."""
    row = _GET_DRAFT.first(db, about=subject)
    return str(row[0]) if row else None


def drafts(db: Driver, prefix: str) -> dict[str, str]:
    """Return the drafts of all subjects that begin with a prefix."""
    rows = _DRAFTS.all(db, low=prefix, high=prefix + LAST)
    return {str(subject): str(text) for subject, text in rows}


def put_draft(db: Driver, subject: str, text: str) -> None:
    """Keep half-typed text."""
    _PUT_DRAFT.run(db, subject=subject, text=text)


def drop_draft(db: Driver, subject: str) -> None:
    """Forget half-typed text, once the fact is recorded."""
    _DROP_DRAFT.run(db, about=subject)


def next_counter(db: Driver, name: str, year: int) -> int:
    """Return the next number of a series, 1 first; rolled back with the paper that needed it."""
    row = _NEXT.run(db, name=name, year=year).fetchall()
    return int(row[0][0])


def counters(db: Driver, year: int) -> dict[str, int]:
    """Return the last number given out in each series of a year."""
    return {str(name): int(last) for name, last in _COUNTERS.run(db, in_year=year).fetchall()}
