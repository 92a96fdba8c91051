"""What can still be read of a damaged workspace file, row by row around the broken pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import bindparam, select

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.facts import Fact, FactDamaged, check_fact
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey
from inspector_app.store.log import FACTS, fact_of
from inspector_app.store.problems import StoreProblem
from inspector_app.store.statements import Driver, Row, Statement, columns
from inspector_app.store.tables import DraftTable, FactTable, SettingTable

_f, _s, _d = columns(FactTable), columns(SettingTable), columns(DraftTable)
_BETWEEN = Statement(FACTS.where(_f.n >= bindparam("low"), _f.n < bindparam("high")))
_NAMES = Statement(select(_s.name))
_SETTING = Statement(select(_s.value).where(_s.name == bindparam("name")))
_DRAFTS = Statement(select(_d.subject, _d.text))
_ENDS = ("SELECT max(n) FROM fact", "SELECT seq FROM sqlite_sequence WHERE name = 'fact'")
STEP = 256  # rows read at once where nothing is broken
UNKNOWN_END = 1 << 17


@dataclass(frozen=True, slots=True)
class Wreck:
    """What was read: settings, drafts, the facts that verify, and how many rows did not."""

    settings: dict[str, str]
    drafts: dict[str, str]
    facts: tuple[Fact, ...]
    unreadable: int


def read_wreck(path: Path, key: DataKey) -> Wreck:
    """Read all that a damaged file still gives; raises WorkspaceDamaged where not even its first
    page can be read."""
    connect(path, key, reading=True).close()
    read = _Reading(path, key)
    try:
        facts: list[Fact] = []
        unreadable = 0
        for row in _rows(read, read.end()):
            fact = _verified(row)
            unreadable += fact is None
            facts += [fact] if fact is not None else []
        return Wreck(_settings(read), _drafts(read), tuple(facts), unreadable)
    finally:
        read.close()


class _Reading:
    """A connection that is opened again after each broken page: it refuses all work after one."""

    def __init__(self, path: Path, key: DataKey) -> None:
        self._path, self._key = path, key
        self._db: Driver | None = None

    def tried(self, act: Callable[[Driver], list[Row]]) -> list[Row] | None:
        """Return what the act reads, None where it meets a broken page."""
        try:
            if self._db is None:
                self._db = connect(self._path, self._key, reading=True)
            return act(self._db)
        except (driver.DatabaseError, StoreProblem):
            self.close()
            return None

    def end(self) -> int:
        """Return a number no row reaches."""
        for sql in _ENDS:
            rows = self.tried(lambda db, sql=sql: db.execute(sql).fetchall())  # type: ignore[misc]
            if rows and rows[0][0]:
                return int(rows[0][0]) + 1
        return UNKNOWN_END

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _rows(read: _Reading, end: int) -> Iterator[Row | None]:
    """Yield the rows below ``end``; None for each that is broken."""
    for low in range(1, end, STEP):
        yield from _between(read, low, min(low + STEP, end))


def _between(read: _Reading, low: int, high: int) -> Iterator[Row | None]:
    rows = read.tried(lambda db: list(_BETWEEN.all(db, low=low, high=high)))
    if rows is not None:
        yield from rows
    elif high - low == 1:
        yield None
    else:
        middle = (low + high) // 2
        yield from _between(read, low, middle)
        yield from _between(read, middle, high)


def _verified(row: Row | None) -> Fact | None:
    if row is None:
        return None
    try:
        fact = fact_of(row)
        check_fact(fact)
        return fact if hex_digest(fact.header) == fact.id else None
    except (FactDamaged, ValueError, TypeError, AttributeError):
        return None


def _settings(read: _Reading) -> dict[str, str]:
    names = read.tried(lambda db: list(_NAMES.all(db))) or []
    found = {}
    for (name,) in names:
        rows = read.tried(lambda db, name=name: list(_SETTING.all(db, name=name)))  # type: ignore[misc]
        if rows:
            found[str(name)] = str(rows[0][0])
    return found


def _drafts(read: _Reading) -> dict[str, str]:
    rows = read.tried(lambda db: list(_DRAFTS.all(db))) or []
    return {str(subject): str(text) for subject, text in rows}
