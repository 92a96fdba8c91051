"""Import of a bundle that came without a network: checked whole, then pushed like any other.

The file is read three times, never into memory: its signature, its content (nothing is written
yet), then record by record through ``ledger.push`` and onto the media. So a bundle that is
damaged, foreign, malformed or out of turn changes nothing, and one that is cut short by a crash
is imported again. The answer holds what a push would have answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, select

from inspector_app.central import bundles_blobs, ledger
from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.bundles_problems import EarlierBundleMissing
from inspector_app.central.tables import CHAIN, DEVICE
from inspector_app.domain.envelope import (
    Box,
    BundleForeign,
    BundleMalformed,
    SenderUnknown,
    check_signature,
    look,
    opened,
    shared_secret,
)
from inspector_app.domain.envelope_content import (
    Answer,
    KeptBlob,
    Manifest,
    Record,
    Result,
    answer_bytes,
    read_manifest,
    records,
)
from inspector_app.logs import LOGGER
from inspector_app.protocol import MAX_FACTS, PushBatch, PushRequest, PushResult

AT_ONCE = 8 * 1024 * 1024  # bytes of facts in one transaction


@dataclass(frozen=True, slots=True)
class Imported:
    """What a bundle brought: facts and blobs that were new, and the answer for its sender.

    ``refused`` batches stand in the answer with their codes; ``held`` facts wait for an
    assignment."""

    device: str
    bundle: str
    part: int
    parts: int
    facts: int
    held: int
    refused: int
    blobs: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class _Opened:
    """A bundle that this central can read, with its sender; ``digest`` is the file's SHA-256."""

    box: Box
    caller: Caller
    secret: bytes
    digest: str

    def records(self) -> Iterator[Record]:
        return records(opened(self.box, self.secret))


def import_bundle(central: Central, file: Path) -> Imported:
    """Take a laptop's bundle; the same one again changes nothing and gets an answer again.

    Raises a BundleProblem that says why not, EarlierBundleMissing where it goes on from facts
    that central does not hold; nothing is changed then.
    """
    bundle = _opened(central, file)
    manifest, known = _checked(central, bundle)
    taken = _Taken(central, bundle.caller, known)
    for record in bundle.records():
        taken.take(record)
    taken.flush()
    answer = Answer(
        organisation=central.organisation.dossier,
        device=bundle.caller.device,
        bundle=bundle.box.head.bundle,
        sha256=bundle.digest,
        at=central.time(),
        results=tuple(taken.results),
        blobs=tuple(taken.kept),
    )
    LOGGER.info("bundle: %d batches, %d new facts", len(taken.results), taken.facts)
    return Imported(
        device=bundle.caller.device,
        bundle=manifest.bundle,
        part=manifest.part,
        parts=manifest.parts,
        facts=taken.facts,
        held=taken.held,
        refused=sum(one.state in ("refused", "forked") for one in taken.results),
        blobs=taken.blobs,
        answer=answer_bytes(answer, central.organisation.signing),
    )


def _opened(central: Central, file: Path) -> _Opened:
    box = look(file)
    own = central.organisation
    if box.head.to != own.bundles.public_key().public_bytes_raw().hex() or box.head.lock:
        raise BundleForeign()
    query = select(DEVICE.c.person, DEVICE.c.public_key).where(DEVICE.c.code == box.head.device)
    with central.database.read() as connection:
        device = connection.execute(query).one_or_none()
    # A withdrawn device's evidence is taken too: the ledger holds it until it is admitted.
    if device is None or device.public_key != box.head.key:
        raise SenderUnknown(device=box.head.device)
    digest = check_signature(box)
    caller = Caller(box.head.device, device.person)
    return _Opened(box, caller, shared_secret(own.bundles, box.head.ephemeral), digest)


Known = dict[tuple[str, str], int]  # (volume, device) → how far central held the chain before


def _checked(central: Central, bundle: _Opened) -> tuple[Manifest, Known]:
    """Read all of it and write nothing; return its manifest and what central held before it."""
    manifest: Manifest | None = None
    known: Known = {}
    reached: Known = {}
    with central.database.read() as connection:
        for record in bundle.records():
            if record.line.kind == "manifest":
                manifest = _own_manifest(central, bundle, record)
            elif record.line.kind == "push":
                _check_turn(connection, read_batch(record), (known, reached))
            elif record.line.kind == "blob":
                dossiers = {volume.partition("/")[0] for volume, _device in reached}
                _check_blob(central, connection, bundle.caller, record, dossiers)
            else:
                raise BundleMalformed(reason=record.line.kind)
    if manifest is None:
        raise BundleMalformed(reason="manifest")
    return manifest, known


