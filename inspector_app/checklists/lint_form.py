"""What only running a form shows: unreachable items, impossible rules, slow ones, dead ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice, product
from random import Random

from inspector_app.checklists import patterns
from inspector_app.checklists.candidates import Candidates, exhaustive
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.dependencies import cell_expressions
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.examples import provocations
from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.needs import VALID, VALUE, Needs
from inspector_app.checklists.parts import parts
from inspector_app.checklists.places import Places
from inspector_app.checklists.problems import BadExpression, Finding
from inspector_app.checklists.profile import CONTEXT_FIELDS
from inspector_app.checklists.state import NodeState
from inspector_app.checklists.syntax import Binary, Call, Expr, Literal, Number, Path
from inspector_app.checklists.walker import path_of, walk
from inspector_app.checklists.xpath import Expression

SEED = 1
# A fixed day: the same file gives the same findings today and next year.
ON = date(2026, 10, 1)
SLOW = 0.025
_ROWS = 100
_COMBINATIONS = 400


@dataclass(frozen=True, slots=True)
class Bench:
    """A form on the bench: its file, its places in the spreadsheet, and answers to try."""

    file: str
    form: FormDefinition
    places: Places
    found: Candidates

    def note(self, rule: str, path: str, what: str, **details: str) -> Finding:
        """Return a finding at the field's place."""
        row, column = self.places.of(path, what)
        details = {"name": path, **details}
        return finding(rule, self.file, "survey", row, column, **details)

    def running(self, context: dict[str, str] | None = None) -> RunningForm:
        """Return the form running on the bench's day."""
        numbers = iter(range(10_000_000))
        return RunningForm(
            self.form,
            clock=lambda: datetime(ON.year, ON.month, ON.day, 9, tzinfo=UTC),
            new_id=lambda: f"b{next(numbers)}",
            random=Random(SEED),
            context=context,
            lookup=lambda *_asked: "",
        )


def check_running(
    file: str, form: FormDefinition, places: Places, clock: Callable[[], float] = time.perf_counter
) -> Iterator[Finding]:
    """Yield what trying the form shows; ``clock`` gives seconds for the slow expressions."""
    bench = Bench(file, form, places, Candidates(form, ON))
    impossible = list(_constraints(bench))
    yield from impossible
    walked = walk(form, seed=SEED, on=ON)
    known = {(one.row, one.column) for one in impossible}
    for failure in walked.failures:
        rule = {"failed": "fails", "stuck": "stuck", "doubtful": "doubtful"}[failure.kind]
        what = _cell_of(form, failure.path, failure.expression) if failure.expression else VALID
        note = bench.note(rule, failure.path, what, reason=failure.message, trail=failure.trail())
        if rule == "fails" or (note.row, note.column) not in known or not note.row:
            yield note
    yield from _unreached(bench, walked.reached)
    yield from _slow(bench, clock)


