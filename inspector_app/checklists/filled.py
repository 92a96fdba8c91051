"""A form as it was filled, to be read or printed: sections, questions, answers in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.state import NodeState

_NO_ANSWER = ("group", "repeat", "instance", "root")


@dataclass(frozen=True, slots=True)
class FilledLine:
    """A question and its answer; ``words`` are the labels of the choices instead of their codes."""

    name: str
    label: str
    value: str = ""
    words: tuple[str, ...] = ()
    type: str = "string"
    multiple: bool = False

    @property
    def shown(self) -> str:
        """Return the answer as people read it."""
        return "、".join(self.words)

    def answer(self) -> str | tuple[str, ...]:
        """Return the answer in words: several where the question takes several choices."""
        return self.words if self.multiple else self.shown


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A repeat: every row has the same questions in the same order."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[FilledLine, ...], ...]


@dataclass(frozen=True, slots=True)
class FilledSection:
    """An outermost group: the questions that apply, then its tables."""

    title: str
    lines: tuple[FilledLine, ...] = ()
    tables: tuple[FilledTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with its answers; notes and questions that do not apply are left out."""

    form: str
    version: str
    title: str
    sections: tuple[FilledSection, ...]

    def lines(self) -> Iterator[FilledLine]:
        """Yield every question outside tables."""
        for section in self.sections:
            yield from section.lines

    def value(self, name: str) -> str:
        """Return the answer of the first question of this name, "" where there is none."""
        return next((line.value for line in self.lines() if line.name == name), "")

    def answers(self) -> dict[str, object]:
        """Return the answers in words by name, as papers take them.

        A text, a tuple of texts for a question with several choices, for a repeat a tuple of
        mappings.
        """
        found: dict[str, object] = {line.name: line.answer() for line in self.lines()}
        for section in self.sections:
            for table in section.tables:
                found[table.name] = tuple(
                    {line.name: line.answer() for line in row} for row in table.rows
                )
        return found


def filled(form: RunningForm) -> Filled:
    """Return the form as it stands now."""
    nodes = [one for one in form.nodes() if one.relevant]
    titles = list(dict.fromkeys(one.section for one in nodes if _asks(one) or _is_table(one)))
    return Filled(
        form=form.definition.form_id,
        version=form.definition.version,
        title=form.definition.title,
        sections=tuple(_section(title, nodes) for title in titles),
    )


def _section(title: str, nodes: Iterable[NodeState]) -> FilledSection:
    here = [one for one in nodes if one.section == title]
    lines = [_line(one) for one in here if _asks(one) and "[" not in one.ref]
    tables = [_table(one, here) for one in here if _is_table(one)]
    return FilledSection(title, tuple(lines), tuple(one for one in tables if one.columns))


def _table(repeat: NodeState, nodes: Iterable[NodeState]) -> FilledTable:
    rows: dict[str, list[NodeState]] = {}
    for node in nodes:
        if node.ref.startswith(f"{repeat.ref}[") and _asks(node):
            row = node.ref.removeprefix(repeat.ref).partition("]")[0]
            rows.setdefault(row, []).append(node)
    columns = {_name(node): node.label or _name(node) for row in rows.values() for node in row}
    return FilledTable(
        name=_name(repeat),
        title=repeat.label or _name(repeat),
        columns=tuple(columns.items()),
        rows=tuple(_row(tuple(columns.items()), row) for row in rows.values()),
    )


def _row(columns: tuple[tuple[str, str], ...], row: list[NodeState]) -> tuple[FilledLine, ...]:
    """Return a line for every column: a question that does not apply in this row is empty."""
    said = {_name(node): _line(node) for node in row}
    return tuple(said.get(name, FilledLine(name, label)) for name, label in columns)


def _asks(node: NodeState) -> bool:
    if node.kind in _NO_ANSWER or not node.label or not node.relevant:
        return False
    return not (node.kind == "input" and node.readonly and not node.calculated and not node.value)


def _is_table(node: NodeState) -> bool:
    return node.kind == "repeat" and not node.row and "[" not in node.ref


def _line(node: NodeState) -> FilledLine:
    words = _words(node)
    label = node.label or ""
    return FilledLine(_name(node), label, node.value, words, node.type, node.multiple)


def _words(node: NodeState) -> tuple[str, ...]:
    if not node.value:
        return ()
    if node.choices is None:
        return (node.value,)
    labels = {one.value: one.label or one.value for one in node.choices}
    chosen = node.value.split() if node.multiple else [node.value]
    return tuple(labels.get(value, value) for value in chosen)


def _name(node: NodeState) -> str:
    return node.ref.rpartition("/")[2].partition("[")[0]
