"""Functions over answers to choice questions and over lists: selected, choice-name, pulldata."""

from __future__ import annotations

import math

from inspector_app.checklists.calls import Registry, nodes_of
from inspector_app.checklists.listing import ITEM, Listing
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.tree import Node
from inspector_app.checklists.values import Value, to_number, to_string
from inspector_app.checklists.xpath import Context
from inspector_app.i18n import _

FAMILY = Registry()


@FAMILY.add("selected", 2)
def selected(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether the value is among the values separated by spaces."""
    given, wanted = to_string(arguments[0]), to_string(arguments[1]).strip()
    return wanted in given.split() or (wanted == "" and given.strip() == "")


@FAMILY.add("selected-at", 2)
def selected_at(context: Context, arguments: list[Value]) -> Value:
    """Return the value at this place, counted from 0; blank beyond the end."""
    chosen = to_string(arguments[0]).split()
    index = to_number(arguments[1], context.env.zone)
    if math.isnan(index) or index != int(index) or not 0 <= index < len(chosen):
        return ""
    return chosen[int(index)]


@FAMILY.add("count-selected", 1)
def count_selected(_context: Context, arguments: list[Value]) -> Value:
    """Return how many values are chosen."""
    return float(len(to_string(arguments[0]).split()))


@FAMILY.add("jr:itext", 1)
def itext(context: Context, arguments: list[Value]) -> Value:
    """Return the text of this id in the language shown."""
    return context.env.translate(to_string(arguments[0]))


@FAMILY.add("jr:choice-name", 2)
def choice_name(context: Context, arguments: list[Value]) -> Value:
    """Return the label of a choice of the question whose path the second text names."""
    from inspector_app.checklists.xpath import compile_expression

    label = context.env.choice_label
    if label is None:
        reason = _("choices have names only in a running form")
        raise BadExpression(expression="jr:choice-name()", reason=reason)
    given = arguments[1]
    if isinstance(given, list):
        question: list[Node] = given
    else:
        path = compile_expression(to_string(given).strip())
        found = path.run(Context(context.current, context.env, context.current))
        question = nodes_of(found, "jr:choice-name")
    return label(question[0], to_string(arguments[0])) if question else ""


@FAMILY.add("pulldata", 4)
def pulldata(context: Context, arguments: list[Value]) -> Value:
    """Return a cell of a list: pulldata(list, column wanted, column searched, value).

    A list that the form does not bring is looked up in the dossier.
    """
    name, wanted, searched, value = (to_string(argument) for argument in arguments)
    holder = context.env.instance(name)
    if holder is None and context.env.lookup is not None:
        return context.env.lookup(name, wanted, searched, value)
    if holder is None:
        reason = _("there is no list “{name}”").format(name=name)
        raise BadExpression(expression=f"pulldata('{name}')", reason=reason)
    found = _matching(holder.first("root"), searched, value)
    return (_cell(found[0], wanted) or "") if found else ""


def _matching(root: Node | None, column: str, value: str) -> list[Node]:
    if isinstance(root, Listing) and not column.startswith("@"):
        return root.matching(ITEM, column, {value})
    items = root.elements() if root is not None else []
    return [item for item in items if _cell(item, column) == value]


def _cell(item: Node, column: str) -> str | None:
    if column.startswith("@"):
        return item.attribute(column[1:])
    found = item.first(column)
    return found.string() if found is not None else None
