"""Rows of the fact log: in, out, and which of them are heads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.facts import START, Fact, Tip, Volume, first_chain
from inspector_app.domain.fold import heads_of
from inspector_app.domain.kinds import is_known
from inspector_app.store.entities import entity_of
from inspector_app.store.statements import Driver, Row, Statement, columns, inserting, table_of
from inspector_app.store.tables import (
    ChainTable,
    DossierTable,
    ErasedTable,
    FactTable,
    SubjectTable,
    VolumeTable,
)

_f, _v, _d, _s, _c, _e = (
    columns(one)
    for one in (FactTable, VolumeTable, DossierTable, SubjectTable, ChainTable, ErasedTable)
)
_fact_table = table_of(FactTable)

MANY = 200  # facts in one page: most of their subjects are then new

FACT = (
    _f.kind, _f.v, _f.supersedes, _f.device, _f.seq, _f.prev, _f.author, _f.recorded_at, _f.salt,
    _f.body, _f.body_sha256, _f.restates, _f.id, _s.name, _v.year, _d.key,
)  # fmt: skip
FACTS = (
    select(*FACT)
    .select_from(_fact_table)
    .join(table_of(SubjectTable), _s.id == _f.subject)
    .join(table_of(VolumeTable), _v.id == _f.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
)

_FIND_DOSSIER = Statement(select(_d.id).where(_d.key == bindparam("key")))
_ADD_DOSSIER = inserting(DossierTable, leave_out=("id",))
_FIND_VOLUME = Statement(
    select(_v.id, _v.dossier, _v.number, _v.chain)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .where(_d.key == bindparam("key"), _v.year == bindparam("year"))
)
_ADD_VOLUME = inserting(VolumeTable, leave_out=("id",))
_FIND_SUBJECT = Statement(
    select(_s.id, _s.entity).where(_s.dossier == bindparam("dossier"), _s.name == bindparam("name"))
)
_ADD_SUBJECT = Statement(
    insert(table_of(SubjectTable))
    .values({name: bindparam(name) for name in ("dossier", "name", "entity")})
    .on_conflict_do_nothing()
)
_FIND_FACT = Statement(select(_f.n, _f.number, _f.subject).where(_f.id == bindparam("id")))
_ADD_FACT = inserting(FactTable)
_LAST = Statement(select(_f.n).order_by(_f.n.desc()).limit(1))
_OF_SUBJECT = Statement(FACTS.where(_f.subject == bindparam("subject")).add_columns(_f.head))
_SET_HEAD = Statement(
    update(_fact_table).where(_f.id == bindparam("fact")).values(head=bindparam("is_head"))
)
_IS_ERASED = Statement(select(_e.id).where(_e.id == bindparam("id")))
_ANY_ERASED = Statement(select(_e.id).limit(1))
_FIND_CHAIN = Statement(
    select(_c.seq, _c.tip, _c.pulled_seq, _c.pulled_tip, _c.acked_seq, _c.own).where(
        _c.volume == bindparam("volume"), _c.device == bindparam("device")
    )
)
_CHAIN_ENDS = ("own", "seq", "tip", "pulled_seq", "pulled_tip", "acked_seq")
_add_chain = insert(table_of(ChainTable)).values(
    {name: bindparam(name) for name in ("volume", "device", *_CHAIN_ENDS)}
)
_PUT_CHAIN = Statement(
    _add_chain.on_conflict_do_update(
        index_elements=["volume", "device"],
        set_={name: _add_chain.excluded[name] for name in _CHAIN_ENDS},
    )
)


@dataclass(slots=True)
class VolumeState:
    """A volume while facts are added to it."""

    row: int
    dossier: int
    number: int
    chain: bytes


@dataclass(slots=True)
class ChainState:
    """A device's chain in a volume while facts are added to it."""

    own: bool = False
    here: Tip = START
    pulled: Tip = START
    acked: int = 0


