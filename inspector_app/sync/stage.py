"""How far a sync is: what the sync page and the command line show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the sync: ``done`` of ``total`` things; ``size`` bytes of the one just moved."""

    name: str  # hello, push, pull, blobs_up, blobs_down
    done: int
    total: int
    size: int = 0


Progress = Callable[[Stage], None]


def silent(_stage: Stage) -> None:
    """Progress for callers that show none."""
