"""What the record page asks of the operations; runs on the store thread, returns plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from inspector_app.checklists.library import RecordForm
from inspector_app.domain.dossier import enterprise_of
from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations import photos, records, visits
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.holders import require_record
from inspector_app.operations.session import Changes, Session, UnknownRecord
from inspector_app.ui.visit_lines import Around, around_library, checklist_key
from inspector_app.ui.visit_work import Answered, Given, keep_answer, ref_in

PICTURE = 480  # px: of a picture beside its question


@dataclass(frozen=True, slots=True)
class RecordLook:
    """A record as its page shows it; ``visit`` is "" where it belongs to the enterprise."""

    record: str
    dossier: str
    enterprise: str
    visit: str
    date: str
    form: RecordForm
    state: RecordState
    around: Around


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record with its form opened twice: shown in the window, kept on the store thread."""

    look: RecordLook
    shown: OpenChecklist
    kept: OpenChecklist


def open_look(session: Session, record: str) -> OpenedRecord:
    """Return a record to fill or to read."""
    look = look_at(session, record)
    shown = records.record_checklist(session, record)
    return OpenedRecord(look, shown, records.record_checklist(session, record))


def look_at(session: Session, record: str) -> RecordLook:
    """Return all of a record but its answers."""
    key, found = require_record(session, record)
    opened = found.opened
    enterprise = enterprise_of(key, visits.require_dossier(session, key))
    return RecordLook(
        record=record,
        dossier=key,
        enterprise=enterprise.name,
        visit=opened.visit,
        date=opened.date,
        form=session.library.record_form(opened.form, opened.version),
        state=found.state,
        around=replace(around_library(session.library), closed=found.state is not RecordState.OPEN),
    )


def attach(
    session: Session, kept: OpenChecklist, key: str, source: bytes | Path
) -> tuple[PhotoAttached, Answered]:
    """Attach a picture to a question that asks for one and answer it with the picture's name.

    Raises PictureUnusable; then nothing was attached.
    """
    ref = ref_in(kept, key)
    photo, _changes = photos.attach_photo(session, kept.visit, kept.subject(ref), source)
    stable = key.removeprefix(checklist_key(kept))
    note = kept.notes.get(stable, "")
    return photo, keep_answer(session, kept, Given(key, f"{photo.sha256}.jpg", "", note))


def picture(session: Session, value: str) -> QImage:
    """Return the picture that answers a question, small; a null one where it is not here yet."""
    try:
        data = photos.photo_bytes(session, value.partition(".")[0])
    except UnknownRecord:
        return QImage()
    read = QImage.fromData(data)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return read if read.isNull() else read.scaled(PICTURE, PICTURE, keep, smooth)


def refilled(session: Session, record: str) -> tuple[Changes, OpenedRecord]:
    """Take what the dossier knows by now into the record; returns it as it stands then."""
    changes = records.refill_record(session, record)
    return changes, open_look(session, record)
