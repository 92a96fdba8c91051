"""How far does central hold a device's chain? Asked by sending again what it once had.

A push of one known fact changes nothing where central has it, is refused with the last link
where central has less, and says so where central has something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.facts import NO_FACT, Fact, Tip, Volume
from inspector_app.domain.seals import DeviceKey, Seal, seal
from inspector_app.protocol import PushRequest, PushResult, WireKey
from inspector_app.store.reading import Reader
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.identity import FORMER
from inspector_app.sync.push import GAP, PARTED, batch_of

AT_ONCE = 200  # chains in one request
TAKEN = ("accepted", "held")  # what central says of a batch it has


@dataclass(frozen=True, slots=True, order=True)
class ChainName:
    """A device's chain in a volume."""

    volume: Volume
    device: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A chain's known fact that central once had, under the seal that proves it."""

    name: ChainName
    fact: Fact
    seal: Seal


class Word(Enum):
    """What central holds of a chain."""

    WHOLE = "whole"  # all that was asked about
    SHORT = "short"  # our links up to some place
    ENDED = "ended"  # our links up to some place, and it takes no more behind them
    PARTED = "parted"  # other links in place of ours
    UNKNOWN = "unknown"  # it cannot check the chain: it does not know the device or its key


@dataclass(frozen=True, slots=True)
class Standing:
    """Central's word on a chain; it holds our links up to ``seq``."""

    asked: Asked
    word: Word
    seq: int = 0


def keys_of(reader: Reader) -> dict[str, Ed25519PrivateKey]:
    """Return the private keys of this workspace's device codes, former ones included."""
    kept = {name.removeprefix(FORMER): key for name, key in reader.settings(FORMER).items()}
    kept[reader.setting("device")] = reader.setting("device_key")
    return {
        code: Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
        for code, key in kept.items()
        if key
    }


def own_asked(reader: Reader, names: Iterable[ChainName]) -> Iterator[Asked]:
    """Yield what is to be asked about own chains: the last fact that central acknowledged."""
    keys = keys_of(reader)
    for name in names:
        acked = reader.chain_ends(name.volume, name.device).acked
        fact = reader.fact_at(name.volume, name.device, acked) if acked else None
        if fact is not None and fact.body is not None and name.device in keys:
            tip = Tip(fact.seq, fact.id)
            yield Asked(name, fact, seal(keys[name.device], name.volume, name.device, tip))


def others_asked(reader: Reader, volume: Volume) -> Iterator[Asked]:
    """Yield what is to be asked about the other chains of a volume: up to their seals, since
    beyond nobody but their device can prove them."""
    own = {chain.device for chain in reader.own_chains() if chain.volume == volume}
    for made in reader.seals(volume):
        fact = reader.fact_at(volume, made.device, made.seq)
        if made.device not in own and fact is not None and fact.id == made.tip:
            yield Asked(ChainName(volume, made.device), fact, made)


def ask(
    link: Link,
    workspace: Workspace,
    asked: Sequence[Asked],
    known: Mapping[str, DeviceKey] | None = None,
) -> list[Standing]:
    """Return central's word on each chain. The keys of devices in ``known`` go with the question:
    a restored central may have forgotten them, and takes them again by its own signature."""
    found = []
    for at in range(0, len(asked), AT_ONCE):
        some = asked[at : at + AT_ONCE]
        batches = tuple(batch_of(one.name.volume, [one.fact], one.seal) for one in some)
        keys = keys_for({one.name.device for one in some}, known or {})
        answer = link.push(PushRequest.model_construct(batches=batches, keys=keys))
        with workspace.reading() as reader:
            for one, result in zip(some, answer.results, strict=True):
                found.append(_standing(reader, one, result))
    return found


def keys_for(devices: Iterable[str], known: Mapping[str, DeviceKey]) -> tuple[WireKey, ...]:
    """Return the certified keys of these devices as they travel, those that are known here."""
    return tuple(WireKey.of(known[code]) for code in sorted(devices) if code in known)


def _standing(reader: Reader, asked: Asked, result: PushResult) -> Standing:
    if result.state in TAKEN:
        return Standing(asked, Word.WHOLE, asked.fact.seq)
    if result.code == PARTED:
        return Standing(asked, Word.PARTED)
    if result.state == "forked":
        # The chain ended there (its device has a new code) or goes on otherwise.
        ours = is_ours(reader, asked.name, result)
        return Standing(asked, Word.ENDED, result.seq) if ours else Standing(asked, Word.PARTED)
    if result.code != GAP:
        return Standing(asked, Word.UNKNOWN)
    if is_ours(reader, asked.name, result):
        return Standing(asked, Word.SHORT, result.seq)
    return Standing(asked, Word.PARTED)


def is_ours(reader: Reader, name: ChainName, result: PushResult) -> bool:
    """Tell whether the link that central names is one of the chain as it stands here."""
    if result.seq == 0:
        return result.tip == NO_FACT
    known = reader.fact_at(name.volume, name.device, result.seq)
    return known is not None and known.id == result.tip


def line_to(reader: Reader, asked: Asked, after: int) -> list[Fact]:
    """Return the links of a chain behind ``after`` up to the one asked about, in order; empty
    where one of them is not here."""
    name = asked.name
    known = {fact.id: fact for fact in reader.chain_facts(name.volume, name.device, after=after)}
    line, at = [], asked.fact.id
    while at in known:
        line.append(known[at])
        at = known[at].prev
    line.reverse()
    return line if line and line[0].seq == after + 1 else []
