"""Erasure: bodies listed by ``facts_erased`` go, and are refused from then on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.facts import Fact
from inspector_app.domain.kinds import read_body
from inspector_app.domain.organisation import FactsErased
from inspector_app.store import blob_queue
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import ErasedTable, FactTable, SettingTable, SubjectTable

_f, _s = columns(FactTable), columns(SubjectTable)
_REFUSE = Statement(
    insert(table_of(ErasedTable)).values(id=bindparam("id")).on_conflict_do_nothing()
)
_FIND = Statement(
    select(_f.n, _s.dossier, _s.entity)
    .join(table_of(SubjectTable), _s.id == _f.subject)
    .where(_f.id == bindparam("id"))
)
_STRIP = Statement(
    update(table_of(FactTable)).where(_f.n == bindparam("row")).values(body=None, salt=b"")
)
_TRASH = "blob_trash"  # hashes of blobs to remove once the transaction is durable
_trash = insert(table_of(SettingTable)).values(name=_TRASH, value=bindparam("hashes"))
_KEEP_TRASH = Statement(
    _trash.on_conflict_do_update(
        index_elements=["name"],
        set_={"value": table_of(SettingTable).c.value + _trash.excluded.value},
    )
)
_t = columns(SettingTable)
_SEE_TRASH = Statement(select(_t.value).where(_t.name == _TRASH))
_CLEAR_TRASH = Statement(update(table_of(SettingTable)).where(_t.name == _TRASH).values(value=""))


def obey(db: Driver, added: Iterable[tuple[int, int, Fact]]) -> set[tuple[int, str]]:
    """Remove the bodies that newly added erasures list; return the touched entities."""
    touched: set[tuple[int, str]] = set()
    for _n, _dossier, fact in added:
        if fact.kind != "facts_erased":
            continue
        body = read_body(fact)
        if isinstance(body, FactsErased):
            touched |= _erase(db, body.ids)
    return touched


def _erase(db: Driver, ids: Iterable[str]) -> set[tuple[int, str]]:
    touched = set()
    for text in ids:
        if not _is_hash(text):
            continue
        fact = bytes.fromhex(text)
        _REFUSE.run(db, id=fact)
        found = _FIND.first(db, id=fact)
        if found is None:
            continue
        n, dossier, entity = found
        _STRIP.run(db, row=n)
        throw_away(db, blob_queue.forget_fact(db, n))
        if entity:
            touched.add((dossier, entity))
    return touched


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def throw_away(db: Driver, hashes: Iterable[str]) -> None:
    """Remember blobs that are to be removed after the transaction."""
    listed = "".join(hashes)
    if listed:
        _KEEP_TRASH.run(db, hashes=listed)


def thrown_away(db: Driver) -> tuple[str, ...]:
    """Return the blobs whose removal is due."""
    row = _SEE_TRASH.first(db)
    text = row[0] if row else ""
    return tuple(text[at : at + 64] for at in range(0, len(text), 64))


def forget_thrown_away(db: Driver) -> None:
    """Note that the removal is done."""
    _CLEAR_TRASH.run(db)
