"""Moves the answers of a half-done visit to another version of its checklist.

Pure: definitions and answers in, a plan out. Nothing is lost: what the new version does not take
stays in the plan as an appendix. The way back is the same with the versions exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspector_app.checklists.answers import normalise
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition, Text
from inspector_app.checklists.parts import parts
from inspector_app.checklists.refs import parse_ref
from inspector_app.checklists.syntax import Call, Literal
from inspector_app.checklists.xpath import Expression
from inspector_app.i18n import _

Rows = Mapping[str, tuple[str, ...]]
_Test = Callable[[FieldDef], bool]


@dataclass(frozen=True, slots=True)
class Shift:
    """An answer that goes on under another ref (the same item, another place)."""

    before: str
    after: str
    value: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer the new version does not take: for the appendix, with question and reason."""

    ref: str
    question: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that the new version requires and the old one did not, still without answer."""

    path: str
    question: str
    item: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What becomes of the answers (stable refs → values) and rows (range refs → row ids)."""

    answers: Mapping[str, str]
    rows: Rows
    kept: tuple[str, ...]
    moved: tuple[Shift, ...]
    dropped: tuple[Dropped, ...]
    newly_required: tuple[Wanted, ...]


def move(
    old: FormDefinition, answers: Mapping[str, str], rows: Mapping[str, Sequence[str]],
    new: FormDefinition,
) -> Moved:  # fmt: skip
    """Return where the answers go: by item id first, then by place, then by name and type."""
    match = _Match(old, new)
    after: dict[str, str] = {}
    kept: list[str] = []
    shifts: list[Shift] = []
    dropped: list[Dropped] = []
    for ref, value in answers.items():
        target, reason = match.target(ref, value)
        if reason or target in after:
            reason = reason or _("its new place has an answer already")
            dropped.append(Dropped(ref, question(old, path_of(ref)), value, reason))
            continue
        after[target] = value
        if target == ref:
            kept.append(ref)
        else:
            shifts.append(Shift(ref, target, value))
    return Moved(
        answers=after,
        rows=match.rows(rows),
        kept=tuple(kept),
        moved=tuple(shifts),
        dropped=tuple(dropped),
        newly_required=tuple(_wanted(match, {path_of(ref) for ref in after})),
    )


def translator(old: FormDefinition, new: FormDefinition) -> Callable[[str], str]:
    """Return what gives the stable ref of a question or row in the new version, "" for none."""
    match = _Match(old, new)
    return lambda ref: match.row(ref) or match.target(ref, "")[0]


def path_of(ref: str) -> str:
    """Return the field's path for a stable ref."""
    return "".join(f"/{name}" for name, _key in parse_ref(ref))


class _Match:
    """Which field of the new version takes the place of which of the old one."""

    def __init__(self, old: FormDefinition, new: FormDefinition) -> None:
        self.old = old
        self.new = new
        self.repeats = _pair(old, new, lambda field: field.kind is FieldKind.REPEAT)
        self.leaves = self._by_item()
        places = _pair(old, new, lambda field: field.leaf and field.item is None)
        for before, after in places.items():
            if self._rows_fit(before, after) and _alike(old.fields[before], new.fields[after]):
                self.leaves.setdefault(before, after)

    def _by_item(self) -> dict[str, str]:
        there = {f.item.item: f.path for f in self.new.walk() if f.item is not None}
        return {
            field.path: there[field.item.item]
            for field in self.old.walk()
            if field.item is not None and field.item.item in there
            if self._rows_fit(field.path, there[field.item.item])
        }

    def _rows_fit(self, before: str, after: str) -> bool:
        chain = [self.repeats.get(path) for path in _chain(self.old, before)]
        return chain == list(_chain(self.new, after))

    def target(self, ref: str, value: str) -> tuple[str, str]:
        """Return the new ref of an answer, or the reason why it has none."""
        after = self.leaves.get(path_of(ref))
        if after is None:
            return "", _("the new version does not ask this")
        field = self.new.fields[after]
        if not takes(self.new, field, value):
            return "", _("the new version does not offer this answer")
        return ref if after == path_of(ref) else self._written(ref, after), ""

    def row(self, ref: str) -> str:
        """Return the new ref of a row of a repeat, "" where it has none or is no row."""
        after = self.repeats.get(path_of(ref))
        fits = after is not None and self._rows_fit(path_of(ref), after)
        return self._written(ref, after) if after is not None and fits else ""

    def rows(self, rows: Mapping[str, Sequence[str]]) -> Rows:
        """Return the rows of the repeats that go on."""
        found: dict[str, tuple[str, ...]] = {}
        for ref, ids in rows.items():
            after = self.repeats.get(path_of(ref))
            if after is not None and self._rows_fit(path_of(ref), after):
                found[self._written(ref, after)] = tuple(ids)
        return found

    def _written(self, ref: str, after: str) -> str:
        """Return the new path with the row ids of the old ref, in order."""
        keys = iter([key for _name, key in parse_ref(ref) if key])
        written, path = "", ""
        for name in after.split("/")[1:]:
            path += f"/{name}"
            key = next(keys, "") if self.new.fields[path].kind is FieldKind.REPEAT else ""
            written += f"/{name}[{key}]" if key else f"/{name}"
        return written


