"""Central was restored to an earlier day: the laptops make it whole again.

For a volume where central has less than this laptop, or has numbered it anew, everything is sent
again that it lacks, anyone's, up to the seals that prove it. Then central's numbering is forgotten
here and pulled from the start. Facts that nobody but their own device can prove are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector_app.domain.facts import Volume
from inspector_app.protocol import MAX_FACTS, PushRequest
from inspector_app.store.workspace import Workspace
from inspector_app.sync.asking import (
    Asked,
    ChainName,
    Word,
    ask,
    line_to,
    others_asked,
    own_asked,
)
from inspector_app.sync.client import Link
from inspector_app.sync.push import batch_of


def mend(link: Link, workspace: Workspace, volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Give back to central what it lost of these volumes and begin their numbering anew; return
    those that were left as they are, since central holds other records in place of known ones.

    Safe to cut anywhere: until a volume is rewound, the next pull finds it again.
    """
    return tuple(volume for volume in volumes if not _mend(link, workspace, volume))


def _mend(link: Link, workspace: Workspace, volume: Volume) -> bool:
    confirm_own(link, workspace, own_chains_in(workspace, volume))
    with workspace.reading() as reader:
        asked = list(others_asked(reader, volume))
    standings = ask(link, workspace, asked)
    if any(one.word is Word.PARTED for one in standings):
        return False
    for one in standings:
        if one.word is Word.SHORT:
            _give_back(link, workspace, one.asked, one.seq)
    with workspace.transaction() as tx:
        tx.rewind(volume)
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
    """Send the missing part of another device's chain. A part that does not fit into one request
    cannot be sent, since only its end is sealed; it is kept here."""
    with workspace.reading() as reader:
        facts = line_to(reader, asked, after)
    if facts and len(facts) <= MAX_FACTS and all(fact.body is not None for fact in facts):
        batch = batch_of(asked.name.volume, facts, asked.seal)
        link.push(PushRequest.model_construct(batches=(batch,)))
