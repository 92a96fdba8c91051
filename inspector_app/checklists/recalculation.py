"""Keeps all fields of a running form up to date: a change computes only what depends on it."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from inspector_app.checklists import answers
from inspector_app.checklists.child_texts import text_reader
from inspector_app.checklists.definition import Choices, FieldDef, FieldKind
from inspector_app.checklists.dependencies import Dependent, Plan
from inspector_app.checklists.fields import Field, subtree, under
from inspector_app.checklists.needs import (
    CALC,
    CHOICES,
    COUNT,
    LABEL,
    READONLY,
    RELEVANT,
    REQUIRED,
    ROWS,
    VALID,
    VALUE,
)
from inspector_app.checklists.problems import Cycle, EvaluationFailed, FormProblem
from inspector_app.checklists.state import Choice
from inspector_app.checklists.values import Value, to_boolean, to_number, to_string
from inspector_app.checklists.xpath import Context, Expression
from inspector_app.i18n import _

if TYPE_CHECKING:
    from inspector_app.checklists.wording import Wording

MAX_ROWS = 5_000
MAX_ROUNDS = 20_000
ROUNDS_PER_FIELD = 40
_FILTERED = (FieldKind.SELECT, FieldKind.RANK)


@dataclass(frozen=True, slots=True)
class Fault:
    """An expression that failed while the form ran: the field's path, its text, what was wrong."""

    path: str
    expression: str
    problem: FormProblem


