"""Photos: attach to what they prove, read back, take off again."""

from __future__ import annotations

from pathlib import Path

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import visit_of
from inspector_app.domain.papers import PhotoAttached, PhotoDetached, PhotoRole
from inspector_app.i18n import _
from inspector_app.operations.pictures import PictureUnusable, read_picture
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import dossier_of_visit, require_dossier, visit_at


def attach_photo(
    session: Session,
    visit: str,
    owner: str,
    source: bytes | Path,
    *,
    role: PhotoRole = PhotoRole.EVIDENCE,
    caption: str = "",
) -> tuple[PhotoAttached, Changes]:
    """Attach a picture to a subject (``hazard:…``, ``answer:…``, ``visit:…``, ``notice:…``).

    The picture is upright and its long edge limited; the hash of the bytes as they came is kept.
    Raises PictureUnusable; then nothing was attached.
    """
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    picture = read_picture(source if isinstance(source, bytes) else _read(source))
    # The files first: a fact never names what is not on disk.
    session.workspace.blobs.put(picture.data)
    session.workspace.blobs.put(picture.thumbnail)
    body = PhotoAttached(
        photo=session.new_id(),
        owner=owner,
        visit=visit,
        sha256=picture.sha256,
        media_type="image/jpeg",
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        original_sha256=picture.original_sha256,
        role=role,
        caption=caption.strip(),
        taken_at=picture.taken_at or session.now(),
        thumbnail_sha256=picture.thumbnail_sha256,
        thumbnail_size=len(picture.thumbnail),
    )
    return body, session.write([act(body, volume_of(key, visit_of(dossier, visit).date))])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureUnusable(
            reason=_("the file cannot be read"), advice=_("Check the path and the memory card.")
        ) from error


def photo_bytes(session: Session, sha256: str) -> bytes:
    """Return the bytes of a stored photo or thumbnail."""
    if not session.workspace.blobs.has(sha256):
        raise UnknownRecord(what=_("Photo"), key=sha256[:12])
    return session.workspace.blobs.read(sha256)


def caption_photo(session: Session, photo: PhotoAttached, caption: str) -> Changes:
    """Give a photo another caption."""
    import msgspec

    return _replace(session, photo, msgspec.structs.replace(photo, caption=caption.strip()))


def detach_photo(session: Session, photo: PhotoAttached) -> Changes:
    """Take a photo off; it stays in the log."""
    return _replace(session, photo, PhotoDetached(photo=photo.photo))


def _replace(
    session: Session, photo: PhotoAttached, body: PhotoAttached | PhotoDetached
) -> Changes:
    key = dossier_of_visit(session, photo.visit)
    volume = volume_of(key, visit_at(session, key, photo.visit).date)
    return session.supersede(volume, f"photo:{photo.photo}", body)
