"""Recognises filters that an index can answer: ``item[column = …]``, also among ``and`` parts."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.checklists.syntax import Binary, Call, Expr, Filter, Literal, Negate, Path, Step

_COUNTING = frozenset(("position", "last"))


def asked(step: Step) -> tuple[str, Expr] | None:
    """Return (column, value) by which the first predicate can be narrowed down, else None.

    Parts that count places need the whole list, so no index serves them.
    """
    if step.axis != "child" or step.kind or step.name == "*" or not step.predicates:
        return None
    parts = list(_parts(step.predicates[0]))
    if any(_counts(part) for part in parts):
        return None
    return next((found for part in parts if (found := equality(part)) is not None), None)


def equality(tree: Expr) -> tuple[str, Expr] | None:
    """Return (child name, other side) of ``name = …`` where the other side is the same for all."""
    if not isinstance(tree, Binary) or tree.operator != "=":
        return None
    for own, other in ((tree.left, tree.right), (tree.right, tree.left)):
        name = _child_name(own)
        if name is not None and _same_for_all(other):
            return name, other
    return None


def _parts(tree: Expr) -> Iterator[Expr]:
    while isinstance(tree, Binary) and tree.operator == "and":
        yield tree.right
        tree = tree.left
    yield tree


def _counts(tree: Expr) -> bool:
    if isinstance(tree, Call):
        return tree.name in _COUNTING or any(_counts(each) for each in tree.arguments)
    if isinstance(tree, Binary):
        return _counts(tree.left) or _counts(tree.right)
    if isinstance(tree, Negate):
        return _counts(tree.operand)
    return isinstance(tree, Filter) and _counts(tree.primary)


def _child_name(tree: Expr) -> str | None:
    if not isinstance(tree, Path) or tree.absolute or tree.start or len(tree.steps) != 1:
        return None
    step = tree.steps[0]
    plain = step.axis == "child" and not step.kind and not step.predicates and step.name != "*"
    return step.name if plain else None


def _same_for_all(tree: Expr) -> bool:
    if isinstance(tree, Literal):
        return True
    if not isinstance(tree, Path) or any(step.predicates for step in tree.steps):
        return False
    return tree.absolute or tree.start == Call("current", ())
