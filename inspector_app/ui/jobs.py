"""Work away from the window: one serial thread for the store, a few for the network.

The rule that keeps Qt alive: a worker owns no QObject. It gets a plain function and puts plain
values back; the one QObject here lives on the UI thread, and the queued connection brings the
result over. A result whose owner was destroyed in the meantime is dropped.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from inspector_app.errors import Problem
from inspector_app.i18n import N_

T = TypeVar("T")
Task = Callable[[], None]
Tell = Callable[[object], None]
NETWORK_THREADS = 3


class ProgramFault(Problem):
    """The program itself went wrong; the log names the place, without content."""

    code = "APP-01"
    template = N_("The program met a fault of its own ({kind}). What was saved before is safe.")
    remedy_template = N_("Try again; if it happens again, send the log file to your administrator.")


class _Lane:
    """Daemon threads that take tasks in order; a hung network call cannot hold up the exit."""

    def __init__(self, name: str, threads: int) -> None:
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True)
            for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, task: Task) -> None:
        self._tasks.put(task)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
            del task  # or the last result lives until the next task comes

    def close(self, seconds: float) -> bool:
        """Finish what was asked for, then stop; False where that took longer."""
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)


class _Ticket:
    """Whom a result goes to. Lives on the UI thread only; methods of the owner are held weakly."""

    def __init__(
        self,
        owner: QObject | None,
        then: Callable[[Any], object] | None,
        failed: Callable[[Problem], object] | None,
        progress: Callable[[Any], object] | None,
    ) -> None:
        self._owner = weakref.ref(owner) if owner is not None else None
        self.then = _weakly(then, owner)
        self.failed = _weakly(failed, owner)
        self.progress = _weakly(progress, owner)

    @property
    def alive(self) -> bool:
        if self._owner is None:
            return True
        owner = self._owner()
        return owner is not None and isValid(owner)


def _weakly(
    call: Callable[[Any], object] | None, owner: QObject | None
) -> Callable[[], Callable[[Any], object] | None]:
    if call is not None and owner is not None and getattr(call, "__self__", None) is owner:
        return weakref.WeakMethod(call)
    return lambda: call


@dataclass(frozen=True, slots=True)
class _Done:
    value: object = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    value: object


class Jobs(QObject):
    """Runs acts off the UI thread and brings their results back to it.

    ``idle`` tells whether nothing waits; ``unanswered`` carries problems nobody asked for.
    """

    idle = Signal(bool)
    unanswered = Signal(object)
    _arrived = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets: dict[int, _Ticket] = {}
        self._last = 0
        self._closed = False
        self._store = _Lane("store", 1)
        self._network = _Lane("network", NETWORK_THREADS)
        self._wired = False

    def run(
        self,
        act: Callable[..., T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Problem], object] | None = None,
        owner: QObject | None = None,
        progress: Callable[[Any], object] | None = None,
    ) -> None:
        """Run an act on the store thread, one after another in the order asked.

        ``then(result)`` or ``failed(problem)`` follows on the UI thread unless the owner is gone.
        With ``progress`` the act is called with one argument, ``tell``; what it tells arrives
        there in order.
        """
        self._start(self._store, act, _Ticket(owner, then, failed, progress))

    def fetch(
        self,
        act: Callable[..., T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Problem], object] | None = None,
        owner: QObject | None = None,
        progress: Callable[[Any], object] | None = None,
    ) -> None:
        """Run an act on a network thread; the same promises as ``run``, without an order."""
        self._start(self._network, act, _Ticket(owner, then, failed, progress))

    def _start(self, lane: _Lane, act: Callable[..., object], ticket: _Ticket) -> None:
        if self._closed:
            return
        self._wire()
        self._last += 1
        number = self._last
        told = ticket.progress() is not None
        if not self._tickets:
            self.idle.emit(False)
        self._tickets[number] = ticket
        arrived = self._arrived

        def tell(value: object) -> None:
            arrived.emit(number, _Told(value))

        def task() -> None:
            arrived.emit(number, _attempt(lambda: act(tell) if told else act()))

        lane.add(task)

    def _wire(self) -> None:
        if not self._wired:
            self._wired = True
            # looked up late: making the Qt namespace takes 14 ms, which the first paint can spare
            from PySide6.QtCore import Qt

            self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, number: int, outcome: object) -> None:
        ticket = self._tickets.get(number)
        if ticket is None:
            return
        if isinstance(outcome, _Told):
            _call(ticket, ticket.progress(), outcome.value)
            return
        del self._tickets[number]
        if isinstance(outcome, _Done):
            self._conclude(ticket, outcome)
        if not self._tickets:
            self.idle.emit(True)

    def _conclude(self, ticket: _Ticket, done: _Done) -> None:
        if done.problem is None:
            _call(ticket, ticket.then(), done.value)
            return
        failed = ticket.failed()
        if failed is None:
            self.unanswered.emit(done.problem)
        else:
            _call(ticket, failed, done.problem)

    @property
    def waiting(self) -> int:
        """How many acts have not delivered yet."""
        return len(self._tickets)

    def close(self, seconds: float = 10.0) -> bool:
        """Refuse new acts, let the store finish its own, drop every result; True when all ended.

        What a person did is on disk after this. A network call that hangs is left behind.
        """
        self._closed = True
        self._tickets.clear()
        finished = self._store.close(seconds)
        self._network.close(0.0)
        return finished


def _call(ticket: _Ticket, call: Callable[[Any], object] | None, value: object) -> None:
    if call is not None and ticket.alive and _stands(call):
        call(value)


def _stands(call: Callable[[Any], object]) -> bool:
    """Tell whether the object that would be called is still there: it may go before the owner of
    the act, as a presenter before its page."""
    inner: Any = call
    while isinstance(inner, partial):
        inner = inner.func
    held = getattr(inner, "__self__", None)
    return not isinstance(held, QObject) or isValid(held)


def _attempt(act: Callable[[], object]) -> _Done:
    try:
        return _Done(value=act())
    except Problem as problem:
        return _Done(problem=problem.with_traceback(None))
    except Exception as fault:  # the edge of the thread: no fault may vanish with it
        # imported here: logging's file handlers are not needed before the first paint
        from inspector_app.logs import LOGGER, describe_crash

        LOGGER.error(describe_crash(type(fault), fault.__traceback__))
        return _Done(problem=ProgramFault(kind=type(fault).__name__))
