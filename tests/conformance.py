"""The engine behind the contract of the ODK conformance corpus: ``evaluate`` and ``run``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from random import Random
from uuid import uuid4

from inspector_app.checklists.tree import Kind, Node, load_document
from inspector_app.checklists.values import to_boolean, to_number, to_string
from inspector_app.checklists.xpath import Environment, compile_expression

Answer = bool | float | str | list[tuple[str, str]]
_PART = re.compile(r"(\*|text\(\)|comment\(\)|processing-instruction\(\))\[(\d+)\]")
_KINDS = {
    "*": Kind.ELEMENT,
    "text()": Kind.TEXT,
    "comment()": Kind.COMMENT,
    "processing-instruction()": Kind.INSTRUCTION,
}


@lru_cache(maxsize=200)
def _document(text: str) -> Node:
    return load_document(text.encode())


def _find(document: Node, path: str) -> Node:
    node = document
    if path == "/":
        return node
    for part in re.split(r"/(?![^{]*\})", path)[1:]:
        if part.startswith("@"):
            _brace, _sep, name = part[1:].rpartition("}")
            return next(found for found in node.attributes if found.name == name)
        step = _PART.fullmatch(part)
        assert step is not None, path
        kind = _KINDS[step[1]]
        node = [child for child in node.children if child.kind is kind][int(step[2]) - 1]
    return node


def _path(node: Node) -> str:
    parts: list[str] = []
    while node.parent is not None:
        if node.kind is Kind.ATTRIBUTE:
            parts.append(f"@{{{node.uri}}}{node.name}" if node.uri else f"@{node.name}")
        else:
            alike = [child for child in node.parent.children if child.kind is node.kind]
            place = next(i for i, child in enumerate(alike, start=1) if child is node)
            name = next(name for name, kind in _KINDS.items() if kind is node.kind)
            parts.append(f"{name}[{place}]")
        node = node.parent
    return "/" + "/".join(reversed(parts))


def evaluate(
    doc_xml: str, context_path: str, expr: str, namespaces: Mapping[str, str], want: str
) -> Answer:
    """Return the expression's value at the node, converted to the type asked for."""
    document = _document(doc_xml)
    environment = Environment(
        clock=lambda: datetime.now(UTC), random=Random(), new_id=lambda: str(uuid4())
    )
    expression = compile_expression(expr, tuple(sorted(namespaces.items())))
    found = expression.value(_find(document, context_path), environment)
    if want == "boolean":
        return to_boolean(found)
    if want == "number":
        return to_number(found)
    if want == "nodeset":
        if not isinstance(found, list):
            raise TypeError("not a node-set")
        return [(_path(node), node.string()) for node in found]
    return to_string(found)


def run(form_path: str, steps: Sequence[Mapping[str, str]]) -> Iterator[dict[str, object]]:
    """Yield the state lines of a form through these steps."""
    from inspector_app.checklists import runner

    yield from runner.run(form_path, steps)
