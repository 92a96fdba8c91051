"""Running a file of acts: line by line, results by name, the first error stops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from inspector_app.acts import (
    hazard_acts,
    ledger_acts,
    moving_acts,
    paper_acts,
    record_acts,
    score_acts,
    visit_acts,
    workspace_acts,
)
from inspector_app.acts.references import resolve
from inspector_app.acts.table import ACTS, Scene
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import _

# Importing them fills the table.
MODULES = (
    workspace_acts,
    visit_acts,
    hazard_acts,
    record_acts,
    paper_acts,
    score_acts,
    moving_acts,
    ledger_acts,
)


def list_acts() -> list[dict[str, str]]:
    """Return name, parameters and meaning of every act."""
    return [row.describe() for row in ACTS.values()]


def run_acts(
    lines: Iterable[str], scene: Scene, *, go_on: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield one result a line: ``{"ok": true, "act", …}`` or ``{"ok": false, "code", …}``.

    Stops after the first error unless ``go_on``. Empty lines and lines that begin with ``#`` are
    passed over.
    """
    results: dict[str, Any] = {}
    try:
        for place, line in enumerate(lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            result = run_line(text, scene, results, place)
            yield result
            if not result["ok"] and not go_on:
                return
    finally:
        scene.close()


def run_line(text: str, scene: Scene, results: dict[str, Any], place: int = 1) -> dict[str, Any]:
    """Run the act in the line at ``place``; a Problem becomes its result, anything else is a fault
    of the program."""
    name = ""
    try:
        asked = _read(text, place)
        name = str(asked.pop("act", ""))
        kept = asked.pop("as", "")
        result = _call(name, resolve(asked, results), scene)
    except Problem as problem:
        return {"ok": False, "act": name, **problem.as_dict()}
    if kept:
        results[str(kept)] = result
    return {"ok": True, "act": name, **result}


def _read(text: str, place: int) -> dict[str, Any]:
    line = _("Line {number}").format(number=place)
    try:
        asked = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(what=line, reason=_("it is not JSON")) from error
    if not isinstance(asked, dict):
        raise BadInput(what=line, reason=_("a JSON object is expected"))
    return asked


def _call(name: str, parameters: dict[str, Any], scene: Scene) -> dict[str, Any]:
    row = ACTS.get(name)
    if row is None:
        raise BadInput(what=name or "act", reason=_("there is no such act; see 'acts list'"))
    try:
        given = msgspec.convert(parameters, row.parameters)
    except msgspec.ValidationError as error:
        raise BadInput(what=name, reason=str(error)) from error
    return row.does(scene, given)
