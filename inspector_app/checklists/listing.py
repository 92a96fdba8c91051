"""Long lists of choices: rows answered by query and indexed, made into nodes only if asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from inspector_app.checklists.problems import TooManyRows
from inspector_app.checklists.tree import Kind, Node

MAX_ROWS = 80_000
ITEM = "item"


class ChoiceSource(Protocol):
    """A list kept outside the form — in the store, in a file — that answers by column values."""

    def rows(self, where: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
        """Return the rows whose columns have these texts, in the list's order; all for ``{}``."""


class Table:
    """A list read from a file: column names and rows, indexed by a column when first asked."""

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._columns = tuple(columns)
        self._rows = rows
        self._indexes: dict[str, dict[str, list[int]]] = {}

    def rows(self, where: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
        """Return the rows whose columns have these texts, in the file's order."""
        if not where:
            return (self._row(cells) for cells in self._rows)
        (column, text), *others = where.items()
        numbers = self._index(column).get(text, ())
        found = (self._row(self._rows[number]) for number in numbers)
        return (row for row in found if all(row.get(name) == value for name, value in others))

    def _row(self, cells: Sequence[str]) -> dict[str, str]:
        return dict(zip(self._columns, cells, strict=True))

    def _index(self, column: str) -> dict[str, list[int]]:
        known = self._indexes.get(column)
        if known is None:
            known = defaultdict(list)
            if column in self._columns:
                place = self._columns.index(column)
                for number, cells in enumerate(self._rows):
                    known[cells[place]].append(number)
            self._indexes[column] = dict(known)
        return self._indexes[column]


class Listing(Node):
    """The root element of a list. Nobody changes a list, so its items are found by index."""

    __slots__ = ("_indexes", "_made", "_source")

    def __init__(self, name: str, source: ChoiceSource | None = None) -> None:
        self._source = source
        self._indexes: dict[tuple[str, str], dict[str, list[Node]]] = {}
        self._made: list[Node] | None = None
        super().__init__(Kind.ELEMENT, name)
        self._made = None

    @classmethod
    def of(cls, root: Node) -> Listing:
        """Return the list whose root element has been read already."""
        made = cls(root.name)
        made.uri, made.prefix, made.text = root.uri, root.prefix, root.text
        made.attributes = root.attributes
        for child in root.children:
            made.append(child)
        return made

    @property
    def children(self) -> list[Node]:
        """Return all items; of a source they are made at the first call."""
        if self._made is None:
            self._made = self._items({}) if self._source is not None else []
        return self._made

    @children.setter
    def children(self, children: list[Node]) -> None:
        self._made = children

    def matching(self, name: str, column: str, texts: Collection[str]) -> list[Node]:
        """Return the items of this element name whose column has one of the texts, in order."""
        if self._made is None and self._source is not None and len(texts) == 1:
            return self._items({column: next(iter(texts))}) if name == ITEM else []
        index = self._index(name, column)
        if len(texts) == 1:
            return index.get(next(iter(texts)), [])
        wanted = {id(node) for text in texts for node in index.get(text, ())}
        return [node for node in self.children if id(node) in wanted]

    def _index(self, name: str, column: str) -> dict[str, list[Node]]:
        known = self._indexes.get((name, column))
        if known is None:
            known = defaultdict(list)
            for item in self.elements(name):
                for text in dict.fromkeys(cell.string() for cell in item.elements(column)):
                    known[text].append(item)
            self._indexes[(name, column)] = dict(known)
        return self._indexes[(name, column)]

    def _items(self, where: Mapping[str, str]) -> list[Node]:
        assert self._source is not None
        found: list[Node] = []
        for row in self._source.rows(where):
            if len(found) >= MAX_ROWS:
                raise TooManyRows(name=self.name, limit=MAX_ROWS)
            item = Node(Kind.ELEMENT, ITEM)
            item.parent = self
            for column, text in row.items():
                item.append(Node(Kind.ELEMENT, column, text))
            found.append(item)
        return found


def holder(source: ChoiceSource) -> Node:
    """Return what ``instance('…')`` gives for a list that a source answers."""
    made = Node(Kind.ELEMENT, "instance")
    made.append(Listing("root", source))
    return made
