"""Central was restored to an earlier day: the laptops make it whole again.

For a volume where central has less than this laptop, or has numbered it anew, everything is sent
again that it lacks, anyone's, up to the seals that prove it, with the keys of devices it may have
forgotten. Then central's numbering is forgotten here and pulled from the start. Facts that nobody
but their own device can prove are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.seals import Seal
from inspector_app.protocol import MAX_FACTS, MAX_REQUEST, PushRequest
from inspector_app.store.workspace import Workspace
from inspector_app.sync.asking import (
    TAKEN,
    Asked,
    ChainName,
    Word,
    ask,
    line_to,
    others_asked,
    own_asked,
)
from inspector_app.sync.client import Link
from inspector_app.sync.push import batch_of, wire_size


def mend(link: Link, workspace: Workspace, volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Give back to central what it lost of these volumes and begin their numbering anew; return
    those that were left as they are, since central holds other records in place of known ones.

    Safe to cut anywhere: until a volume is rewound, the next pull finds it again.
    """
    return tuple(volume for volume in volumes if not _mend(link, workspace, volume))


def _mend(link: Link, workspace: Workspace, volume: Volume) -> bool:
    confirm_own(link, workspace, own_chains_in(workspace, volume))
    if not give_back(link, workspace, volume):
        return False
    with workspace.transaction() as tx:
        tx.rewind(volume)
    return True


def give_back(link: Link, workspace: Workspace, *volumes: Volume) -> bool:
    """Send what central lacks of other devices' facts in these volumes, as far as seals prove
    them; return False, and send nothing, where it holds others in their place."""
    with workspace.reading() as reader:
        asked = [one for volume in volumes for one in others_asked(reader, volume)]
        known = reader.device_keys()
    standings = ask(link, workspace, asked, known)
    if any(one.word is Word.PARTED for one in standings):
        return False
    for one in standings:
        if one.word is Word.SHORT:
            _give_back(link, workspace, one.asked, one.seq)
    return True


def own_chains_in(workspace: Workspace, *volumes: Volume) -> list[ChainName]:
    """Return the own chains of volumes, under any code."""
    with workspace.reading() as reader:
        chains = reader.own_chains()
    return [ChainName(one.volume, one.device) for one in chains if one.volume in volumes]


def confirm_own(link: Link, workspace: Workspace, names: Sequence[ChainName]) -> bool:
    """Ask whether central still holds what it acknowledged of own chains; note what it lost, so
    that it is sent or recorded again. Returns whether it holds all."""
    with workspace.reading() as reader:
        asked = list(own_asked(reader, names))
    whole = True
    for one in ask(link, workspace, asked):
        if one.word is Word.WHOLE:
            continue
        whole = False
        with workspace.transaction() as tx:
            tx.lose(one.asked.name.volume, one.asked.name.device, one.seq)
    return whole


def _give_back(link: Link, workspace: Workspace, asked: Asked, after: int) -> None:
    """Send the missing part of another device's chain from seal to seal, as far as it can go."""
    with workspace.reading() as reader:
        facts, seals = line_to(reader, asked, after), reader.seals_up_to(asked.seal)
    for part, proof in _parts(facts, seals):
        batch = batch_of(asked.name.volume, part, proof)
        if link.push(PushRequest.model_construct(batches=(batch,))).results[0].state not in TAKEN:
            return


def _parts(facts: Sequence[Fact], seals: Sequence[Seal]) -> Iterator[tuple[list[Fact], Seal]]:
    """Yield facts of a chain under the seals that prove them, as many as one request may carry;
    ends before what cannot be sent: it is kept here."""
    rest = list(facts)
    while rest:
        reach = [one for one in seals if 0 <= one.seq - rest[0].seq < MAX_FACTS]
        part = rest[: reach[-1].seq - rest[0].seq + 1] if reach else []
        if not part or sum(map(wire_size, part)) > MAX_REQUEST // 2:
            return
        if part[-1].id != reach[-1].tip or any(fact.body is None for fact in part):
            return
        yield part, reach[-1]
        rest = rest[len(part) :]
