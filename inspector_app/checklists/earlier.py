"""What ``instance('__last-saved')`` gives: the answers of the record made before this one."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.fieldtree import blank
from inspector_app.checklists.refs import parse_ref
from inspector_app.checklists.tree import Kind, Node


def saved(form: FormDefinition, answers: Mapping[str, str]) -> Node:
    """Return a holder of a tree like the form's, with these answers (stable refs); no rows.

    Answers in rows and of fields that this form does not have are left out.
    """
    holder = Node(Kind.ELEMENT, "instance")
    if answers:
        root = holder.append(blank(form.instance))
        for ref, value in answers.items():
            _put(root, ref, value)
    return holder


def _put(root: Node, ref: str, value: str) -> None:
    steps = parse_ref(ref)
    if not steps or steps[0] != (root.name, ""):
        return
    at: Node | None = root
    for name, key in steps[1:]:
        at = None if at is None or key else at.first(name)
    if at is not None and not at.children:
        at.text = value
