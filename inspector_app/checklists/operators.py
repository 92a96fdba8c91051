"""The operators of expressions as closures: logic, arithmetic, comparison, union."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING

from inspector_app.checklists import values
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.tree import Node, in_order
from inspector_app.checklists.values import Value, to_boolean, to_number
from inspector_app.i18n import _

if TYPE_CHECKING:
    from inspector_app.checklists.xpath import Context

Run = Callable[["Context"], Value]


def _or(runs: Iterable[Run]) -> Run:
    parts = list(runs)
    return lambda c: any(to_boolean(part(c)) for part in parts)


def _and(runs: Iterable[Run]) -> Run:
    parts = list(runs)
    return lambda c: all(to_boolean(part(c)) for part in parts)


def chain(operator: str, first: Run, rest: list[Run]) -> Run:
    """Return the closure of ``first operator rest[0] operator rest[1] …``, from the left."""
    if operator == "or":
        return _or([first, *rest])
    if operator == "and":
        return _and([first, *rest])
    if operator == "|":
        return _union([first, *rest])
    if operator in _ARITHMETIC:
        work = _ARITHMETIC[operator]

        def run(context: Context) -> Value:
            zone = context.env.zone
            total = to_number(first(context), zone)
            for part in rest:
                total = work(total, to_number(part(context), zone))
            return total

        return run
    folded = first
    for part in rest:
        folded = pair(operator, folded, part)
    return folded


def pair(operator: str, left: Run, right: Run) -> Run:
    """Return the closure of ``left operator right``."""
    if operator in _COMPARISONS:
        compare = _COMPARISONS[operator]
        return lambda c: compare(left(c), right(c), c.env.zone)
    return chain(operator, left, [right])


def _union(parts: list[Run]) -> Run:
    def run(context: Context) -> Value:
        joined: list[Node] = []
        for part in parts:
            found = part(context)
            if not isinstance(found, list):
                raise BadExpression(expression="|", reason=_("it needs fields, not a value"))
            joined.extend(found)
        return in_order(joined)

    return run


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": _divide,
    "mod": _remainder,
}
_COMPARISONS: dict[str, Callable[[Value, Value, tzinfo | None], bool]] = {
    "=": values.equal,
    "!=": values.unequal,
    "<": values.less,
    "<=": values.at_most,
    ">": lambda a, b, zone: values.less(b, a, zone),
    ">=": lambda a, b, zone: values.at_most(b, a, zone),
}
