"""A running form's instance as submission XML."""

from __future__ import annotations

from lxml import etree

from inspector_app.checklists.fields import Field
from inspector_app.checklists.tree import Node

XFORMS = "http://www.w3.org/2002/xforms"
_ILLEGAL = {c: None for c in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}


def submission(root: Field) -> bytes:
    """Return the relevant part of the instance; rows of repeats one element each."""
    top = etree.Element(_tag(root), nsmap=_prefixes(root))
    _write(root, top)
    return etree.tostring(top, encoding="utf-8")


def _tag(node: Node) -> str:
    uri = "" if node.uri == XFORMS else node.uri
    return f"{{{uri}}}{node.name}" if uri else node.name


def _prefixes(root: Field) -> dict[str, str]:
    found: dict[str, str] = {}
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        for named in (node, *node.attributes):
            if named.prefix and named.uri and named.prefix != "xml":
                found.setdefault(named.prefix, named.uri)
    return found


def _write(field: Field, element: etree._Element) -> None:
    for attribute in field.attributes:
        element.set(_tag(attribute), attribute.text.translate(_ILLEGAL))
    if field.defn.leaf:
        if field.text:
            element.text = field.text.translate(_ILLEGAL)
        return
    for child in field.fields():
        if child.relevant:
            _write(child, etree.SubElement(element, _tag(child)))
