"""Refs of nodes: ``/data/rows[2]/q`` by position, ``/data/rows[<row id>]/q`` stable in facts."""

from __future__ import annotations

import re

from inspector_app.checklists.definition import FieldKind
from inspector_app.checklists.fields import Field, Range

Steps = list[tuple[str, str]]
_STEP = re.compile(r"(?:[^/\[\]:]+:)?([^/\[\]:]+)(?:\[([^/\[\]]+)\])?")
MAX_REF = 2_000


def parse_ref(ref: str) -> Steps:
    """Return (name, position or row id or blank) per segment; empty where it is no ref."""
    if not ref.startswith("/") or len(ref) > MAX_REF:
        return []
    steps: Steps = []
    for part in ref[1:].split("/"):
        found = _STEP.fullmatch(part)
        if not found:
            return []
        steps.append((found[1], found[2] or ""))
    return steps


def find_field(root: Field, steps: Steps) -> Field | None:
    """Return the field at the steps, None where there is none."""
    if not steps or steps[0] != (root.name, ""):
        return None
    at = root
    for name, key in steps[1:]:
        made = at.ranges.get(name)
        if made is not None:
            found = _row(made.rows, key)
        elif key:
            return None
        else:
            found = next((child for child in at.fields() if child.name == name), None)
        if found is None:
            return None
        at = found
    return at


def find_range(root: Field, steps: Steps) -> Range | None:
    """Return the range at steps that end on a repeat without position, None for any other."""
    if len(steps) < 2 or steps[-1][1]:
        return None
    parent = find_field(root, steps[:-1])
    return parent.ranges.get(steps[-1][0]) if parent is not None else None


def _row(rows: list[Field], key: str) -> Field | None:
    for row in rows:
        if row.row_id == key:
            return row
    if key.isascii() and key.isdigit() and 1 <= int(key) <= len(rows):
        return rows[int(key) - 1]
    return None


def position_ref(field: Field) -> str:
    """Return the ref with positions."""
    return _ref(field, False)


def row_ref(field: Field) -> str:
    """Return the ref with row ids."""
    return _ref(field, True)


def _ref(field: Field, stable: bool) -> str:
    parts: list[str] = []
    at: Field | None = field
    while at is not None:
        parts.append(f"{_qualified(at)}{_key(at, stable)}")
        at = at.up
    return "/" + "/".join(reversed(parts))


def _qualified(field: Field) -> str:
    return f"{field.prefix}:{field.name}" if field.prefix else field.name


def _key(field: Field, stable: bool) -> str:
    if field.defn.kind is not FieldKind.REPEAT or field.up is None:
        return ""
    rows = field.up.ranges[field.name].rows
    for index, row in enumerate(rows, start=1):
        if row is field:
            return f"[{row.row_id if stable else index}]"
    return ""
