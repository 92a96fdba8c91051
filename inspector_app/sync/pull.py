"""Pull: the pages of every changed volume, each verified before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.domain.facts import START, Fact, FactDamaged, Tip, Volume
from inspector_app.domain.seals import DeviceKey, check_device_key, check_seal
from inspector_app.protocol import (
    HelloAnswer,
    PullAnswer,
    PullPage,
    PullRequest,
    PullVolume,
    WireFact,
    from_wire,
)
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.problems import ChainDiffers
from inspector_app.sync.stage import Progress, Stage

VOLUMES_A_REQUEST = 500


@dataclass(frozen=True, slots=True)
class _Wanted:
    volume: Volume
    number: int


def pull_volumes(
    link: Link,
    workspace: Workspace,
    greeting: HelloAnswer,
    progress: Progress,
) -> int:
    """Fetch what changed; returns how many facts came. A page and its cursor commit together."""
    wanted = _behind(workspace, greeting)
    total = sum(one.number for one in wanted)
    came = 0
    while wanted:
        some = wanted[:VOLUMES_A_REQUEST]
        answer = link.pull(PullRequest(volumes=_places(workspace, some)))
        came += keep_pages(workspace, answer)
        progress(Stage("pull", came, max(total, came)))
        finished = {page.volume for page in answer.pages if not page.more}
        wanted = [one for one in wanted if str(one.volume) not in finished]
    return came


def _behind(workspace: Workspace, greeting: HelloAnswer) -> list[_Wanted]:
    with workspace.reading() as reader:
        organisation = reader.setting("organisation")
        wanted = [
            _Wanted(Volume.parse(one.volume), one.number)
            for one in greeting.changed
            if reader.cursor(Volume.parse(one.volume)).number < one.number
        ]
    # The organisation's own dossier first: names, checklists and settings are needed to read on.
    return sorted(wanted, key=lambda one: (one.volume.dossier != organisation, one.volume))


def _places(workspace: Workspace, wanted: Iterable[_Wanted]) -> tuple[PullVolume, ...]:
    with workspace.reading() as reader:
        cursors = [(one.volume, reader.cursor(one.volume)) for one in wanted]
    return tuple(
        PullVolume(
            volume=str(volume), after=cursor.number, chain=cursor.chain if cursor.number else ""
        )
        for volume, cursor in cursors
    )


def keep_pages(workspace: Workspace, answer: PullAnswer) -> int:
    """Store the pages of an answer with their cursors in one transaction; a page that does not
    verify is left out with its problem raised, the good ones before it stand."""
    keys = {key.device: key.key() for key in answer.keys}
    try:
        with workspace.transaction() as tx:
            return sum(keep_page(tx, page, keys) for page in answer.pages)
    except (FactDamaged, ChainDiffers):
        for page in answer.pages:
            with workspace.transaction() as tx:
                keep_page(tx, page, keys)
        raise


def keep_page(tx: Transaction, page: PullPage, keys: dict[str, DeviceKey]) -> int:
    """Store one page and move its cursor; returns how many facts it held.

    Raises ChainDiffers or FactDamaged where the page does not verify.
    """
    volume = Volume.parse(page.volume)
    if page.state == "differs":
        raise ChainDiffers(volume=page.volume)
    if page.state == "behind":
        return 0
    facts = rebuild(tx, volume, page.facts)
    tx.receive(volume, facts, after=page.after, number=page.number, chain=page.chain)
    _keep_seals(tx, page, keys)
    return len(facts)


def rebuild(tx: Transaction, volume: Volume, wires: Iterable[WireFact]) -> list[Fact]:
    """Return the facts of a page: each device's chain goes on from its last numbered fact."""
    tips = tx.pulled_tips(volume)
    facts = []
    for wire in wires:
        tip = tips.get(wire.device, START)
        fact = from_wire(wire, volume, wire.device, tip)
        tips[wire.device] = Tip(fact.seq, fact.id)
        facts.append(fact)
    return facts


def _keep_seals(tx: Transaction, page: PullPage, keys: dict[str, DeviceKey]) -> None:
    central_key = tx.setting("central_key")
    seals = [wire.seal(page.volume) for wire in page.seals]
    for made in seals:
        key = keys.get(made.device)
        if key is None:
            raise FactDamaged(fact=made.tip, reason="no key for its device")
        check_device_key(key, central_key)
        check_seal(made, key.public_key)
        sealed = tx.fact_at(Volume.parse(made.volume), made.device, made.seq)
        if sealed is not None and sealed.id != made.tip:
            raise FactDamaged(fact=made.tip, reason="the seal covers another record")
    tx.add_device_keys(keys[made.device] for made in seals)
    tx.add_seals(Volume.parse(page.volume), seals)
