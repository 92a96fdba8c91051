"""Marks over photos: keep them beside the untouched picture, show the copy with them."""

from __future__ import annotations

from inspector_app.domain.acts import subject_of
from inspector_app.domain.dossier import shown
from inspector_app.domain.fold import Dossier
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.photo_marks import (
    LEAST_CROP,
    MOST_MARKS,
    MOST_TEXT,
    WHOLE,
    Crop,
    Mark,
    MarkShape,
    PhotoMarked,
)
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.holders import place_of
from inspector_app.operations.photos import photo_bytes
from inspector_app.operations.pictures import THUMBNAIL_EDGE
from inspector_app.operations.session import Changes, Session, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier


def marks_in(dossier: Dossier, photo: str) -> PhotoMarked:
    """Return the marks that stand over a photo; plain ones where nobody marked it."""
    found = shown(dossier, f"marks:{photo}", PhotoMarked)
    return found.body if found else PhotoMarked(photo=photo)


def marks_of(session: Session, photo: PhotoAttached) -> PhotoMarked:
    """Return the marks that stand over a photo of this workspace."""
    key, _day = place_of(session, photo.visit)
    subject = f"marks:{photo.photo}"
    with session.workspace.reading() as reader:
        heads = reader.heads(key, subject)
    return marks_in(Dossier({subject: heads} if heads else {}, 0), photo.photo)


def marks_of_visit(session: Session, visit: str) -> dict[str, PhotoMarked]:
    """Return the marks by photo, of those photos of a visit's dossier that are marked."""
    dossier = require_dossier(session, dossier_of_visit(session, visit))
    names = (subject.partition(":")[2] for subject in dossier.under("marks:"))
    found = (marks_in(dossier, name) for name in names)
    return {one.photo: one for one in found if not one.is_plain}


def mark_photo(session: Session, photo: PhotoAttached, marked: PhotoMarked) -> Changes:
    """Let these marks stand over a photo; the picture and its hash stay as they are.

    Raises BadInput for marks that cannot be drawn, GlyphMissing for a character that cannot.
    """
    _check(marked)
    volume = volume_of(*place_of(session, photo.visit))
    return session.supersede(volume, subject_of(marked), marked)


def _check(marked: PhotoMarked) -> None:
    from inspector_app.documents.fonts import require_glyphs

    if len(marked.marks) > MOST_MARKS:
        raise BadInput(what=_("Marks"), reason=_("there are too many"))
    if not (0 <= marked.turn <= 3 and _crop_is_sound(marked.crop)):
        raise BadInput(what=_("Crop"), reason=_("too little of the photo is left"))
    for mark in marked.marks:
        _check_mark(mark)
    require_glyphs((_("Text on the photo"), mark.text) for mark in marked.marks)


def _crop_is_sound(crop: Crop) -> bool:
    inside = min(crop.left, crop.top) >= 0 and max(crop.right, crop.bottom) <= WHOLE
    return inside and crop.right - crop.left >= LEAST_CROP and crop.bottom - crop.top >= LEAST_CROP


def _check_mark(mark: Mark) -> None:
    if not all(0 <= place <= WHOLE for place in (mark.x1, mark.y1, mark.x2, mark.y2)):
        raise BadInput(what=_("Marks"), reason=_("one lies outside the photo"))
    if mark.shape is MarkShape.TEXT and not mark.text.strip():
        raise BadInput(what=_("Text on the photo"), reason=_("it is empty"))
    if len(mark.text) > MOST_TEXT:
        raise BadInput(
            what=_("Text on the photo"),
            reason=_("more than {count} characters").format(count=MOST_TEXT),
        )


def shown_photo(session: Session, photo: PhotoAttached, edge: int = 0) -> bytes:
    """Return a photo as it is to be shown: with its marks, turned and cropped (JPEG); the stored
    bytes where nobody marked it. ``edge`` limits the longer side in pixels."""
    return _copy(session, photo, edge)


def shown_thumbnail(session: Session, photo: PhotoAttached) -> bytes:
    """Return the thumbnail of a photo as it is to be shown."""
    if photo.thumbnail_sha256 and marks_of(session, photo).is_plain:
        return photo_bytes(session, photo.thumbnail_sha256)
    return _copy(session, photo, THUMBNAIL_EDGE)


def _copy(session: Session, photo: PhotoAttached, edge: int) -> bytes:
    from inspector_app.operations.marked_copy import draw_copy

    data = photo_bytes(session, photo.sha256)
    marked = marks_of(session, photo)
    if marked.is_plain and not edge:
        return data
    return draw_copy(data, marked, edge=edge)
