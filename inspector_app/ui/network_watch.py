"""When to sync without being asked: as the network comes back, after acts, after growing pauses."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from random import SystemRandom

from PySide6.QtCore import QObject, QTimer, Signal

from inspector_app.errors import Problem
from inspector_app.sync.problems import SyncProblem
from inspector_app.sync.schedule import REGULAR, Schedule

LOOK_EVERY = 1_000  # ms
FIRST_LOOK = 60.0  # seconds after the start, so that a morning's first page is not held up


class NetworkWatch(QObject):
    """Emits ``due`` when a sync should be tried; the owner tells how it went."""

    due = Signal()

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock, self._chance = clock, SystemRandom().random
        self.schedule = Schedule(clock() + FIRST_LOOK)
        self._network: QObject | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_EVERY)
        self.timer.timeout.connect(self.look)

    def listen(self) -> bool:
        """Begin; follow the system's word on the network where it gives one, else return False:
        then growing pauses alone decide."""
        self.timer.start()
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            return False
        self._network = QNetworkInformation.instance()
        if self._network is None:
            return False
        self._network.reachabilityChanged.connect(self._reachable)
        return True

    def _reachable(self, state: object) -> None:
        if getattr(state, "name", "") in ("Online", "Site", "Local", "Unknown"):
            self.network_changed()

    def look(self) -> None:
        """Emit ``due`` where it is time."""
        if self.schedule.due(self._clock()):
            self._put_off()
            self.due.emit()

    def _put_off(self) -> None:
        """Ask once, not every second; failures stay counted until the owner tells how it went."""
        self.schedule = replace(self.schedule, at=self._clock() + REGULAR)

    def network_changed(self) -> None:
        """The network came or changed: try soon, whatever was waited for."""
        self.schedule = self.schedule.network_changed(self._clock())

    def recorded(self) -> None:
        """Something was recorded: it is sent soon."""
        self.schedule = self.schedule.recorded(self._clock())

    def asked(self) -> None:
        """A person asked: what was given up is tried again."""
        self.schedule = self.schedule.asked(self._clock())
        self._put_off()

    def succeeded(self) -> None:
        """Everything is on central."""
        self.schedule = self.schedule.succeeded(self._clock())

    def failed(self, problem: Problem, *, moved: bool = False) -> None:
        """A try failed: the next follows after a pause, or when the network changes."""
        if isinstance(problem, SyncProblem):
            now = self._clock()
            self.schedule = self.schedule.failed(now, problem, self._chance, moved=moved)

    def stop(self) -> None:
        """Ask for nothing any more."""
        self.timer.stop()
