"""Photos: attach to what they prove, read back, take off again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from inspector_app.domain.acts import act
from inspector_app.domain.facts import Fact
from inspector_app.domain.papers import PhotoAttached, PhotoDetached, PhotoRole
from inspector_app.i18n import _
from inspector_app.operations.holders import place_of
from inspector_app.operations.pictures import Picture, PictureUnusable, read_picture
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of


def attach_photo(
    session: Session,
    visit: str,
    owner: str,
    source: bytes | Path | Picture,
    *,
    role: PhotoRole = PhotoRole.EVIDENCE,
    caption: str = "",
) -> tuple[PhotoAttached, Changes]:
    """Attach a picture to a subject (``hazard:…``, ``answer:…``, ``visit:…``, ``notice:…``);
    ``visit`` is the id of a visit or of a record.

    The picture is upright and its long edge limited; the hash of the bytes as they came is kept.
    Reading it takes a tenth of a second and needs no store, so a caller that minds gives what
    ``picture_of`` returned on another thread. Raises PictureUnusable; then nothing was attached.
    """
    key, day = place_of(session, visit)
    picture = source if isinstance(source, Picture) else picture_of(source)
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
        longitude=picture.place[0],
        latitude=picture.place[1],
        dhash=picture.dhash,
    )
    return body, session.write([act(body, volume_of(key, day))])


def picture_of(source: bytes | Path) -> Picture:
    """Return the picture of these bytes or of this file; raises PictureUnusable."""
    return read_picture(source if isinstance(source, bytes) else read_file(source))


def read_file(path: Path) -> bytes:
    """Return the bytes of a picture's file; raises PictureUnusable where it cannot be read."""
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
    return _replace(session, photo, msgspec.structs.replace(photo, caption=caption.strip()))


def give_role(session: Session, photo: PhotoAttached, role: PhotoRole) -> Changes:
    """Say what a photo shows: evidence, before or after."""
    return _replace(session, photo, msgspec.structs.replace(photo, role=role))


def keep_knowingly(session: Session, photo: PhotoAttached, earlier: str) -> Changes:
    """Record that the inspector knows this photo repeats an earlier one and keeps it."""
    return _replace(session, photo, msgspec.structs.replace(photo, repeats=earlier))


def put_back(session: Session, photo: PhotoAttached) -> Changes:
    """Attach a photo again that was taken off."""
    return _replace(session, photo, photo)


def order_photos(session: Session, photos: Sequence[PhotoAttached]) -> Changes:
    """Put the photos of one owner in this order, in one transaction."""
    if not photos:
        return Changes()
    key, _day = place_of(session, photos[0].visit)
    facts: list[Fact] = []
    with session.workspace.transaction() as tx:
        for rank, photo in enumerate(photos, 1):
            if photo.rank == rank:
                continue
            subject = f"photo:{photo.photo}"
            volume = volume_of(*place_of(session, photo.visit))
            body = msgspec.structs.replace(photo, rank=rank)
            heads = (head.id for head in tx.heads(key, subject))
            done = act(body, volume, subject=subject, supersedes=heads)
            facts += session.append(tx, [done])
    return Changes.of(facts)


def detach_photo(session: Session, photo: PhotoAttached) -> Changes:
    """Take a photo off; it stays in the log."""
    return _replace(session, photo, PhotoDetached(photo=photo.photo))


def _replace(
    session: Session, photo: PhotoAttached, body: PhotoAttached | PhotoDetached
) -> Changes:
    volume = volume_of(*place_of(session, photo.visit))
    return session.supersede(volume, f"photo:{photo.photo}", body)