class Recalculation:
    """The queue of cells to compute, and what computing each of them means."""

    def __init__(self, plan: Plan, root: Field, wording: Wording) -> None:
        self.plan = plan
        self.root = root
        self.wording = wording
        self.size = 0
        self.shape = self.version = 0  # how often rows, and anything shown, have changed
        self.touched: dict[int, Field] = {}
        self.problems: list[FormProblem] = []
        self.faults: list[Fault] = []
        self.value_changed: Callable[[Field], None] = lambda _field: None
        self.set_rows: Callable[[Field, int], None] = lambda _field, _count: None
        self.listened: frozenset[str] = frozenset()
        self.place: Callable[[], str] = str
        self._events: deque[Callable[[], None]] = deque()
        self._queue: list[tuple[int, int, Field, str]] = []
        self._queued: set[tuple[int, str]] = set()
        self._count = 0
        self._instances: dict[str, list[Field]] = {}
        self._shared_choices: dict[str, tuple[Choice, ...]] = {}
        self._of_themselves = frozenset(
            path
            for (path, what), dependents in plan.dependents.items()
            if what == VALUE and any((d.path, d.what) == (path, CALC) for d in dependents)
        )
        self._steps: dict[str, Callable[[Field], None]] = {
            COUNT: self._compute_count,
            RELEVANT: self._compute_relevant,
            CALC: self._compute_calculation,
            CHOICES: self._compute_choices,
            VALUE: self._compute_value,
            READONLY: self._compute_readonly,
            REQUIRED: self._compute_required,
            VALID: self._compute_validity,
            LABEL: self._compute_label,
        }

    def push(self, field: Field, what: str) -> None:
        """Ask for this cell to be computed in its turn."""
        key = (id(field), what)
        if key in self._queued:
            return
        self._queued.add(key)
        self._count += 1
        order = self.plan.order.get((field.defn.path, what), 1 << 30)
        heapq.heappush(self._queue, (order, self._count, field, what))

    def push_all(self, field: Field) -> None:
        """Ask for everything of a field and of all below it (a fresh form or row)."""
        for each in subtree(field):
            self.size += 1
            for what in self.plan.cells[each.defn.path]:
                if what != COUNT or self.is_stand_in(each):
                    self.push(each, what)

    def later(self, act: Callable[[], None]) -> None:
        """Ask for an action to run once the form has settled."""
        self._events.append(act)

    def run(self) -> None:
        """Compute until nothing waits; a form that never settles is stopped and noted."""
        rounds = 0
        most = MAX_ROUNDS + ROUNDS_PER_FIELD * self.size
        while self._queue or self._events:
            if not self._queue:
                # Actions see the form as it has settled after the change.
                self._events.popleft()()
                continue
            _order, _count, field, what = heapq.heappop(self._queue)
            self._queued.discard((id(field), what))
            self._steps[what](field)
            rounds += 1
            if rounds > most:
                self._queue.clear()
                self._queued.clear()
                self._events.clear()
                self.problems.append(Cycle(fields=field.defn.path))

    def is_stand_in(self, field: Field) -> bool:
        """Tell whether the field only carries a range's own state."""
        if field.defn.kind is not FieldKind.REPEAT or field.up is None:
            return False
        made = field.up.ranges.get(field.name)
        return made is not None and made.stand_in is field

    def instances(self, path: str) -> list[Field]:
        """Return all fields of this definition in document order, without stand-ins."""
        known = self._instances.get(path)
        if known is None:
            known = [f for f in under(self.root, path) if not self.is_stand_in(f)]
            self._instances[path] = known
        return known

    def forget_instances(self) -> None:
        """Forget where fields stand (rows came or went)."""
        self._instances.clear()
        self.shape += 1
        self.version += 1

    def rows_changed(self, parent: Field, repeat: FieldDef) -> None:
        """Forget what was known of positions and push all that depends on the rows."""
        self.forget_instances()
        self._push_dependents(parent, (repeat.path, ROWS))

    def _push_dependents(self, source: Field, cell: tuple[str, str]) -> None:
        for dependent in self.plan.dependents.get(cell, ()):
            for target in self._targets(source, dependent):
                if target is not source or dependent.what in (CHOICES, REQUIRED, READONLY, LABEL):
                    self.push(target, dependent.what)

    def _targets(self, source: Field, dependent: Dependent) -> Iterator[Field]:
        start: Field | None = source
        while start is not None and start.defn.path != dependent.anchor:
            start = start.up
        yield from under(start or self.root, dependent.path)

    def value(self, expression: Expression, field: Field) -> Value | None:
        """Return the expression's value at the field, None (and a noted problem) if it fails."""
        env = self.wording.env
        self.wording.at = field
        try:
            return expression.run(Context(field, env, field))
        except FormProblem as problem:
            failed = problem
        except (RecursionError, OverflowError, ValueError) as error:
            failed = EvaluationFailed(expression=expression.text, reason=type(error).__name__)
        self.problems.append(failed)
        self.faults.append(Fault(field.defn.path, expression.text, failed))
        return None

    def holds(self, rule: Expression, field: Field) -> bool:
        """Tell whether a rule is true at the field; a rule that fails holds nobody up."""
        return self._true(rule, field, True)

    def _true(self, expression: Expression | None, field: Field, otherwise: bool) -> bool:
        if expression is None:
            return otherwise
        found = self.value(expression, field)
        return otherwise if found is None else to_boolean(found)

    def touch(self, field: Field) -> None:
        """Note that what the field shows has changed."""
        field.state = None
        self.version += 1
        self.touched[id(field)] = field

    def _compute_count(self, field: Field) -> None:
        if field.defn.count is None:
            return
        found = self.value(field.defn.count, field)
        wanted = math.nan if found is None else to_number(found)
        if math.isfinite(wanted):
            self.set_rows(field, max(0, min(int(wanted), MAX_ROWS)))

    def _compute_relevant(self, field: Field) -> None:
        own = field.in_force and self._true(field.defn.bind.relevant, field, True)
        if own != field.own_relevant:
            field.own_relevant = own
            self.inherit_relevance(field)

    def inherit_relevance(self, field: Field) -> None:
        """Settle the field's relevance from its own and its parent's, and those below."""
        relevant = field.own_relevant and (field.up is None or field.up.relevant)
        if relevant == field.relevant:
            return
        field.relevant = relevant
        self.touch(field)
        if field.defn.leaf:
            self.push(field, VALUE)
            self.push(field, VALID)
            if relevant and field.defn.bind.calculate is not None:
                field.calculated = None  # what was entered over it ends with its relevance
                self.push(field, CALC)
        for below in (*field.bound(), *(m.stand_in for m in field.ranges.values())):
            self.inherit_relevance(below)
        for child in field.fields():
            self.inherit_relevance(child)

    def _compute_readonly(self, field: Field) -> None:
        field.own_readonly = self._true(field.defn.bind.readonly, field, False)
        self.inherit_readonly(field)

    def inherit_readonly(self, field: Field) -> None:
        """Settle whether the field is read-only from its own rule and its parent's."""
        readonly = field.own_readonly or (field.up is not None and field.up.readonly)
        if readonly == field.readonly:
            return
        field.readonly = readonly
        self.touch(field)
        for made in field.ranges.values():
            self.inherit_readonly(made.stand_in)
        for child in field.fields():
            self.inherit_readonly(child)

    def _compute_required(self, field: Field) -> None:
        required = self._true(field.defn.bind.required, field, False)
        if required != field.required:
            field.required = required
            self.touch(field)
            self.push(field, VALID)

    def _compute_calculation(self, field: Field) -> None:
        expression = field.defn.bind.calculate
        if expression is None or not field.relevant or not field.defn.leaf:
            return
        self._compute_value(field)  # the expression may look at the field's own value
        text = self._outcome(expression, field)
        # The same outcome as before does not undo what a person entered since.
        if text != field.calculated:
            field.calculated = text
            self.store(field, text)
            if field.defn.path in self._of_themselves:
                self._settle(expression, field)

    def _outcome(self, expression: Expression, field: Field) -> str:
        found = self.value(expression, field)
        text = "" if found is None else to_string(found)
        return "" if text == "NaN" else text

    def _settle(self, expression: Expression, field: Field) -> None:
        """Take in what the outcome itself changes: a count of all answers counts its own. One
        that would go on growing («concat(., 'x')») stays as it was first."""
        first = field.calculated
        assert first is not None
        for _time in range(2):
            self._compute_value(field)
            text = self._outcome(expression, field)
            if text == field.calculated:
                return
            field.calculated = text
            self.store(field, text)
        field.calculated = first
        self.store(field, first)

    def store(self, field: Field, text: str) -> None:
        """Put a value into the field as its type writes it."""
        if len(text) > answers.MAX_ANSWER:
            reason = _("the text grows too long")
            self.problems.append(EvaluationFailed(expression=field.defn.path, reason=reason))
            text = ""
        raw = answers.written(text, field.defn)
        if raw != field.raw:
            field.raw = raw
            self.push(field, VALUE)

    def _compute_choices(self, field: Field) -> None:
        control = field.defn.control
        if control is None or control.choices is None:
            return
        path = field.defn.path
        if path in self.plan.static_choices:
            if path not in self._shared_choices:
                self._shared_choices[path] = self._choices(control.choices, field)
            found = self._shared_choices[path]
        else:
            found = self._choices(control.choices, field)
        if found != field.choices:
            field.choices = found
            self.touch(field)
            self.push(field, VALUE)
            self._push_dependents(field, (path, CHOICES))

    def forget_choices(self) -> None:
        """Forget shared choices (the language changed)."""
        self._shared_choices.clear()

    def _choices(self, choices: Choices, field: Field) -> tuple[Choice, ...]:
        found = [Choice(value, self.wording.write(label, field)) for value, label in choices.fixed]
        nodes = self.value(choices.nodes, field) if choices.nodes is not None else None
        if not isinstance(nodes, list) or choices.value is None:
            return tuple(found)
        env = self.wording.env
        self.wording.at = field
        value = text_reader(choices.value)
        label = text_reader(choices.label) if choices.label is not None else None
        for node in nodes:
            context = Context(node, env, field)
            words = None if label is None else " ".join(label(context).split()) or None
            found.append(Choice(value(context), words))
        return tuple(found)

    def _compute_value(self, field: Field) -> None:
        text = field.raw if field.relevant else ""
        if text and field.choices is not None and field.defn.kind in _FILTERED:
            text = _offered(text, field)
        if text == field.text:
            return
        field.text = text
        self.touch(field)
        self.push(field, VALID)
        self._push_dependents(field, (field.defn.path, VALUE))
        if field.defn.path in self.listened:
            self.later(partial(self.value_changed, field))

    def _compute_validity(self, field: Field) -> None:
        bind = field.defn.bind
        violation, text = None, None
        if field.relevant and field.text == "":
            if field.required:
                violation, text = "required", bind.required_message
        elif field.relevant and not self._true(bind.constraint, field, True):
            violation, text = "constraint", bind.constraint_message
        message = self.wording.write(text, field)
        if (violation, message) != (field.violation, field.message):
            field.violation, field.message = violation, message
            self.touch(field)

    def _compute_label(self, field: Field) -> None:
        control = field.defn.control
        if control is None:
            return
        label = self.wording.write(control.label, field)
        hint = self.wording.write(control.hint, field)
        if (label, hint) != (field.label, field.hint):
            field.label, field.hint = label, hint
            # Everything in a top-level group shows the group's label as its section.
            for each in subtree(field) if field.up is self.root else (field,):
                self.touch(each)


def _offered(text: str, field: Field) -> str:
    """Return the chosen values that are still on offer."""
    assert field.defn.control is not None
    offered = dict.fromkeys(choice.value for choice in field.choices or ())
    if field.defn.kind is FieldKind.RANK:
        # A ranking ranks all that is on offer: what came new stands at the end.
        ranked = [value for value in text.split() if value in offered]
        return " ".join((*ranked, *(value for value in offered if value not in ranked)))
    if not field.defn.control.multiple:
        return text if text in offered else ""
    return " ".join(value for value in text.split() if value in offered)
