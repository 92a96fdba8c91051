"""Actions and preloads: values that a form sets by itself (``setvalue``, ``jr:preload``)."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.checklists import dates
from inspector_app.checklists.definition import Action, Bind, FieldKind
from inspector_app.checklists.fields import Field
from inspector_app.checklists.recalculation import Recalculation
from inspector_app.checklists.values import Value, to_string
from inspector_app.checklists.wording import Wording
from inspector_app.checklists.xpath import Environment

__all__ = ["Action", "perform", "preload"]
_CHANGED = "xforms-value-changed"


def perform(action: Action, at: Field, work: Recalculation, wording: Wording) -> None:
    """Set the action's target, found from the field that raised the event."""
    del wording
    for node in _nearest(work.value(action.target, at), at):
        if not node.relevant and _CHANGED not in action.events:
            continue  # a question that does not apply gets no first value
        text = _text(action, node, work)
        if action.place and not text:
            continue  # no position now: what stands there stays
        if action.attribute:
            _set_attribute(work, node, action.attribute, text)
        else:
            work.store(node, text)


def _text(action: Action, node: Field, work: Recalculation) -> str:
    if action.place:
        return work.place()
    if action.value is None:
        return action.text
    value = work.value(action.value, node)
    text = "" if value is None else to_string(value)
    return "" if text == "NaN" else text


def _nearest(found: Value | None, at: Field) -> list[Field]:
    """Return the target fields; of those in rows, the ones in the rows that the event is in."""
    targets = [node for node in found if isinstance(node, Field)] if isinstance(found, list) else []
    for row in _rows_above(at):
        inside = [target for target in targets if row in _rows_above(target)]
        if inside:
            return inside
    return targets


def _rows_above(field: Field) -> list[Field]:
    rows: list[Field] = []
    above: Field | None = field
    while above is not None:
        if above.defn.kind is FieldKind.REPEAT:
            rows.append(above)
        above = above.up
    return rows


def _set_attribute(work: Recalculation, field: Field, name: str, text: str) -> None:
    local = name.rpartition(":")[2]
    for attribute in field.attributes:
        if attribute.name == local and isinstance(attribute, Field):
            work.store(attribute, text)
            return
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
