"""What XLSForm has and this program does not run: refused in a spreadsheet, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector_app.checklists.problems import Unsupported
from inspector_app.checklists.workbook import Book, Row
from inspector_app.i18n import N_, _

# (sheet, columns, pattern of the cell, what it is): kept equal to the list in forms/README.md.
REFUSED: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("survey", ("type",), r"osm\b.*", N_("questions about OpenStreetMap are not run")),
    ("survey", ("type",), r"background-audio", N_("sound cannot be recorded in the background")),
    (
        "survey",
        ("appearance", "body::intent", "intent"),
        r"(?:.*\s)?ex:\S.*|[\w.]+\.[\w.]+\(.*\)",
        N_("another application cannot be called from a question"),
    ),
    (
        "survey",
        ("appearance",),
        r"(?:.*\s)?(?:annotate|draw)(?:\s.*)?",
        N_("drawing on pictures is not run; ask for an image or a signature"),
    ),
    (
        "survey",
        ("calculation", "relevant", "constraint"),
        r".*pulldata\(\s*['\"]@\w+.*",
        N_("pulldata on a service (“@…”) needs a network and is not run"),
    ),
    ("survey", ("save_to",), r".+", N_("entities are not made by forms")),
    ("settings", ("public_key",), r".+", N_("the form's own encryption is not run")),
    ("entities", ("dataset", "list_name"), r".+", N_("entities are not made by forms")),
)  # fmt: skip


def found(book: Book) -> Iterator[tuple[str, Row, str, str]]:
    """Yield (sheet, row, column, reason) of everything that is not run."""
    for sheet, columns, pattern, reason in REFUSED:
        for row in book.rows(sheet):
            for column in columns:
                if re.fullmatch(pattern, row.cells.get(column, "").strip(), re.DOTALL):
                    yield sheet, row, column, _(reason)


def refuse(book: Book) -> None:
    """Raise Unsupported for the first thing that is not run."""
    for sheet, row, column, reason in found(book):
        raise Unsupported(file=book.file, sheet=sheet, row=row.number, column=column, reason=reason)
