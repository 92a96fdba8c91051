"""What an expression reads: the fields, rows and choices found by walking its syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.syntax import Binary, Call, Expr, Filter, Literal, Negate, Path, Step
from inspector_app.checklists.xpath import compile_expression

# What can be computed of a field, in the order in which it is needed.
COUNT, ROWS, RELEVANT, CALC, CHOICES, VALUE = (
    "count",
    "rows",
    "relevant",
    "calc",
    "choices",
    "value",
)
READONLY, REQUIRED, VALID, LABEL = "readonly", "required", "valid", "label"


@dataclass(frozen=True, slots=True)
class Need:
    """An expression needs this cell; ``anchor`` is the deepest group known to be shared.

    Rows below the anchor may be any; above it they are those of the field that needs the cell.
    ``counted`` is one of all fields of a group that are only counted
    (``count-non-empty(/data/*)``): a circle through it settles.
    """

    path: str
    what: str
    anchor: str
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A static position: a field (None outside the form's own instance) and its anchor."""

    field: FieldDef | None
    anchor: str


_DOCUMENT = ""
_COUNTS = frozenset(("count", "count-non-empty"))
# Functions that ask how many or where, not what: the text inside a group does not matter.
_STRUCTURAL = frozenset(
    ("position", "count", "indexed-repeat", "name", "local-name", "not", "boolean")
)


class Needs:
    """Finds the cells that an expression at a field reads."""

    def __init__(self, form: FormDefinition, home: FieldDef) -> None:
        self.form = form
        self.home = home
        self.chain = _chain(form, home)
        self.found: set[Need] = set()
        self.structural = False
        self.counting = self.counted = False

    def read(self, tree: Expr) -> None:
        """Add what the whole expression needs."""
        self.visit(tree, [Place(self.home, self.home.path)])

    def visit(self, tree: Expr, context: list[Place]) -> list[Place]:
        if isinstance(tree, Path):
            return self._path(tree, context)
        if isinstance(tree, Binary):
            return self._binary(tree, context)
        if isinstance(tree, Call):
            return self._call(tree, context)
        if isinstance(tree, Negate):
            self.visit(tree.operand, context)
        if isinstance(tree, Filter):
            places = self.visit(tree.primary, context)
            for predicate in tree.predicates:
                self.visit(predicate, places)
            return places
        return []

    def _binary(self, tree: Binary, context: list[Place]) -> list[Place]:
        places: list[Place] = []
        left: Expr = tree
        while isinstance(left, Binary):
            places += self.visit(left.right, context)
            left = left.left
        return self.visit(left, context) + places

    def _call(self, tree: Call, context: list[Place]) -> list[Place]:
        if tree.name == "current":
            return [Place(self.home, self.home.path)]
        places: list[Place] = []
        outer = self.structural, self.counting
        self.structural, self.counting = tree.name in _STRUCTURAL, tree.name in _COUNTS
        for argument in tree.arguments:
            places += self.visit(argument, context)
        self.structural, self.counting = outer
        if tree.name == "instance":
            return [Place(None, "")]
        if tree.name == "jr:choice-name" and isinstance(tree.arguments[-1], Literal):
            self._choice_name(tree.arguments[-1].value)
        return places

    def _choice_name(self, path: str) -> None:
        try:
            tree = compile_expression(path.strip()).tree
        except BadExpression:
            return
        kept = set(self.found)
        places = self.visit(tree, [Place(self.home, self.home.path)])
        self.found = kept  # its choices matter, its answer only where that is an argument too
        for place in places:
            if place.field is not None:
                self.found.add(Need(place.field.path, CHOICES, place.anchor))

    def _path(self, tree: Path, context: list[Place]) -> list[Place]:
        outer = self.counted
        self.counted |= self.counting and any(step.name == "*" for step in tree.steps)
        places = self._reached(tree, context)
        self.counted = outer
        return places

    def _reached(self, tree: Path, context: list[Place]) -> list[Place]:
        places = context
        if tree.absolute:
            places = [Place(self.form.fields[self.form.root], _DOCUMENT)]
            return self._steps(tree.steps, [], places)
        if tree.start is not None:
            places = self.visit(tree.start, context)
        return self._steps(tree.steps, places, places)

    def _steps(
        self, steps: tuple[Step, ...], places: list[Place], base: list[Place]
    ) -> list[Place]:
        for index, step in enumerate(steps):
            if index == 0 and not places:
                places = self._first(step, base[0]) if base else []
            else:
                places = list(dict.fromkeys(n for p in places for n in self._step(step, p)))
            for predicate in step.predicates:
                self.visit(predicate, places)
        for place in places:
            self._end(place)
        return places

    def _first(self, step: Step, root: Place) -> list[Place]:
        """Return the places of an absolute path's first step."""
        assert root.field is not None
        top = Place(root.field, root.field.path)
        if step.axis == "child":
            return [top] if step.name in (root.field.name, "*") else []
        return [top, *self._below(top)]

    def _step(self, step: Step, place: Place) -> Iterator[Place]:
        if place.field is None:
            yield place
            return
        for reached in self._axis(step.axis, place):
            if reached.field is None or step.kind or step.name in ("*", reached.field.name):
                yield reached

    def _axis(self, axis: str, place: Place) -> list[Place]:
        walks: dict[str, Callable[[Place], list[Place]]] = {
            "child": self._children,
            "self": lambda here: [here],
            "parent": lambda here: self._parents(here)[:1],
            "attribute": self._attributes,
            "descendant": self._below,
            "descendant-or-self": lambda here: [here, *self._below(here)],
            "ancestor": self._parents,
            "ancestor-or-self": lambda here: [here, *self._parents(here)],
        }
        if axis in walks:
            return walks[axis](place)
        return [n for up in self._parents(place)[:1] for n in self._siblings(up)]

    def _attributes(self, place: Place) -> list[Place]:
        assert place.field is not None
        return [Place(self.form.fields[path], place.anchor) for path in place.field.attributes]

    def _siblings(self, up: Place) -> list[Place]:
        """Return all children of the parent, in any of its rows."""
        return [place for child in self._children(up) for place in (child, *self._below(child))]

    def _children(self, place: Place) -> list[Place]:
        assert place.field is not None
        found: list[Place] = []
        for path in place.field.children:
            child = self.form.fields[path]
            anchor = place.anchor
            if child.kind is FieldKind.REPEAT:
                self.found.add(Need(path, ROWS, anchor))
            elif anchor == place.field.path and path in self.chain:
                anchor = path
            found.append(Place(child, anchor))
        return found

    def _below(self, place: Place) -> list[Place]:
        found: list[Place] = []
        for child in self._children(place):
            found.append(child)
            found += self._below(child)
        return found

    def _parents(self, place: Place) -> list[Place]:
        found: list[Place] = []
        here = place
        while here.field is not None and here.field.parent:
            up = self.form.fields[here.field.parent]
            anchor = up.path if here.anchor == here.field.path else here.anchor
            here = Place(up, anchor)
            found.append(here)
        return found

    def _end(self, place: Place) -> None:
        if place.field is None:
            return
        path = place.field.path
        if place.field.kind is FieldKind.REPEAT:
            anchor = place.field.parent if place.anchor == path else place.anchor
            self.found.add(Need(path, ROWS, anchor))
        if place.field.leaf:
            self.found.add(Need(path, VALUE, place.anchor, self.counted))
        elif not self.structural and path not in self.chain:
            # The text of a group is all the text below it.
            inside = (p.field for p in self._below(place) if p.field is not None)
            leaves = (f.path for f in inside if f.leaf)
            self.found |= {Need(one, VALUE, place.anchor, self.counted) for one in leaves}


def _chain(form: FormDefinition, home: FieldDef) -> set[str]:
    chain: set[str] = set()
    path = home.path
    while path:
        chain.add(path)
        path = form.fields[path].parent
    return chain
