"""Push: this device's facts, volume by volume, until central's signed receipt covers them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.facts import Fact, Tip, Volume, first_chain, next_chain
from inspector_app.domain.seals import Receipt, check_receipt, seal
from inspector_app.protocol import (
    MAX_FACTS,
    PushBatch,
    PushRequest,
    PushResult,
    WireSeal,
    to_wire,
)
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.problems import CentralRefused, Forked
from inspector_app.sync.stage import Progress, Stage


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many facts central acknowledged; ``held`` of them wait for an assignment."""

    facts: int
    held: int


def push_facts(link: Link, workspace: Workspace, progress: Progress) -> Pushed:
    """Hand over every fact that central has not acknowledged."""
    with workspace.reading() as reader:
        unsent = reader.unsent()
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(reader.setting("device_key")))
        central_key = reader.setting("central_key")
    total = sum(len(facts) for _volume, facts in unsent)
    done = held = 0
    for request in _requests(unsent, private):
        answer = link.push(request)
        for batch, result in zip(request.batches, answer.results, strict=True):
            held += _settle(workspace, batch, result, central_key)
        done += sum(len(batch.facts) for batch in request.batches)
        progress(Stage("push", done, total))
    return Pushed(done, held)


def _requests(
    unsent: Sequence[tuple[Volume, Sequence[Fact]]], private: Ed25519PrivateKey
) -> Iterator[PushRequest]:
    """Fill requests up to MAX_FACTS facts; a volume too long for one is split in order."""
    batches: list[PushBatch] = []
    room = MAX_FACTS
    for volume, facts in unsent:
        rest = list(facts)
        while rest:
            part, rest = rest[:room], rest[room:]
            batches.append(_batch(volume, part, private))
            room -= len(part)
            if room == 0:
                yield PushRequest.model_construct(batches=tuple(batches))
                batches, room = [], MAX_FACTS
    if batches:
        yield PushRequest.model_construct(batches=tuple(batches))


def _batch(volume: Volume, facts: Sequence[Fact], private: Ed25519PrivateKey) -> PushBatch:
    first, last = facts[0], facts[-1]
    made = seal(private, volume, last.device, Tip(last.seq, last.id))
    return PushBatch.model_construct(
        volume=str(volume),
        device=last.device,
        first_seq=first.seq,
        prev=first.prev,
        facts=tuple(to_wire(fact, with_device=False) for fact in facts),
        seal=WireSeal.of(made),
    )


def _settle(workspace: Workspace, batch: PushBatch, result: PushResult, central_key: str) -> int:
    """Acknowledge what central proved to hold; returns how many facts are held."""
    if result.state == "forked":
        raise Forked
    if result.state == "refused" or result.receipt is None:
        raise CentralRefused(said=batch.volume, central_code=result.code, advice="")
    receipt = result.receipt.receipt()
    check_receipt(receipt, central_key)
    volume = Volume.parse(batch.volume)
    with workspace.transaction() as tx:
        # Only what is ours and equal to central's word counts as acknowledged.
        own = tx.fact_at(volume, batch.device, result.seq)
        if own is None or own.id != result.tip:
            raise Forked
        tx.acknowledge(volume, batch.device, result.seq)
        tx.add_receipt(receipt)
        _number(tx, volume, batch, receipt)
        tx.add_seals(volume, [batch.seal.seal(batch.volume)])
    return len(batch.facts) if result.state == "held" else 0


def _number(tx: Transaction, volume: Volume, batch: PushBatch, receipt: Receipt) -> None:
    """Give our own facts central's numbers where the receipt's chain proves that they came right
    behind what we hold; so they need not be pulled back. Otherwise the pull settles it."""
    cursor = tx.cursor(volume)
    facts = tx.chain_facts(volume, batch.device, after=batch.first_seq - 1)[: len(batch.facts)]
    if cursor.number + len(facts) != receipt.number:
        return
    chain = cursor.chain or first_chain(volume)
    for fact in facts:
        chain = next_chain(chain, fact.id)
    if chain == receipt.chain:
        tx.receive(volume, facts, after=cursor.number, number=receipt.number, chain=chain)
