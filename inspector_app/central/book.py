"""One open page of the ledger: locked heads, and the rows that one transaction will write.

Locks are taken in one order everywhere: devices sorted, volumes sorted, the change counter last.
The numbers of a volume are given under its row lock, so a reader's cursor can skip nothing; the
change counter is moved last and under its own lock, so whoever sees change n sees all before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy import select as sql

from inspector_app.central import bulk, erasing
from inspector_app.central.tables import CHAIN, DEVICE, FACT, HELD, VOLUME
from inspector_app.domain.facts import START, Fact, Tip, Volume, first_chain, next_chain
from inspector_app.domain.seals import Seal

IN_LIST = 400  # values in one IN (…)
_NEW_VOLUME = text(
    "INSERT INTO volume (volume, dossier, year, number, chain, changed)"
    " VALUES (:volume, :dossier, :year, 0, :chain, 0) ON CONFLICT (volume) DO NOTHING"
)


@dataclass(slots=True)
class VolumeHead:
    """Where a volume ends."""

    number: int
    chain: str


@dataclass(slots=True)
class ChainHead:
    """Where a device's chain in a volume ends; held from ``held_from`` on (0: nothing held)."""

    tip: Tip = START
    held_from: int = 0


@dataclass(slots=True)
class Page:
    """The heads that are locked and what is to be written."""

    connection: Connection
    volumes: dict[str, VolumeHead] = field(default_factory=dict)
    chains: dict[tuple[str, str], ChainHead] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)
    grown: set[tuple[str, str]] = field(default_factory=set)
    retired: frozenset[str] = frozenset()  # devices whose chains end where they stand
    erased: set[erasing.Place] = field(default_factory=set)  # kept without their bodies
    numbered: list[Fact] = field(default_factory=list)
    written: list[Fact] = field(default_factory=list)

    def chain(self, volume: str, device: str) -> ChainHead:
        """Return where a device's chain in a volume ends, as it will be after this page."""
        return self.chains.setdefault((volume, device), ChainHead())

    def number(self, fact: Fact) -> None:
        """Give the fact the volume's next number."""
        volume = str(fact.volume)
        head = self.volumes[volume]
        head.number += 1
        head.chain = next_chain(head.chain, fact.id)
        row = self._row(fact)
        self.numbered.append(fact)
        for dossier, ids in erasing.erasures_among([fact]):  # for what comes behind it
            self.erased.update((dossier, one) for one in ids)
        row["number"] = head.number
        row["chain"] = head.chain
        self.facts.append(row)
        self.moved.add(volume)
        self._grow(volume, fact)

    def hold(self, fact: Fact) -> None:
        """Keep the fact in the held lane."""
        volume = str(fact.volume)
        head = self.chain(volume, fact.device)
        head.held_from = head.held_from or fact.seq
        self.held.append(self._row(fact))
        self._grow(volume, fact)

    def _row(self, fact: Fact) -> dict[str, Any]:
        kept = fact.erased() if self.is_erased(fact) else fact
        self.written.append(kept)
        return fact_row(kept)

    def is_erased(self, fact: Fact) -> bool:
        """Tell whether a fact is kept without its body."""
        listed = bool(self.erased) and (fact.dossier, fact.id) in self.erased
        return listed and fact.kind != erasing.KIND

    @property
    def erasures(self) -> tuple[str, ...]:
        """The dossiers in which this page erases something."""
        return tuple({fact.dossier for fact in self.numbered if fact.kind == erasing.KIND})

    def seal(self, seal: Seal) -> None:
        """Keep a seal beside the facts it covers."""
        self.seals.append(
            {
                "volume": seal.volume,
                "device": seal.device,
                "seq": seal.seq,
                "tip": seal.tip,
                "signature": seal.signature,
            }
        )

    def known(self, volume: str, device: str, first: int, last: int) -> dict[int, str]:
        """Return the ids that stand in a device's chain from ``first`` to ``last``, its end."""
        if first > last or last == 0:
            return {}
        if first == last:  # what goes on from the end asks no database
            return {last: self.chain(volume, device).tip.id}
        found: dict[int, str] = {}
        for table in (FACT, HELD):
            query = sql(table.c.seq, table.c.id).where(
                table.c.volume == volume,
                table.c.device == device,
                table.c.seq.between(first, last),
            )
            found.update({seq: fact for seq, fact in self.connection.execute(query)})
        for row in (*self.facts, *self.held):
            if (row["volume"], row["device"]) == (volume, device) and first <= row["seq"] <= last:
                found[row["seq"]] = row["id"]
        return found

    def write(self, mark: str) -> None:
        """Write all rows and move the heads; ``mark`` is a fresh random text."""
        bulk.insert(self.connection, FACT, self.facts)
        bulk.insert(self.connection, HELD, self.held)
        erasing.obey(self.connection, self.numbered, self.written)
        grown = [self._chain_row(*key) for key in sorted(self.grown)]
        bulk.put_heads(self.connection, self.seals, grown)
        if self.moved:
            bulk.move(self.connection, [self._volume_row(one) for one in sorted(self.moved)], mark)

    def _grow(self, volume: str, fact: Fact) -> None:
        self.chain(volume, fact.device).tip = Tip(fact.seq, fact.id)
        self.grown.add((volume, fact.device))

    def _chain_row(self, volume: str, device: str) -> dict[str, Any]:
        head = self.chains[volume, device]
        return {
            "volume": volume,
            "device": device,
            "seq": head.tip.seq,
            "tip": head.tip.id,
            "held_from": head.held_from,
        }

    def _volume_row(self, volume: str) -> dict[str, Any]:
        head = self.volumes[volume]
        return {"volume": volume, "number": head.number, "chain": head.chain}


