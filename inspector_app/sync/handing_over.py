"""The last contact of a laptop that central withdrew: it gives what it has and gets nothing."""

from __future__ import annotations

from inspector_app import __version__
from inspector_app.protocol import HelloRequest
from inspector_app.store.workspace import Workspace
from inspector_app.sync.blobs import send_blobs
from inspector_app.sync.client import Link
from inspector_app.sync.pace import Pace
from inspector_app.sync.push import push_facts
from inspector_app.sync.stage import Progress, Stop, never, silent, stoppable
from inspector_app.sync.urgent import push_urgent, send_urgent_photos


def hand_over(
    link: Link, workspace: Workspace, progress: Progress = silent, *, stop: Stop = never
) -> None:
    """Send own records and files, then say how many are left.

    Returns only where central takes this device again. Otherwise raises SignedOut with central's
    code: AUTH-03 while something is left, AUTH-05 once central has everything; or the SyncProblem
    that cut the sending: what was sent until then stands.
    """
    told = stoppable(progress, stop)
    with workspace.reading() as reader:
        pace = Pace.parse(reader.setting("pace"))
    push_urgent(link, workspace, pace, told)
    send_urgent_photos(link, workspace, told)
    push_facts(link, workspace, pace, told)
    send_blobs(link, workspace, told)
    link.hello(HelloRequest(version=__version__, pending=_left(workspace)))


def _left(workspace: Workspace) -> int:
    """Return how many records and files are only here, a given up device code's included."""
    with workspace.reading() as reader:
        pending = reader.pending()
        former = [one for one in reader.own_chains() if one.abandoned]
        lost = sum(len(reader.leftovers(one.volume, one.device)) for one in former)
    return pending.facts + pending.blobs + lost
