"""Answers worth trying at a question: its choices, and values near what the form looks for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise, permutations

from inspector_app.checklists import dates
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.dependencies import cell_expressions, plan_of
from inspector_app.checklists.examples import examples
from inspector_app.checklists.needs import CALC, ROWS, VALUE, Needs
from inspector_app.checklists.parts import parts
from inspector_app.checklists.profile import CONTEXT_FIELDS
from inspector_app.checklists.state import NodeState
from inspector_app.checklists.syntax import (
    Binary,
    Call,
    Expr,
    Literal,
    Number,
    Path,
)
from inspector_app.checklists.values import write_number

_TEXTS = ("示例", "a", "A1", "1")
_PLACES = {
    "geopoint": ("30.5 114.3 20 5",),
    "geotrace": ("30.5 114.3 0 0; 30.6 114.4 0 0",),
    "geoshape": ("30.5 114.3 0 0; 30.6 114.4 0 0; 30.5 114.5 0 0; 30.5 114.3 0 0",),
    "time": ("09:30:00.000", "00:00:00.000", "23:59:00.000"),
}
_MOST_SUBSETS = 6
_LONGEST = 2_000
_FEW = 6


class Candidates:
    """Finds, for each question of a form, the values that its expressions look for."""

    def __init__(self, form: FormDefinition, on: date) -> None:
        self.form = form
        self.on = on
        self._expressions = {
            found.path: [(what, one.tree) for what, one in cell_expressions(form, found)]
            for found in form.walk()
        }
        self._known: dict[str, tuple[tuple[float, ...], tuple[str, ...]]] = {}

    def of(self, state: NodeState, path: str, around: Iterable[str] = ()) -> tuple[str, ...]:
        """Return answers to try; ``around`` are values of other fields that the rule names."""
        if state.kind in ("select", "rank"):
            return _chosen(state)
        if state.kind == "trigger":
            return ("OK",)
        if state.kind == "upload":
            return ("sample.jpg",)
        numbers, texts = self.literals(path)
        texts = (*texts, *around)
        made = self._typed(state, numbers, texts)
        return tuple(dict.fromkeys(text for text in made if text))

    def _typed(
        self, state: NodeState, numbers: tuple[float, ...], texts: tuple[str, ...]
    ) -> Iterable[str]:
        if state.kind == "range":
            return [b for b in state.bounds[:2] if b] + _numbers(numbers, texts, True)
        if state.type in ("int", "decimal"):
            return _numbers(numbers, texts, state.type == "int")
        if state.type in ("date", "dateTime"):
            end = "T09:30:00.000+08:00" if state.type == "dateTime" else ""
            return [day.isoformat() + end for day in self._days(texts)]
        return _PLACES.get(state.type) or [*_written(numbers, texts)]

    def _days(self, texts: tuple[str, ...]) -> list[date]:
        named = [day for text in texts if (day := dates.parse_date(text[:10])) is not None]
        return [
            day + timedelta(shift)
            for day in (self.on, *named)
            for shift in (0, 1, -1, 400, -400)
            if 1900 < day.year < 2200
        ]

    def literals(self, path: str) -> tuple[tuple[float, ...], tuple[str, ...]]:
        """Return the numbers and texts that expressions compare this field with."""
        known = self._known.get(path)
        if known is None:
            trees = list(self._asking(path))
            numbers = {p.value for tree in trees for p in parts(tree) if isinstance(p, Number)}
            texts = dict.fromkeys(
                text for tree in trees for p in parts(tree) for text in _literal_texts(p)
            )
            known = (tuple(sorted(numbers)), tuple(texts))
            self._known[path] = known
        return known

    def _asking(self, path: str) -> Iterator[Expr]:
        """Yield the field's own rules and the rules that look at it, also through calculations."""
        yield from (tree for _what, tree in self._expressions.get(path, ()))
        dependents = plan_of(self.form).dependents
        waiting, seen = [path], {path}
        while waiting and len(seen) < 50:
            for dependent in dependents.get((waiting.pop(), VALUE), ()):
                for what, tree in self._expressions.get(dependent.path, ()):
                    if what == dependent.what:
                        yield from _about(tree, path.rpartition("/")[2])
                if dependent.what == CALC and dependent.path not in seen:
                    seen.add(dependent.path)
                    waiting.append(dependent.path)


