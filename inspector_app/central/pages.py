"""Pages of facts for a pull: contiguous numbers, central's chain, the seals that cover them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, or_, select

from inspector_app.central.agency import Central
from inspector_app.central.scope import require_readable
from inspector_app.central.tables import DEVICE, FACT, SEAL, VOLUME
from inspector_app.domain.facts import Volume, first_chain
from inspector_app.domain.seals import receipt
from inspector_app.protocol import PullRequest, PullVolume

PAGE_BYTES = 8 * 1024 * 1024  # bodies in one answer


@dataclass(frozen=True, slots=True)
class Head:
    """Where a volume ends."""

    number: int
    chain: str


@dataclass(slots=True)
class Room:
    """What still fits into an answer."""

    facts: int
    size: int = PAGE_BYTES


def pull(central: Central, person: str, request: PullRequest) -> bytes:
    """Return a PullAnswer as JSON bytes; raises OutOfScope where a volume is not the person's.

    Bodies are passed on as stored, without being read: that is most of the cost saved.
    """
    volumes = {asked.volume: Volume.parse(asked.volume) for asked in request.volumes}
    with central.database.read() as connection:
        require_readable(central, connection, person, {v.dossier for v in volumes.values()})
        heads = _heads(connection, list(volumes))
        room = Room(request.limit)
        pages: list[dict[str, Any]] = []
        for asked in request.volumes:
            if room.facts <= 0 or room.size <= 0:
                break
            head = heads.get(asked.volume) or Head(0, first_chain(volumes[asked.volume]))
            pages.append(_page(central, connection, (asked, head), room))
        keys = _keys(connection, pages)
    return msgspec.json.encode({"pages": pages, "keys": keys})


def _heads(connection: Connection, names: Sequence[str]) -> dict[str, Head]:
    query = select(VOLUME.c.volume, VOLUME.c.number, VOLUME.c.chain)
    rows = connection.execute(query.where(VOLUME.c.volume.in_(names)))
    return {volume: Head(number, chain) for volume, number, chain in rows}


def _page(
    central: Central, connection: Connection, asked_head: tuple[PullVolume, Head], room: Room
) -> dict[str, Any]:
    asked, head = asked_head
    state = _state(connection, asked, head)
    page: dict[str, Any] = {"volume": asked.volume, "after": asked.after, "state": state}
    if state != "ok":
        return page | {"number": head.number, "chain": head.chain, "facts": [], "more": False}
    last = _last_that_fits(connection, asked, head, room)
    rows = _rows(connection, asked, last)
    chain = rows[-1].chain if rows else head.chain
    page |= {"number": last, "chain": chain, "more": last < head.number}
    page["facts"] = [_wire(row) for row in rows]
    page["seals"] = _seals(connection, asked.volume, rows)
    signing = central.organisation.signing
    word = receipt(signing, asked.volume, head.number, head.chain, central.time())
    page["receipt"] = {
        "volume": word.volume,
        "number": word.number,
        "chain": word.chain,
        "at": word.at,
        "signature": word.signature,
    }
    return page


def _state(connection: Connection, asked: PullVolume, head: Head) -> str:
    if asked.after > head.number:
        return "behind"
    if not asked.after or not asked.chain:
        return "ok"
    here = (FACT.c.volume == asked.volume, FACT.c.number == asked.after)
    chain = connection.execute(select(FACT.c.chain).where(*here)).scalar_one()
    return "ok" if chain == asked.chain else "differs"


def _last_that_fits(connection: Connection, asked: PullVolume, head: Head, room: Room) -> int:
    """Return the number of the last fact to give, and take its room; at least one fact fits."""
    end = min(head.number, asked.after + room.facts)
    query = select(FACT.c.number, func.length(FACT.c.body))
    between = FACT.c.number.between(asked.after + 1, end)
    last = asked.after
    for number, size in connection.execute(
        query.where(FACT.c.volume == asked.volume, between).order_by(FACT.c.number)
    ):
        if room.size <= 0:
            break
        room.size -= size or 0
        room.facts -= 1
        last = number
    return last


def _rows(connection: Connection, asked: PullVolume, last: int) -> Sequence[Any]:
    if last <= asked.after:
        return ()
    between = FACT.c.number.between(asked.after + 1, last)
    query = select(FACT).where(FACT.c.volume == asked.volume, between).order_by(FACT.c.number)
    return connection.execute(query).all()


def _wire(row: Any) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "kind": row.kind,
        "subject": row.subject,
        "device": row.device,
        "author": row.author,
        "recorded_at": row.recorded_at,
    }
    if row.v != 1:
        wire["v"] = row.v
    if row.supersedes:
        wire["supersedes"] = row.supersedes.split()
    if row.restates:
        wire["restates"] = row.restates
    if row.body is None:
        wire["body_sha256"] = row.body_sha256
    else:
        wire["salt"] = row.salt
        wire["body"] = msgspec.Raw(row.body)
    return wire


def _seals(connection: Connection, volume: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return for each device of the page its last seal within it, which covers what is before,
    and its first, so that no two seals a laptop gets are further apart than a push reaches."""
    reach: dict[str, tuple[int, int]] = {}
    for row in rows:
        first, last = reach.get(row.device, (row.seq, row.seq))
        reach[row.device] = (min(first, row.seq), max(last, row.seq))
    found = []
    for device, (first, last) in sorted(reach.items()):
        chain = (SEAL.c.volume == volume, SEAL.c.device == device)
        within = (*chain, SEAL.c.seq.between(first, last))
        ends = (select(end(SEAL.c.seq)).where(*within) for end in (func.min, func.max))
        query = select(SEAL.c.device, SEAL.c.seq, SEAL.c.tip, SEAL.c.signature)
        query = query.where(*chain, or_(*(SEAL.c.seq == end.scalar_subquery() for end in ends)))
        found += [dict(row) for row in connection.execute(query.order_by(SEAL.c.seq)).mappings()]
    return found


def _keys(connection: Connection, pages: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    codes = sorted({fact["device"] for page in pages for fact in page["facts"]})
    query = select(DEVICE.c.code, DEVICE.c.public_key, DEVICE.c.certificate)
    rows = connection.execute(query.where(DEVICE.c.code.in_(codes)).order_by(DEVICE.c.code))
    return [{"device": code, "public_key": key, "certificate": word} for code, key, word in rows]
