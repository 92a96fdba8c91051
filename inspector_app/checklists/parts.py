"""The parts of an expression, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.checklists.syntax import Binary, Call, Expr, Filter, Negate, Path


def parts(tree: Expr) -> Iterator[Expr]:
    """Yield the expression and every expression inside it."""
    waiting: list[Expr] = [tree]
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here, Binary):
            waiting += [here.left, here.right]
        elif isinstance(here, Call):
            waiting += here.arguments
        elif isinstance(here, Negate):
            waiting.append(here.operand)
        elif isinstance(here, Filter):
            waiting += [here.primary, *here.predicates]
        elif isinstance(here, Path):
            waiting += [here.start] if here.start is not None else []
            waiting += [predicate for step in here.steps for predicate in step.predicates]
