"""The ledger: the only writer of facts. Pushes of laptops, acts of central, admissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection, delete, select

from inspector_app.central import erasing
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.book import IN_LIST, ChainHead, Page, fact_of, open_page
from inspector_app.central.problems import TooLarge
from inspector_app.central.strangers import acquaint, devices_below, require_own
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
from inspector_app.domain.seals import Receipt, Seal, check_seal, receipt, seal
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
BODILESS = "PUSH-06"  # a body is missing that central does not know to be erased: send it later
WITHDRAWN = "PUSH-07"  # beside "held": the device was withdrawn, and is locked once all is here


@dataclass(frozen=True, slots=True)
class Owner:
    """A device as far as writing is concerned; ``is_central``: of this central, or of one below.

    ``authority``: the central below whose device it is. ``person`` is "" where it is not known."""

    public_key: str
    person: str
    revoked: bool = False
    is_central: bool = False
    authority: str = ""


NOBODY = Owner("", "")


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch whose facts were rebuilt and whose seal holds, with the device's owner; ``code``
    says why not."""

    volume: Volume
    device: str
    sent: PushBatch
    facts: tuple[Fact, ...] = ()
    code: str = ""
    owner: Owner = NOBODY


@dataclass(frozen=True, slots=True)
class Writers:
    """Who may write where: the devices of a push and what their persons are assigned.

    Central's codes are unique; a device of a central below may have the same code as one of ours,
    so a code has several candidates, and the seal tells which one it is."""

    owners: dict[str, tuple[Owner, ...]]
    assigned: frozenset[tuple[str, str]]  # (person, dossier)
    pusher: str
    own_dossier: str

    def may_write(self, fact: Fact, owner: Owner) -> bool:
        """Tell whether the fact is folded at once; else it goes to the held lane.

        An assigned person's own facts are, and a colleague's that an assigned person brings;
        nobody writes in another's name, only central in the organisation dossier, and no laptop
        erases what others recorded.
        """
        if owner.is_central and not owner.authority:
            return True
        if fact.dossier == self.own_dossier:
            return False
        if fact.kind == erasing.KIND and not owner.is_central:
            return False
        brought = (self.pusher, fact.dossier) in self.assigned
        if owner.authority or not owner.person:  # proved by a certificate; the bringer answers
            return brought
        own = (owner.person, fact.dossier) in self.assigned and not owner.revoked
        return fact.author == owner.person and (own or (brought and self.pusher != owner.person))


def push(central: Central, person: str, request: PushRequest) -> PushAnswer:
    """Take batches of facts; each stands or falls alone, and repeating one changes nothing.

    ``person`` is who sends them; facts of other devices are accepted by their seals. Raises
    TooLarge where there are more facts than one push may carry.
    """
    if sum(len(batch.facts) for batch in request.batches) > MAX_FACTS:
        raise TooLarge(limit=f"{MAX_FACTS} facts")
    rebuilt = [_rebuilt(batch) for batch in request.batches]
    if request.keys:
        acquaint(central, person, request)
    with central.database.read() as connection:
        writers = _writers(central, connection, person, rebuilt)
    batches = [_sealed(batch, writers) for batch in rebuilt]
    with central.database.write() as connection:
        page = _page_for(connection, [batch for batch in batches if not batch.code])
        results = [_take(page, batch, writers) for batch in batches]
        page.write(central.chance(8).hex())
    if page.erasures:
        erasing.remove_erased_blobs(central, page.erasures)
    return PushAnswer(results=_receipted(central, page, results))


def _page_for(connection: Connection, batches: Sequence[Batch]) -> Page:
    facts = [fact for batch in batches for fact in batch.facts]
    volumes = [batch.volume for batch in batches]
    volumes += erasing.volumes_of(connection, (f.dossier for f in facts if f.kind == erasing.KIND))
    page = open_page(connection, (batch.device for batch in batches), volumes)
    page.erased = erasing.erased_among(connection, facts)
    return page


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
        if "\x00" in f"{fact.kind}{fact.subject}{fact.author}{fact.recorded_at}{fact.restates}":
            raise FactDamaged(fact=fact.id, reason="a NUL character")
        tip = Tip(fact.seq, fact.id)
        yield fact


def _writers(
    central: Central, connection: Connection, person: str, batches: Sequence[Batch]
) -> Writers:
    codes = sorted({batch.device for batch in batches})
    owners: dict[str, tuple[Owner, ...]] = {
        row.code: (Owner(row.public_key, row.person, bool(row.revoked_at), row.person == STAFF),)
        for some in _slices(codes)
        for row in connection.execute(select(DEVICE).where(DEVICE.c.code.in_(some)))
    }
    persons = sorted({person, *(one.person for some in owners.values() for one in some)})
    for code, key, authority, is_central in devices_below(connection, person, codes):
        below = Owner(key, person, is_central=is_central, authority=authority)
        owners[code] = (below, *owners.get(code, ()))
    dossiers = sorted({batch.volume.dossier for batch in batches})
    query = select(ASSIGNMENT.c.person, ASSIGNMENT.c.dossier)
    assigned = frozenset(
        (row.person, row.dossier)
        for some in _slices(dossiers)
        for row in connection.execute(
            query.where(ASSIGNMENT.c.dossier.in_(some), ASSIGNMENT.c.person.in_(persons))
        )
    )
    return Writers(owners, assigned, person, central.organisation.dossier)


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
    for owner in writers.owners[batch.device]:
        if _is_sealed(made, owner.public_key):
            return replace(batch, owner=owner)
    return replace(batch, code=UNSEALED)


def _is_sealed(made: Seal, public_key: str) -> bool:
    try:
        check_seal(made, public_key)
    except FactDamaged:
        return False
    return True


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
    refused = _refused(page, batch, head, fresh)
    if refused is not None:
        return refused
    for fact in fresh:
        if head.held_from or not writers.may_write(fact, batch.owner):
            page.hold(fact)
        else:
            page.number(fact)
    if fresh:
        page.seal(batch.sent.seal.seal(batch.sent.volume))
    last = batch.facts[-1].seq
    held = 0 < head.held_from <= last
    withdrawn = WITHDRAWN if held and batch.owner.revoked else ""
    return _result(batch, "held" if held else "accepted", head.tip, withdrawn)


def _refused(page: Page, batch: Batch, head: ChainHead, fresh: Sequence[Fact]) -> PushResult | None:
    """Return the result where what is new of a batch cannot stand in the chain."""
    if fresh and batch.device in page.retired and not batch.owner.authority:
        return _result(batch, "forked", head.tip)
    if any(fact.body is None and not page.is_erased(fact) for fact in fresh):
        return _result(batch, "refused", head.tip, BODILESS)
    return None


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
    require_own(connection, {act.dossier for act in acts})
    volumes = {Volume(act.dossier, act.year) for act in acts}
    erased = (act.dossier for act in acts if act.kind == erasing.KIND)
    locked = {*volumes, *erasing.volumes_of(connection, erased)}
    page = open_page(connection, [own.device], locked)
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
    page.erased = erasing.erased_among(connection, map(fact_of, rows))
    for row in rows:
        page.number(fact_of(row))
        page.chain(row.volume, row.device).held_from = 0
    page.write(central.chance(8).hex())
    return len(rows)
