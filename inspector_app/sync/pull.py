"""Pull: the pages of every changed volume, each verified before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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
from inspector_app.sync.behind import mend
from inspector_app.sync.client import Link
from inspector_app.sync.identity import mark_stale
from inspector_app.sync.pace import Pace
from inspector_app.sync.problems import ChainDiffers, SyncProblem
from inspector_app.sync.scope import is_purged, scope_of
from inspector_app.sync.settled import unsettle, unsettled
from inspector_app.sync.stage import Progress, Stage

VOLUMES_A_REQUEST = 500


@dataclass(slots=True)
class Pulled:
    """How many facts came; the volumes ``compared`` with central, those ``mended`` because its
    history was replaced, and those that ``differ`` from central's and were left alone."""

    facts: int = 0
    compared: tuple[Volume, ...] = ()
    mended: tuple[Volume, ...] = ()
    differ: dict[Volume, SyncProblem | FactDamaged] = field(default_factory=dict)


Told = tuple[HelloAnswer, frozenset[Volume]]


def pull_volumes(
    link: Link, workspace: Workspace, told: Told, pace: Pace, progress: Progress
) -> Pulled:
    """Fetch what changed by central's word, and compare what is doubtful beside it. A page and
    its cursor commit together; a volume that does not verify holds up no other.

    Where central has less than this laptop or other numbers, it was restored: the volume is
    mended once and pulled anew.
    """
    wanted = _wanted(workspace, told)
    pulled = Pulled(compared=tuple(wanted))
    expected = sum(one.number for one in told[0].changed)
    trouble = _fetch(link, workspace, wanted, (pulled, pace, progress, expected))
    if trouble:
        left = mend(link, workspace, trouble)
        pulled.mended = tuple(volume for volume in trouble if volume not in left)
        again = _fetch(link, workspace, pulled.mended, (pulled, pace, progress, expected))
        pulled.differ = {**again, **{volume: trouble[volume] for volume in left}}
        with workspace.reading() as reader:
            for volume in pulled.mended:
                if reader.is_contradicted(volume):
                    pulled.differ.setdefault(volume, ChainDiffers(volume=str(volume)))
    return pulled


def _wanted(workspace: Workspace, told: Told) -> list[Volume]:
    """Return the volumes to ask for: the changed, though their number be ours (the chain tells),
    the doubtful, and every one where central does not know our token."""
    greeting, doubtful = told
    changed = {Volume.parse(one.volume): one.number for one in greeting.changed}
    with workspace.reading() as reader:
        organisation, scope = reader.setting("organisation"), scope_of(reader, greeting)
        ours = unsettled(reader) - doubtful  # told because we have just pushed it
        wanted = {v for v, n in changed.items() if v not in ours or reader.cursor(v).number != n}
        all_told = _is_all_told(greeting, organisation)
        compared = {*doubtful, *reader.volumes(), *changed} if all_told else doubtful
        wanted.update(volume for volume in compared if volume.dossier in scope)
    # The organisation's own dossier first: names, checklists and settings are needed to read on.
    return sorted(wanted, key=lambda volume: (volume.dossier != organisation, volume))


def _is_all_told(greeting: HelloAnswer, organisation: str) -> bool:
    """Tell whether central told everything because it does not know our token. One that does not
    say so then tells the scope, and the organisation's own volume, which always has facts."""
    if greeting.all_told is not None:
        return greeting.all_told
    own = any(one.volume.startswith(organisation) for one in greeting.changed)
    return greeting.scope is not None and own


_Going = tuple[Pulled, Pace, Progress, int]


def _fetch(
    link: Link, workspace: Workspace, volumes: Iterable[Volume], going: _Going
) -> dict[Volume, SyncProblem | FactDamaged]:
    """Fetch volumes to their ends; return those that do not verify, each with its problem."""
    pulled, pace, progress, expected = going
    trouble: dict[Volume, SyncProblem | FactDamaged] = {}
    wanted = list(volumes)
    while wanted:
        some = wanted[:VOLUMES_A_REQUEST]
        answer = _paced(link, workspace, pace, some)
        facts, bad = keep_pages(workspace, answer)
        pulled.facts += facts
        trouble |= bad
        progress(Stage("pull", pulled.facts, max(expected, pulled.facts)))
        ended = {Volume.parse(page.volume) for page in answer.pages if not page.more} | set(bad)
        wanted = [volume for volume in wanted if volume not in ended]
    return trouble


def _paced(link: Link, workspace: Workspace, pace: Pace, volumes: Sequence[Volume]) -> PullAnswer:
    request = PullRequest(volumes=_places(workspace, volumes), limit=pace.facts)
    return pace.ask(workspace, lambda: link.pull(request))


def _places(workspace: Workspace, wanted: Sequence[Volume]) -> tuple[PullVolume, ...]:
    with workspace.reading() as reader:
        cursors = [(volume, reader.cursor(volume)) for volume in wanted]
    return tuple(
        PullVolume(
            volume=str(volume), after=cursor.number, chain=cursor.chain if cursor.number else ""
        )
        for volume, cursor in cursors
    )


def keep_pages(
    workspace: Workspace, answer: PullAnswer
) -> tuple[int, dict[Volume, SyncProblem | FactDamaged]]:
    """Store the pages of an answer with their cursors in one transaction; return how many facts
    they held. A page that does not verify is left out and named; the others stand."""
    keys = {key.device: key.key() for key in answer.keys}
    try:
        with workspace.transaction() as tx:
            return sum(keep_page(tx, page, keys) for page in answer.pages), {}
    except (FactDamaged, ChainDiffers):
        return _keep_good_pages(workspace, answer, keys)


def _keep_good_pages(
    workspace: Workspace, answer: PullAnswer, keys: dict[str, DeviceKey]
) -> tuple[int, dict[Volume, SyncProblem | FactDamaged]]:
    facts, bad = 0, dict[Volume, SyncProblem | FactDamaged]()
    for page in answer.pages:
        try:
            with workspace.transaction() as tx:
                facts += keep_page(tx, page, keys)
        except (FactDamaged, ChainDiffers) as problem:
            bad[Volume.parse(page.volume)] = problem
    return facts, bad


def keep_page(tx: Transaction, page: PullPage, keys: dict[str, DeviceKey]) -> int:
    """Store one page and move its cursor; returns how many facts it held.

    Raises ChainDiffers or FactDamaged where the page does not verify.
    """
    volume = Volume.parse(page.volume)
    if page.state != "ok":
        raise ChainDiffers(volume=page.volume)
    facts = rebuild(tx, volume, page.facts)
    new = tx.receive(volume, facts, after=page.after, number=page.number, chain=page.chain)
    _keep_seals(tx, page, keys)
    if facts:
        unsettle(tx, volume)
        _notice_earlier_self(tx, volume, new)
    return len(facts)


def _notice_earlier_self(tx: Transaction, volume: Volume, new: Iterable[Fact]) -> None:
    """Facts of this device that are not here were written by a self that was lost since: this
    is a restored or copied workspace. (A purged dossier that comes back is none.)"""
    device = tx.setting("device")
    if any(fact.device == device for fact in new) and not is_purged(tx, volume.dossier):
        mark_stale(tx)


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
