"""Where each field of a form stands in its spreadsheet: path in the form to row of the survey."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inspector_app.checklists.workbook import Book, Row

OPEN = re.compile(r"begin[ _](group|repeat)")
CLOSE = re.compile(r"end[ _](group|repeat)")
_COLUMNS = {
    "relevant": ("relevant",),
    "calc": ("calculation",),
    "choices": ("choice_filter", "type"),
    "readonly": ("readonly", "read_only"),
    "required": ("required",),
    "valid": ("constraint", "constraint_message", "required_message"),
    "count": ("repeat_count",),
    "label": ("label", "hint"),
}


@dataclass(slots=True)
class Places:
    """Finds (row, column) of what a field computes; (0, "") for a form without a spreadsheet."""

    root: str
    rows: dict[str, Row] = field(default_factory=dict)

    def of(self, path: str, what: str = "") -> tuple[int, str]:
        """Return row and column of a field's rule, the row's ``name`` where none is given."""
        row = self.rows.get(path)
        if row is None:
            return 0, _COLUMNS.get(what, ("",))[0] if what else ""
        columns = _COLUMNS.get(what, ())
        named = (c for c in row.cells for column in columns if c.split("::")[0] == column)
        return row.number, next(named, columns[0] if columns else "name")


def places(root: str, book: Book | None) -> Places:
    """Return the places of a form with this root (``/data``)."""
    made = Places(root)
    at = [root]
    for row in book.rows("survey") if book is not None else ():
        kind, name = row.cells.get("type", ""), row.cells.get("name", "")
        if CLOSE.fullmatch(kind):
            at = at[:-1] or [root]
            continue
        path = f"{at[-1]}/{name}"
        made.rows[path] = row
        if OPEN.fullmatch(kind):
            at.append(path)
    return made
