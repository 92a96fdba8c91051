"""The ledger: the only writer of facts. Pushes of laptops, acts of central, admissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection, delete, select

from inspector_app.central.agency import Central
from inspector_app.central.book import IN_LIST, ChainHead, Page, fact_of, open_page
from inspector_app.central.problems import TooLarge
from inspector_app.central.tables import ASSIGNMENT, DEVICE, HELD
from inspector_app.domain.canonical import NotCanonical
from inspector_app.domain.facts import (
    SALT_BYTES,
    Act,
    Author,
    Fact,
    FactDamaged,
    Tip,
    Volume,
    record,
)
from inspector_app.domain.seals import Receipt, check_seal, receipt, seal
from inspector_app.protocol import (
    MAX_FACTS,
    PushAnswer,
    PushBatch,
    PushRequest,
    PushResult,
    WireReceipt,
    from_wire,
    held_lane,
)

MALFORMED = "PUSH-01"  # a fact that cannot be rebuilt
UNSEALED = "PUSH-02"  # the seal is not the device's over this batch
GAP = "PUSH-03"  # send from the link that the result names
UNKNOWN_DEVICE = "PUSH-04"
PARTED = "PUSH-05"  # the chains part before this batch: send from the start


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch whose facts were rebuilt and whose seal holds; ``code`` says why not."""

    volume: Volume
    device: str
    sent: PushBatch
    facts: tuple[Fact, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """A device as far as writing is concerned."""

    public_key: str
    person: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class Writers:
    """Who may write where: the devices of a push and what their persons are assigned."""

    owners: dict[str, Owner]
    assigned: frozenset[tuple[str, str]]  # (person, dossier)
    pusher: str
    central: str  # central's own device
    own_dossier: str

    def may_write(self, fact: Fact) -> bool:
        """Tell whether the fact is folded at once; else it goes to the held lane.

        An assigned person's own facts are, and a colleague's that an assigned person brings;
        nobody writes in another's name, and only central in the organisation dossier.
        """
        owner = self.owners[fact.device]
        if fact.device == self.central:
            return True
        if fact.dossier == self.own_dossier or fact.author != owner.person:
            return False
        if (owner.person, fact.dossier) in self.assigned and not owner.revoked:
            return True
        return self.pusher != owner.person and (self.pusher, fact.dossier) in self.assigned


def push(central: Central, person: str, request: PushRequest) -> PushAnswer:
    """Take batches of facts; each stands or falls alone, and repeating one changes nothing.

    ``person`` is who sends them; facts of other devices are accepted by their seals. Raises
    TooLarge where there are more facts than one push may carry.
    """
    if sum(len(batch.facts) for batch in request.batches) > MAX_FACTS:
        raise TooLarge(limit=f"{MAX_FACTS} facts")
    rebuilt = [_rebuilt(batch) for batch in request.batches]
    with central.database.read() as connection:
        writers = _writers(central, connection, person, rebuilt)
    batches = [_sealed(batch, writers) for batch in rebuilt]
    with central.database.write() as connection:
        good = [batch for batch in batches if not batch.code]
        page = open_page(connection, (b.device for b in good), (b.volume for b in good))
        results = [_take(page, batch, writers) for batch in batches]
        page.write(central.chance(8).hex())
    return PushAnswer(results=_receipted(central, page, results))


def _rebuilt(sent: PushBatch) -> Batch:
    volume = Volume.parse(sent.volume)
    batch = Batch(volume, sent.device, sent)
    if (sent.first_seq == 1) != (sent.prev == "") or not _is_proper(volume, sent.volume):
        return replace(batch, code=MALFORMED)
    try:
        return replace(batch, facts=tuple(_chained(sent, volume)))
    except (FactDamaged, NotCanonical, OverflowError, RecursionError):
        return replace(batch, code=MALFORMED)


def _is_proper(volume: Volume, name: str) -> bool:
    try:
        return f"{UUID(volume.dossier)}/{volume.year}" == name
    except ValueError:
        return False


def _chained(sent: PushBatch, volume: Volume) -> Iterator[Fact]:
    tip = Tip(sent.first_seq - 1, sent.prev)
    for wire in sent.facts:
        fact = from_wire(wire, volume, sent.device, tip)
        if fact.body is None:
            raise FactDamaged(fact=fact.id, reason="the body is missing")
        if "\x00" in f"{fact.kind}{fact.subject}{fact.author}{fact.recorded_at}{fact.restates}":
            raise FactDamaged(fact=fact.id, reason="a NUL character")
        tip = Tip(fact.seq, fact.id)
        yield fact


def _writers(
    central: Central, connection: Connection, person: str, batches: Sequence[Batch]
) -> Writers:
    codes = sorted({batch.device for batch in batches})
    owners = {
        row.code: Owner(row.public_key, row.person, bool(row.revoked_at))
        for some in _slices(codes)
        for row in connection.execute(select(DEVICE).where(DEVICE.c.code.in_(some)))
    }
    persons = sorted({person, *(owner.person for owner in owners.values())})
    dossiers = sorted({batch.volume.dossier for batch in batches})
    query = select(ASSIGNMENT.c.person, ASSIGNMENT.c.dossier)
    assigned = frozenset(
        (row.person, row.dossier)
        for some in _slices(dossiers)
        for row in connection.execute(
            query.where(ASSIGNMENT.c.dossier.in_(some), ASSIGNMENT.c.person.in_(persons))
        )
    )
    own = central.organisation
    return Writers(owners, assigned, person, own.device, own.dossier)


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + IN_LIST] for at in range(0, len(values), IN_LIST))


