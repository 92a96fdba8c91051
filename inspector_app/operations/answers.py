"""Answering a checklist: open it, answer a question, add a row, take the last answer back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import FormEntry
from inspector_app.checklists.state import NodeState
from inspector_app.domain.acts import act, answer_subject, row_subject
from inspector_app.domain.dossier import checklists_of, visit_of
from inspector_app.domain.dossier_records import answers_in, versions_in_use
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier
from inspector_app.domain.visits import ChecklistOpened, ItemAnswered, RowAdded, RowRemoved
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.holders import require_answerable
from inspector_app.operations.looking_up import surroundings
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import (
    dossier_of_visit,
    find_entry,
    require_dossier,
    visit_page,
)

NOT_APPLICABLE = "na"


class ReasonNeeded(Problem):
    """不涉及 on a major item needs a reason, or a facility that is not there."""

    code = "OP-05"
    template = N_("“Not applicable” on a major-hazard item needs a reason.")
    remedy_template = N_("Type why it does not apply here; the answer was not changed.")


@dataclass(slots=True)
class OpenChecklist:
    """A checklist in use: the running form and where its answers are stored."""

    visit: str
    volume: Volume
    entry: FormEntry
    running: RunningForm
    reasons: dict[str, str]
    notes: dict[str, str]
    filled: Mapping[str, str] = field(default_factory=dict)  # what a record was opened with

    @property
    def form(self) -> str:
        return self.entry.form_id

    @property
    def version(self) -> str:
        return self.entry.version

    def subject(self, ref: str) -> str:
        """Return the subject of a question's answer."""
        return answer_subject(self.visit, self.form, self.version, self.running.stable_ref(ref))


def open_checklist(session: Session, visit: str, form: str, version: str = "") -> OpenChecklist:
    """Return a checklist with its stored answers, open to go on; the first opening is recorded."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    found = visit_of(dossier, visit)
    entry = _entry(session, dossier, visit, form, version)
    volume = volume_of(key, found.date)
    opened = any(
        (one.form, one.version) == (entry.form_id, entry.version)
        for one in checklists_of(dossier, visit)
    )
    if not opened and found.is_open:
        body = ChecklistOpened(
            visit=visit, form=entry.form_id, version=entry.version, sha256=entry.sha256
        )
        session.write([act(body, volume)])
    return restore(session, dossier, volume, visit, entry)


def _entry(session: Session, dossier: Dossier, visit: str, form: str, version: str) -> FormEntry:
    """Return the catalogue row: of the version already opened, else the one that applies."""
    used = versions_in_use(dossier, visit)
    wanted = version or (used[form][-1] if form in used else "")
    return find_entry(session, visit_page(session, visit), form, wanted)


def restore(
    session: Session, dossier: Dossier, volume: Volume, holder: str, entry: FormEntry
) -> OpenChecklist:
    """Return a checklist or record as the dossier's facts have it; records nothing."""
    held = answers_in(dossier, holder, entry.form_id, entry.version)
    form = session.library.definition(entry.form_id, entry.version)
    running = session.library.open(
        entry.form_id,
        entry.version,
        clock=session.clock,
        new_id=session.new_id,
        random=session.random,
        values=held.values,
        rows=held.rows,
        **surroundings(session, dossier, volume.dossier, holder, form),
    )
    return OpenChecklist(
        visit=holder,
        volume=volume,
        entry=entry,
        running=running,
        reasons={ref: one.body.reason for ref, one in held.given.items() if one.body.reason},
        notes={ref: one.body.note for ref, one in held.given.items() if one.body.note},
        filled=held.filled,
    )


def answer_item(
    session: Session,
    checklist: OpenChecklist,
    ref: str,
    value: str,
    *,
    reason: str = "",
    note: str = "",
) -> Changes:
    """Record an answer. What stood before is superseded, never overwritten.

    Raises ReasonNeeded for 不涉及 on a major item without a reason, and the engine's problem where
    the value does not fit the question; then nothing changed.
    """
    require_answerable(session, checklist.visit)
    node = checklist.running.node(ref)
    require_reason(node, value, reason)
    before = node.value
    checklist.running.set(ref, value)
    try:
        return write_answer(session, checklist, ref, reason=reason, note=note)
    except BaseException:
        checklist.running.set(ref, before)
        raise


def require_reason(node: NodeState, value: str, reason: str) -> None:
    """Raise ReasonNeeded where 不涉及 on a major item comes without a reason."""
    major = node.item is not None and node.item.level == "major"
    if major and value == NOT_APPLICABLE and not reason.strip():
        raise ReasonNeeded


def write_answer(
    session: Session,
    checklist: OpenChecklist,
    ref: str,
    *,
    reason: str = "",
    note: str = "",
) -> Changes:
    """Store the answer that the running form now holds for ``ref`` (the window sets it first)."""
    subject = checklist.subject(ref)
    value = checklist.running.node(ref).value
    stable = checklist.running.stable_ref(ref)
    checklist.reasons[stable] = reason
    checklist.notes[stable] = note
    body = ItemAnswered(value=value, reason=reason.strip(), note=note.strip())
    return session.supersede(checklist.volume, subject, body)


def add_row(session: Session, checklist: OpenChecklist, repeat_ref: str) -> tuple[str, Changes]:
    """Add a row at the end of a repeat; returns the row's ref."""
    require_answerable(session, checklist.visit)
    running = checklist.running
    rows = running.rows(repeat_ref)
    row = session.new_id()
    running.add_row(repeat_ref, row_id=row)
    ref = f"{repeat_ref}[{len(rows) + 1}]"
    body = RowAdded(row=row, after=rows[-1] if rows else "")
    try:
        return ref, session.supersede(checklist.volume, _row_subject(checklist, ref), body)
    except BaseException:
        running.remove_row(ref)
        raise


def _row_subject(checklist: OpenChecklist, ref: str) -> str:
    stable = checklist.running.stable_ref(ref)
    return row_subject(checklist.visit, checklist.form, checklist.version, stable)


def remove_row(session: Session, checklist: OpenChecklist, ref: str) -> Changes:
    """Take a row of a repeat away; its answers stay in the log."""
    require_answerable(session, checklist.visit)
    body = RowRemoved(row=checklist.running.node(ref).row)
    changes = session.supersede(checklist.volume, _row_subject(checklist, ref), body)
    checklist.running.remove_row(ref)
    return changes


def undo_answer(session: Session, checklist: OpenChecklist, ref: str) -> Changes:
    """Bring back what stood before the last answer of this question, as a new answer."""
    require_answerable(session, checklist.visit)
    subject = checklist.subject(ref)
    with session.workspace.reading() as reader:
        heads = reader.heads(checklist.volume.dossier, subject)
        before = reader.superseded_by(heads[-1]) if heads else ()
    said = (fact.value for fact in reversed(before) if fact.value is not None)
    filled = checklist.filled.get(checklist.running.stable_ref(ref), "")
    earlier: dict[str, Any] = next(said, {"value": filled})
    checklist.running.set(ref, str(earlier.get("value", "")))
    return write_answer(
        session,
        checklist,
        ref,
        reason=str(earlier.get("reason", "")),
        note=str(earlier.get("note", "")),
    )
