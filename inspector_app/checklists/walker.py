"""Tries a form the way people would: seeded random walks, and the shortest path that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from random import Random

from inspector_app.checklists.candidates import (
    Candidates,
    exhaustive,
    looks_at_free_answers,
    read_by,
)
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import EDITABLE, RunningForm
from inspector_app.checklists.problems import BadAnswer
from inspector_app.checklists.profile import CONTEXT_FIELDS
from inspector_app.checklists.state import NodeState
from inspector_app.i18n import _

STEPS = 40
_MOST_ROWS = 3
_ROUNDS = 6
_REPLAYS = 80
_POSITION = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a person does: ``open`` (with a fact of the site), ``set``, ``add``, ``remove``."""

    op: str
    ref: str
    value: str = ""

    def line(self) -> str:
        """Return the step as people read it."""
        name = self.ref.rpartition("/")[2]
        if self.op in ("open", "set"):
            return f"{name} = {self.value or '∅'}"
        return f"+ {name}" if self.op == "add" else f"− {name}"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong and the shortest path found to it.

    ``kind``: ``failed`` (an expression failed), ``stuck`` (a question that no answer can satisfy,
    so that the form cannot be finished) or ``doubtful`` (none of the answers tried satisfies it).
    """

    kind: str
    path: str
    message: str
    steps: tuple[Step, ...]
    expression: str = ""

    def trail(self) -> str:
        """Return the steps on one line."""
        return " → ".join(step.line() for step in self.steps) or _("at once")


@dataclass(frozen=True, slots=True)
class Walked:
    """What the walks met: failures, and the fields (paths) that applied at some point."""

    failures: tuple[Failure, ...]
    reached: frozenset[str]


@dataclass(slots=True)
class _Trial:
    """A form being tried: its steps so far can be replayed from the start."""

    form: FormDefinition
    found: Candidates
    steps: list[Step] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    running: RunningForm = field(init=False)

    def open(self, opening: Sequence[Step]) -> None:
        """Open the form for a site with these facts."""
        self.steps = list(opening)
        numbers = iter(range(1_000_000))
        noon = datetime.combine(self.found.on, time(9), UTC)
        self.running = RunningForm(
            self.form,
            clock=lambda: noon,
            new_id=lambda: f"w{next(numbers)}",
            random=Random(1),
            context={step.ref: step.value for step in opening},
            lookup=lambda *_asked: "",
        )
        self.note()

    def note(self) -> None:
        """Remember which fields apply now."""
        self.reached |= {path_of(s.ref) for s in self.running.nodes() if s.relevant}

    def act(self, step: Step) -> bool:
        """Do the step where it can be done now; tell whether it was done."""
        state = _state(self.running, step.ref)
        if state is None or not state.relevant or state.readonly:
            return False
        if step.op == "set":
            self.running.set(step.ref, step.value)
        elif step.op == "add":
            self.running.add_row(step.ref)
        else:
            self.running.remove_row(step.ref)
        self.steps.append(step)
        return True

    def broken(self) -> Failure | None:
        """Return the first expression that failed, or the reason why the form was stopped."""
        for fault in self.running.faults:
            message = fault.problem.message
            return Failure("failed", fault.path, message, tuple(self.steps), fault.expression)
        for problem in self.running.problems[len(self.form.notices) :]:
            return Failure("failed", self.form.root, problem.message, tuple(self.steps))
        return None

    def finish(self) -> Failure | None:
        """Answer what must be answered; return the first question that stays unsatisfied."""
        for _round in range(_ROUNDS):
            states = self.running.nodes()
            wrong = [s for s in states if s.relevant and s.violation and not self._checks(s)]
            if not wrong:
                return None
            if not any([self._satisfy(state) for state in wrong]) and not self._loosen(wrong):
                return self._stuck(wrong[0])
        return None

    def _checks(self, state: NodeState) -> bool:
        """Tell whether the node only blocks while other answers are wrong, and so can be lifted.

        Authors write such checks as read-only notes: with a constraint on other answers, or
        required and shown only while numbers, texts or rows do not fit.
        """
        if answerable(state):
            return False
        field = self.form.fields[path_of(state.ref)]
        if state.violation == "constraint":
            return bool(read_by(self.form, field))
        return looks_at_free_answers(self.form, field)

    def _satisfy(self, state: NodeState) -> bool:
        now = _state(self.running, state.ref)
        if now is None or not now.violation or not answerable(now):
            return False
        for value in self._tries(now):
            if self.running.accepts(now.ref, value):
                self.running.set(now.ref, value)
                after = _state(self.running, now.ref)
                if after is not None and not after.violation:
                    self.note()
                    return True
        return False

    def _loosen(self, wrong: Sequence[NodeState]) -> bool:
        """Correct free answers that a constraint looks at: an extreme one is no dead end.

        Choices are taken for true and stay.
        """
        for state in wrong:
            named = read_by(self.form, self.form.fields[path_of(state.ref)])
            for other in self.running.nodes():
                free = other.kind in ("input", "range") and answerable(other)
                if path_of(other.ref) in named and free and self._correct(other, state):
                    return True
        return False

    def _correct(self, other: NodeState, state: NodeState) -> bool:
        for value in self._tries(other):
            if self.running.accepts(other.ref, value):
                self.running.set(other.ref, value)
                now = _state(self.running, state.ref)
                if now is None or not now.violation or self._satisfy(state):
                    return True
        self.running.set(other.ref, other.value)
        return False

    def _tries(self, state: NodeState) -> tuple[str, ...]:
        definition = self.form.fields[path_of(state.ref)]
        values = _by_path(self.running.nodes())
        named = read_by(self.form, definition)
        around = [value for path in named for value in values.get(path, ()) if value]
        return self.found.of(state, definition.path, around)

    def _stuck(self, state: NodeState) -> Failure:
        sure = not answerable(state) or exhaustive(state)
        if state.violation == "required":
            text = _("it must be answered, and no answer is accepted")
        else:
            text = _("its constraint is not met, and no other answer meets it")
        if not answerable(state):
            text = _("it must be answered or corrected, and nobody can change it")
        kind = "stuck" if sure else "doubtful"
        return Failure(kind, path_of(state.ref), text, tuple(self.steps))


@lru_cache(maxsize=50_000)
def path_of(ref: str) -> str:
    """Return the field's path for a ref with positions."""
    names = (part.rpartition(":")[2] for part in _POSITION.sub("", ref).split("/"))
    return "/".join(names)


