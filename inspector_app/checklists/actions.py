"""Actions and preloads: values that a form sets by itself (``setvalue``, ``jr:preload``)."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.checklists import dates
from inspector_app.checklists.definition import Action, Bind
from inspector_app.checklists.fields import Field
from inspector_app.checklists.recalculation import Recalculation
from inspector_app.checklists.values import to_string
from inspector_app.checklists.wording import Wording
from inspector_app.checklists.xpath import Environment

__all__ = ["Action", "perform", "preload"]


def perform(action: Action, at: Field, work: Recalculation, wording: Wording) -> None:
    """Set the action's target, found from the field that raised the event."""
    del wording
    found = work.value(action.target, at)
    for node in found if isinstance(found, list) else []:
        if not isinstance(node, Field):
            continue
        text = action.text
        if action.value is not None:
            value = work.value(action.value, node)
            text = "" if value is None or value != value else to_string(value)
        if action.attribute:
            _set_attribute(node, action.attribute, text)
        else:
            work.store(node, text)


def _set_attribute(field: Field, name: str, text: str) -> None:
    local = name.rpartition(":")[2]
    for attribute in field.attributes:
        if attribute.name == local:
            attribute.text = text
            return
    field.set_attribute(local, text)


def preload(bind: Bind, env: Environment, properties: Mapping[str, str]) -> str:
    """Return the value that the bind asks the device for, blank where it has none."""
    now = dates.local(env.clock(), env.zone)
    if bind.preload == "uid":
        return f"uuid:{env.new_id()}"
    if bind.preload == "date" and bind.preload_params == "today":
        return now.date().isoformat()
    if bind.preload == "timestamp" and bind.preload_params == "start":
        return dates.iso_date_time(now)
    if bind.preload == "property":
        return properties.get(bind.preload_params, "")
    return ""
