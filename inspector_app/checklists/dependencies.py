"""Which field depends on which, from the parsed expressions, and the order to compute them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition, Text
from inspector_app.checklists.problems import BadExpression, Cycle
from inspector_app.checklists.syntax import Binary, Call, Expr, Filter, Literal, Negate, Path, Step
from inspector_app.checklists.xpath import Expression, compile_expression

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
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """An expression needs this cell; ``anchor`` is the deepest group known to be shared.

    Rows below the anchor may be any; above it they are those of the field that needs the cell.
    """

    path: str
    what: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Dependent:
    """A cell to compute anew when another changes, and where its fields are to be found."""

    path: str
    what: str
    anchor: str
    soft: bool


@dataclass(slots=True)
class Plan:
    """Dependents of every cell, the order of computing, and the expressions' needs."""

    dependents: dict[Cell, list[Dependent]] = field(default_factory=lambda: defaultdict(list))
    order: dict[Cell, int] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    static_choices: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Place:
    """A static position: a field (None outside the form's own instance) and its anchor."""

    field: FieldDef | None
    anchor: str


_DOCUMENT = ""
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

    def read(self, tree: Expr) -> None:
        """Add what the whole expression needs."""
        self._visit(tree, [_Place(self.home, self.home.path)])

    def _visit(self, tree: Expr, context: list[_Place]) -> list[_Place]:
        if isinstance(tree, Path):
            return self._path(tree, context)
        if isinstance(tree, Binary):
            return self._binary(tree, context)
        if isinstance(tree, Call):
            return self._call(tree, context)
        if isinstance(tree, Negate):
            self._visit(tree.operand, context)
        if isinstance(tree, Filter):
            places = self._visit(tree.primary, context)
            for predicate in tree.predicates:
                self._visit(predicate, places)
            return places
        return []

    def _binary(self, tree: Binary, context: list[_Place]) -> list[_Place]:
        places: list[_Place] = []
        left: Expr = tree
        while isinstance(left, Binary):
            places += self._visit(left.right, context)
            left = left.left
        return self._visit(left, context) + places

    def _call(self, tree: Call, context: list[_Place]) -> list[_Place]:
        if tree.name == "current":
            return [_Place(self.home, self.home.path)]
        places: list[_Place] = []
        outer, self.structural = self.structural, tree.name in _STRUCTURAL
        for argument in tree.arguments:
            places += self._visit(argument, context)
        self.structural = outer
        if tree.name == "instance":
            return [_Place(None, "")]
        if tree.name == "jr:choice-name" and isinstance(tree.arguments[-1], Literal):
            self._choice_name(tree.arguments[-1].value)
        return places

    def _choice_name(self, path: str) -> None:
        try:
            tree = compile_expression(path.strip()).tree
        except BadExpression:
            return
        kept = set(self.found)
        places = self._visit(tree, [_Place(self.home, self.home.path)])
        self.found = kept  # its choices matter, its answer only where that is an argument too
        for place in places:
            if place.field is not None:
                self.found.add(Need(place.field.path, CHOICES, place.anchor))

    def _path(self, tree: Path, context: list[_Place]) -> list[_Place]:
        places = context
        if tree.absolute:
            places = [_Place(self.form.fields[self.form.root], _DOCUMENT)]
            return self._steps(tree.steps, [], places)
        if tree.start is not None:
            places = self._visit(tree.start, context)
        return self._steps(tree.steps, places, places)

    def _steps(
        self, steps: tuple[Step, ...], places: list[_Place], base: list[_Place]
    ) -> list[_Place]:
        for index, step in enumerate(steps):
            if index == 0 and not places:
                places = self._first(step, base[0]) if base else []
            else:
                places = list(dict.fromkeys(n for p in places for n in self._step(step, p)))
            for predicate in step.predicates:
                self._visit(predicate, places)
        for place in places:
            self._end(place)
        return places

    def _first(self, step: Step, root: _Place) -> list[_Place]:
        """Return the places of an absolute path's first step."""
        assert root.field is not None
        top = _Place(root.field, root.field.path)
        if step.axis == "child":
            return [top] if step.name in (root.field.name, "*") else []
        return [top, *self._below(top)]

    def _step(self, step: Step, place: _Place) -> Iterator[_Place]:
        if place.field is None:
            yield place
            return
        for reached in self._axis(step.axis, place):
            if reached.field is None or step.kind or step.name in ("*", reached.field.name):
                yield reached

    def _axis(self, axis: str, place: _Place) -> Iterable[_Place]:
        walks: dict[str, Callable[[_Place], list[_Place]]] = {
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

    def _attributes(self, place: _Place) -> list[_Place]:
        assert place.field is not None
        return [_Place(self.form.fields[path], place.anchor) for path in place.field.attributes]

    def _siblings(self, up: _Place) -> list[_Place]:
        """Return all children of the parent, in any of its rows."""
        return [place for child in self._children(up) for place in (child, *self._below(child))]

    def _children(self, place: _Place) -> list[_Place]:
        assert place.field is not None
        found: list[_Place] = []
        for path in place.field.children:
            child = self.form.fields[path]
            anchor = place.anchor
            if child.kind is FieldKind.REPEAT:
                self.found.add(Need(path, ROWS, anchor))
            elif anchor == place.field.path and path in self.chain:
                anchor = path
            found.append(_Place(child, anchor))
        return found

    def _below(self, place: _Place) -> list[_Place]:
        found: list[_Place] = []
        for child in self._children(place):
            found.append(child)
            found += self._below(child)
        return found

    def _parents(self, place: _Place) -> list[_Place]:
        found: list[_Place] = []
        here = place
        while here.field is not None and here.field.parent:
            up = self.form.fields[here.field.parent]
            anchor = up.path if here.anchor == here.field.path else here.anchor
            here = _Place(up, anchor)
            found.append(here)
        return found

    def _end(self, place: _Place) -> None:
        if place.field is None:
            return
        path = place.field.path
        if place.field.kind is FieldKind.REPEAT:
            anchor = place.field.parent if place.anchor == path else place.anchor
            self.found.add(Need(path, ROWS, anchor))
        if place.field.leaf:
            self.found.add(Need(path, VALUE, place.anchor))
        elif not self.structural and path not in self.chain:
            # The text of a group is all the text below it.
            inside = (p.field for p in self._below(place) if p.field is not None)
            self.found |= {Need(f.path, VALUE, place.anchor) for f in inside if f.leaf}


def _chain(form: FormDefinition, home: FieldDef) -> set[str]:
    chain: set[str] = set()
    path = home.path
    while path:
        chain.add(path)
        path = form.fields[path].parent
    return chain


def expressions_of(form: FormDefinition, text: Text | None) -> Iterator[Expression]:
    """Yield the outputs of a text, in all languages, and the expression that names it."""
    if text is None:
        return
    yield from (part for part in text.parts if isinstance(part, Expression))
    if text.reference is None:
        return
    yield text.reference
    tree = text.reference.tree
    if isinstance(tree, Call) and tree.arguments and isinstance(tree.arguments[0], Literal):
        for language in form.languages:
            yield from expressions_of(form, language.texts.get(tree.arguments[0].value))


def cell_expressions(form: FormDefinition, found: FieldDef) -> Iterator[tuple[str, Expression]]:
    """Yield (what, expression) for everything that a field computes."""
    bind, control = found.bind, found.control
    plain = (
        (RELEVANT, bind.relevant),
        (CALC, bind.calculate),
        (READONLY, bind.readonly),
        (REQUIRED, bind.required),
        (VALID, bind.constraint),
        (COUNT, found.count),
    )
    yield from ((what, expression) for what, expression in plain if expression is not None)
    texts = [(VALID, bind.constraint_message), (VALID, bind.required_message)]
    if control is not None:
        texts += [(LABEL, control.label), (LABEL, control.hint)]
        if control.choices is not None:
            texts += [(CHOICES, label) for _value, label in control.choices.fixed]
            for inner in (control.choices.nodes, control.choices.value, control.choices.label):
                if inner is not None:
                    yield CHOICES, inner
    for what, text in texts:
        for expression in expressions_of(form, text):
            yield what, expression


def plan(form: FormDefinition) -> Plan:
    """Return the plan of computing; raises Cycle where fields wait for each other."""
    made = Plan()
    for found in form.walk():
        _plan_field(form, found, made)
    made.order = _order(made)
    return made


def _plan_field(form: FormDefinition, found: FieldDef, made: Plan) -> None:
    needs: dict[str, set[Need]] = {}
    for what, expression in cell_expressions(form, found):
        if expression.problems:
            raise expression.problems[0]
        finder = Needs(form, found)
        inner = what == CHOICES and found.control is not None and found.control.choices is not None
        if inner and _relative_to_choice(found, expression):
            _read_choice_part(finder, found, expression)
        else:
            finder.read(expression.tree)
        needs.setdefault(what, set()).update(finder.found)
    if not needs.get(CHOICES):
        made.static_choices.add(found.path)
    made.cells[found.path] = _cells(found, set(needs))
    for what, wanted in needs.items():
        for need in wanted:
            soft = _soft(form, found, need)
            dependent = Dependent(found.path, what, need.anchor, soft)
            made.dependents[(need.path, need.what)].append(dependent)


def _relative_to_choice(found: FieldDef, expression: Expression) -> bool:
    assert found.control is not None and found.control.choices is not None
    return expression in (found.control.choices.value, found.control.choices.label)


def _read_choice_part(finder: Needs, found: FieldDef, expression: Expression) -> None:
    """Read a choice's value or label expression, whose context is the choice's own node."""
    assert found.control is not None and found.control.choices is not None
    nodes = found.control.choices.nodes
    if nodes is not None:
        context = finder._visit(nodes.tree, [_Place(found, found.path)])
        finder._visit(expression.tree, context)


def _cells(found: FieldDef, computed: set[str]) -> list[str]:
    everything = [COUNT, RELEVANT, CALC, CHOICES, READONLY, REQUIRED, VALID, LABEL]
    cells = [what for what in everything if what in computed]
    control = found.control
    if control is not None and control.choices is not None and CHOICES not in cells:
        cells.append(CHOICES)
    if control is not None and (control.label or control.hint) and LABEL not in cells:
        cells.append(LABEL)
    if found.leaf:
        cells.append(VALUE)
        if VALID not in cells:
            cells.append(VALID)
    if found.item is not None and RELEVANT not in cells:
        cells.append(RELEVANT)
    return cells


def _soft(form: FormDefinition, home: FieldDef, need: Need) -> bool:
    """Tell whether the need may be of another row than the field that needs it."""
    path = home.path
    while path:
        if form.fields[path].kind is FieldKind.REPEAT and (
            need.path == path or need.path.startswith(path + "/")
        ):
            return not (need.anchor == path or need.anchor.startswith(path + "/"))
        path = form.fields[path].parent
    return False


def _edges(made: Plan) -> Iterator[tuple[Cell, Cell, bool]]:
    """Yield (cell, cell that needs it, soft) for needs of expressions and within each field."""
    for source, dependents in made.dependents.items():
        for dependent in dependents:
            yield source, (dependent.path, dependent.what), dependent.soft
    for path, cells in made.cells.items():
        for before, after in _WITHIN:
            if before in cells and after in cells:
                yield (path, before), (path, after), False
        if COUNT in cells:
            # «one more while …» counts its own rows: no circle.
            yield (path, COUNT), (path, ROWS), True
    yield from _inherited(made)


_WITHIN = (
    (RELEVANT, CALC),
    (RELEVANT, VALUE),
    (CALC, VALUE),
    (CHOICES, VALUE),
    (VALUE, VALID),
    (REQUIRED, VALID),
)


def _inherited(made: Plan) -> Iterator[tuple[Cell, Cell, bool]]:
    """Yield the edges from a group's relevance to the values below it."""
    for path, cells in made.cells.items():
        if VALUE not in cells:
            continue
        above = path.rpartition("/")[0]
        while above:
            if RELEVANT in made.cells.get(above, ()):
                yield (above, RELEVANT), (path, VALUE), False
            above = above.rpartition("/")[0]


def _order(made: Plan) -> dict[Cell, int]:
    """Return a place for each cell, so that all it needs comes before it.

    Needs that may reach another row are left aside where they alone close a circle: the running
    total of the row before is no circle. A circle of other needs is.
    """
    after: dict[Cell, list[tuple[Cell, bool]]] = defaultdict(list)
    hard: dict[Cell, int] = {}
    soft: dict[Cell, int] = {}
    for source, target, is_soft in _edges(made):
        hard.setdefault(source, 0)
        hard.setdefault(target, 0)
        if source == target or (source[0] == target[0] and (source[1], target[1]) in _SELF):
            continue
        after[source].append((target, is_soft))
        counter = soft if is_soft else hard
        counter[target] = counter.get(target, 0) + 1
    return _sorted(after, hard, soft)


# A field may look at its own value («if(. = '', uuid(), .)»); that is no circle.
_SELF = {(VALUE, what) for what in (CALC, RELEVANT, CHOICES, REQUIRED, READONLY, COUNT)}


def _sorted(
    after: dict[Cell, list[tuple[Cell, bool]]], hard: dict[Cell, int], soft: dict[Cell, int]
) -> dict[Cell, int]:
    order: dict[Cell, int] = {}
    waiting = dict.fromkeys(hard)
    ready = [cell for cell in hard if not hard[cell] and not soft.get(cell, 0)]
    while waiting:
        if not ready:
            ready = [cell for cell in waiting if not hard[cell]][:1]
            if not ready:
                raise Cycle(fields=_circle(after, set(waiting)))
        cell = ready.pop()
        if cell not in waiting:
            continue
        del waiting[cell]
        order[cell] = len(order)
        for target, is_soft in after[cell]:
            counter = soft if is_soft else hard
            counter[target] -= 1
            if target in waiting and not hard[target] and not soft.get(target, 0):
                ready.append(target)
    return order


def _circle(after: dict[Cell, list[tuple[Cell, bool]]], waiting: set[Cell]) -> str:
    """Return one circle among the waiting cells, as ``a → b → a``."""
    before: dict[Cell, Cell] = {}
    for source in waiting:
        for target, is_soft in after[source]:
            if target in waiting and not is_soft:
                before[target] = source
    cell = next(iter(sorted(waiting & set(before))))
    trail: list[Cell] = []
    while cell not in trail:
        trail.append(cell)
        cell = before[cell]
    names = [path for path, _what in [*trail[trail.index(cell) :], cell]]
    return " → ".join(dict.fromkeys(reversed(names)))


def plan_of(form: FormDefinition) -> Plan:
    """Return the form's plan, made once for each form."""
    known = _PLANS.get(id(form))
    if known is None or known[0] is not form:
        if len(_PLANS) > 200:
            _PLANS.clear()
        known = (form, plan(form))
        _PLANS[id(form)] = known
    return known[1]


_PLANS: dict[int, tuple[FormDefinition, Plan]] = {}


def forget_plans() -> None:
    """Forget the plans made so far (to measure the making)."""
    _PLANS.clear()
