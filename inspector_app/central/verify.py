"""Check everything that central holds: hashes, chains, seals, blobs; the first fault is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from inspector_app.central.agency import Central
from inspector_app.central.book import fact_of
from inspector_app.central.checkpoint import check_checkpoints
from inspector_app.central.erasing import KIND, erasures_among
from inspector_app.central.exchange_tables import AUTHORITY, AUTHORITY_DEVICE
from inspector_app.central.problems import FaultFound
from inspector_app.central.tables import BLOB, CHAIN, DEVICE, ERASED, FACT, HELD, SEAL, VOLUME
from inspector_app.domain.canonical import NotCanonical
from inspector_app.domain.facts import (
    START,
    FactDamaged,
    Tip,
    Volume,
    check_fact,
    first_chain,
    next_chain,
)
from inspector_app.domain.seals import (
    DeviceKey,
    Seal,
    check_device_key,
    check_seal,
    public_key_of,
)
from inspector_app.i18n import _

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked and found as it was recorded."""

    volumes: int
    facts: int
    held: int
    seals: int
    blobs: int
    checkpoints: int


@dataclass(slots=True)
class _Check:
    """One volume under examination: the ids of each device's chain so far."""

    volume: str
    ids: dict[tuple[str, int], str]
    tips: dict[str, Tip]
    erased: frozenset[str]
    facts: int = 0
    held: int = 0
    seals: int = 0


def verify(central: Central) -> Verified:
    """Check all facts, chains, seals, device keys and blobs against what was recorded.

    Raises FaultFound at the first thing that is not as it was.
    """
    with central.database.read() as connection:
        keys = _device_keys(central, connection)
        erased = _erased(connection)
        checks = [
            _volume(connection, head, keys, erased[head.dossier])
            for head in connection.execute(select(VOLUME).order_by(VOLUME.c.volume)).all()
        ]
        _nothing_outside(connection)
        blobs = _blobs(central, connection)
        checkpoints = check_checkpoints(central, connection)
    return Verified(
        volumes=len(checks),
        facts=sum(one.facts for one in checks),
        held=sum(one.held for one in checks),
        seals=sum(one.seals for one in checks),
        blobs=blobs,
        checkpoints=checkpoints,
    )


@contextmanager
def _at(place: str) -> Iterator[None]:
    try:
        yield
    except (FactDamaged, NotCanonical) as problem:
        raise FaultFound(place=place, reason=problem.message) from problem


def _require(holds: bool, place: str, reason: Callable[[], str]) -> None:
    if not holds:
        raise FaultFound(place=place, reason=reason())