def answerable(state: NodeState) -> bool:
    """Tell whether a person can change the node's answer now."""
    return state.kind in EDITABLE and state.relevant and not state.readonly


def _by_path(states: Sequence[NodeState]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for state in states:
        found.setdefault(path_of(state.ref), []).append(state.value)
    return found


def _state(running: RunningForm, ref: str) -> NodeState | None:
    try:
        return running.node(ref)
    except BadAnswer:
        return None


def walks_for(form: FormDefinition) -> int:
    """Return how many walks a form is worth: many for a small one, few for a large one."""
    items = sum(len(root.children) for holder in form.lists.values() for root in holder.children)
    return max(3, min(60, 3_000 // (len(form.fields) + items // 20)))


def walk(
    form: FormDefinition, *, seed: int, on: date, walks: int | None = None, steps: int = STEPS
) -> Walked:
    """Return what these many random walks of these many steps met; the same for the same seed."""
    random = Random(seed)
    trial = _Trial(form, Candidates(form, on))
    failures: dict[tuple[str, str], Failure] = {}
    for number in range(walks_for(form) if walks is None else walks):
        failure = _walk(trial, random, number, steps)
        if failure is not None and (failure.kind, failure.path) not in failures:
            failures[(failure.kind, failure.path)] = shrink(trial, failure)
    return Walked(tuple(failures.values()), frozenset(trial.reached))


def _walk(trial: _Trial, random: Random, number: int, steps: int) -> Failure | None:
    trial.open(openings(trial.form, trial.found, random, number))
    failure = trial.broken()
    for _step in range(steps):
        if failure is not None:
            return failure
        step = _choose(trial, random)
        if step is not None and trial.act(step):
            trial.note()
            failure = trial.broken()
    return failure or trial.finish() or trial.broken()


def openings(
    form: FormDefinition, found: Candidates, random: Random, number: int
) -> tuple[Step, ...]:
    """Return facts of a site: first with everything the form asks for, then with nothing."""
    made: list[Step] = []
    for name in CONTEXT_FIELDS:
        path = f"{form.root}/{name}"
        if path not in form.fields:
            continue
        texts = sorted({word for text in found.literals(path)[1] for word in text.split()})
        if name == "visit_date":
            value = found.on.isoformat()
        elif name == "site_tags":
            some = texts if number == 0 else [text for text in texts if random.random() < 0.5]
            value = "" if number == 1 else " ".join(some)
        else:
            value = random.choice(texts) if texts and number != 1 else ""
        made.append(Step("open", name, value))
    return tuple(made)


def _choose(trial: _Trial, random: Random) -> Step | None:
    states = trial.running.nodes()
    rows = [s for s in states if s.kind == "repeat" and s.relevant and not s.fixed]
    if rows and random.random() < 0.2:
        chosen = random.choice(rows)
        count = len(trial.running.rows(chosen.ref))
        if count and (count >= _MOST_ROWS or random.random() < 0.2):
            return Step("remove", f"{chosen.ref}[{random.randint(1, count)}]")
        return Step("add", chosen.ref)
    questions = [s for s in states if answerable(s)]
    if not questions:
        return None
    state = random.choice(questions)
    values = trial.found.of(state, path_of(state.ref))
    if not values or random.random() < 0.05:
        return Step("set", state.ref, "")
    return Step("set", state.ref, random.choice(values))


def shrink(trial: _Trial, failure: Failure) -> Failure:
    """Return the failure with the shortest path found that still leads to it."""
    replays = 0

    def same(steps: Sequence[Step]) -> Failure | None:
        nonlocal replays
        replays += 1
        again = replay(trial, steps)
        return again if again and (again.kind, again.path) == (failure.kind, failure.path) else None

    size = max(1, len(failure.steps) // 2)
    while size:
        failure, shorter = _without(failure, size, same, lambda: replays < _REPLAYS)
        size = size if shorter and size == 1 else size // 2
    return failure


def _without(
    failure: Failure,
    size: int,
    same: Callable[[Sequence[Step]], Failure | None],
    more: Callable[[], bool],
) -> tuple[Failure, bool]:
    """Leave out runs of ``size`` steps, from the end; tell whether that made it shorter."""
    shorter = False
    for start in range(len(failure.steps) - size, -1, -size):
        again = same((*failure.steps[:start], *failure.steps[start + size :])) if more() else None
        if again is not None:
            failure, shorter = again, True
    return failure, shorter


def replay(trial: _Trial, steps: Sequence[Step]) -> Failure | None:
    """Return what goes wrong on this path, None where it can be finished."""
    trial.open([step for step in steps if step.op == "open"])
    for step in steps:
        if step.op != "open":
            trial.act(step)
        failure = trial.broken()
        if failure is not None:
            return replace(failure, steps=tuple(trial.steps))
    return trial.broken() or trial.finish() or trial.broken()
