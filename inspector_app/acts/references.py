"""References between lines: ``"$v.field"`` takes a value from the result named ``v``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from inspector_app.errors import BadInput
from inspector_app.i18n import _

_REFERENCE = re.compile(r"^\$([A-Za-z_]\w*)((?:\.\w+|\[\d+\])*)$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def resolve(value: Any, results: Mapping[str, Any]) -> Any:
    """Return the value with every reference in it replaced; lists are indexed ``.0`` or ``[0]``.

    Raises BadInput where a reference leads nowhere.
    """
    if isinstance(value, str) and (match := _REFERENCE.match(value)):
        return _follow(value, results.get(match[1]), match[2])
    if isinstance(value, list):
        return [resolve(part, results) for part in value]
    if isinstance(value, dict):
        return {name: resolve(part, results) for name, part in value.items()}
    return value


def _follow(reference: str, found: Any, path: str) -> Any:
    for name, index in _STEP.findall(path):
        found = _step(found, name or index)
        if found is None:
            break
    if found is None:
        raise BadInput(what=reference, reason=_("no earlier result holds this value"))
    return found


def _step(found: Any, name: str) -> Any:
    if isinstance(found, dict) and name.isdigit():
        found = found.get("results", found)  # a list result is indexed directly
    if isinstance(found, list):
        return found[int(name)] if name.isdigit() and int(name) < len(found) else None
    return found.get(name) if isinstance(found, dict) else None