def _device_keys(central: Central, connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the keys of each code: of our device, and of devices of centrals below."""
    own = public_key_of(central.organisation.signing)
    keys: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(select(DEVICE).order_by(DEVICE.c.code)):
        with _at(row.code):
            check_device_key(DeviceKey(row.code, row.public_key, row.certificate), own)
        keys[row.code] = (row.public_key,)
    below = select(AUTHORITY_DEVICE, AUTHORITY.c.public_key.label("certifier")).join(
        AUTHORITY, AUTHORITY.c.device == AUTHORITY_DEVICE.c.authority
    )
    for row in connection.execute(below.order_by("authority", AUTHORITY_DEVICE.c.device)):
        with _at(f"{row.authority}/{row.device}"):
            key = DeviceKey(row.device, row.public_key, row.certificate)
            check_device_key(key, row.certifier)
        keys[row.device] = (*keys.get(row.device, ()), row.public_key)
    return keys


def _erased(connection: Connection) -> defaultdict[str, frozenset[str]]:
    """Return by dossier what may stand without a body: what an erasure lists, and nothing else."""
    rows = connection.execute(select(FACT).where(FACT.c.kind == KIND)).all()
    listed: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for dossier, ids in erasures_among(map(fact_of, rows)):
        listed[dossier] |= frozenset(ids)
    for row in connection.execute(select(ERASED).order_by(ERASED.c.dossier, ERASED.c.id)):
        known = row.id in listed[row.dossier]
        _require(known, f"{row.dossier} {row.id}", lambda: _("no record erased it"))
    return listed


def _volume(
    connection: Connection, head: Any, keys: dict[str, tuple[str, ...]], erased: frozenset[str]
) -> _Check:
    check = _Check(head.volume, {}, {}, erased)
    chain = first_chain(Volume.parse(head.volume))
    for row in _rows(connection, head.volume):
        place = f"{head.volume} #{check.facts + 1}"
        _require(row.number == check.facts + 1, place, lambda: _("the record is missing"))
        _link(check, row, place)
        chain = next_chain(chain, row.id)
        _require(row.chain == chain, place, lambda: _("the volume's chain is broken here"))
        check.facts += 1
    same = (head.number, head.chain) == (check.facts, chain)
    _require(same, f"{head.volume} #{check.facts + 1}", lambda: _("the record is missing"))
    order = (HELD.c.device, HELD.c.seq)
    for row in connection.execute(
        select(HELD).where(HELD.c.volume == head.volume).order_by(*order)
    ):
        _link(check, row, f"{head.volume} {row.device}/{row.seq}")
        check.held += 1
    _chain_heads(connection, check)
    _seals(connection, check, keys)
    return check


def _rows(connection: Connection, volume: str) -> Iterator[Any]:
    last = 0
    while True:
        query = select(FACT).where(FACT.c.volume == volume, FACT.c.number > last)
        rows = connection.execute(query.order_by(FACT.c.number).limit(BATCH)).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].number


def _link(check: _Check, row: Any, place: str) -> None:
    fact = fact_of(row)
    with _at(place):
        _require(fact.id == row.id, place, lambda: _("the record was altered"))
        kept = fact.body is not None or fact.id in check.erased
        _require(kept, place, lambda: _("the record's content is missing"))
        gone = fact.body is None or fact.id not in check.erased or fact.kind == KIND
        _require(gone, place, lambda: _("the record's content was erased and is still there"))
        check_fact(fact)
    tip = check.tips.get(row.device, START)
    follows = (fact.seq, fact.prev) == (tip.seq + 1, tip.id)
    _require(follows, place, lambda: _("the device's chain is broken here"))
    check.tips[row.device] = Tip(fact.seq, fact.id)
    check.ids[row.device, fact.seq] = fact.id


def _chain_heads(connection: Connection, check: _Check) -> None:
    rows = connection.execute(select(CHAIN).where(CHAIN.c.volume == check.volume))
    heads = {row.device: Tip(row.seq, row.tip) for row in rows}
    for device in sorted(heads.keys() | check.tips.keys()):
        same = heads.get(device, START) == check.tips.get(device, START)
        place = f"{check.volume} {device}"
        _require(same, place, lambda: _("the end of the device's chain is missing"))


def _seals(connection: Connection, check: _Check, keys: dict[str, tuple[str, ...]]) -> None:
    sealed: dict[str, int] = {}
    order = (SEAL.c.device, SEAL.c.seq)
    for row in connection.execute(
        select(SEAL).where(SEAL.c.volume == check.volume).order_by(*order)
    ):
        place = f"{check.volume} {row.device}/{row.seq}"
        known = check.ids.get((row.device, row.seq)) == row.tip
        _require(known, place, lambda: _("the seal is over another record"))
        with _at(place):
            seal = Seal(row.volume, row.device, row.seq, row.tip, row.signature)
            _check_seal(seal, keys.get(row.device, ("",)))
        sealed[row.device] = row.seq
        check.seals += 1
    for device, tip in sorted(check.tips.items()):
        covered = sealed.get(device, 0) >= tip.seq
        place = f"{check.volume} {device}/{tip.seq}"
        _require(covered, place, lambda: _("no seal covers the record"))


def _check_seal(seal: Seal, keys: Sequence[str]) -> None:
    for key in keys[:-1]:
        with suppress(FactDamaged):
            check_seal(seal, key)
            return
    check_seal(seal, keys[-1])


def _nothing_outside(connection: Connection) -> None:
    known = select(VOLUME.c.volume)
    for table in (FACT, HELD):
        stray = select(table.c.volume).where(table.c.volume.not_in(known)).limit(1)
        found = connection.execute(stray).scalar_one_or_none()
        _require(found is None, str(found), lambda: _("the volume is missing"))


def _blobs(central: Central, connection: Connection) -> int:
    count = 0
    for row in connection.execute(select(BLOB).order_by(BLOB.c.dossier, BLOB.c.sha256)):
        place = f"{row.dossier}/{row.sha256}"
        found = central.media.digest(row.dossier, row.sha256)
        _require(found != "", place, lambda: _("the file is missing"))
        _require(found == row.sha256, place, lambda: _("the file was altered"))
        count += 1
    return count
