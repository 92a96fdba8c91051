"""Up: this central's facts, anyone's, chain by chain under the seals they came with; then files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, text

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.book import fact_of
from inspector_app.central.erasing import is_erased_blob
from inspector_app.central.exchange_tables import UPSTREAM_BLOB, UPSTREAM_CHAIN
from inspector_app.central.journal import warn
from inspector_app.central.ledger import GAP
from inspector_app.central.tables import CHAIN, DEVICE, FACT, SEAL
from inspector_app.central.upstream_link import PIECE, Upstream
from inspector_app.domain.facts import Fact
from inspector_app.domain.kinds import blobs_of
from inspector_app.domain.seals import check_receipt
from inspector_app.protocol import (
    MAX_FACTS,
    BlobQuery,
    PushBatch,
    PushRequest,
    PushResult,
    WireKey,
    WireSeal,
    to_wire,
)

QUERY = 500
_REACHED = text(
    "INSERT INTO upstream_chain (volume, device, seq) VALUES (:volume, :device, :seq)"
    " ON CONFLICT (volume, device) DO UPDATE SET seq = excluded.seq"
)
_WANTED = text(
    "INSERT INTO upstream_blob (dossier, sha256, size) VALUES (:dossier, :sha256, :size)"
    " ON CONFLICT (dossier, sha256) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Facts of one chain up to a seal."""

    facts: tuple[Fact, ...]
    seal: WireSeal

    def batch(self) -> PushBatch:
        """Return the run as it travels."""
        first = self.facts[0]
        return PushBatch.model_construct(
            volume=str(first.volume),
            device=first.device,
            first_seq=first.seq,
            prev=first.prev,
            facts=tuple(to_wire(fact, with_device=False) for fact in self.facts),
            seal=self.seal,
        )


def push_up(central: Central, link: Upstream, public_key: str) -> tuple[int, int]:
    """Hand over what the central above has not receipted; return (facts handed over, runs that it
    does not take yet)."""
    pushed = waiting = 0
    for request, runs in _requests(central):
        for run, result in zip(runs, link.push(request).results, strict=True):
            taken = _settle(central, run, result, public_key)
            pushed += len(run.facts) if taken else 0
            waiting += not taken
    return pushed, waiting


def _requests(central: Central) -> Iterator[tuple[PushRequest, list[Run]]]:
    runs: list[Run] = []
    count = 0
    for run in _runs(central):
        if runs and count + len(run.facts) > MAX_FACTS:
            yield _request(central, runs), runs
            runs, count = [], 0
        runs.append(run)
        count += len(run.facts)
    if runs:
        yield _request(central, runs), runs


def _request(central: Central, runs: Sequence[Run]) -> PushRequest:
    codes = sorted({run.seal.device for run in runs})
    query = select(DEVICE.c.code, DEVICE.c.public_key, DEVICE.c.certificate)
    with central.database.read() as connection:
        rows = connection.execute(query.where(DEVICE.c.code.in_(codes))).all()
    return PushRequest.model_construct(
        batches=tuple(run.batch() for run in runs),
        keys=tuple(WireKey(device=code, public_key=key, certificate=c) for code, key, c in rows),
    )


def _runs(central: Central) -> Iterator[Run]:
    """Yield what is to be sent; this central's own chains first: they hold the erasures."""
    for volume, device, sent in _unsent(central):
        with central.database.read() as connection:
            here = (FACT.c.volume == volume, FACT.c.device == device, FACT.c.seq > sent)
            rows = connection.execute(select(FACT).where(*here).order_by(FACT.c.seq)).all()
            seals = _seals(connection, (volume, device), sent)
        yield from _sealed_runs([fact_of(row) for row in rows], seals)


