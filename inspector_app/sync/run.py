"""One sync: bring this laptop and central to the same facts. Safe to cut anywhere, to repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from inspector_app import __version__
from inspector_app.protocol import HelloAnswer, HelloRequest
from inspector_app.store.workspace import Workspace
from inspector_app.sync.blobs import fetch_blobs, send_blobs
from inspector_app.sync.client import Link
from inspector_app.sync.pull import pull_volumes
from inspector_app.sync.push import push_facts
from inspector_app.sync.stage import Progress, Stage, silent


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync moved, and what still waits on this laptop afterwards."""

    at: str
    pushed: int
    held: int
    pulled: int
    blobs_up: int
    blobs_down: int
    pending_facts: int
    pending_blobs: int
    scope: int


def synchronise(
    link: Link,
    workspace: Workspace,
    progress: Progress = silent,
    *,
    now: Callable[[], datetime] = datetime.now,
) -> SyncResult:
    """Run hello → push → pull → blobs once.

    Raises a SyncProblem where central cannot be reached or refuses; what was done until then
    stands, and the next sync goes on from there.
    """
    greeting = _greet(link, workspace, progress)
    pushed = push_facts(link, workspace, progress)
    # What we pushed changed volumes too; central numbers them, so ask again before pulling.
    greeting = _greet(link, workspace, progress) if pushed.facts else greeting
    pulled = pull_volumes(link, workspace, greeting, progress)
    sent = send_blobs(link, workspace, progress)
    fetched = fetch_blobs(link, workspace, progress)
    return _remember(workspace, greeting, now(), (pushed.facts, pushed.held, pulled, sent, fetched))


def _greet(link: Link, workspace: Workspace, progress: Progress) -> HelloAnswer:
    progress(Stage("hello", 0, 1))
    with workspace.reading() as reader:
        since = reader.setting("hello_token")
    greeting = link.hello(HelloRequest(version=__version__, since=since))
    progress(Stage("hello", 1, 1))
    return greeting


def _remember(
    workspace: Workspace, greeting: HelloAnswer, at: datetime, moved: tuple[int, int, int, int, int]
) -> SyncResult:
    """Keep the token only now, after every page it stands for is stored."""
    pushed, held, pulled, sent, fetched = moved
    with workspace.transaction() as tx:
        pending = tx.pending()
        result = SyncResult(
            at=at.astimezone().isoformat(timespec="seconds"),
            pushed=pushed,
            held=held,
            pulled=pulled,
            blobs_up=sent,
            blobs_down=fetched,
            pending_facts=pending.facts,
            pending_blobs=pending.blobs,
            scope=tx.count_enterprises(),
        )
        tx.set_setting("hello_token", greeting.token)
        tx.set_setting("epoch", greeting.epoch)
        tx.set_setting("central_time", greeting.time)
        tx.set_setting("last_sync", msgspec.json.encode(asdict(result)).decode())
    return result


def open_link(workspace: Workspace) -> Link:
    """Return the link to the central this workspace is enrolled with."""
    with workspace.reading() as reader:
        return Link(reader.setting("central_url"), reader.setting("token"))
