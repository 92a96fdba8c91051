"""What stands around a visit's checklists: records, checklists to add, newer versions.

Runs on the store thread, returns plain values.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.checklists.library import FormEntry
from inspector_app.operations import answers, moving, records, visits
from inspector_app.operations.moving import MovedChecklist, NewerVersion
from inspector_app.operations.records import NewRecord, RecordsPage
from inspector_app.operations.session import Changes, Session


@dataclass(frozen=True, slots=True)
class Extras:
    """All that the overview of a visit shows besides its result."""

    records: RecordsPage
    addable: tuple[FormEntry, ...]
    newer: tuple[NewerVersion, ...]
    moved: tuple[MovedChecklist, ...]


def extras(session: Session, visit: str) -> Extras:
    """Return what stands around a visit's checklists now."""
    is_open = visits.visit_page(session, visit).visit.is_open
    return Extras(
        records=records.records_of_visit(session, visit),
        addable=visits.addable_checklists(session, visit) if is_open else (),
        newer=moving.newer_versions(session, visit) if is_open else (),
        moved=moving.moved_checklists(session, visit),
    )


def add_checklist(session: Session, visit: str, entry: FormEntry) -> Changes:
    """Open one more checklist in a visit."""
    opened = answers.open_checklist(session, visit, entry.form_id, entry.version)
    return Changes(frozenset({f"visit:{visit}"}), frozenset({opened.volume.dossier}))


def begin_record(session: Session, new: NewRecord) -> tuple[str, Changes]:
    """Begin a record, or go on with the one that is there."""
    return records.open_record(session, new)
