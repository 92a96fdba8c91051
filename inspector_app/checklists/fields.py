"""The fields of a running form: elements of its instance that know their own state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.state import Choice, NodeState
from inspector_app.checklists.tree import Kind, Node

NewId = Callable[[], str]


class Field(Node):
    """An element of the instance; ``text`` is its value as others see it, ``raw`` as entered."""

    __slots__ = (
        "calculated",
        "choices",
        "defn",
        "hint",
        "in_force",
        "label",
        "message",
        "own_readonly",
        "own_relevant",
        "ranges",
        "raw",
        "readonly",
        "relevant",
        "required",
        "row_id",
        "state",
        "violation",
    )

    def __init__(self, defn: FieldDef, source: Node) -> None:
        super().__init__(Kind.ELEMENT, defn.name, "", source.uri)
        self.prefix = source.prefix
        self.defn = defn
        self.raw = ""
        self.calculated: str | None = None
        self.own_relevant = self.relevant = True
        self.own_readonly = self.readonly = False
        self.in_force = True
        self.required = False
        self.choices: tuple[Choice, ...] | None = None
        self.label: str | None = None
        self.hint: str | None = None
        self.violation: str | None = None
        self.message: str | None = None
        self.row_id = ""
        self.ranges: dict[str, Range] = {}
        self.state: NodeState | None = None

    @property
    def up(self) -> Field | None:
        """Return the field above, None for the root."""
        return self.parent if isinstance(self.parent, Field) else None

    def fields(self) -> Iterator[Field]:
        """Yield the fields directly below, rows of repeats included, in the form's order."""
        for child in self.children:
            if isinstance(child, Field):
                yield child

    def bound(self) -> list[Field]:
        """Return the attributes that have rules of their own."""
        return [each for each in self.attributes if isinstance(each, Field)]


class Range:
    """A repeat within one parent: its rows, and a stand-in field that carries its own state."""

    __slots__ = ("defn", "parent", "rows", "stand_in", "stock")

    def __init__(self, defn: FieldDef, parent: Field, source: Node) -> None:
        self.defn = defn
        self.parent = parent
        self.rows: list[Field] = []
        self.stock: list[Field] = []
        self.stand_in = Field(defn, source)
        self.stand_in.parent = parent


def grow(form: FormDefinition, source: Node, path: str, new_id: NewId) -> Field:
    """Return the fields of an instance element and of all below it, with their defaults."""
    field = Field(form.fields[path], source)
    if field.defn.kind is not FieldKind.REPEAT:
        for attribute in source.attributes:
            _grow_attribute(form, field, attribute)
    if field.defn.leaf:
        field.raw = source.text
    for child_path in field.defn.children:
        child = form.fields[child_path]
        if child.kind is FieldKind.REPEAT:
            _grow_range(form, field, child, source, new_id)
        else:
            _grow_child(form, field, child, source, new_id)
    return field


def _grow_attribute(form: FormDefinition, parent: Field, source: Node) -> None:
    defn = form.fields.get(f"{parent.defn.path}/@{source.name}")
    if defn is None:
        copy = parent.set_attribute(source.name, source.text, source.uri)
        copy.prefix = source.prefix
        return
    bound = Field(defn, source)
    bound.kind = Kind.ATTRIBUTE
    bound.raw = source.text
    bound.parent = parent
    parent.attributes.append(bound)


def _grow_child(
    form: FormDefinition, parent: Field, child: FieldDef, source: Node, new_id: NewId
) -> None:
    found = source.first(child.name)
    if found is not None:
        parent.append(grow(form, found, child.path, new_id))


def _grow_range(
    form: FormDefinition, parent: Field, child: FieldDef, source: Node, new_id: NewId
) -> None:
    made = Range(child, parent, form.templates.get(child.path, source))
    parent.ranges[child.name] = made
    for number, element in enumerate(source.elements(child.name), start=1):
        row = grow(form, element, child.path, new_id)
        # Rows that the form itself brings have the same id on every device.
        row.row_id = f"d{number}"
        parent.append(row)
        made.rows.append(row)


def insert_row(made: Range, row: Field, index: int) -> None:
    """Put the row into the range at this place and into the tree where it belongs."""
    siblings = made.parent.children
    if index > 0:
        place = _index(siblings, made.rows[index - 1]) + 1
    elif made.rows:
        place = _index(siblings, made.rows[0])
    else:
        earlier = made.parent.defn.children[: made.parent.defn.children.index(made.defn.path)]
        names = {path.rsplit("/", 1)[-1] for path in earlier}
        place = sum(1 for child in siblings if child.name in names)
    row.parent = made.parent
    siblings.insert(place, row)
    made.rows.insert(index, row)


def drop_row(made: Range, row: Field) -> None:
    """Take the row out of the range and the tree."""
    del made.rows[_index(made.rows, row)]
    del made.parent.children[_index(made.parent.children, row)]


def _index(nodes: list[Node] | list[Field], wanted: Node) -> int:
    # From the end: rows are mostly added and removed there.
    return next(i for i in range(len(nodes) - 1, -1, -1) if nodes[i] is wanted)


def subtree(field: Field) -> Iterator[Field]:
    """Yield the field, the stand-ins of its repeats and everything below, in order."""
    yield field
    yield from field.bound()
    for made in field.ranges.values():
        yield made.stand_in
    for child in field.fields():
        yield from subtree(child)


def under(start: Field, path: str) -> Iterator[Field]:
    """Yield the fields of this definition below (or at) the start, stand-ins of ranges too."""
    base = start.defn.path
    if path == base:
        yield start
        return
    if not path.startswith(base + "/"):
        return
    name = path[len(base) + 1 :].split("/", 1)[0]
    made = start.ranges.get(name)
    if name.startswith("@"):
        yield from (each for each in start.bound() if each.defn.path == path)
        return
    if made is not None and made.defn.path == path:
        yield made.stand_in
    inside = made.rows if made is not None else _named(start, name)
    for child in inside:
        yield from under(child, path)


def _named(parent: Field, name: str) -> list[Field]:
    return [child for child in parent.fields() if child.name == name]
