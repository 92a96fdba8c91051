"""Builds what a running form shows from its fields: node states, sections, progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inspector_app.checklists.definition import FieldKind, FormDefinition
from inspector_app.checklists.fields import Field
from inspector_app.checklists.refs import position_ref
from inspector_app.checklists.state import NodeState, Section

if TYPE_CHECKING:
    from inspector_app.checklists.engine import RunningForm


def states(field: Field, form: RunningForm) -> Iterator[NodeState]:
    """Yield the state of the field and of all below it; a range comes before its rows."""
    return (state_of(each, form) for each in ordered(field))


def ordered(field: Field) -> list[Field]:
    """Return the field and all below it in the form's order; a range comes before its rows."""
    found: list[Field] = []
    waiting = [field]
    while waiting:
        here = waiting.pop()
        found.append(here)
        if here.row_id or here.defn.kind is not FieldKind.REPEAT:
            waiting.extend(reversed(_below(here)))
    return found


def _below(field: Field) -> list[Field]:
    by_name: dict[str, list[Field]] = {}
    for child in field.fields():
        by_name.setdefault(child.name, []).append(child)
    found: list[Field] = []
    for path in field.defn.children:
        name = path.rsplit("/", 1)[-1]
        made = field.ranges.get(name)
        found += by_name.get(name, []) if made is None else [made.stand_in, *made.rows]
    return found


def state_of(field: Field, form: RunningForm) -> NodeState:
    """Return the field's state, kept until something of it changes."""
    if field.state is None:
        field.state = _leaf(field, form) if field.defn.leaf else _box(field, form)
    return field.state


def _kind(field: Field) -> FieldKind:
    if field.defn.kind is FieldKind.REPEAT and field.row_id:
        return FieldKind.INSTANCE
    return field.defn.kind


def _box(field: Field, form: RunningForm) -> NodeState:
    kind = _kind(field)
    return NodeState(
        ref=position_ref(field),
        kind=kind.value,
        type="",
        relevant=field.relevant,
        readonly=field.readonly,
        label=field.label,
        fixed=kind is FieldKind.REPEAT and field.defn.fixed_rows,
        appearance=field.defn.control.appearance if field.defn.control else "",
        row=field.row_id,
        section=section_of(field, form.definition)[0],
    )


def _leaf(field: Field, form: RunningForm) -> NodeState:
    defn, control = field.defn, field.defn.control
    return NodeState(
        ref=position_ref(field),
        kind=defn.kind.value,
        type=defn.bind.type,
        relevant=field.relevant,
        readonly=field.readonly,
        required=field.required,
        value=field.text,
        valid=field.violation is None,
        violation=field.violation,
        message=field.message,
        label=field.label,
        hint=field.hint,
        choices=field.choices,
        multiple=control is not None and control.multiple,
        appearance=control.appearance if control else "",
        mediatype=control.mediatype if control else "",
        bounds=control.bounds if control else ("", "", ""),
        calculated=defn.bind.calculate is not None,
        item=form.basis.shown(defn.item),
        companion=defn.companion,
        section=section_of(field, form.definition)[0],
    )


def section_of(field: Field, definition: FormDefinition) -> tuple[str, str]:
    """Return title and ref of the outermost group around the field; the form's own at the top."""
    at, below = field, field
    while at.up is not None:
        at, below = at.up, at
    if below is field and field.defn.leaf:
        return definition.title, position_ref(at)
    return below.label or below.name, position_ref(below)


def progress(nodes: Sequence[NodeState], definition: FormDefinition) -> tuple[Section, ...]:
    """Return the sections with relevant check items, in order, with answered and total."""
    found: dict[str, tuple[str, int, int]] = {}
    for state in nodes:
        if state.item is None or not state.relevant:
            continue
        ref = "/".join(state.ref.split("/")[:3])
        ref = definition.root if ref == state.ref else ref
        title, answered, total = found.get(ref, (state.section, 0, 0))
        found[ref] = (title, answered + bool(state.value), total + 1)
    return tuple(Section(title, ref, done, total) for ref, (title, done, total) in found.items())
