"""Photos as papers show them: a copy with the marks and, where asked for, the stamp."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from inspector_app.domain.canonical import canonical_bytes, hex_digest
from inspector_app.domain.fold import Dossier
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.photo_marks import PhotoMarked
from inspector_app.operations.marking import marks_in
from inspector_app.operations.photos import photo_bytes
from inspector_app.operations.session import Session
from inspector_app.operations.stamping import stamp_lines, stamps_photos

EDGE = 1000  # pixels of a printed copy's longer side: 85 mm at 300 dpi


@dataclass(frozen=True, slots=True)
class PrintedPhoto:
    """A photo with what its printed copy shows besides it."""

    photo: PhotoAttached
    marked: PhotoMarked
    stamp: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the copy is the photo as it was attached."""
        return self.marked.is_plain and not self.stamp

    @property
    def key(self) -> str:
        """What names the copy on a paper: the photo's own hash where it is shown untouched, else
        the hash of photo, marks and stamp; so what was signed does not cover marks made later."""
        if self.is_plain:
            return self.photo.sha256
        marked = self.marked.plain()
        drawn = {"photo": self.photo.sha256, "marks": marked, "stamp": list(self.stamp)}
        return hex_digest(canonical_bytes(drawn))


def printed_photos(
    session: Session, key: str, dossier: Dossier, photos: Iterable[PhotoAttached]
) -> tuple[PrintedPhoto, ...]:
    """Return these photos of a dossier with the marks and stamps their copies are to bear."""
    stamped = stamps_photos(session)
    return tuple(
        PrintedPhoto(
            photo,
            marks_in(dossier, photo.photo),
            stamp_lines(key, dossier, photo) if stamped else (),
        )
        for photo in photos
    )


def print_bytes(session: Session, printed: PrintedPhoto, edge: int = EDGE) -> bytes:
    """Return the copy as a paper takes it (JPEG); the stored bytes where nothing is drawn."""
    from inspector_app.operations.marked_copy import draw_copy

    data = photo_bytes(session, printed.photo.sha256)
    if printed.is_plain:
        return data
    return draw_copy(data, printed.marked, printed.stamp, edge)


def print_all(session: Session, printed: Iterable[PrintedPhoto]) -> dict[str, bytes]:
    """Return the copies of these photos by their keys, each made once."""
    wanted = list({one.key: one for one in printed}.values())
    # Pillow lets go of the interpreter while it decodes, so two threads take half the time.
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        made = threads.map(partial(print_bytes, session), wanted)
        return {one.key: data for one, data in zip(wanted, made, strict=True)}
