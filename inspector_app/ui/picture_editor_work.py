"""What the editor of a photo gets from the store and gives back; runs on the store thread."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage

from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.photo_marks import PhotoMarked
from inspector_app.operations import marking, photos, stamping
from inspector_app.operations.session import Changes, Session


@dataclass(frozen=True, slots=True)
class Material:
    """A photo as it was attached, the marks that stand over it, whether prints are stamped."""

    image: QImage
    marked: PhotoMarked
    stamped: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person decided: marks, and whether printed photos are stamped from now on."""

    marked: PhotoMarked
    stamped: bool


def material(session: Session, photo: PhotoAttached) -> Material:
    """Return what the editor shows of a photo."""
    return Material(
        QImage.fromData(photos.photo_bytes(session, photo.sha256)),
        marking.marks_of(session, photo),
        stamping.stamps_photos(session),
    )


def keep(session: Session, photo: PhotoAttached, wanted: Wanted) -> Changes:
    """Keep what was decided; writes nothing where nothing changed."""
    if wanted.stamped != stamping.stamps_photos(session):
        stamping.stamp_photos(session, wanted.stamped)
    if wanted.marked == marking.marks_of(session, photo):
        return Changes()
    return marking.mark_photo(session, photo, wanted.marked)
