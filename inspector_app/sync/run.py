"""One sync: bring this laptop and central to the same facts. Safe to cut anywhere, to repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

import msgspec

from inspector_app import __version__
from inspector_app.domain.facts import FactDamaged, Volume
from inspector_app.protocol import HelloAnswer, HelloRequest
from inspector_app.store.workspace import Workspace
from inspector_app.sync.behind import confirm_own, own_chains_in
from inspector_app.sync.blobs import fetch_blobs, send_blobs
from inspector_app.sync.bundle_handover import hand_over
from inspector_app.sync.client import Link
from inspector_app.sync.identity import is_stale, renew
from inspector_app.sync.pace import Pace
from inspector_app.sync.problems import CentralRefused, SyncProblem, UpgradeNeeded
from inspector_app.sync.pull import Pulled, pull_volumes
from inspector_app.sync.push import push_facts
from inspector_app.sync.restating import restate
from inspector_app.sync.scope import keep_scope, purge_left
from inspector_app.sync.settled import settle, unsettle, unsettled
from inspector_app.sync.stage import Progress, Stage, Stop, never, silent, stoppable

ROUNDS = 6  # a fork needs three: renew, record again, send
_OUT_OF_SCOPE = "SCOPE-01"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync moved, and what still waits on this laptop afterwards.

    ``restated`` facts were recorded again under the new code ``device`` (empty where the code is
    the old one); ``mended`` volumes were given back to a restored central; ``purged`` dossiers
    left; ``strays`` are facts of others that central lacks and only they can prove; ``clock_off``
    is by how many seconds this computer's clock is ahead of central's.
    """

    at: str
    pushed: int
    held: int
    pulled: int
    blobs_up: int
    blobs_down: int
    pending_facts: int
    pending_blobs: int
    scope: int
    restated: int = 0
    mended: int = 0
    purged: int = 0
    strays: int = 0
    device: str = ""
    clock_off: int = 0


@dataclass(slots=True)
class _Moved:
    """What has been done so far."""

    pushed: int = 0
    held: int = 0
    pulled: int = 0
    restated: int = 0
    mended: int = 0
    device: str = ""
    differ: dict[Volume, SyncProblem | FactDamaged] = field(default_factory=dict)
    refused: list[CentralRefused] = field(default_factory=list)


@dataclass(slots=True)
class _Sync:
    """One sync under way."""

    link: Link
    workspace: Workspace
    progress: Progress
    pace: Pace
    doubtful: frozenset[Volume]
    moved: _Moved = field(default_factory=_Moved)


def synchronise(
    link: Link,
    workspace: Workspace,
    progress: Progress = silent,
    *,
    now: Callable[[], datetime] = datetime.now,
    stop: Stop = never,
) -> SyncResult:
    """Run hello → push → pull → compare chains → blobs once.

    Raises a SyncProblem where central cannot be reached or refuses, SyncStopped as soon as
    ``stop`` says so; what was done until then stands, and the next sync goes on from there. What
    central refuses or holds otherwise of one volume is raised after all else is done.
    """
    with workspace.reading() as reader:
        pace, doubtful = Pace.parse(reader.setting("pace")), unsettled(reader)
    sync = _Sync(link, workspace, stoppable(progress, stop), pace, doubtful)
    greeting = _exchange_facts(sync)
    if not greeting.upgrade_required:
        _keep_token(sync, greeting)
    sent = send_blobs(link, workspace, sync.progress)
    hand_over(link, workspace, sync.progress)
    if greeting.upgrade_required:
        raise UpgradeNeeded(version=greeting.version)
    purged = purge_left(link, workspace)
    fetched = fetch_blobs(link, workspace, sync.progress)
    result = _remember(sync, greeting, now(), (sent, fetched, len(purged)))
    for problem in (*sync.moved.differ.values(), *sync.moved.refused):
        raise problem
    return result


def _exchange_facts(sync: _Sync) -> HelloAnswer:
    """Push and pull until neither side has anything new for the other; return the last hello."""
    greeting = _greet(sync)
    for _round in range(ROUNDS):
        _take_own_code(sync)
        if _push(sync):
            # What we pushed changed volumes too; central numbers them, so ask again.
            greeting = _greet(sync)
        if greeting.upgrade_required:
            break
        greeting, pulled = _pull(sync, greeting)
        whole = _compare(sync, pulled)
        again = restate(sync.workspace)
        sync.moved.restated += again
        if whole and not again and not is_stale(sync.workspace):
            break
    return greeting


