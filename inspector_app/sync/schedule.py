"""When to sync next: soon after something was recorded, patiently while it fails.

A pure value: the caller has the clock and the timer, asks ``due`` and tells what happened. Moments
are seconds of a monotonic clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from inspector_app.sync.problems import (
    CaptivePortal,
    CentralBusy,
    NoNetwork,
    SyncProblem,
    SyncStopped,
)

REGULAR = 900.0  # between syncs when nothing happens
SETTLED = 20.0  # after an act
FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0
NETWORK_SETTLES = 3.0  # a network that has just come is given time to hand out addresses
Chance = Callable[[], float]  # a random number in [0, 1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The next sync is due at ``at``; ``failures`` in a row so far; ``blocked`` names the problem
    that only a person can remove: then nothing is tried until they or the network do something."""

    at: float = 0.0
    failures: int = 0
    blocked: str = ""

    def due(self, now: float) -> bool:
        """Tell whether to sync now."""
        return not self.blocked and now >= self.at

    def recorded(self, now: float) -> Schedule:
        """Something was recorded: sync soon, not at each of a hundred answers; a wait after
        failures is kept."""
        return self if self.failures else replace(self, at=min(self.at, now + SETTLED))

    def asked(self, now: float) -> Schedule:
        """A person asked for a sync."""
        return replace(self, at=now, blocked="")

    def network_changed(self, now: float) -> Schedule:
        """The network came, went or changed: try soon, as if nothing had failed."""
        return Schedule(now + NETWORK_SETTLES)

    def succeeded(self, now: float) -> Schedule:
        """A sync came to its end."""
        return Schedule(now + REGULAR)

    def failed(self, now: float, problem: SyncProblem, chance: Chance, *, moved: bool) -> Schedule:
        """A sync did not come through; where it ``moved`` something, the next may follow at once.

        Waits double from failure to failure, with full jitter so that a thousand laptops do not
        come back in one second; what central asks for (Retry-After) is the least.
        """
        if isinstance(problem, SyncStopped):
            return Schedule(now + REGULAR)
        if not problem.retryable and not isinstance(problem, NoNetwork):
            return Schedule(now + REGULAR, self.failures + 1, problem.code)
        failures = 1 if moved else self.failures + 1
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, 20), LONGEST_WAIT)
        if isinstance(problem, CaptivePortal):
            wait = LONGEST_WAIT  # the person signs in to the network; that changes the network
        least = float(problem.retry_after) if isinstance(problem, CentralBusy) else 0.0
        return Schedule(now + least + wait * (0.5 + chance() / 2), failures)
