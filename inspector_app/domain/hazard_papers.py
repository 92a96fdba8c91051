"""What the papers about single hazards share: the hazard as it was told, and the proof of telling.

These papers exist in two variants: full, and grey without photos for portable printers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from inspector_app.domain.hazards import FiveCommitments, Level
from inspector_app.domain.notices import FULL, MOST_HAZARDS, VARIANTS
from inspector_app.domain.service_papers import PaperPhoto, Part, ServicePaper


class PaperHazard(Part, frozen=True):
    """A hazard as the notice told it; ``number`` is the one of the notice, days are ISO texts."""

    number: int
    place: str = ""
    finding: str = ""
    level: Level = Level.GENERAL
    criterion: str = ""
    basis: tuple[str, ...] = ()
    measure: str = ""
    immediate: str = ""
    deadline: str = ""
    responsible: str = ""
    five: FiveCommitments | None = None
    photos: tuple[PaperPhoto, ...] = ()


class Telling(Part, frozen=True):
    """Proof that major hazards were told: to whom, when (ISO time, local), how, what proves it.

    ``hazards`` are their numbers; none means all hazards of the paper.
    """

    told_to: str
    post: str = ""
    told_at: str = ""
    how: str = ""
    hazards: tuple[int, ...] = ()
    withdrawal_advised: bool = False
    proof: str = ""


class HazardPaper(ServicePaper, frozen=True, tag="hazard_paper"):
    """Base of the papers about single hazards; ``variant`` is ``full`` or ``grey``."""

    variant: str = FULL

    def faults(self) -> Iterator[str]:
        """Yield what keeps this paper from being made; nothing where it is whole."""
        if self.variant not in VARIANTS:
            yield f"variant {self.variant[:20]}"


def hazard_faults(hazards: tuple[PaperHazard, ...]) -> Iterator[str]:
    """Yield what is wrong with the hazards of a paper: none, too many, a number twice, no text."""
    if not hazards:
        yield "hazards"
    if len(hazards) > MOST_HAZARDS:
        yield f"hazards > {MOST_HAZARDS}"
    if len({hazard.number for hazard in hazards}) != len(hazards):
        yield "hazards.number"
    for hazard in hazards:
        if not hazard.finding.strip():
            yield f"hazard {hazard.number} finding"
        yield from day_faults(f"hazard {hazard.number} deadline", (hazard.deadline,))


def day_faults(name: str, days: Iterable[str]) -> Iterator[str]:
    """Yield the name with every text that is neither empty nor an ISO day."""
    for day in days:
        if day and not is_day(day):
            yield f"{name} {day[:20]}"


def is_day(text: str) -> bool:
    """Tell whether the text is a day as ``YYYY-MM-DD``."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def telling_faults(telling: tuple[Telling, ...], numbers: Iterable[int]) -> Iterator[str]:
    """Yield what is wrong with the proofs: nobody named, or a hazard that the paper has not."""
    known = set(numbers)
    for one in telling:
        if not one.told_to.strip():
            yield "telling told_to"
        yield from (f"telling hazard {number}" for number in one.hazards if number not in known)