def _greet(sync: _Sync) -> HelloAnswer:
    sync.progress(Stage("hello", 0, 1))
    with sync.workspace.reading() as reader:
        since = reader.setting("hello_token")
    greeting = sync.link.hello(HelloRequest(version=__version__, since=since))
    sync.progress(Stage("hello", 1, 1))
    return greeting


def _take_own_code(sync: _Sync) -> None:
    if is_stale(sync.workspace):
        sync.moved.device = renew(sync.link, sync.workspace)


def _push(sync: _Sync) -> bool:
    pushed = push_facts(sync.link, sync.workspace, sync.pace, sync.progress)
    sync.moved.pushed += pushed.facts
    sync.moved.held += pushed.held
    sync.moved.refused += pushed.refused
    return pushed.facts > 0


def _pull(sync: _Sync, greeting: HelloAnswer) -> tuple[HelloAnswer, Pulled]:
    try:
        return greeting, _pulled(sync, greeting)
    except CentralRefused as refused:
        if refused.details["central_code"] != _OUT_OF_SCOPE:
            raise
    greeting = _greet(sync)  # an assignment was taken between hello and pull
    return greeting, _pulled(sync, greeting)


def _pulled(sync: _Sync, greeting: HelloAnswer) -> Pulled:
    pulled = pull_volumes(
        sync.link, sync.workspace, (greeting, sync.doubtful), sync.pace, sync.progress
    )
    sync.moved.pulled += pulled.facts
    sync.moved.mended += len(pulled.mended)
    sync.moved.differ |= pulled.differ
    return pulled


def _compare(sync: _Sync, pulled: Pulled) -> bool:
    """Tell whether central still has what it acknowledged in the volumes that were compared;
    what it turns out to lack is sent again in the next round."""
    doubtful = []
    for name in own_chains_in(sync.workspace, *pulled.compared):
        with sync.workspace.reading() as reader:
            ends = reader.chain_ends(name.volume, name.device)
        if ends.acked > ends.pulled:
            doubtful.append(name)
    whole = not pulled.mended
    return confirm_own(sync.link, sync.workspace, doubtful) and whole


def _keep_token(sync: _Sync, greeting: HelloAnswer) -> None:
    """Keep the token only now, after every page it stands for is stored, and the scope with it.

    A dossier is purged after that: were the token older, a restored central that assigns the
    dossier again would not tell it.
    """
    with sync.workspace.reading() as reader:
        if reader.setting("hello_token") == greeting.token and not unsettled(reader):
            return
    with sync.workspace.transaction() as tx:
        tx.set_setting("hello_token", greeting.token)
        tx.set_setting("epoch", greeting.epoch)
        keep_scope(tx, greeting)
        settle(tx)
        for volume in sync.moved.differ:
            unsettle(tx, volume)


def _remember(
    sync: _Sync, greeting: HelloAnswer, at: datetime, done: tuple[int, int, int]
) -> SyncResult:
    moved, (sent, fetched, purged) = sync.moved, done
    with sync.workspace.transaction() as tx:
        pending = tx.pending()
        result = SyncResult(
            at=at.astimezone().isoformat(timespec="seconds"),
            pushed=moved.pushed,
            held=moved.held,
            pulled=moved.pulled,
            blobs_up=sent,
            blobs_down=fetched,
            pending_facts=pending.facts,
            pending_blobs=pending.blobs,
            scope=tx.count_enterprises(),
            restated=moved.restated,
            mended=moved.mended,
            purged=purged,
            strays=sum(tx.strays().values()),
            device=moved.device,
            clock_off=_ahead(at, greeting.time),
        )
        tx.set_setting("central_time", greeting.time)
        tx.set_setting("last_sync", msgspec.json.encode(asdict(result)).decode())
        tx.set_setting("pace", str(sync.pace.facts))
    return result


def _ahead(at: datetime, central: str) -> int:
    try:
        return round((at.astimezone() - datetime.fromisoformat(central)).total_seconds())
    except (ValueError, TypeError):
        return 0


def open_link(workspace: Workspace) -> Link:
    """Return the link to the central this workspace is enrolled with."""
    with workspace.reading() as reader:
        return Link(reader.setting("central_url"), reader.setting("token"))