def _sealed(batch: Batch, writers: Writers) -> Batch:
    if batch.code:
        return batch
    if batch.device not in writers.owners:
        return replace(batch, code=UNKNOWN_DEVICE)
    made = batch.sent.seal.seal(batch.sent.volume)
    last = batch.facts[-1]
    if (made.device, made.seq, made.tip) != (batch.device, last.seq, last.id):
        return replace(batch, code=UNSEALED)
    try:
        check_seal(made, writers.owners[batch.device].public_key)
    except FactDamaged:
        return replace(batch, code=UNSEALED)
    return batch


def _take(page: Page, batch: Batch, writers: Writers) -> PushResult:
    """Decide one batch against the chain as it stands, and write what is new of it."""
    if batch.code:
        return _result(batch, "refused", Tip(), batch.code)
    head = page.chain(batch.sent.volume, batch.device)
    first = batch.facts[0].seq
    if first > head.tip.seq + 1:
        return _result(batch, "refused", head.tip, GAP)
    parted = _parted(page, batch, head)
    if parted is not None:
        return parted
    fresh = [fact for fact in batch.facts if fact.seq > head.tip.seq]
    for fact in fresh:
        if head.held_from or not writers.may_write(fact):
            page.hold(fact)
        else:
            page.number(fact)
    if fresh:
        page.seal(batch.sent.seal.seal(batch.sent.volume))
    last = batch.facts[-1].seq
    held = 0 < head.held_from <= last
    return _result(batch, "held" if held else "accepted", head.tip)


def _parted(page: Page, batch: Batch, head: ChainHead) -> PushResult | None:
    """Return the result where the batch contradicts what is known of the device's chain."""
    first = batch.facts[0].seq
    known = page.known(batch.sent.volume, batch.device, first - 1, head.tip.seq)
    if first > 1 and known.get(first - 1) != batch.sent.prev:
        return _result(batch, "refused", Tip(), PARTED)
    for fact in batch.facts:
        if fact.seq in known and known[fact.seq] != fact.id:
            common = Tip(fact.seq - 1, known.get(fact.seq - 1, ""))
            return _result(batch, "forked", common)
    return None


def _result(batch: Batch, state: str, tip: Tip, code: str = "") -> PushResult:
    return PushResult(
        volume=batch.sent.volume,
        device=batch.device,
        state=state,
        seq=tip.seq,
        tip=tip.id,
        code=code,
    )


def _receipted(
    central: Central, page: Page, results: Sequence[PushResult]
) -> tuple[PushResult, ...]:
    at = central.time()
    receipts: dict[str, Receipt] = {}
    return tuple(_with_receipt(central, page, one, (receipts, at)) for one in results)


def _with_receipt(
    central: Central, page: Page, result: PushResult, made: tuple[dict[str, Receipt], str]
) -> PushResult:
    receipts, at = made
    signing = central.organisation.signing
    if result.state == "held":
        lane = held_lane(result.volume, result.device)
        word = receipt(signing, lane, result.seq, result.tip, at)
    elif result.state == "accepted":
        head = page.volumes[result.volume]
        word = receipts.get(result.volume) or receipt(
            signing, result.volume, head.number, head.chain, at
        )
        receipts[result.volume] = word
    else:
        return result
    return result.model_copy(update={"receipt": WireReceipt.of(word)})


def append(central: Central, acts: Iterable[Act], person: str) -> tuple[Fact, ...]:
    """Record acts of central's own staff, all or none; returns their facts."""
    with central.database.write() as connection:
        return append_in(central, connection, tuple(acts), person)


def append_in(
    central: Central, connection: Connection, acts: Sequence[Act], person: str
) -> tuple[Fact, ...]:
    """Record acts within a transaction that the caller holds."""
    own = central.organisation
    volumes = {Volume(act.dossier, act.year) for act in acts}
    page = open_page(connection, [own.device], volumes)
    author = Author(own.device, person)
    at = central.time()
    made = []
    for act in acts:
        tip = page.chain(str(Volume(act.dossier, act.year)), own.device).tip
        fact = record(act, author, tip, at, central.chance(SALT_BYTES))
        page.number(fact)
        made.append(fact)
    for volume in volumes:
        tip = page.chain(str(volume), own.device).tip
        page.seal(seal(own.signing, volume, own.device, tip))
    page.write(central.chance(8).hex())
    return tuple(made)


def admit(central: Central, dossier: str, device: str) -> int:
    """Number what is held of a device in a dossier, so that it is folded; returns how many."""
    with central.database.write() as connection:
        return admit_in(central, connection, dossier, [device])


def admit_in(central: Central, connection: Connection, dossier: str, devices: Sequence[str]) -> int:
    """Admit within a transaction that the caller holds."""
    here = (HELD.c.device.in_(devices), HELD.c.volume.like(f"{dossier}/%"))
    names = connection.execute(select(HELD.c.volume).where(*here).distinct()).scalars().all()
    if not names:
        return 0
    page = open_page(connection, devices, [Volume.parse(name) for name in names])
    locked = (HELD.c.device.in_(devices), HELD.c.volume.in_(names))
    order = (HELD.c.volume, HELD.c.device, HELD.c.seq)
    rows = connection.execute(select(HELD).where(*locked).order_by(*order)).all()
    connection.execute(delete(HELD).where(*locked))
    for row in rows:
        page.number(fact_of(row))
        page.chain(row.volume, row.device).held_from = 0
    page.write(central.chance(8).hex())
    return len(rows)
