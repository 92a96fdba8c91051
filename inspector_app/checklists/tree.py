"""The document tree that expressions walk: elements, attributes, text, comments, instructions.

A form's own values live in such a tree as well; there an element without children keeps its
value in ``text`` and needs no text node.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from lxml import etree

from inspector_app.checklists.problems import FormBroken, FormTooLarge
from inspector_app.i18n import _

MAX_XML_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 100
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class Kind(IntEnum):
    """What a node is, in the words of XPath 1.0."""

    DOCUMENT = 0
    ELEMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    COMMENT = 4
    INSTRUCTION = 5


class Node:
    """One node; ``text`` is its value (of an element without children: its content)."""

    __slots__ = (
        "attributes",
        "children",
        "kind",
        "name",
        "order",
        "parent",
        "prefix",
        "text",
        "uri",
    )

    def __init__(self, kind: Kind, name: str = "", text: str = "", uri: str = "") -> None:
        self.kind = kind
        self.name = name
        self.uri = uri
        self.prefix = ""
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: list[Node] = []
        self.order = 0

    def append(self, child: Node) -> Node:
        """Put the child at the end and return it."""
        child.parent = self
        self.children.append(child)
        return child

    def set_attribute(self, name: str, value: str, uri: str = "") -> Node:
        """Add an attribute and return its node."""
        attribute = Node(Kind.ATTRIBUTE, name, value, uri)
        attribute.parent = self
        self.attributes.append(attribute)
        return attribute

    def attribute(self, name: str, uri: str = "") -> str | None:
        """Return the attribute's value, None where it is absent."""
        for found in self.attributes:
            if found.name == name and found.uri == uri:
                return found.text
        return None

    def elements(self, name: str | None = None) -> list[Node]:
        """Return the child elements, all or those of one local name."""
        return [
            child
            for child in self.children
            if child.kind == Kind.ELEMENT and (name is None or child.name == name)
        ]

    def first(self, name: str) -> Node | None:
        """Return the first child element of this local name, None where there is none."""
        for child in self.children:
            if child.kind == Kind.ELEMENT and child.name == name:
                return child
        return None

    def string(self) -> str:
        """Return the string value of XPath 1.0: own text, or all text below in order."""
        if not self.children:
            return self.text
        return "".join(child.string() for child in self.children if child.kind in _CARRIES_TEXT)

    def root(self) -> Node:
        """Return the topmost node, the document of a complete tree."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node


_CARRIES_TEXT = (Kind.ELEMENT, Kind.TEXT)


def descendants(node: Node) -> Iterator[Node]:
    """Yield all nodes below, in document order, without attributes."""
    stack = list(reversed(node.children))
    while stack:
        current = stack.pop()
        yield current
        if current.children:
            stack.extend(reversed(current.children))


def renumber(document: Node) -> None:
    """Give every node its place in document order (``order``)."""
    count = 0
    stack = [document]
    while stack:
        node = stack.pop()
        node.order = count
        count += 1
        for attribute in node.attributes:
            attribute.order = count
            count += 1
        # A leaf's text node exists only while somebody asks for it; leave it a number.
        count += 1
        if node.children:
            stack.extend(reversed(node.children))


def in_order(nodes: list[Node]) -> list[Node]:
    """Return the nodes once each, in document order."""
    unique = list({id(node): node for node in nodes}.values())
    if len(unique) > 1:
        for root in {id(top): top for top in (node.root() for node in unique)}.values():
            renumber(root)
        unique.sort(key=lambda node: node.order)
    return unique


def parse_xml(data: bytes) -> etree._Element:
    """Return the root element of the XML; refuses entities, network, excess size and depth."""
    if len(data) > MAX_XML_BYTES:
        raise FormTooLarge(size=len(data), limit=MAX_XML_BYTES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = _("its XML is not well-formed in line {line}").format(line=error.lineno or 1)
        raise FormBroken(reason=reason) from error
    except ValueError as error:
        raise FormBroken(reason=_("it is no XML")) from error
    if _declares(root):
        raise FormBroken(reason=_("it declares a document type, which may hide entities"))
    return root


def _declares(root: etree._Element) -> bool:
    """Tell whether a document type with declarations or an outside address stands before."""
    info: Any = root.getroottree().docinfo
    if info.system_url or info.public_id:
        return True
    declared = info.internalDTD
    return declared is not None and (any(declared.iterentities()) or any(declared.iterelements()))


def load_document(data: bytes, *, keep_space: bool = True) -> Node:
    """Return the XML as a tree, with text, comments and instructions (``keep_space``) or bare."""
    root = parse_xml(data)
    document = Node(Kind.DOCUMENT)
    if keep_space:
        for before in reversed(list(root.itersiblings(preceding=True))):
            _append(document, before, 0, True)
    _append(document, root, 0, keep_space)
    if keep_space:
        for after in root.itersiblings():
            _append(document, after, 0, True)
    renumber(document)
    return document


def convert(element: etree._Element, *, keep_space: bool = False) -> Node:
    """Return the parsed element as a tree of its own (no document above it)."""
    holder = Node(Kind.DOCUMENT)
    with _uncollected():
        _append(holder, element, 0, keep_space)
    top = holder.children[0]
    top.parent = None
    return top


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no search for garbage interrupt the making of a hundred thousand nodes: none of them is
    garbage, and looking at them again and again takes longer than making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def split_name(name: str) -> tuple[str, str]:
    """Return (namespace, local name) of lxml's ``{uri}local``."""
    if name.startswith("{"):
        uri, local = name[1:].split("}", 1)
        return uri, local
    return "", name