def _own_manifest(central: Central, bundle: _Opened, record: Record) -> Manifest:
    manifest = read_manifest(record)
    if manifest.organisation != central.organisation.dossier:
        raise BundleForeign()
    if manifest.bundle != bundle.box.head.bundle:
        raise BundleMalformed(reason="manifest")
    return manifest


def read_batch(record: Record) -> PushBatch:
    """Return the batch of a ``push`` record; raises BundleMalformed."""
    try:
        return PushBatch.model_validate_json(record.whole())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])[:80]
        raise BundleMalformed(reason=f"{place}: {first['type']}") from error


def _check_turn(connection: Connection, batch: PushBatch, seen: tuple[Known, Known]) -> None:
    """Raise EarlierBundleMissing where a batch goes on from a link that is nowhere yet."""
    known, reached = seen
    place = (batch.volume, batch.device)
    if place not in known:
        here = (CHAIN.c.volume == batch.volume, CHAIN.c.device == batch.device)
        held = connection.execute(select(CHAIN.c.seq).where(*here)).scalar_one_or_none() or 0
        known[place] = reached[place] = held
    if batch.first_seq > reached[place] + 1:
        raise EarlierBundleMissing(volume=batch.volume, seq=reached[place] + 1)
    reached[place] = max(reached[place], batch.first_seq + len(batch.facts) - 1)


def _check_blob(
    central: Central, connection: Connection, caller: Caller, record: Record, dossiers: set[str]
) -> None:
    line = record.line
    if line.dossier not in dossiers and not bundles_blobs.may_send(
        central, connection, caller, line.dossier
    ):
        # An honest bundle names no file before the facts that name it.
        raise EarlierBundleMissing(volume=line.dossier, seq=1)
    digest = sha256()
    for piece in record.payload:
        digest.update(piece)
    if digest.hexdigest() != line.sha256:
        raise BundleMalformed(reason="a file is not the one that is named")


@dataclass(slots=True)
class _Taken:
    """What was taken so far; batches wait until a transaction is full or a blob needs them."""

    central: Central
    caller: Caller
    known: Known
    results: list[Result] = field(default_factory=list)
    kept: list[KeptBlob] = field(default_factory=list)
    facts: int = 0
    held: int = 0
    blobs: int = 0
    _waiting: list[PushBatch] = field(default_factory=list)
    _size: int = 0

    def take(self, record: Record) -> None:
        """Take one record of a bundle that was checked."""
        if record.line.kind == "push":
            self._batch(read_batch(record), record.line.size)
        elif record.line.kind == "blob":
            self.flush()
            self._blob(record)

    def flush(self) -> None:
        """Push what waits."""
        if not self._waiting:
            return
        request = PushRequest.model_construct(batches=tuple(self._waiting))
        answer = ledger.push(self.central, self.caller.person, request)
        self._waiting, self._size = [], 0
        for result in answer.results:
            self._count(result)
            self.results.append(_result(result))

    def _batch(self, batch: PushBatch, size: int) -> None:
        count = sum(len(one.facts) for one in self._waiting) + len(batch.facts)
        if count > MAX_FACTS or self._size + size > AT_ONCE:
            self.flush()
        self._waiting.append(batch)
        self._size += size

    def _count(self, result: PushResult) -> None:
        place = (result.volume, result.device)
        if result.state not in ("accepted", "held"):
            return
        fresh = max(0, result.seq - self.known.get(place, 0))
        self.known[place] = max(result.seq, self.known.get(place, 0))
        self.facts += fresh
        self.held += fresh if result.state == "held" else 0

    def _blob(self, record: Record) -> None:
        line = record.line
        kept = bundles_blobs.keep(self.central, self.caller, line, record.payload)
        if kept is not None:
            self.kept.append(KeptBlob(line.dossier, line.sha256))
            self.blobs += kept


def _result(result: PushResult) -> Result:
    return Result(
        volume=result.volume,
        device=result.device,
        state=result.state,  # type: ignore[arg-type]  # its pattern names the same four
        seq=result.seq,
        tip=result.tip,
        code=result.code,
        receipt=result.receipt.receipt() if result.receipt else None,
    )