def _pair(old: FormDefinition, new: FormDefinition, wanted: _Test) -> dict[str, str]:
    """Return new paths by old ones: the same path, else the only one of the same name."""
    mine = [field for field in old.walk() if wanted(field)]
    theirs = [field for field in new.walk() if wanted(field)]
    paths = {field.path for field in theirs}
    found = {field.path: field.path for field in mine if field.path in paths}
    for field in mine:
        same = [one.path for one in theirs if one.name == field.name]
        alone = sum(one.name == field.name for one in mine) == 1
        if field.path not in found and len(same) == 1 and alone:
            found[field.path] = same[0]
    return found


def _chain(form: FormDefinition, path: str) -> Iterator[str]:
    """Yield the repeats around (and at) the path, outermost first."""
    at = ""
    for name in path.split("/")[1:]:
        at += f"/{name}"
        if form.fields[at].kind is FieldKind.REPEAT:
            yield at


def _alike(before: FieldDef, after: FieldDef) -> bool:
    if before.kind is not after.kind:
        return False
    text = ("string", "barcode")
    return before.bind.type == after.bind.type or (after.bind.type in text)


def takes(form: FormDefinition, field: FieldDef, value: str) -> bool:
    """Tell whether the question can hold the value: its type, its choices."""
    if value == "":
        return True
    if normalise(value, field.bind.type) == "":
        return False
    offered = offers(form, field)
    if offered is None:
        return True
    several = field.control is not None and (field.control.multiple or field.kind is FieldKind.RANK)
    return set(value.split() if several else [value]) <= offered


def offers(form: FormDefinition, field: FieldDef) -> set[str] | None:
    """Return all values that the question can ever offer; None where that cannot be known."""
    choices = field.control.choices if field.control is not None else None
    if choices is None:
        return None
    found = {value for value, _label in choices.fixed}
    if choices.nodes is None:
        return found
    name = _list_of(choices.nodes)
    column = choices.value.text.strip() if choices.value is not None else ""
    holder = form.lists.get(name)
    root = holder.children[0] if holder is not None and holder.children else None
    if root is None:
        return None
    for item in root.elements():
        cell = item.first(column)
        if cell is None:
            return None
        found.add(cell.string())
    return found


def _list_of(nodes: Expression) -> str:
    for part in parts(nodes.tree):
        if isinstance(part, Call) and part.name == "instance":
            first = part.arguments[0]
            return first.value if isinstance(first, Literal) else ""
    return ""


def _wanted(match: _Match, answered: set[str]) -> Iterator[Wanted]:
    before = {after: match.old.fields[old] for old, after in match.leaves.items()}
    for field in match.new.walk():
        was = before.get(field.path)
        if field.path in answered or not _asks(field) or (was is not None and _asks(was)):
            continue
        item = field.item.item if field.item is not None else ""
        yield Wanted(field.path, question(match.new, field.path), item)


def _asks(field: FieldDef) -> bool:
    """Tell whether the question wants an answer: it is required, or a check item."""
    if field.control is None or not field.leaf:
        return False
    rule = field.bind.required
    required = rule is not None and rule.text.strip() not in ("false()", "")
    return required or field.item is not None


def question(form: FormDefinition, path: str) -> str:
    """Return the words of the question at a path, its name where it has none."""
    field = form.fields.get(path)
    label = field.control.label if field is not None and field.control is not None else None
    return _words(form, label) or path.rpartition("/")[2]


def _words(form: FormDefinition, label: Text | None) -> str:
    """Return a label's plain words, in the form's first language."""
    if label is None:
        return ""
    if label.reference is not None and form.languages:
        tree = label.reference.tree
        if isinstance(tree, Call) and tree.arguments and isinstance(tree.arguments[0], Literal):
            return _words(form, form.languages[0].texts.get(tree.arguments[0].value))
    return " ".join("".join(p if isinstance(p, str) else "…" for p in label.parts).split())