def check_tags(
    file: str, form: FormDefinition, places: Places, tags: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield tags that conditions ask for and the vocabulary does not have: they never hold."""
    if not tags:
        return
    for found in form.walk():
        for what, expression in cell_expressions(form, found):
            for part in parts(expression.tree):
                tag = _tag_asked(part)
                if tag and tag not in tags:
                    row, column = places.of(found.path, what)
                    yield finding("unknown_tag", file, "survey", row, column, name=tag)


def _tag_asked(part: Expr) -> str:
    if not isinstance(part, Call) or part.name != "selected" or len(part.arguments) != 2:
        return ""
    field, tag = part.arguments
    asked = isinstance(field, Path) and field.steps and field.steps[-1].name == "site_tags"
    return tag.value if asked and isinstance(tag, Literal) else ""


def _cell_of(form: FormDefinition, path: str, text: str) -> str:
    cells = cell_expressions(form, form.fields[path])
    return next((what for what, one in cells if text == one.text), "")


def _questions(form: FormDefinition) -> Iterator[FieldDef]:
    boxes = (FieldKind.GROUP, FieldKind.REPEAT)
    return (f for f in form.walk() if f.control is not None and f.kind not in boxes)


def _with_rows(bench: Bench, most: int) -> RunningForm:
    """Return the form with this many rows in every repeat that takes them."""
    running = bench.running()
    for _depth in range(3):
        for state in running.nodes():
            if state.kind == "repeat" and state.relevant and not state.fixed:
                for _row in range(len(running.rows(state.ref)), most):
                    running.add_row(state.ref)
        most = min(most, 2)  # rows within rows: a few
    return running


def _constraints(bench: Bench) -> Iterator[Finding]:
    running = _with_rows(bench, 1)
    states = {state.ref: state for state in running.nodes()}
    for question in _questions(bench.form):
        rule = question.bind.constraint
        state = next((s for ref, s in states.items() if path_of(ref) == question.path), None)
        if rule is None or state is None or not _alone(bench.form, question, rule):
            continue
        tried = bench.found.of(state, question.path)
        if any(running.accepts(state.ref, value) for value in tried):
            continue
        sure = exhaustive(state) or _compares_only(rule.tree)
        yield bench.note("impossible" if sure else "no_example", question.path, VALID)


def _alone(form: FormDefinition, question: FieldDef, rule: Expression) -> bool:
    """Tell whether the rule looks at nothing but the question's own answer."""
    needs = Needs(form, question)
    needs.read(rule.tree)
    return all((need.path, need.what) == (question.path, VALUE) for need in needs.found)


def _compares_only(tree: Expr) -> bool:
    """Tell whether the rule only compares the answer with numbers: then the tries are enough."""
    return all(
        (isinstance(part, Binary) and part.operator in _COMPARING)
        or isinstance(part, Number)
        or (isinstance(part, Path) and not part.absolute)
        for part in parts(tree)
    )


_COMPARING = frozenset(("and", "or", "=", "!=", "<", "<=", ">", ">="))


def _unreached(bench: Bench, reached: frozenset[str]) -> Iterator[Finding]:
    for question in _questions(bench.form):
        if question.path in reached or not _hidden_by_rules(bench.form, question):
            continue
        guards, sources = _guards(bench.form, question)
        shown, all_tried = _search(bench, question, sources)
        if shown:
            continue
        guard = guards[-1] if guards else question.path
        sure = all_tried and not any(_unsteady(bench.form.fields[path]) for path in guards)
        rule = "unreachable" if sure else "not_reached"
        yield bench.note(rule, question.path, "", guard=guard)


# What these give depends on rows, the day or chance, of which only some are tried.
_UNSTEADY = frozenset(("position", "last", "count", "indexed-repeat", "count-non-empty", "now",
                       "today", "random", "randomize", "uuid", "pulldata"))  # fmt: skip


def _unsteady(guard: FieldDef) -> bool:
    rule = guard.bind.relevant
    return rule is not None and any(
        isinstance(part, Call) and part.name in _UNSTEADY for part in parts(rule.tree)
    )


def _hidden_by_rules(form: FormDefinition, question: FieldDef) -> bool:
    """Tell whether conditions hide it: rows of a repeat that nobody added do not count."""
    return bool(_guards(form, question)[0])


def _guards(form: FormDefinition, question: FieldDef) -> tuple[list[str], list[str]]:
    """Return the paths whose ``relevant`` guards the question, and all fields these look at."""
    guards: list[str] = []
    path = question.path
    while path:
        if form.fields[path].bind.relevant is not None:
            guards.append(path)
        path = form.fields[path].parent
    sources: dict[str, None] = {}
    waiting = list(guards)
    while waiting:
        home = form.fields[waiting.pop()]
        for rule in (home.bind.relevant, home.bind.calculate):
            if rule is None:
                continue
            needs = Needs(form, home)
            needs.read(rule.tree)
            for need in needs.found:
                if need.what == VALUE and need.path not in sources:
                    sources[need.path] = None
                    waiting += [need.path, *_guards_above(form, need.path)]
    return guards, list(sources)


def _guards_above(form: FormDefinition, path: str) -> Iterator[str]:
    path = form.fields[path].parent
    while path:
        if form.fields[path].bind.relevant is not None:
            yield path
        path = form.fields[path].parent


def _search(bench: Bench, question: FieldDef, sources: list[str]) -> tuple[bool, bool]:
    """Try combinations of the fields that decide; return (shown, every combination was tried)."""
    order = [found.path for found in bench.form.walk() if found.path in sources]
    first = {path_of(s.ref): s for s in _with_rows(bench, 1).nodes()}
    choices: list[list[tuple[str, str]]] = []
    complete = True
    for path in order:
        values = _values(bench, first.get(path), path)
        if values:
            choices.append([(path, value) for value in values])
        complete = complete and _closed(first.get(path), bench.form.fields[path])
    total = 1
    for some in choices:
        total *= len(some)
    for combination in islice(_spread(choices), _COMBINATIONS):
        if any(_shows(bench, question, combination, rows) for rows in (True, False)):
            return True, complete
    return False, complete and total <= _COMBINATIONS


def _closed(state: NodeState | None, field: FieldDef) -> bool:
    """Tell whether all values of the field are known: choices, and what is computed from them."""
    if field.bind.calculate is not None and field.control is None:
        return True
    return state is not None and exhaustive(state)


def _spread(choices: list[list[tuple[str, str]]]) -> Iterator[tuple[tuple[str, str], ...]]:
    total = 1
    for some in choices:
        total *= len(some)
    if total <= _COMBINATIONS:
        yield from product(*choices)
        return
    random = Random(SEED)
    for _turn in range(_COMBINATIONS):
        yield tuple(random.choice(some) for some in choices)


def _values(bench: Bench, state: NodeState | None, path: str) -> tuple[str, ...]:
    name = path.rpartition("/")[2]
    if name in CONTEXT_FIELDS:
        words = [word for text in bench.found.literals(path)[1] for word in text.split()]
        together = [" ".join(words)] if name == "site_tags" else []
        return ("", *together, *words)
    if state is None or bench.form.fields[path].control is None:
        return ()
    return ("", *bench.found.of(state, path))


def _shows(
    bench: Bench, question: FieldDef, combination: tuple[tuple[str, str], ...], rows: bool
) -> bool:
    context = {p.rpartition("/")[2]: v for p, v in combination}
    running = bench.running({k: v for k, v in context.items() if k in CONTEXT_FIELDS})
    _set_rows(running, rows)
    for path, value in combination:
        if bench.form.fields[path].control is None:
            continue
        for state in running.nodes():
            if path_of(state.ref) == path and state.relevant and not state.readonly:
                running.set(state.ref, value)
    if not rows:
        _set_rows(running, rows)  # those of repeats that apply only now
    return any(path_of(s.ref) == question.path and s.relevant for s in running.nodes())


def _set_rows(running: RunningForm, some: bool) -> None:
    """Give each repeat that applies a row more, or none at all."""
    for state in running.nodes():
        if state.kind != "repeat" or not state.relevant or state.fixed:
            continue
        if some:
            running.add_row(state.ref)
            continue
        for _row in running.rows(state.ref):
            running.remove_row(f"{state.ref}[1]")


def _slow(bench: Bench, clock: Callable[[], float]) -> Iterator[Finding]:
    running = _with_rows(bench, _ROWS)
    refs: dict[str, str] = {}
    for state in running.nodes():
        refs[path_of(state.ref)] = state.ref
    for found in bench.form.walk():
        for what, expression in cell_expressions(bench.form, found):
            if found.path in refs and what not in ("choices",):
                spent = _time(running, refs[found.path], expression, clock)
                if spent > SLOW:
                    yield bench.note("slow", found.path, what, ms=str(round(spent * 1000)))
            if any(_endless(pattern) for pattern in _patterns(expression.tree)):
                yield bench.note("endless", found.path, what)


def _time(
    running: RunningForm, ref: str, expression: Expression, clock: Callable[[], float]
) -> float:
    """Return the least of up to three times, so that a busy computer raises no alarm."""
    least = SLOW + 1
    for _turn in range(3):
        start = clock()
        running.evaluate(ref, expression)
        least = min(least, clock() - start)
        if least <= SLOW:
            break
    return least


def _patterns(tree: Expr) -> Iterator[str]:
    for part in parts(tree):
        if isinstance(part, Call) and part.name == "regex":
            last = part.arguments[-1]
            if isinstance(last, Literal):
                yield last.value


def _endless(pattern: str) -> bool:
    for text in provocations(pattern):
        try:
            patterns.matches(pattern, text)
        except BadExpression:
            return True
    return False
