"""What a bundle carries, divided over parts of a given size; each part is a bundle of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.envelope import CHUNK, TAG, sealed_size
from inspector_app.domain.facts import Fact, Tip, Volume
from inspector_app.domain.kinds import blobs_of
from inspector_app.domain.seals import seal
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.protocol import MAX_FACTS, Message, PushBatch, WireSeal, to_wire
from inspector_app.store.blobs import Blobs
from inspector_app.store.problems import BlobDamaged, BlobMissing
from inspector_app.store.reading import Reader
from inspector_app.sync.bundle_problems import PartTooSmall

LEAST_PART = 65_536
RECORD = 256  # bytes of a record beside its payload, at most
_BATCH_BYTES = 4 * 1024 * 1024
_BATCH_FRAME = 1_024  # bytes of a batch beside its facts, at most


@dataclass(frozen=True, slots=True)
class ReadyBatch:
    """Facts as they will stand in the bundle."""

    content: bytes
    facts: int

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class BlobPiece:
    """A photo or paper that was found sound on this laptop."""

    dossier: str
    sha256: str
    size: int


@dataclass(slots=True)
class Part:
    """What one file will hold."""

    batches: list[ReadyBatch] = field(default_factory=list)
    blobs: list[BlobPiece] = field(default_factory=list)
    size: int = 0

    def take(self, item: ReadyBatch | BlobPiece) -> None:
        """Add an item."""
        self.size += item.size + RECORD
        if isinstance(item, ReadyBatch):
            self.batches.append(item)
        else:
            self.blobs.append(item)


def room_of(part_size: int) -> int:
    """Return how much content fits into a file of this size; raises BadInput below the least."""
    if part_size < LEAST_PART:
        reason = _("at least {count} bytes").format(count=LEAST_PART)
        raise BadInput(what=_("Size of a part"), reason=reason)
    frame = sealed_size(0) + 4 * RECORD
    return (part_size - frame) * CHUNK // (CHUNK + TAG) - TAG


def divided(items: Iterable[ReadyBatch | BlobPiece], part_size: int) -> tuple[Part, ...]:
    """Return the items in order, as few to a part as fit; raises PartTooSmall."""
    room = room_of(part_size)
    waiting = tuple(items)
    largest = max((item.size + RECORD for item in waiting), default=0)
    if largest > room:
        raise PartTooSmall(needed=sealed_size(largest) + 4 * (RECORD + TAG))
    parts: list[Part] = []
    for item in waiting:
        needed = item.size + RECORD
        if not parts or parts[-1].size + needed > room:
            parts.append(Part())
        parts[-1].take(item)
    return tuple(parts)


Chains = Sequence[tuple[Volume, Sequence[Fact]]]


def chains_to_carry(reader: Reader, device: str, *, everything: bool) -> Chains:
    """Return this device's facts by volume: what central has not acknowledged, urgent ones
    first, or ``everything`` it ever recorded."""
    unsent = [(v, facts) for v, facts in reader.unsent() if facts and facts[-1].device == device]
    if not everything:
        return unsent
    mine = [c for c in reader.own_chains() if c.device == device and not c.abandoned]
    urgent = {volume: place for place, (volume, _facts) in enumerate(unsent)}
    mine.sort(key=lambda chain: urgent.get(chain.volume, len(urgent)))
    return [(chain.volume, reader.chain_facts(chain.volume, device)) for chain in mine]


def ready_batches(chains: Chains, private: Ed25519PrivateKey, room: int) -> Iterator[ReadyBatch]:
    """Yield the facts in sealed batches of bounded size."""
    most = min(_BATCH_BYTES, room - RECORD) - _BATCH_FRAME
    for volume, facts in chains:
        for some in _slices(facts, most):
            yield _ready(volume, some, private)


def _slices(facts: Sequence[Fact], most: int) -> Iterator[Sequence[Fact]]:
    begun = size = 0
    for place, fact in enumerate(facts):
        needed = len(_json(to_wire(fact, with_device=False)))
        full = place - begun >= MAX_FACTS or size + needed > most
        if full and place > begun:
            yield facts[begun:place]
            begun, size = place, 0
        size += needed + 1
    if facts:
        yield facts[begun:]


def _ready(volume: Volume, facts: Sequence[Fact], private: Ed25519PrivateKey) -> ReadyBatch:
    first, last = facts[0], facts[-1]
    made = seal(private, volume, last.device, Tip(last.seq, last.id))
    batch = PushBatch.model_construct(
        volume=str(volume),
        device=last.device,
        first_seq=first.seq,
        prev=first.prev,
        facts=tuple(to_wire(fact, with_device=False) for fact in facts),
        seal=WireSeal.of(made),
    )
    return ReadyBatch(_json(batch), len(facts))


def _json(message: Message) -> bytes:
    return message.model_dump_json(exclude_defaults=True).encode()


def blobs_to_carry(reader: Reader, chains: Chains, *, everything: bool) -> tuple[str, ...]:
    """Return ``dossier/sha256`` of the blobs to carry, in the order of their importance."""
    names = [f"{one.dossier}/{one.sha256}" for one in reader.blobs_to_send()]
    if everything:
        names += [
            f"{fact.dossier}/{sha}"
            for _volume, facts in chains
            for fact in facts
            for sha, _size in blobs_of(fact)
        ]
    return tuple(dict.fromkeys(names))


def sound_blobs(blobs: Blobs, names: Iterable[str]) -> Iterator[BlobPiece]:
    """Yield those of the blobs that are here and whole; a damaged one must not spoil the rest."""
    for name in names:
        dossier, _slash, wanted = name.partition("/")
        digest, size = sha256(), 0
        try:
            for piece in blobs.chunks(wanted):
                digest.update(piece)
                size += len(piece)
        except (BlobMissing, BlobDamaged):
            continue
        if digest.hexdigest() == wanted:
            yield BlobPiece(dossier, wanted, size)
