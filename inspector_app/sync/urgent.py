"""Major hazards before everything: the reports, then their photos, then all the rest."""

from __future__ import annotations

from contextlib import suppress

from inspector_app.store.rows import Rank
from inspector_app.store.workspace import Workspace
from inspector_app.sync.blobs import send_blobs
from inspector_app.sync.client import Link
from inspector_app.sync.pace import Pace
from inspector_app.sync.problems import CentralRefused
from inspector_app.sync.push import Pushed, push_chains
from inspector_app.sync.stage import Progress


def push_urgent(link: Link, workspace: Workspace, pace: Pace, progress: Progress) -> Pushed:
    """Hand over the facts up to the last major hazard of each chain; what is before it in the
    chain goes along."""
    with workspace.reading() as reader:
        chains = reader.urgent()
    return push_chains(link, workspace, chains, pace, progress) if chains else Pushed()


def send_urgent_photos(link: Link, workspace: Workspace, progress: Progress) -> int:
    """Send the photos of major hazards; returns how many became safe. One that central refuses
    stays and is named when all files are sent."""
    with workspace.reading() as reader:
        if not reader.has_major_blobs():
            return 0
    with suppress(CentralRefused):
        return send_blobs(link, workspace, progress, up_to=Rank.MAJOR)
    return 0
