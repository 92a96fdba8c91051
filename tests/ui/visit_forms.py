"""A small form with every kind of question, as a library of its own, for the visit page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from inspector_app.checklists.library import FormEntry, Library
from inspector_app.checklists.xlsform import convert

COLUMNS = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "bind::insp:item",
    "bind::insp:level",
)
ROWS: tuple[dict[str, str], ...] = (
    {"type": "begin_group", "name": "facts", "label": "Facts"},
    {
        "type": "text",
        "name": "boss",
        "label": "Name of the person in charge",
        "hint": "as on the licence",
        "required": "yes",
    },
    {
        "type": "integer",
        "name": "people",
        "label": "People on site",
        "constraint": ". < 500",
        "constraint_message": "Fewer than 500 work here",
    },
    {"type": "decimal", "name": "width", "label": "Width of the way in metres"},
    {"type": "date", "name": "checked", "label": "Day of the last check"},
    {"type": "select_one energy", "name": "energy", "label": "Source of energy"},
    {"type": "select_multiple energy", "name": "others", "label": "Other sources"},
    {"type": "note", "name": "reminder", "label": "Ask for the licence"},
    {"type": "calculate", "name": "doubled", "calculation": "${people} * 2"},
    {"type": "image", "name": "plate", "label": "Name plate"},
    {"type": "end_group"},
    {"type": "begin_group", "name": "gas", "label": "Gas", "relevant": "${energy} = 'gas'"},
    {
        "type": "select_one conformity",
        "name": "G_1",
        "label": "Is the valve marked?",
        "bind::insp:item": "G-1",
        "bind::insp:level": "general",
    },
    {"type": "end_group"},
    {"type": "begin_repeat", "name": "tank", "label": "Tanks"},
    {"type": "text", "name": "tank_name", "label": "Name of the tank"},
    {
        "type": "select_one conformity",
        "name": "T_1",
        "label": "Is the tank earthed?",
        "bind::insp:item": "T-1",
        "bind::insp:level": "general",
    },
    {"type": "end_repeat"},
)
AROUND = """
| settings |
| | form_title | form_id | version | namespaces |
| | Sample of all questions | mixed | 1 | insp="urn:inspector-app:item:1" |

| choices |
| | list_name | name | label |
| | energy | gas | Gas |
| | energy | power | Power |
| | conformity | yes | 符合 |
| | conformity | no | 不符合 |
| | conformity | na | 不涉及 |
"""


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    cells = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    return "\n".join(["| survey |", *(f"| | {' | '.join(line)} |" for line in cells)]) + "\n"


def mixed_library(folder: Path) -> Library:
    """Return a library that holds the mixed form only; it applies to every site."""
    return library_of(folder, ROWS)


def long_library(folder: Path, items: int) -> Library:
    """Return a library with one form of so many check items in sections of thirty."""
    rows: list[dict[str, str]] = []
    for number in range(items):
        if number % 30 == 0:
            rows += [{"type": "end_group"}] * bool(number)
            rows.append({"type": "begin_group", "name": f"s{number}", "label": f"Part {number}"})
        rows.append(
            {
                "type": "select_one conformity",
                "name": f"L_{number}",
                "label": f"Is part {number} of the sample plant in order?",
                "bind::insp:item": f"L-{number}",
                "bind::insp:level": "general",
            }
        )
    return library_of(folder, [*rows, {"type": "end_group"}])


def library_of(folder: Path, rows: Sequence[Mapping[str, str]]) -> Library:
    """Return a library that holds the form of these rows only; it applies to every site."""
    source = folder / "1.md"
    source.write_text(AROUND + "\n" + _table(rows), encoding="utf-8")
    xml = convert(source)
    entry = FormEntry(
        form_id="mixed",
        version="1",
        title="Sample of all questions",
        sha256=sha256(xml).hexdigest(),
        path=None,
        sector="general",
        tags=("any",),
        rank=40,
        instruments=(),
        effective_from=date(2020, 1, 1),
    )
    return Library().add(entry, xml)
