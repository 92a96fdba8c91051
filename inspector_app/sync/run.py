"""One sync: bring this laptop and central to the same facts. Safe to cut anywhere, to repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from inspector_app.store.workspace import Workspace
from inspector_app.sync.blobs import fetch_blobs, send_blobs
from inspector_app.sync.bundle_handover import hand_over
from inspector_app.sync.client import Link
from inspector_app.sync.problems import UpgradeNeeded
from inspector_app.sync.results import SyncResult, keep_token, remember
from inspector_app.sync.rounds import exchange_facts
from inspector_app.sync.scope import purge_left
from inspector_app.sync.stage import Progress, Stop, never, silent
from inspector_app.sync.under_way import Sync, begin

__all__ = ["SyncResult", "open_link", "synchronise"]


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
    sync = begin(link, workspace, progress, stop)
    greeting = exchange_facts(sync)
    if greeting.upgrade_required:  # central takes everything, and gives nothing
        _send_files(sync)
        raise UpgradeNeeded(version=greeting.version)
    keep_token(sync, greeting)
    _send_files(sync)
    sync.moved.purged = len(purge_left(link, workspace))
    sync.moved.blobs_down = fetch_blobs(link, workspace, sync.progress)
    result = remember(sync, greeting, now())
    sync.moved.raise_first_problem()
    return result


def open_link(workspace: Workspace) -> Link:
    """Return the link to the central this workspace is enrolled with."""
    with workspace.reading() as reader:
        return Link(reader.setting("central_url"), reader.setting("token"))


def _send_files(sync: Sync) -> None:
    """Send own photos and papers, and the sealed bundles that colleagues gave along."""
    sync.moved.blobs_up += send_blobs(sync.link, sync.workspace, sync.progress)
    hand_over(sync.link, sync.workspace, sync.progress)
