"""Answering a checklist: open it, answer a question, add a row, take the last answer back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import FormEntry
from inspector_app.checklists.state import NodeState
from inspector_app.domain.acts import act, answer_subject, row_subject
from inspector_app.domain.dossier import (
    all_shown,
    answers_of,
    checklists_of,
    enterprise_of,
    shown,
    visit_of,
)
from inspector_app.domain.enterprise import Scale, SiteRecorded
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier
from inspector_app.domain.visits import ChecklistOpened, ItemAnswered, RowAdded, RowRemoved
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import (
    dossier_of_visit,
    require_dossier,
    require_open,
    site_profile,
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
    used = {one.form: one for one in checklists_of(dossier, visit)}
    wanted = version or (used[form].version if form in used else "")
    candidates = [*visit_page(session, visit).checklists, *session.library.entries]
    for entry in candidates:
        if entry.form_id == form and wanted in ("", entry.version):
            return entry
    raise UnknownRecord(what=_("Checklist"), key=f"{form}@{version}")


def restore(
    session: Session, dossier: Dossier, volume: Volume, visit: str, entry: FormEntry
) -> OpenChecklist:
    """Return a checklist as the dossier's facts have it; records nothing."""
    answers = answers_of(dossier, visit, entry.form_id, entry.version)
    running = RunningForm(
        session.library.definition(entry.form_id, entry.version),
        clock=session.clock,
        new_id=session.new_id,
        random=session.random,
        values={ref: one.body.value for ref, one in answers.items()},
        rows=_rows(dossier, visit, entry),
        context=_context(dossier, volume.dossier, visit),
        instruments=session.library.instruments,
    )
    return OpenChecklist(
        visit=visit,
        volume=volume,
        entry=entry,
        running=running,
        reasons={ref: one.body.reason for ref, one in answers.items() if one.body.reason},
        notes={ref: one.body.note for ref, one in answers.items() if one.body.note},
    )


def _rows(dossier: Dossier, visit: str, entry: FormEntry) -> dict[str, tuple[str, ...]]:
    """Return the rows that stand, in order: stable range ref → row ids."""
    prefix = f"row:{visit}/{entry.form_id}@{entry.version}"
    after: dict[str, dict[str, str]] = defaultdict(dict)
    for one in all_shown(dossier, prefix, RowAdded):
        range_ref = one.subject.removeprefix(prefix).rpartition("[")[0]
        after[range_ref][one.body.row] = one.body.after
    return {range_ref: in_order(rows) for range_ref, rows in after.items()}


def in_order(after: Mapping[str, str]) -> tuple[str, ...]:
    """Return row ids in order, each behind the one it was added after.

    Rows added after the same one on two laptops stand by id; a row whose predecessor is gone
    stands at the end.
    """
    following: dict[str, list[str]] = defaultdict(list)
    for row, before in after.items():
        following[before if before in after else ""].append(row)
    ordered: list[str] = []
    waiting = sorted(following[""], reverse=True)
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(sorted(following[row], reverse=True))
    return (*ordered, *sorted(set(after) - set(ordered)))


def _context(dossier: Dossier, key: str, visit: str) -> dict[str, str]:
    found = visit_of(dossier, visit)
    enterprise = enterprise_of(key, dossier)
    site_key = found.started.site if found.started else ""
    site = shown(dossier, f"site:{site_key}", SiteRecorded) if site_key else None
    sector, tags = site_profile(enterprise, site.body if site else None)
    return {
        "site_tags": " ".join(tags),
        "site_sector": sector,
        "site_scale": "" if enterprise.scale == Scale.UNKNOWN else enterprise.scale,
        "visit_date": found.date,
    }


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
    require_open(session, checklist.visit)
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
    require_open(session, checklist.visit)
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
    require_open(session, checklist.visit)
    body = RowRemoved(row=checklist.running.node(ref).row)
    changes = session.supersede(checklist.volume, _row_subject(checklist, ref), body)
    checklist.running.remove_row(ref)
    return changes


def undo_answer(session: Session, checklist: OpenChecklist, ref: str) -> Changes:
    """Bring back what stood before the last answer of this question, as a new answer."""
    require_open(session, checklist.visit)
    subject = checklist.subject(ref)
    with session.workspace.reading() as reader:
        heads = reader.heads(checklist.volume.dossier, subject)
        before = reader.superseded_by(heads[-1]) if heads else ()
    said = (fact.value for fact in reversed(before) if fact.value is not None)
    earlier: dict[str, Any] = next(said, {})
    checklist.running.set(ref, str(earlier.get("value", "")))
    return write_answer(
        session,
        checklist,
        ref,
        reason=str(earlier.get("reason", "")),
        note=str(earlier.get("note", "")),
    )
