"""The text of a named child, as the value and label of nearly every listed choice are said."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.checklists.syntax import Expr, Path
from inspector_app.checklists.tree import Kind
from inspector_app.checklists.values import to_string
from inspector_app.checklists.xpath import Context, Expression


def text_reader(expression: Expression) -> Callable[[Context], str]:
    """Return what gives the expression's text at a node: a child's name (``label``) is looked up
    without the walk of a path, which a list of ten thousands of choices would notice."""
    name = _child(expression.tree)
    if name is None:
        return lambda context: to_string(expression.run(context))
    element = Kind.ELEMENT

    def read(context: Context) -> str:
        for child in context.node.children:
            if child.name == name and child.kind is element:
                return child.string()
        return ""

    return read


def _child(tree: Expr) -> str | None:
    if not isinstance(tree, Path) or tree.absolute or tree.start is not None:
        return None
    if len(tree.steps) != 1:
        return None
    (step,) = tree.steps
    plain = step.axis == "child" and not (step.prefix or step.kind or step.predicates)
    return step.name if plain and step.name != "*" else None
