"""Holds a scoring table to what it says of itself: so many items, so many points together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from inspector_app.checklists.definition import FieldDef, FormDefinition
from inspector_app.checklists.lint_texts import finding
from inspector_app.checklists.places import Places
from inspector_app.checklists.problems import Finding


def check(file: str, form: FormDefinition, where: Places) -> Iterator[Finding]:
    """Yield the groups, and the form, whose items do not come to what is announced."""
    for field in form.walk():
        said = field.announced
        if said is None:
            continue
        scores = _scores(form, field)
        total = sum(scores, Decimal(0))
        row, _column = where.of(field.path, "")
        name = field.name
        if said.total is not None and said.total != total:
            details = {"name": name, "announced": str(said.total), "found": str(total)}
            yield finding("total_differs", file, "survey", row, "bind::insp:total", **details)
        if said.items is not None and said.items != len(scores):
            details = {"name": name, "announced": str(said.items), "found": str(len(scores))}
            yield finding("count_differs", file, "survey", row, "bind::insp:items", **details)


def _scores(form: FormDefinition, field: FieldDef) -> list[Decimal]:
    """Return the full scores of the items below a group; of all items for a question."""
    below = form.walk(field.path if field.children else form.root)
    return [one.item.score for one in below if one.item and one.item.score is not None]
