"""What answers belong to: a visit, or a service record; its day, and whether it is still open."""

from __future__ import annotations

from inspector_app.domain.dossier_records import Record, record_of
from inspector_app.domain.fold import Dossier
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.visits import dossier_of_visit, require_open, visit_at


class RecordOver(Problem):
    """The record is closed or withdrawn; it is no longer answered."""

    code = "OP-50"
    template = N_("This record is closed.")
    remedy_template = N_("Open it again with a reason, or begin another record.")


def record_at(session: Session, record: str) -> tuple[str, Record] | None:
    """Return dossier and record from its own few facts; None where the id is no record's."""
    with session.workspace.reading() as reader:
        key = reader.dossier_of(f"record:{record}")
        if key is None:
            return None
        subjects = (f"record:{record}", f"record_end:{record}")
        heads = {subject: reader.heads(key, subject) for subject in subjects}
    found = record_of(Dossier(heads, 0), record)
    return (key, found) if found is not None else None


def require_record(session: Session, record: str) -> tuple[str, Record]:
    """Return dossier and record; raises UnknownRecord where it is not on this laptop."""
    found = record_at(session, record)
    if found is None:
        raise UnknownRecord(what=_("Record"), key=record)
    return found


def require_answerable(session: Session, holder: str) -> None:
    """Raise VisitOver or RecordOver where the visit or record is no longer answered."""
    found = record_at(session, holder)
    if found is None:
        require_open(session, holder)
    elif not found[1].is_open:
        raise RecordOver


def place_of(session: Session, holder: str) -> tuple[str, str]:
    """Return the dossier of a visit or record, and its day."""
    found = record_at(session, holder)
    if found is not None:
        return found[0], found[1].opened.date
    key = dossier_of_visit(session, holder)
    return key, visit_at(session, key, holder).date
