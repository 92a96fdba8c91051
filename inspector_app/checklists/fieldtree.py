"""Joins instance, binds and controls of an XForm into the definitions of its fields."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector_app.checklists.body import BodyReader, clean_path, join_path, local
from inspector_app.checklists.definition import Bind, Control, FieldDef, FieldKind, Text
from inspector_app.checklists.problems import DuplicateField, TooManyRows
from inspector_app.checklists.profile import (
    NAMESPACE,
    CheckItem,
    read_announced,
    read_companion,
    read_item,
)
from inspector_app.checklists.texts import read_message
from inspector_app.checklists.tree import Node, split_name
from inspector_app.checklists.xpath import Expression, compile_expression

JAVAROSA = "http://openrosa.org/javarosa"
MAX_FIELDS = 50_000
_TYPES = {"integer": "int", "datetime": "dateTime", "odk:rank": "string", "rank": "string"}


@dataclass(frozen=True, slots=True)
class FieldTree:
    """All fields by path, the root's path, and the template of each repeat."""

    fields: dict[str, FieldDef]
    root: str
    templates: dict[str, Node]
    dangling: tuple[str, ...] = ()


def build(instance: Node, model: etree._Element, reader: BodyReader) -> FieldTree:
    """Return the field tree; raises DuplicateField."""
    builder = _Builder(reader, model)
    builder.add(instance, "")
    return FieldTree(builder.fields, f"/{instance.name}", builder.templates, builder.dangling())


class _Builder:
    """Walks the instance once and collects definitions."""

    def __init__(self, reader: BodyReader, model: etree._Element) -> None:
        self.reader = reader
        self.fields: dict[str, FieldDef] = {}
        self.templates: dict[str, Node] = {}
        self.binds: dict[str, etree._Element] = {}
        for bind in model:
            if local(bind) == "bind":
                path = join_path("", bind.get("nodeset", ""))
                self.binds[path] = bind

    def add(self, node: Node, parent: str) -> None:
        """Add the element and everything below it."""
        path = f"{parent}/{node.name}"
        if len(self.fields) >= MAX_FIELDS:
            raise TooManyRows(name=path.split("/")[1], limit=MAX_FIELDS)
        repeat = path in self.reader.repeats
        if repeat:
            self._template(path, node)
        children = self._children(node, path)
        if path in self.fields:
            self._merge(path, children, repeat)
        else:
            self.fields[path] = self._field(path, node, parent, children)
        for name in self._bound_attributes(node, path):
            self._add_attribute(path, name)
        for child in list(node.elements()):
            self.add(child, path)
        if repeat and is_template(node) and node.parent is not None:
            node.parent.children.remove(node)

    def _bound_attributes(self, node: Node, path: str) -> list[str]:
        named = [f"{path}/@{attribute.name}" for attribute in node.attributes]
        return [name for name in named if name in self.binds]

    def _add_attribute(self, parent: str, path: str) -> None:
        self.fields[path] = FieldDef(
            path=path,
            name=path.rpartition("@")[2],
            kind=FieldKind.ATTRIBUTE,
            parent=parent,
            children=(),
            bind=_bind(self.binds[path]),
            control=None,
        )

    def _merge(self, path: str, children: tuple[str, ...], repeat: bool) -> None:
        old = self.fields[path]
        above = old.parent
        while not repeat and above:
            repeat = above in self.reader.repeats
            above = self.fields[above].parent
        if not repeat:
            raise DuplicateField(ref=path)
        merged = tuple(dict.fromkeys((*old.children, *children)))
        if merged != old.children:
            self.fields[path] = _with_children(old, merged)

    def _template(self, path: str, node: Node) -> None:
        if path not in self.templates or (
            is_template(node) and not is_template(self.templates[path])
        ):
            self.templates[path] = node if is_template(node) else blank(node)

    def _children(self, node: Node, path: str) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for child in node.elements():
            child_path = f"{path}/{child.name}"
            if child_path in names and child_path not in self.reader.repeats:
                raise DuplicateField(ref=child_path)
            names[child_path] = None
        return tuple(names)

    def _field(self, path: str, node: Node, parent: str, children: tuple[str, ...]) -> FieldDef:
        repeat = self.reader.repeats.get(path)
        control = self.reader.controls.get(path)
        kind = self._kind(parent, children, control)
        if repeat is not None:
            kind = FieldKind.REPEAT
            control = Control(FieldKind.REPEAT, label=repeat.label, appearance=repeat.appearance)
        bind = self.binds.get(path)
        return FieldDef(
            path=path,
            name=node.name,
            kind=kind,
            parent=parent,
            children=children,
            attributes=tuple(self._bound_attributes(node, path)),
            bind=_bind(bind) if bind is not None else Bind(),
            control=control,
            item=_item(bind, control),
            companion=read_companion(_attributes(bind, NAMESPACE)) if bind is not None else None,
            announced=read_announced(_attributes(bind, NAMESPACE)) if bind is not None else None,
            count=compile_expression(repeat.count) if repeat and repeat.count else None,
            fixed_rows=bool(repeat and (repeat.fixed or repeat.count)),
        )

    def _kind(self, parent: str, children: tuple[str, ...], control: Control | None) -> FieldKind:
        if not parent:
            return FieldKind.ROOT
        if children or (control is not None and control.kind is FieldKind.GROUP):
            return FieldKind.GROUP
        return control.kind if control is not None else FieldKind.VALUE

    def dangling(self) -> tuple[str, ...]:
        """Return the paths that controls and repeats name and the instance does not have."""
        named = (*self.reader.repeats, *self.reader.controls)
        return tuple(path for path in named if path not in self.fields)


def blank(node: Node) -> Node:
    """Return a copy without values: a first row serves as template for its shape only."""
    copy = Node(node.kind, node.name, "", node.uri)
    copy.prefix = node.prefix
    for attribute in node.attributes:
        copy.set_attribute(attribute.name, attribute.text, attribute.uri).prefix = attribute.prefix
    for child in node.elements():
        copy.append(blank(child))
    return copy


def is_template(node: Node) -> bool:
    """Tell whether the element is a repeat's template (``jr:template``)."""
    return node.attribute("template", JAVAROSA) is not None


def _with_children(old: FieldDef, children: tuple[str, ...]) -> FieldDef:
    from dataclasses import replace

    return replace(old, children=children)


def _attributes(bind: etree._Element, uri: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in bind.attrib.items():
        namespace, name = split_name(str(key))
        if namespace == uri:
            found[name] = str(value)
    return found


def _expression(text: str | None) -> Expression | None:
    return compile_expression(text) if text and text.strip() else None


def _bind(bind: etree._Element) -> Bind:
    jr = _attributes(bind, JAVAROSA)
    plain = clean_path(bind.get("type", "string"))
    return Bind(
        type=_TYPES.get(plain, plain),
        relevant=_expression(bind.get("relevant")),
        readonly=_expression(bind.get("readonly")),
        required=_expression(bind.get("required")),
        constraint=_expression(bind.get("constraint")),
        calculate=_expression(bind.get("calculate")),
        constraint_message=read_message(jr.get("constraintMsg")),
        required_message=read_message(jr.get("requiredMsg")),
        preload=jr.get("preload", ""),
        preload_params=jr.get("preloadParams", ""),
    )


def _item(bind: etree._Element | None, control: Control | None) -> CheckItem | None:
    if bind is None:
        return None
    return read_item(_attributes(bind, NAMESPACE), _plain(control.label if control else None))


def _plain(label: Text | None) -> str:
    if label is None:
        return ""
    return " ".join("".join(part for part in label.parts if isinstance(part, str)).split())