def _append(parent: Node, source: etree._Element, depth: int, keep: bool) -> None:
    if depth > MAX_DEPTH:
        raise FormBroken(
            reason=_("elements are nested deeper than {limit}").format(limit=MAX_DEPTH)
        )
    tag: object = source.tag
    if not isinstance(tag, str):
        if keep:
            _append_other(parent, source)
        return
    node = parent.append(_element(source))
    _fill(node, source, depth, keep)


def _append_other(parent: Node, source: etree._Element) -> None:
    tag: object = source.tag
    if tag is etree.Comment:
        parent.append(Node(Kind.COMMENT, text=source.text or ""))
    elif tag is etree.ProcessingInstruction:
        target = getattr(source, "target", "")
        parent.append(Node(Kind.INSTRUCTION, target, source.text or ""))


def _element(source: etree._Element) -> Node:
    uri, local = split_name(str(source.tag))
    node = Node(Kind.ELEMENT, local, uri=uri)
    node.prefix = source.prefix or ""
    for name, value in source.items():
        attribute_uri, attribute_local = split_name(str(name))
        attribute = node.set_attribute(attribute_local, str(value), attribute_uri)
        if attribute_uri:
            attribute.prefix = _prefix(source, attribute_uri)
    return node


def _prefix(source: etree._Element, uri: str) -> str:
    """Return the prefix of a namespace here; lxml gathers them from all elements above."""
    if uri == XML_NAMESPACE:
        return "xml"
    return next((key for key, value in source.nsmap.items() if key and value == uri), "")


def _fill(node: Node, source: etree._Element, depth: int, keep: bool) -> None:
    if not len(source):
        node.text = source.text or ""
        if keep and node.text:
            node.append(Node(Kind.TEXT, text=node.text))
        return
    texts = [source.text]
    for child in source:
        if keep and texts and texts[-1]:
            node.append(Node(Kind.TEXT, text=texts[-1]))
        _append(node, child, depth + 1, keep)
        texts.append(child.tail)
    if keep and texts[-1]:
        node.append(Node(Kind.TEXT, text=texts[-1]))
    if not node.children:
        node.text = "".join(text or "" for text in texts)
