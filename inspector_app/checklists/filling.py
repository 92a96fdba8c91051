"""Fits what is known elsewhere into a form's questions, by name: values, and rows of repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspector_app.checklists.answers import normalise
from inspector_app.checklists.definition import FieldDef, FieldKind, FormDefinition
from inspector_app.checklists.moving import takes


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row for a repeat: ``key`` stays the same for the same thing, ``cells`` are by name."""

    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filling:
    """Values by stable ref and row ids by range ref, as a record is prefilled with them."""

    values: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]


def fill(
    form: FormDefinition,
    values: Mapping[str, str],
    tables: Mapping[str, Sequence[KnownRow]],
    row_id: Callable[[str, str], str],
) -> Filling:
    """Return what of the known values and tables the form's questions take.

    Questions are matched by name, outside repeats; a table fills the repeat of its name. What does
    not fit a question's type or choices is left out. ``row_id`` gives the id of a row from its
    range and key.
    """
    found: dict[str, str] = {}
    rows: dict[str, tuple[str, ...]] = {}
    for field in _outside_repeats(form, form.root):
        if field.kind is FieldKind.REPEAT:
            known = tables.get(field.name, ()) if field.count is None else ()
            ids = [row_id(field.path, row.key) for row in known]
            if ids:
                rows[field.path] = tuple(ids)
            for row, one in zip(ids, known, strict=True):
                cells = _cells(form, field, one.cells)
                found |= {f"{field.path}[{row}]{below}": text for below, text in cells.items()}
        elif _fits(form, field, values.get(field.name, "")):
            found[field.path] = normalise(values[field.name], field.bind.type)
    return Filling(found, rows)


def _outside_repeats(form: FormDefinition, path: str) -> Iterable[FieldDef]:
    for child in form.fields[path].children:
        field = form.fields[child]
        yield field
        if field.kind is not FieldKind.REPEAT:
            yield from _outside_repeats(form, child)


def _cells(form: FormDefinition, repeat: FieldDef, cells: Mapping[str, str]) -> dict[str, str]:
    """Return what a row's questions take, by the path below the row."""
    return {
        field.path.removeprefix(repeat.path): normalise(cells[field.name], field.bind.type)
        for field in _outside_repeats(form, repeat.path)
        if _fits(form, field, cells.get(field.name, ""))
    }


def _fits(form: FormDefinition, field: FieldDef, value: str) -> bool:
    asked = field.control is not None and field.leaf and field.bind.calculate is None
    return asked and value != "" and takes(form, field, value)