def dossier_row(db: Driver, key: str) -> int:
    """Return the row of a dossier, made where it is new."""
    found = _FIND_DOSSIER.first(db, key=key)
    return int(found[0] if found else _ADD_DOSSIER.run(db, key=key).lastrowid)


def find_dossier(db: Driver, key: str) -> int:
    """Return the row of a dossier, 0 where it is unknown."""
    return _FIND_DOSSIER.number(db, key=key)


def find_volume(db: Driver, volume: Volume) -> VolumeState | None:
    """Return a volume's state, None where nothing of it is here."""
    found = _FIND_VOLUME.first(db, key=volume.dossier, year=volume.year)
    return VolumeState(*found) if found else None


def volume_state(db: Driver, volume: Volume) -> VolumeState:
    """Return a volume's state, made where it is new."""
    found = find_volume(db, volume)
    if found is not None:
        return found
    dossier = dossier_row(db, volume.dossier)
    chain = bytes.fromhex(first_chain(volume))
    added = _ADD_VOLUME.run(db, dossier=dossier, year=volume.year, number=0, chain=chain)
    return VolumeState(added.lastrowid, dossier, 0, chain)


def chain_state(db: Driver, volume: int, device: str) -> ChainState:
    """Return a device's chain in a volume; an empty one where it is new."""
    found = _FIND_CHAIN.first(db, volume=volume, device=device)
    if found is None:
        return ChainState()
    seq, tip, pulled_seq, pulled_tip, acked, own = found
    return ChainState(bool(own), Tip(seq, tip.hex()), Tip(pulled_seq, pulled_tip.hex()), acked)


def put_chain(db: Driver, volume: int, device: str, chain: ChainState) -> None:
    """Store a device's chain state."""
    _PUT_CHAIN.run(
        db,
        volume=volume,
        device=device,
        own=chain.own,
        seq=chain.here.seq,
        tip=bytes.fromhex(chain.here.id),
        pulled_seq=chain.pulled.seq,
        pulled_tip=bytes.fromhex(chain.pulled.id),
        acked_seq=chain.acked,
    )


def find_fact(db: Driver, fact_id: str) -> Row | None:
    """Return (n, number, subject) of a fact, None where it is not here."""
    return _FIND_FACT.first(db, id=bytes.fromhex(fact_id))


def last_n(db: Driver) -> int:
    """Return the highest row number of the log."""
    return _LAST.number(db)


def is_erased(db: Driver, fact_id: str) -> bool:
    """Tell whether the body of this fact is refused."""
    return _IS_ERASED.first(db, id=bytes.fromhex(fact_id)) is not None


def anything_erased(db: Driver) -> bool:
    """Tell whether any body is refused, so that most workspaces ask once a batch."""
    return _ANY_ERASED.first(db) is not None


