"""The paper of a re-inspection (复查意见书): per hazard what was found, with a new deadline."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.hazard_papers import (
    HazardPaper,
    PaperHazard,
    day_faults,
    hazard_faults,
)
from inspector_app.domain.hazards import Level, Outcome
from inspector_app.domain.service_papers import PaperPhoto, ServiceStaff

REINSPECTION_MARK = "复"
LEAST_STAFF = 2


class ReinspectedHazard(PaperHazard, frozen=True, kw_only=True):
    """A hazard seen again: outcome, what was seen, what is left, photos taken this time.

    ``photos`` are those of the notice (before); ``notice_no`` names its notice where the paper
    looks back at several.
    """

    outcome: Outcome
    notice_no: str = ""
    fact: str = ""
    left: str = ""
    new_deadline: str = ""
    after: tuple[PaperPhoto, ...] = ()


class ReinspectionPaper(HazardPaper, frozen=True, tag="reinspection"):
    """The opinion on a re-inspection; advice of a service, never one of an authority."""

    recheck_no: str = ""
    notice_no: str = ""
    notice_date: str = ""
    reply_no: str = ""
    recheck_date: str = ""
    recheck_period: str = ""
    mode: str = ""
    staff: tuple[ServiceStaff, ...] = ()
    escort: str = ""
    items: tuple[ReinspectedHazard, ...] = ()
    overall: str = ""
    advice: str = ""
    escalate_to: str = ""
    issued_on: str = ""

    def number(self) -> str:
        """Return the number of the paper."""
        return self.recheck_no

    def count(self, outcome: Outcome) -> int:
        """Return how many hazards have this outcome."""
        return sum(item.outcome is outcome for item in self.items)

    def open_items(self) -> tuple[ReinspectedHazard, ...]:
        """Return the hazards that are not rectified, in the order of their numbers."""
        left = (item for item in self.items if item.outcome is not Outcome.RECTIFIED)
        return tuple(sorted(left, key=lambda item: item.number))

    def has_major(self) -> bool:
        """Tell whether a major hazard is among them."""
        return any(item.level is Level.MAJOR for item in self.items)

    def faults(self) -> Iterator[str]:
        """Yield what keeps the paper from being made."""
        yield from super().faults()
        for name, value in (
            ("ent_name", self.insured.ent_name),
            ("recheck_date", self.recheck_date),
        ):
            if not value.strip():
                yield name
        if len(self.staff) < LEAST_STAFF:
            yield f"staff < {LEAST_STAFF}"
        yield from day_faults("days", (self.recheck_date, self.notice_date, self.issued_on))
        yield from hazard_faults(self.items)
        for item in self.items:
            yield from day_faults(f"hazard {item.number} new deadline", (item.new_deadline,))