def _unsent(central: Central) -> list[tuple[str, str, int]]:
    same = and_(
        UPSTREAM_CHAIN.c.volume == CHAIN.c.volume, UPSTREAM_CHAIN.c.device == CHAIN.c.device
    )
    sent = func.coalesce(UPSTREAM_CHAIN.c.seq, 0)
    own = (DEVICE.c.person != STAFF).label("later")
    query = (
        select(CHAIN.c.volume, CHAIN.c.device, sent)
        .join(UPSTREAM_CHAIN, same, isouter=True)
        .join(DEVICE, DEVICE.c.code == CHAIN.c.device)
        .where(CHAIN.c.seq > sent)
        .order_by(own, CHAIN.c.volume, CHAIN.c.device)
    )
    with central.database.read() as connection:
        return [(volume, device, int(seq)) for volume, device, seq in connection.execute(query)]


def _seals(connection: Connection, chain: tuple[str, str], sent: int) -> list[WireSeal]:
    volume, device = chain
    here = (SEAL.c.volume == volume, SEAL.c.device == device, SEAL.c.seq > sent)
    rows = connection.execute(select(SEAL).where(*here).order_by(SEAL.c.seq)).mappings()
    return [WireSeal(**{k: row[k] for k in ("device", "seq", "tip", "signature")}) for row in rows]


def _sealed_runs(facts: Sequence[Fact], seals: Sequence[WireSeal]) -> Iterator[Run]:
    """Yield the facts seal by seal; what is still held here has no number and stays."""
    rest = list(facts)
    for seal in seals:
        count = next((n for n, fact in enumerate(rest, 1) if fact.id == seal.tip), 0)
        if count == 0:
            return
        yield Run(tuple(rest[:count]), seal)
        rest = rest[count:]


def _settle(central: Central, run: Run, result: PushResult, public_key: str) -> bool:
    last = run.facts[-1]
    place = {"volume": str(last.volume), "device": last.device}
    if result.state in ("accepted", "held") and result.receipt is not None:
        check_receipt(result.receipt.receipt(), public_key)
        blobs = [
            {"dossier": fact.dossier, "sha256": sha256, "size": size}
            for fact in run.facts
            for sha256, size in blobs_of(fact)
        ]
        with central.database.write() as connection:
            connection.execute(_REACHED, place | {"seq": last.seq})
            if blobs:
                connection.execute(_WANTED, blobs)
        return True
    if result.code == GAP:  # it has less than it said: it was restored
        with central.database.write() as connection:
            connection.execute(_REACHED, place | {"seq": result.seq})
    warn("upstream", state=result.state, code=result.code, device=last.device)
    return False


def send_up(central: Central, link: Upstream) -> int:
    """Send the files that facts above name and that are here; return how many it now holds."""
    by_dossier: dict[str, list[Any]] = defaultdict(list)
    order = (UPSTREAM_BLOB.c.dossier, UPSTREAM_BLOB.c.sha256)
    with central.database.read() as connection:
        rows = connection.execute(select(UPSTREAM_BLOB).order_by(*order)).all()
        for row in rows:
            by_dossier[row.dossier].append(row)
    return sum(_send_some(central, link, d, some) for d, some in by_dossier.items())


def _send_some(central: Central, link: Upstream, dossier: str, rows: Sequence[Any]) -> int:
    done = 0
    for _place, group in groupby(enumerate(rows), key=lambda one: one[0] // QUERY):
        digests = tuple(row.sha256 for _n, row in group)
        for state in link.blob_states(BlobQuery(dossier=dossier, blobs=digests)).states:
            if state.complete or _sent(central, link, dossier, state.sha256):
                _settled(central, dossier, state.sha256)
                done += 1
    return done


def _sent(central: Central, link: Upstream, dossier: str, digest: str) -> bool:
    with central.database.read() as connection:
        if is_erased_blob(connection, dossier, digest):
            return True
    size = central.media.size(dossier, digest)
    if size is None:
        return False  # a laptop has not sent it yet
    starts = range(0, size, PIECE)
    pieces = (
        b"".join(central.media.read(dossier, digest, at, min(at + PIECE, size))) for at in starts
    )
    link.send_blob((dossier, digest), size, pieces)
    return True


def _settled(central: Central, dossier: str, digest: str) -> None:
    here = (UPSTREAM_BLOB.c.dossier == dossier, UPSTREAM_BLOB.c.sha256 == digest)
    with central.database.write() as connection:
        connection.execute(delete(UPSTREAM_BLOB).where(*here))
