"""How much to send at once, by what the link just did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from inspector_app.protocol import MAX_FACTS
from inspector_app.store.workspace import Workspace
from inspector_app.sync.problems import SyncProblem

T = TypeVar("T")

FEWEST = 25  # facts in one request on the worst link
FIRST = 500
GOOD = 3.0  # seconds that one request may well take; what is cut after it is sent again
SLOW = 10.0
MAX_BYTES = 6 * 1024 * 1024  # bodies in one request: well under what central takes


@dataclass
class Pace:
    """The size of the next request: doubled after a quick answer, halved after a slow one or a
    cut. ``clock`` is a monotonic clock in seconds."""

    facts: int = FIRST
    clock: Callable[[], float] = time.monotonic
    _began: float = field(default=0.0, init=False)

    def begin(self) -> None:
        """Note that a request leaves."""
        self._began = self.clock()

    def answered(self) -> None:
        """Fit the size to how long the answer took."""
        took = self.clock() - self._began
        if took < GOOD:
            self.facts = min(self.facts * 2, MAX_FACTS)
        elif took > SLOW:
            self.failed()

    def failed(self) -> None:
        """Send less next time: the link was cut or too slow."""
        self.facts = max(self.facts // 2, FEWEST)

    def ask(self, workspace: Workspace, request: Callable[[], T]) -> T:
        """Return the answer and fit the size to it; what a cut taught is kept for the next sync."""
        self.begin()
        try:
            answer = request()
        except SyncProblem as problem:
            if problem.retryable:
                self.failed()
                with workspace.transaction() as tx:
                    tx.set_setting("pace", str(self.facts))
            raise
        self.answered()
        return answer

    @classmethod
    def parse(cls, text: str) -> Pace:
        """Return the pace that an earlier sync kept as text; the first one where it kept none."""
        return cls(min(max(int(text), FEWEST), MAX_FACTS) if text.isdecimal() else FIRST)
