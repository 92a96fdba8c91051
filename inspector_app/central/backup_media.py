"""The files of a backup: photos and papers copied beside it, each once, proved by their hashes.

The folder holds ``<dossier>/<sha256>``, so one folder serves every backup: what it has already is
not copied again, and what was erased since goes from it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from inspector_app.central.agency import Central
from inspector_app.central.media import Media, Part, hash_file
from inspector_app.central.media_folder import Folder
from inspector_app.central.problems import BlobDiffers, OperatorMistake
from inspector_app.central.tables import BLOB, ERASED_BLOB
from inspector_app.durable import fill_file
from inspector_app.i18n import _

AT_ONCE = 1024 * 1024
Place = tuple[str, str]  # dossier and SHA-256


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of the files: ``there`` had been copied before; ``damaged`` or absent ones (as
    ``<dossier>/<sha256>``) were not copied; ``removed`` ones were erased since."""

    copied: int
    bytes: int
    there: int
    removed: int
    damaged: tuple[str, ...]


def copy_media(central: Central, folder: Path, *, recheck: bool = False) -> Copied:
    """Copy every file that central holds and the folder lacks; durable when this returns.

    Runs after the database was copied, so that what the copy names is there. ``recheck`` hashes
    what the folder has, and copies anew what is damaged. Raises OperatorMistake where the media
    are in a bucket, which keeps its own copies, or are this very folder.
    """
    _require_apart(central.media, folder)
    with central.database.read() as connection:
        query = select(BLOB.c.dossier, BLOB.c.sha256, BLOB.c.size)
        rows = connection.execute(query.order_by("dossier", "sha256")).all()
        erased = connection.execute(select(ERASED_BLOB.c.dossier, ERASED_BLOB.c.sha256)).all()
    copied, size, there, damaged = 0, 0, 0, list[str]()
    for dossier, digest, length in rows:
        target = folder / dossier / digest
        if _is_there(target, length, recheck=recheck):
            there += 1
        elif _copy(central.media, (dossier, digest), target):
            copied, size = copied + 1, size + length
        else:
            damaged.append(f"{dossier}/{digest}")
    return Copied(copied, size, there, _removed(folder, map(tuple, erased)), tuple(damaged))


def _require_apart(media: Media, folder: Path) -> None:
    if not isinstance(media.shelf, Folder):
        reason = _("the files are in a bucket, which keeps its own copies")
        raise OperatorMistake(what="--media-to", reason=reason)
    if folder.resolve() == media.root.resolve():
        raise OperatorMistake(what="--media-to", reason=_("this is the media folder itself"))


def _is_there(target: Path, size: int, *, recheck: bool) -> bool:
    try:
        fits = target.stat().st_size == size
    except FileNotFoundError:
        return False
    return fits and (not recheck or hash_file(target) == target.name)


class _Differs(Exception):
    """The bytes are not those of the name."""


def _copy(media: Media, place: Place, target: Path) -> bool:
    """Copy a file; False where it is absent or not what its name says, and nothing is kept."""

    def fill(out: BinaryIO) -> None:
        found = sha256()
        for piece in media.whole(*place):
            found.update(piece)
            out.write(piece)
        if found.hexdigest() != place[1]:
            raise _Differs

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        fill_file(target, fill)
    except (_Differs, FileNotFoundError):
        return False
    return True


def _removed(folder: Path, erased: Iterable[tuple[str, ...]]) -> int:
    there = [path for path in (folder.joinpath(*place) for place in erased) if path.exists()]
    for path in there:
        path.unlink()
    return len(there)


def bring_back(media: Media, folder: Path, listed: Iterable[Place]) -> int:
    """Put the files that a backup lists and the media lack back from its folder; returns how many.

    One that is absent or damaged there is left out: a laptop that has it sends it again.
    """
    lacking = (place for place in listed if media.size(*place) is None)
    return sum(_brought(media, place, folder.joinpath(*place)) for place in lacking)


def _brought(media: Media, place: Place, source: Path) -> bool:
    part = Part(*place, "restore")
    try:
        media.write(part, 0, b"")
        for offset, piece in _pieces(source):
            media.append(part, offset, piece)
        media.complete(part)
    except (FileNotFoundError, BlobDiffers):
        media.discard(part)
        return False
    return True


def _pieces(source: Path) -> Iterator[tuple[int, bytes]]:
    with source.open("rb") as file:
        offset = 0
        while piece := file.read(AT_ONCE):
            yield offset, piece
            offset += len(piece)