def open_page(connection: Connection, devices: Iterable[str], volumes: Iterable[Volume]) -> Page:
    """Return a page with these devices and volumes locked; new volumes begin at number 0."""
    codes = sorted(set(devices))
    wanted = sorted(set(volumes), key=str)
    names = [str(volume) for volume in wanted]
    page = Page(connection)
    retired: set[str] = set()
    for some in _slices(codes):
        query = sql(DEVICE.c.code, DEVICE.c.retired_at).where(DEVICE.c.code.in_(some))
        rows = connection.execute(query.order_by(DEVICE.c.code).with_for_update())
        retired.update(code for code, at in rows if at)
    page.retired = frozenset(retired)
    if wanted:
        connection.execute(_NEW_VOLUME, [_new_volume(volume) for volume in wanted])
    for some in _slices(names):
        page.volumes.update(_locked_heads(connection, some))
        page.chains.update(_chain_heads(connection, some, codes))
    return page


def _new_volume(volume: Volume) -> dict[str, Any]:
    return {
        "volume": str(volume),
        "dossier": volume.dossier,
        "year": volume.year,
        "chain": first_chain(volume),
    }


def _locked_heads(connection: Connection, names: Sequence[str]) -> dict[str, VolumeHead]:
    query = sql(VOLUME.c.volume, VOLUME.c.number, VOLUME.c.chain).where(VOLUME.c.volume.in_(names))
    rows = connection.execute(query.order_by(VOLUME.c.volume).with_for_update())
    return {volume: VolumeHead(number, chain) for volume, number, chain in rows}


def _chain_heads(
    connection: Connection, names: Sequence[str], codes: Sequence[str]
) -> dict[tuple[str, str], ChainHead]:
    query = sql(CHAIN).where(CHAIN.c.volume.in_(names), CHAIN.c.device.in_(codes))
    return {
        (row.volume, row.device): ChainHead(Tip(row.seq, row.tip), row.held_from)
        for row in connection.execute(query)
    }


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + IN_LIST] for at in range(0, len(values), IN_LIST))


def fact_row(fact: Fact) -> dict[str, Any]:
    """Return the fact as a row, its body verbatim."""
    return {
        "volume": str(fact.volume),
        "id": fact.id,
        "device": fact.device,
        "seq": fact.seq,
        "prev": fact.prev,
        "kind": fact.kind,
        "v": fact.v,
        "subject": fact.subject,
        "supersedes": " ".join(fact.supersedes),
        "author": fact.author,
        "recorded_at": fact.recorded_at,
        "salt": fact.salt,
        "body": fact.body,
        "body_sha256": fact.body_sha256,
        "restates": fact.restates,
    }


def fact_of(row: Any) -> Fact:
    """Return the fact of a row (of ``fact`` or ``held``)."""
    volume = Volume.parse(row.volume)
    return Fact(
        dossier=volume.dossier,
        year=volume.year,
        kind=row.kind,
        v=row.v,
        subject=row.subject,
        supersedes=tuple(row.supersedes.split()),
        device=row.device,
        seq=row.seq,
        prev=row.prev,
        author=row.author,
        recorded_at=row.recorded_at,
        salt=row.salt,
        body=row.body,
        body_sha256=row.body_sha256,
        restates=row.restates,
    )
