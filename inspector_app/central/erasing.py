"""Erasure on central: bodies that ``facts_erased`` lists go and are refused from then on.

Headers, ids and chains stay, so everything still verifies. A blob goes when no fact that keeps its
body names it in that dossier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, Table, delete, select, text, update

from inspector_app.central.agency import Central
from inspector_app.central.tables import (
    BLOB,
    BLOB_SENDER,
    ERASED,
    ERASED_BLOB,
    FACT,
    HELD,
    VOLUME,
)
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.kinds import BLOB_FIELDS, blobs_of, read_body
from inspector_app.domain.organisation import FactsErased

KIND = "facts_erased"
IN_LIST = 400
_REFUSE = text(
    "INSERT INTO erased (dossier, id) VALUES (:dossier, :id) ON CONFLICT (dossier, id) DO NOTHING"
)
_REFUSE_BLOB = text(
    "INSERT INTO erased_blob (dossier, sha256) VALUES (:dossier, :sha256)"
    " ON CONFLICT (dossier, sha256) DO NOTHING"
)


Place = tuple[str, str]  # dossier and id of a fact


def erased_among(connection: Connection, facts: Iterable[Fact]) -> set[Place]:
    """Return which of these facts may only be kept without their bodies."""
    by_dossier: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        by_dossier[fact.dossier].append(fact.id)
    found: set[Place] = set()
    for dossier in _dossiers_with(connection, ERASED, sorted(by_dossier)):
        for some in _slices(by_dossier[dossier]):
            query = select(ERASED.c.id).where(ERASED.c.dossier == dossier, ERASED.c.id.in_(some))
            found.update((dossier, one) for one in connection.execute(query).scalars())
    return found


def volumes_of(connection: Connection, dossiers: Iterable[str]) -> tuple[Volume, ...]:
    """Return every volume of dossiers: an erasure locks them all before it looks."""
    wanted = sorted(set(dossiers))
    if not wanted:
        return ()
    query = select(VOLUME.c.volume).where(VOLUME.c.dossier.in_(wanted))
    return tuple(Volume.parse(name) for name in connection.execute(query).scalars())


def erasures_among(facts: Iterable[Fact]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (dossier, ids) of what facts erase."""
    for fact in facts:
        body = read_body(fact) if fact.kind == KIND else None
        if isinstance(body, FactsErased):
            yield fact.dossier, tuple(one for one in body.ids if _is_id(one))


def _is_id(text_: str) -> bool:
    return len(text_) == 64 and all(c in "0123456789abcdef" for c in text_)


def obey(connection: Connection, numbered: Iterable[Fact], written: Iterable[Fact]) -> None:
    """Carry out the erasures among newly numbered facts, and keep again what blobs newly
    ``written`` facts name. Runs in the transaction that writes them."""
    for dossier, ids in erasures_among(numbered):
        _erase(connection, dossier, ids)
    _keep_again(connection, written)


def _erase(connection: Connection, dossier: str, ids: Sequence[str]) -> None:
    named: set[str] = set()
    for some in _slices(ids):
        for table in (FACT, HELD):
            here = (table.c.id.in_(some), table.c.volume.like(f"{dossier}/%"), table.c.kind != KIND)
            named |= _blobs(connection, table, here)
            connection.execute(update(table).where(*here).values(body=None, salt=""))
    rows = [{"dossier": dossier, "id": one} for one in ids]
    if rows:
        connection.execute(_REFUSE, rows)
    gone = named - _still_named(connection, dossier) if named else set()
    if gone:
        blobs = [{"dossier": dossier, "sha256": one} for one in sorted(gone)]
        connection.execute(_REFUSE_BLOB, blobs)


def _still_named(connection: Connection, dossier: str) -> set[str]:
    named: set[str] = set()
    for table in (FACT, HELD):
        here = (table.c.volume.like(f"{dossier}/%"), table.c.kind.in_(sorted(BLOB_FIELDS)))
        named |= _blobs(connection, table, here)
    return named


def _blobs(connection: Connection, table: Table, here: tuple[object, ...]) -> set[str]:
    from inspector_app.central.book import fact_of

    rows = connection.execute(select(table).where(*here, table.c.body.is_not(None)))  # type: ignore[arg-type]
    return {sha256 for row in rows for sha256, _size in blobs_of(fact_of(row))}


def _keep_again(connection: Connection, written: Iterable[Fact]) -> None:
    """A blob that a fact with its body names anew is wanted again."""
    named: dict[str, set[str]] = defaultdict(set)
    for fact in written:
        if fact.kind in BLOB_FIELDS:
            named[fact.dossier].update(sha256 for sha256, _size in blobs_of(fact))
    for dossier in _dossiers_with(connection, ERASED_BLOB, sorted(named)):
        for some in _slices(sorted(named[dossier])):
            here = (ERASED_BLOB.c.dossier == dossier, ERASED_BLOB.c.sha256.in_(some))
            connection.execute(delete(ERASED_BLOB).where(*here))


def _dossiers_with(connection: Connection, table: Table, dossiers: Sequence[str]) -> Iterator[str]:
    for some in _slices(dossiers):
        query = select(table.c.dossier).where(table.c.dossier.in_(some)).distinct()
        yield from connection.execute(query).scalars().all()


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + IN_LIST] for at in range(0, len(values), IN_LIST))


def is_erased_blob(connection: Connection, dossier: str, sha256: str) -> bool:
    """Tell whether a blob is not to be kept: only erased facts of the dossier named it."""
    return bool(erased_blobs(connection, dossier, [sha256]))


def erased_blobs(connection: Connection, dossier: str, digests: Sequence[str]) -> frozenset[str]:
    """Return which blobs are not to be kept."""
    found: set[str] = set()
    for some in _slices(digests):
        here = (ERASED_BLOB.c.dossier == dossier, ERASED_BLOB.c.sha256.in_(some))
        found.update(connection.execute(select(ERASED_BLOB.c.sha256).where(*here)).scalars())
    return frozenset(found)


def remove_erased_blobs(central: Central, dossiers: Iterable[str] = ()) -> int:
    """Remove the files of erased blobs, of some dossiers or of all; returns how many went.

    Runs after the erasure is durable, and again at every start: a crash in between leaves nothing.
    """
    query = select(ERASED_BLOB.c.dossier, ERASED_BLOB.c.sha256)
    wanted = sorted(set(dossiers))
    if wanted:
        query = query.where(ERASED_BLOB.c.dossier.in_(wanted))
    with central.database.read() as connection:
        due = connection.execute(query.order_by("dossier", "sha256")).all()
    there = [(d, s) for d, s in due if central.media.size(d, s) is not None]
    for dossier, sha256 in there:
        central.media.remove(dossier, sha256)
    if due:
        with central.database.write() as connection:
            for dossier, sha256 in due:
                for table in (BLOB, BLOB_SENDER):
                    here = (table.c.dossier == dossier, table.c.sha256 == sha256)
                    connection.execute(delete(table).where(*here))
    return len(there)
