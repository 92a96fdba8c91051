"""A sync under way: its link, its workspace, and what it has done so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector_app.domain.facts import FactDamaged, Volume
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.pace import Pace
from inspector_app.sync.problems import CentralRefused, SyncProblem
from inspector_app.sync.settled import unsettled
from inspector_app.sync.stage import Progress, Stop, stoppable


@dataclass(slots=True)
class Moved:
    """What has been done so far; ``differ`` are volumes that were left alone, ``refused`` what
    central did not take."""

    pushed: int = 0
    held: int = 0
    pulled: int = 0
    restated: int = 0
    mended: int = 0
    purged: int = 0
    blobs_up: int = 0
    blobs_down: int = 0
    device: str = ""
    differ: dict[Volume, SyncProblem | FactDamaged] = field(default_factory=dict)
    refused: list[CentralRefused] = field(default_factory=list)

    def raise_first_problem(self) -> None:
        """Raise what concerned one volume or batch only, now that all else is done."""
        for problem in (*self.differ.values(), *self.refused):
            raise problem


@dataclass(slots=True)
class Sync:
    """One sync under way; ``doubtful`` volumes moved in a sync that was cut."""

    link: Link
    workspace: Workspace
    progress: Progress
    pace: Pace
    doubtful: frozenset[Volume]
    moved: Moved = field(default_factory=Moved)


def begin(link: Link, workspace: Workspace, progress: Progress, stop: Stop) -> Sync:
    """Return a sync that has done nothing yet."""
    with workspace.reading() as reader:
        pace, doubtful = Pace.parse(reader.setting("pace")), unsettled(reader)
    return Sync(link, workspace, stoppable(progress, stop), pace, doubtful)