class Adding:
    """Facts on their way into the log, in one transaction: rows, heads, touched entities."""

    def __init__(self, db: Driver, expecting: int = 0) -> None:
        self._db = db
        self._expecting = expecting
        self._erasing = anything_erased(db)
        self._next = last_n(db) + 1
        self._rows: list[dict[str, object]] = []
        self._subjects: dict[tuple[int, str], int] = {}
        self._fresh: dict[int, int] = {}  # subjects made in this batch, and how many facts
        self._changed: set[int] = set()  # subjects whose heads must be found again
        self.touched: set[tuple[int, str]] = set()  # (dossier row, entity)
        self.added: list[tuple[int, int, Fact]] = []  # (n, dossier row, fact)

    def add(self, fact: Fact, volume: VolumeState, number: int = 0) -> None:
        """Take a fact that is not in the log yet."""
        if self._erasing and is_erased(self._db, fact.id):
            fact = _without_body(fact)
        subject = self._subject(volume.dossier, fact.subject)
        if subject in self._fresh and not self._fresh[subject] and not fact.restates:
            self._fresh[subject] = 1
        else:
            self._changed.add(subject)
        n = self._next
        self._next += 1
        self._rows.append(fact_values(fact) | _place(n, volume.row, subject, number))
        self.added.append((n, volume.dossier, fact))

    def _subject(self, dossier: int, name: str) -> int:
        known = self._subjects.get((dossier, name))
        if known is not None:
            return known
        row, entity = self._here_before(dossier, name) or self._made(dossier, name)
        if entity:
            self.touched.add((dossier, entity))
        self._subjects[(dossier, name)] = row
        return row

    def _here_before(self, dossier: int, name: str) -> tuple[int, str] | None:
        """Return (row, entity) of a subject; None where it is likely new, to save the look."""
        if self._expecting >= MANY:
            return None
        found = _FIND_SUBJECT.first(self._db, dossier=dossier, name=name)
        return (int(found[0]), str(found[1])) if found else None

    def _made(self, dossier: int, name: str) -> tuple[int, str]:
        entity = entity_of(name)
        made = _ADD_SUBJECT.run(self._db, dossier=dossier, name=name, entity=entity)
        if made.rowcount == 0:  # it was there after all
            return _FIND_SUBJECT.number(self._db, dossier=dossier, name=name), entity
        self._fresh[made.lastrowid] = 0
        return int(made.lastrowid), entity

    def settle(self) -> None:
        """Write the rows and find the heads of the subjects that had facts before."""
        _ADD_FACT.many(self._db, self._rows)
        for subject in self._changed:
            settle_heads(self._db, subject)


def settle_heads(db: Driver, subject: int) -> None:
    """Find the heads of a subject again; a fact may arrive before what it supersedes."""
    rows = _OF_SUBJECT.all(db, subject=subject)
    heads = {fact.id for fact in heads_of(fact_of(row) for row in rows)}
    for row in rows:
        if (row[12].hex() in heads) != bool(row[-1]):
            _SET_HEAD.run(db, fact=row[12], is_head=not row[-1])


def fact_values(fact: Fact) -> dict[str, object]:
    """Return the columns of a fact that are its own."""
    return {
        "id": bytes.fromhex(fact.id),
        "kind": fact.kind,
        "v": fact.v,
        "supersedes": bytes.fromhex("".join(fact.supersedes)),
        "device": fact.device,
        "seq": fact.seq,
        "prev": bytes.fromhex(fact.prev),
        "author": fact.author,
        "recorded_at": fact.recorded_at,
        "salt": bytes.fromhex(fact.salt),
        "body": fact.body,
        "body_sha256": bytes.fromhex(fact.body_sha256),
        "restates": bytes.fromhex(fact.restates),
        "known": is_known(fact),
    }


def _place(n: int, volume: int, subject: int, number: int) -> dict[str, object]:
    return {"n": n, "volume": volume, "subject": subject, "number": number, "head": True}


def _without_body(fact: Fact) -> Fact:
    stripped = fact.erased()
    stripped.__dict__["id"] = fact.id
    return stripped


def fact_of(row: Row) -> Fact:
    """Return the fact of a row of ``FACTS``.

    Its id is the stored one, computed when it arrived; ``verify`` computes it again.
    """
    kind, v, supersedes, device, seq, prev, author, at, salt, body, body_sha, restates = row[:12]
    fact = Fact(
        dossier=row[15],
        year=row[14],
        kind=kind,
        v=v,
        subject=row[13],
        supersedes=_ids(supersedes),
        device=device,
        seq=seq,
        prev=prev.hex(),
        author=author,
        recorded_at=at,
        salt=salt.hex() if body is not None else "",
        body=body,
        body_sha256=body_sha.hex(),
        restates=restates.hex(),
    )
    fact.__dict__["id"] = row[12].hex()
    return fact


def _ids(joined: bytes) -> tuple[str, ...]:
    return tuple(joined[at : at + 32].hex() for at in range(0, len(joined), 32))


def facts_of(rows: Any) -> Iterator[Fact]:
    """Yield the facts of rows of ``FACTS``."""
    return (fact_of(row) for row in rows)
