"""Push: this device's facts, volume by volume, until central's signed receipt covers them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.facts import NO_FACT, Fact, Tip, Volume, first_chain, next_chain
from inspector_app.domain.seals import Receipt, Seal, check_receipt, seal
from inspector_app.protocol import (
    PushBatch,
    PushRequest,
    PushResult,
    WireSeal,
    to_wire,
)
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.identity import mark_stale
from inspector_app.sync.pace import MAX_BYTES, Pace
from inspector_app.sync.problems import CentralRefused
from inspector_app.sync.settled import unsettle
from inspector_app.sync.stage import Progress, Stage

GAP = "PUSH-03"  # central lacks what is before the batch; it names where to go on
PARTED = "PUSH-05"  # the chains part before the batch
Run = tuple[Volume, Sequence[Fact]]  # consecutive facts of a device's chain in a volume
_OVERHEAD = 600  # bytes of a fact on the wire beside its body


@dataclass(slots=True)
class Pushed:
    """How many facts central acknowledged; ``held`` of them wait for an assignment; ``forked``
    where central knows this device by other facts; ``refused`` batches with central's code."""

    facts: int = 0
    held: int = 0
    forked: bool = False
    refused: list[CentralRefused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Signer:
    """This device as it signs what it sends."""

    device: str
    private: Ed25519PrivateKey
    central_key: str


class _Queue:
    """What is still to be sent, the urgent first; chains keep their order."""

    def __init__(self, unsent: Sequence[Run]) -> None:
        self._runs = deque((volume, deque(facts)) for volume, facts in unsent if facts)
        self._resent: set[Volume] = set()

    def __bool__(self) -> bool:
        return bool(self._runs)

    def take(self, facts: int) -> list[tuple[Volume, list[Fact]]]:
        """Take the next facts, at most so many and so many bytes, at least one."""
        taken: list[tuple[Volume, list[Fact]]] = []
        room, size = facts, MAX_BYTES
        while self._runs and room > 0 and size > 0:
            volume, run = self._runs[0]
            part: list[Fact] = []
            while run and room > 0 and size > 0:
                fact = run.popleft()
                part.append(fact)
                room, size = room - 1, size - wire_size(fact)
            taken.append((volume, part))
            if not run:
                self._runs.popleft()
        return taken

    def leave(self, volume: Volume) -> None:
        """Send no more of a volume whose chain central does not take."""
        self._runs = deque(one for one in self._runs if one[0] != volume)

    def resend(self, volume: Volume, facts: Sequence[Fact]) -> bool:
        """Send a volume's chain from an earlier place; False where that was tried before."""
        if volume in self._resent or not facts:
            return False
        self.leave(volume)
        self._resent.add(volume)
        self._runs.appendleft((volume, deque(facts)))
        return True

    def left(self) -> int:
        """Return how many facts wait."""
        return sum(len(run) for _volume, run in self._runs)


def wire_size(fact: Fact) -> int:
    """Return about how many bytes a fact takes on the wire, unpacked."""
    return len(fact.body or b"") + _OVERHEAD


def signer_of(workspace: Workspace) -> Signer:
    """Return this device as it signs what it sends."""
    with workspace.reading() as reader:
        key = bytes.fromhex(reader.setting("device_key"))
        return Signer(
            reader.setting("device"),
            Ed25519PrivateKey.from_private_bytes(key),
            reader.setting("central_key"),
        )


def push_facts(link: Link, workspace: Workspace, pace: Pace, progress: Progress) -> Pushed:
    """Hand over every fact of this device code that central has not acknowledged.

    A batch that central refuses holds up no other; a fork is only noted.
    """
    with workspace.reading() as reader:
        unsent = reader.unsent()
    return push_chains(link, workspace, unsent, pace, progress)


def push_chains(
    link: Link, workspace: Workspace, chains: Sequence[Run], pace: Pace, progress: Progress
) -> Pushed:
    """Hand over these facts, as far as they are of this device code; as ``push_facts``."""
    signer = signer_of(workspace)
    unsent = [one for one in chains if one[1] and one[1][0].device == signer.device]
    queue = _Queue(unsent)
    total = sum(wire_size(fact) for _volume, facts in unsent for fact in facts)
    pushed = Pushed()
    sent = 0
    while queue:
        taken = queue.take(pace.facts)
        request = _request(taken, signer)
        answer = pace.ask(workspace, partial(link.push, request)).results
        for run, batch, result in zip(taken, request.batches, answer, strict=True):
            _settle(workspace, (run, batch, result), signer.central_key, (queue, pushed))
        sent += sum(wire_size(fact) for _volume, facts in taken for fact in facts)
        done = Stage("push", pushed.facts, pushed.facts + queue.left(), 0, sent, max(total, sent))
        progress(done)
    return pushed


def _request(taken: Sequence[Run], signer: Signer) -> PushRequest:
    batches = []
    for volume, facts in taken:
        last = facts[-1]
        made = seal(signer.private, volume, last.device, Tip(last.seq, last.id))
        batches.append(batch_of(volume, facts, made))
    return PushRequest.model_construct(batches=tuple(batches))


def batch_of(volume: Volume, facts: Sequence[Fact], made: Seal) -> PushBatch:
    """Return the batch of a chain's consecutive facts under the seal over the last of them."""
    first = facts[0]
    return PushBatch.model_construct(
        volume=str(volume),
        device=first.device,
        first_seq=first.seq,
        prev=first.prev,
        facts=tuple(to_wire(fact, with_device=False) for fact in facts),
        seal=WireSeal.of(made),
    )


def _settle(
    workspace: Workspace,
    said: tuple[Run, PushBatch, PushResult],
    central_key: str,
    going: tuple[_Queue, Pushed],
) -> None:
    (_volume, facts), batch, result = said
    queue, pushed = going
    if result.state in ("accepted", "held") and result.receipt is not None:
        _acknowledge(workspace, (facts, batch), result, central_key)
        pushed.facts += len(batch.facts)
        pushed.held += len(batch.facts) if result.state == "held" else 0
        return
    volume = Volume.parse(batch.volume)
    with workspace.transaction() as tx:
        common = result.seq if _is_ours(tx, volume, batch.device, result) else 0
        forked = result.state == "forked" or result.code == PARTED
        forked = forked or (result.code == GAP and common != result.seq)
        if forked or result.code == GAP:
            tx.lose(volume, batch.device, common)
        if forked:
            mark_stale(tx)
        again = tx.chain_facts(volume, batch.device, after=common) if not forked else ()
    if forked:
        pushed.forked = True
        queue.leave(volume)
    elif result.code != GAP or not queue.resend(volume, again):
        queue.leave(volume)
        pushed.refused.append(
            CentralRefused(said=batch.volume, central_code=result.code, advice="")
        )


def _is_ours(tx: Transaction, volume: Volume, device: str, result: PushResult) -> bool:
    """Tell whether the link that central names is one of this chain as it stands here."""
    if result.seq == 0:
        return result.tip == NO_FACT
    own = tx.fact_at(volume, device, result.seq)
    return own is not None and own.id == result.tip


def _acknowledge(
    workspace: Workspace,
    sent: tuple[Sequence[Fact], PushBatch],
    result: PushResult,
    central_key: str,
) -> None:
    """Acknowledge what central proved to hold: the batch, not what it says beyond."""
    assert result.receipt is not None
    facts, batch = sent
    receipt = result.receipt.receipt()
    check_receipt(receipt, central_key)
    volume = Volume.parse(batch.volume)
    with workspace.transaction() as tx:
        if not _is_ours(tx, volume, batch.device, result):
            mark_stale(tx)  # central knows later facts of this device: an earlier self wrote them
        tx.acknowledge(volume, batch.device, batch.seal.seq)
        if _continues(tx, volume, receipt):
            tx.add_receipt(receipt)
            number_own(tx, volume, facts, receipt)
        tx.add_seals(volume, [batch.seal.seal(batch.volume)])
        unsettle(tx, volume)


def _continues(tx: Transaction, volume: Volume, receipt: Receipt) -> bool:
    """Tell whether the receipt fits what was pulled. One that does not is of a history that
    replaced the one we know (central was restored): the pull finds out and mends it."""
    cursor = tx.cursor(volume)
    if receipt.volume != str(volume) or receipt.number > cursor.number:
        return True
    return (receipt.number, receipt.chain) == (cursor.number, cursor.chain)


def number_own(tx: Transaction, volume: Volume, facts: Sequence[Fact], receipt: Receipt) -> None:
    """Give our own facts central's numbers where the receipt's chain proves that they came right
    behind what we hold; so they need not be pulled back. Otherwise the pull settles it."""
    cursor = tx.cursor(volume)
    if not facts or cursor.number + len(facts) != receipt.number:
        return
    chain = cursor.chain or first_chain(volume)
    for fact in facts:
        chain = next_chain(chain, fact.id)
    if chain == receipt.chain:
        tx.receive(volume, facts, after=cursor.number, number=receipt.number, chain=chain)
