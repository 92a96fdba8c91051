"""The axes of XPath 1.0 §2.2 and its node tests, as functions from a node to nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from inspector_app.checklists.syntax import Step
from inspector_app.checklists.tree import Kind, Node, descendants

if TYPE_CHECKING:
    from inspector_app.checklists.xpath import Context

# Axes whose result, over nodes that are not nested in each other, is already in order.
FLAT = frozenset(("child", "attribute", "self"))
REVERSE = frozenset(("ancestor", "ancestor-or-self", "preceding", "preceding-sibling"))

_TYPES = {
    "text": Kind.TEXT,
    "comment": Kind.COMMENT,
    "processing-instruction": Kind.INSTRUCTION,
}


def selector(step: Step, uri: str | None) -> Callable[[Node], list[Node]]:
    """Return the function that gives a node's neighbours on the axis that pass the test."""
    if step.axis == "child" and not step.kind and step.name != "*" and uri is None:
        return _named_children(step.name)
    walk = _AXES[step.axis]
    passes = _test(step, uri)
    if passes is None:
        return lambda node: list(walk(node))
    test = passes
    return lambda node: [found for found in walk(node) if test(found)]


def nth(number: float) -> Callable[[list[Node], Context], list[Node]]:
    """Return the predicate ``[number]``."""
    index = int(number) - 1
    if number != index + 1 or index < 0:
        return lambda _nodes, _context: []
    return lambda nodes, _context: nodes[index : index + 1]


def _named_children(name: str) -> Callable[[Node], list[Node]]:
    element = Kind.ELEMENT
    return lambda node: [c for c in node.children if c.name == name and c.kind is element]


def _test(step: Step, uri: str | None) -> Callable[[Node], bool] | None:
    if step.kind == "node":
        return None
    if step.kind:
        return _type_test(_TYPES[step.kind], step.name)
    principal = Kind.ATTRIBUTE if step.axis == "attribute" else Kind.ELEMENT
    name = step.name
    if name == "*":
        return lambda n: n.kind is principal and (uri is None or n.uri == uri)
    return lambda n: n.name == name and n.kind is principal and (uri is None or n.uri == uri)


def _type_test(kind: Kind, target: str) -> Callable[[Node], bool]:
    return lambda n: n.kind is kind and (not target or n.name == target)


def _children(node: Node) -> list[Node]:
    if not node.children and node.text and node.kind is Kind.ELEMENT:
        content = Node(Kind.TEXT, text=node.text)
        content.parent = node
        content.order = node.order + 1
        return [content]
    return node.children


def _descendants(node: Node) -> Iterator[Node]:
    if not node.children:
        yield from _children(node)
        return
    for below in descendants(node):
        yield below
        if not below.children and below.kind is Kind.ELEMENT and below.text:
            yield from _children(below)


def _with_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _descendants(node)


def _parent(node: Node) -> list[Node]:
    return [node.parent] if node.parent is not None else []


def _ancestors(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _siblings(node: Node, ahead: bool) -> list[Node]:
    if node.parent is None or node.kind is Kind.ATTRIBUTE:
        return []
    all_children = node.parent.children
    here = next((i for i, child in enumerate(all_children) if child is node), 0)
    return all_children[here + 1 :] if ahead else all_children[:here][::-1]


def _following(node: Node) -> Iterator[Node]:
    if node.kind is Kind.ATTRIBUTE and node.parent is not None:
        yield from _descendants(node.parent)
        node = node.parent
    for start in _ancestors_or_self(node):
        for sibling in _siblings(start, True):
            yield from _with_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind is Kind.ATTRIBUTE and node.parent is not None:
        node = node.parent
    for start in _ancestors_or_self(node):
        for sibling in _siblings(start, False):
            yield from reversed(list(_with_self(sibling)))


_AXES: dict[str, Callable[[Node], list[Node] | Iterator[Node]]] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "attribute": lambda node: node.attributes,
    "child": _children,
    "descendant": _descendants,
    "descendant-or-self": _with_self,
    "following": _following,
    "following-sibling": lambda node: _siblings(node, True),
    "namespace": lambda _node: [],
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": lambda node: _siblings(node, False),
    "self": lambda node: [node],
}
