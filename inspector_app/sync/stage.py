"""How far a sync is: what the sync page and the command line show, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.sync.problems import SyncStopped


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the sync: ``done`` of ``total`` things; ``size`` bytes of the one just moved;
    ``bytes_done`` of ``bytes_total`` where that is known (0 of 0 where it is not)."""

    name: str  # hello, push, pull, blobs_up, blobs_down
    done: int
    total: int
    size: int = 0
    bytes_done: int = 0
    bytes_total: int = 0


Progress = Callable[[Stage], None]
Stop = Callable[[], bool]


def silent(_stage: Stage) -> None:
    """Progress for callers that show none."""


def never() -> bool:
    """Stop for callers that let a sync run to its end."""
    return False


def stoppable(progress: Progress, stop: Stop) -> Progress:
    """Return a progress that raises SyncStopped as soon as ``stop`` says so.

    Progress is told between steps, each of which is stored whole; so stopping there loses nothing.
    """

    def told(stage: Stage) -> None:
        if stop():
            raise SyncStopped
        progress(stage)

    return told
