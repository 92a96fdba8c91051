"""Pictures in a folder or on a memory card: found with their time, newest first."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier import photos_of
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.photos import read_file
from inspector_app.operations.pictures import PictureUnusable, taken_at
from inspector_app.operations.session import SHANGHAI, Session
from inspector_app.operations.visits import dossier_of_visit, require_dossier

SUFFIXES = {
    ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif",
}  # fmt: skip
MOST_FILES = 5_000
MOST_DEPTH = 6
SMALL = 160  # px of the longer edge in the grid
TELL_EVERY = 25


class FolderUnreadable(Problem):
    """The folder is gone: a card was pulled out, say."""

    code = "IMG-02"
    template = N_("The folder {folder} cannot be read.")
    remedy_template = N_("Put the card in again and choose the folder anew; nothing was changed.")


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture's file; ``taken`` is local time as ``YYYY-MM-DD HH:MM``, by the camera where it
    wrote one (``by_camera``), else by the file."""

    path: Path
    size: int
    taken: str
    by_camera: bool

    @property
    def day(self) -> str:
        return self.taken[:10]


def find_pictures(
    folder: Path, tell: Callable[[int], None], stopped: Callable[[], bool]
) -> tuple[FoundPicture, ...]:
    """Return the pictures below a folder, the newest first; links and hidden folders are left out.

    ``tell`` hears how many were found so far; once ``stopped`` says so the rest is left out.
    Raises FolderUnreadable.
    """
    if not folder.is_dir():
        raise FolderUnreadable(folder=str(folder))
    found: list[FoundPicture] = []
    for entry in _files(folder, 0):
        if stopped() or len(found) >= MOST_FILES:
            break
        one = _found(entry)
        if one is not None:
            found.append(one)
        if len(found) % TELL_EVERY == 0:
            tell(len(found))
    return tuple(sorted(found, key=lambda one: (one.taken, one.path.name), reverse=True))


def _files(folder: Path, depth: int) -> Iterator[os.DirEntry[str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if depth:
            return  # one unreadable subfolder does not hide the others
        raise FolderUnreadable(folder=str(folder)) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir() and depth < MOST_DEPTH:
            yield from _files(Path(entry.path), depth + 1)
        elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
            yield entry


def _found(entry: os.DirEntry[str]) -> FoundPicture | None:
    try:
        about = entry.stat()
    except OSError:
        return None
    path, camera = Path(entry.path), _camera_time(Path(entry.path))
    if camera:
        return FoundPicture(path, about.st_size, camera, True)
    written = datetime.fromtimestamp(about.st_mtime, SHANGHAI)
    return FoundPicture(path, about.st_size, written.strftime("%Y-%m-%d %H:%M"), False)


def _camera_time(path: Path) -> str:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                stamp = taken_at(image)
    except (OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError):
        return ""
    return f"{stamp[:10].replace(':', '-')} {stamp[11:16]}" if stamp else ""


def small_picture(path: Path) -> bytes:
    """Return a small upright JPEG of a file for the grid; b"" where it cannot be shown."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                image.draft("RGB", (SMALL * 2, SMALL * 2))
                upright = ImageOps.exif_transpose(image).convert("RGB")
                upright.thumbnail((SMALL, SMALL), Image.Resampling.BILINEAR)
    except (OSError, ValueError, SyntaxError, ArithmeticError, Image.DecompressionBombError):
        return b""
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=80)
    return out.getvalue()


def originals_of(session: Session, visit: str) -> frozenset[str]:
    """Return the SHA-256 of the files that the photos of a visit came from."""
    dossier = require_dossier(session, dossier_of_visit(session, visit))
    return frozenset(one.original_sha256 for one in photos_of(dossier, visit=visit))


def hash_of(path: Path) -> str:
    """Return a file's SHA-256; raises PictureUnusable where it cannot be read."""
    return hex_digest(read_file(path))


@dataclass(frozen=True, slots=True)
class Sorted:
    """Chosen files: those to be attached, those whose picture is here already."""

    fresh: tuple[Path, ...]
    known: tuple[Path, ...]


def sort_out(
    paths: Iterable[Path], originals: frozenset[str], stopped: Callable[[], bool]
) -> Sorted:
    """Sort files by whether a photo of the visit came from the same bytes; a file that is chosen
    twice counts once. Files that cannot be read stay in, so that attaching them says why not."""
    seen = set(originals)
    fresh, known = [], []
    for path in paths:
        if stopped():
            break
        try:
            name = hash_of(path)
        except PictureUnusable:
            name = ""
        if name in seen:
            known.append(path)
        else:
            fresh.append(path)
            seen |= {name} - {""}
    return Sorted(tuple(fresh), tuple(known))
