"""How functions of expressions are declared: name, number of values, eager or lazy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.tree import Node
from inspector_app.checklists.values import Value, to_number, to_string
from inspector_app.checklists.xpath import Context, Run
from inspector_app.i18n import _

MANY = 10_000
Eager = Callable[[Context, list[Value]], Value]
Lazy = Callable[[Context, list[Run]], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many values it takes and how it is bound to its arguments."""

    least: int
    most: int
    bind: Callable[[list[Run]], Run]


def eager(work: Eager) -> Callable[[list[Run]], Run]:
    """Bind a function that gets its arguments evaluated."""

    def bind(arguments: list[Run]) -> Run:
        if not arguments:
            return lambda c: work(c, [])
        if len(arguments) == 1:
            only = arguments[0]
            return lambda c: work(c, [only(c)])
        return lambda c: work(c, [argument(c) for argument in arguments])

    return bind


def lazy(work: Lazy) -> Callable[[list[Run]], Run]:
    """Bind a function that evaluates only the arguments it needs."""
    return lambda arguments: lambda c: work(c, arguments)


class Registry(dict[str, Function]):
    """Functions by name, filled by the decorators of the families."""

    def add(self, name: str, least: int = 0, most: int | None = None) -> Callable[[Eager], Eager]:
        """Declare an eager function with ``least`` to ``most`` values."""

        def declare(work: Eager) -> Eager:
            self[name] = Function(least, least if most is None else most, eager(work))
            return work

        return declare

    def add_lazy(self, name: str, least: int, most: int) -> Callable[[Lazy], Lazy]:
        """Declare a lazy function with ``least`` to ``most`` values."""

        def declare(work: Lazy) -> Lazy:
            self[name] = Function(least, most, lazy(work))
            return work

        return declare


def nodes_of(value: Value, name: str) -> list[Node]:
    """Return the value as nodes; raises BadExpression where it is none."""
    if not isinstance(value, list):
        reason = _("“{name}” needs fields, not a value").format(name=name)
        raise BadExpression(expression=name, reason=reason)
    return value


def text_at(context: Context, arguments: list[Value], index: int = 0) -> str:
    """Return the argument as text; the context node's where it is left out."""
    if index < len(arguments):
        return to_string(arguments[index])
    return context.node.string()


def number_at(context: Context, arguments: list[Value], index: int = 0) -> float:
    """Return the argument as a number; the context node's where it is left out."""
    if index < len(arguments):
        return to_number(arguments[index], context.env.zone)
    return to_number([context.node], context.env.zone)
