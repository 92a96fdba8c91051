"""Runs a form without a window: a state line after loading and after each step (``forms run``)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.problems import BadAnswer
from inspector_app.checklists.state import NodeState
from inspector_app.errors import Problem
from inspector_app.i18n import _

Line = dict[str, object]
PROPERTIES = {
    "deviceid": "conf:device-1",
    "username": "inspector",
    "email": "inspector@example.com",
    "phonenumber": "+10000000000",
}
_BOXES = frozenset(("root", "group", "repeat", "instance"))
_DEFAULTS: dict[str, object] = {
    "relevant": True,
    "readonly": False,
    "label": None,
    "required": False,
    "value": "",
    "valid": True,
    "violation": None,
    "message": None,
    "hint": None,
    "multiple": False,
    "fixed": False,
}


def run(form_path: str | Path, steps: Sequence[Mapping[str, str]]) -> Iterator[Line]:
    """Yield the state lines of a form (.xml, .md, .xlsx) through the steps, then the end line.

    Raises FormProblem where the form itself cannot be used.
    """
    definition = open_definition(Path(form_path))
    form = RunningForm(
        definition,
        clock=_clock(os.environ.get("TZ", "")),
        new_id=lambda: str(uuid4()),
        random=Random(),
        properties=PROPERTIES,
    )
    before = _picture(form)
    yield {"step": 0, "language": form.language, "nodes": list(before.values())}
    for number, step in enumerate(steps, start=1):
        error = _apply(form, step)
        after = _picture(form)
        line = _difference(before, after)
        line |= {"step": number, "language": form.language}
        if error:
            line["error"] = error
        yield line
        before = after
    yield {"end": True, "xml": form.submission_xml().decode()}


def _clock(zone: str) -> Callable[[], datetime]:
    """Return a clock in the zone, with its summer times; in the computer's own where unknown."""
    try:
        named = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return lambda: datetime.now().astimezone()
    return lambda: datetime.now(named)


def open_definition(path: Path) -> FormDefinition:
    """Return the form of an XForm or an XLSForm file."""
    if path.suffix.lower() in (".md", ".xlsx"):
        from inspector_app.checklists.xlsform import convert

        return xform.load(convert(path), xform.beside(path))
    return xform.load_file(path)


def _apply(form: RunningForm, step: Mapping[str, str]) -> str | None:
    try:
        _act(form, step)
    except Problem as problem:
        return f"{problem.code} {problem.message}"
    except (KeyError, TypeError, AttributeError):
        return _("the step is not understood")
    return None


def _act(form: RunningForm, step: Mapping[str, str]) -> None:
    operation = step["op"]
    if operation == "set":
        form.set(step["ref"], step["value"])
    elif operation == "add":
        form.add_row(step["ref"])
    elif operation == "remove":
        form.remove_row(step["ref"])
    elif operation == "language":
        form.set_language(step["name"])
    else:
        raise BadAnswer(ref=operation, reason=_("the step is not understood"))


def _picture(form: RunningForm) -> dict[str, Line]:
    return {state.ref: _line(state) for state in form.nodes()}


def _line(state: NodeState) -> Line:
    line: Line = {"ref": state.ref, "kind": state.kind}
    names = ["relevant", "readonly", "label", "fixed"]
    if state.kind not in _BOXES:
        line["type"] = state.type
        names += ["required", "value", "valid", "violation", "message", "hint", "multiple"]
    for name in names:
        value = getattr(state, name)
        if value != _DEFAULTS[name]:
            line[name] = value
    if state.kind in ("select", "rank"):
        line["choices"] = [[choice.value, choice.label] for choice in state.choices or ()]
    return line


def _difference(before: Mapping[str, Line], after: Mapping[str, Line]) -> Line:
    changed = [line for ref, line in after.items() if before.get(ref) != line]
    return {"changed": changed, "removed": [ref for ref in before if ref not in after]}
