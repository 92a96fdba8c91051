"""Which field depends on which, from the parsed expressions, and the order to compute them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector_app.checklists.choice_texts import ChoiceTexts
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition, Text
from inspector_app.checklists.needs import (
    CALC,
    CHOICES,
    COUNT,
    LABEL,
    READONLY,
    RELEVANT,
    REQUIRED,
    ROWS,
    VALID,
    VALUE,
    Need,
    Needs,
    Place,
)
from inspector_app.checklists.problems import Cycle
from inspector_app.checklists.syntax import Call, Literal
from inspector_app.checklists.xpath import Expression

Cell = tuple[str, str]


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
    _plan_wordings(form, made)
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
            soft = need.counted or _soft(form, found, need)
            dependent = Dependent(found.path, what, need.anchor, soft)
            made.dependents[(need.path, need.what)].append(dependent)


def _plan_wordings(form: FormDefinition, made: Plan) -> None:
    """Let choices be written anew when a field that their own texts show changes.

    A text decides no value, so a circle through one («label: chosen ${count} times») is none.
    """
    texts = ChoiceTexts(form)
    for found in form.walk():
        finder = Needs(form, found)
        for expression in texts.outputs(found):
            finder.read(expression.tree)
        for need in finder.found:
            dependent = Dependent(found.path, CHOICES, need.anchor, True)
            made.dependents[(need.path, need.what)].append(dependent)
        if finder.found:
            made.static_choices.discard(found.path)


def _relative_to_choice(found: FieldDef, expression: Expression) -> bool:
    assert found.control is not None and found.control.choices is not None
    return expression in (found.control.choices.value, found.control.choices.label)


def _read_choice_part(finder: Needs, found: FieldDef, expression: Expression) -> None:
    """Read a choice's value or label expression, whose context is the choice's own node."""
    assert found.control is not None and found.control.choices is not None
    nodes = found.control.choices.nodes
    if nodes is not None:
        context = finder.visit(nodes.tree, [Place(found, found.path)])
        finder.visit(expression.tree, context)


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