def _about(tree: Expr, name: str) -> Iterator[Expr]:
    """Yield the conditions of the expression that name the field; all where it is named deeper."""
    conditions = list(_conditions(tree))
    about = [one for one in conditions if any(_names(part, name) for part in parts(one))]
    yield from about or conditions


def _conditions(tree: Expr) -> Iterator[Expr]:
    if isinstance(tree, Binary) and tree.operator in ("and", "or"):
        yield from _conditions(tree.left)
        yield from _conditions(tree.right)
    elif isinstance(tree, Call) and tree.name in ("not", "if", "boolean"):
        for argument in tree.arguments:
            yield from _conditions(argument)
    else:
        yield tree


def _names(part: Expr, name: str) -> bool:
    return isinstance(part, Path) and bool(part.steps) and part.steps[-1].name == name


def _literal_texts(part: Expr) -> Iterable[str]:
    if isinstance(part, Call) and part.name == "regex" and isinstance(part.arguments[-1], Literal):
        return examples(part.arguments[-1].value)
    return (part.value,) if isinstance(part, Literal) and len(part.value) < 200 else ()


def _numbers(numbers: tuple[float, ...], texts: tuple[str, ...], whole: bool) -> list[str]:
    written = [float(text) for text in texts if _is_number(text)]
    bounds = sorted({n for n in (*numbers, *written) if math.isfinite(n) and abs(n) < 1e12})
    between = [(a + b) / 2 for a, b in pairwise(bounds)]
    found: list[float] = []
    for bound in (*bounds, 0.0, 1.0):
        found += [bound, bound + 1, bound - 1, *([] if whole else [bound + 0.5, bound - 0.5])]
    if len(bounds) <= _FEW:  # for sums: «n + 5 = 12» wants 7
        found += [n for a, b in permutations(bounds, 2) for n in (a - b, a + b)]
    found += [*between, 10.0, 100.0, -1e6, 1e6]
    return [write_number(float(math.floor(n)) if whole else n) for n in found]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isascii() and (
        text.replace(".", "", 1).removeprefix("-").isdigit() and len(text) < 12
    )


def _written(numbers: tuple[float, ...], texts: tuple[str, ...]) -> Iterator[str]:
    yield from texts
    yield from _TEXTS
    for number in numbers:
        if 0 < number <= _LONGEST and number == int(number):
            for length in (int(number), int(number) + 1, int(number) - 1):
                yield "1" * length
                yield "示" * length


def _chosen(state: NodeState) -> tuple[str, ...]:
    values = [choice.value for choice in state.choices or ()]
    if state.kind == "rank":
        return (" ".join(values),) if values else ()
    if not state.multiple:
        return tuple(values)
    few = values[:_MOST_SUBSETS]
    subsets = [
        " ".join(value for bit, value in enumerate(few) if mask >> bit & 1)
        for mask in range(1, 1 << len(few))
    ]
    return tuple(dict.fromkeys((*values, *subsets, " ".join(values))))


def exhaustive(state: NodeState) -> bool:
    """Tell whether ``Candidates.of`` names every possible answer of the question."""
    if state.kind == "trigger":
        return True
    few = len(state.choices or ()) <= _MOST_SUBSETS
    return state.kind == "select" and (few or not state.multiple)


def read_by(form: FormDefinition, found: FieldDef) -> tuple[str, ...]:
    """Return the paths of the other fields that the field's constraint reads."""
    rule = found.bind.constraint
    if rule is None:
        return ()
    needs = Needs(form, found)
    needs.read(rule.tree)
    paths = {need.path for need in needs.found if need.what == VALUE}
    return tuple(sorted(paths - {found.path}))


def looks_at_free_answers(form: FormDefinition, found: FieldDef) -> bool:
    """Tell whether the field's own condition reads rows, or answers that are no choices."""
    rule = found.bind.relevant
    if rule is None:
        return False
    needs = Needs(form, found)
    needs.read(rule.tree)
    read = [form.fields[need.path] for need in needs.found]
    rows = any(need.what == ROWS for need in needs.found)
    return rows or any(one.kind in _FREE and one.name not in CONTEXT_FIELDS for one in read)


_FREE = (FieldKind.INPUT, FieldKind.RANGE, FieldKind.VALUE)
