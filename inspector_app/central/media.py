"""Photos and papers of central: durable before they are acknowledged.

What has arrived of an upload lies on the local disk under ``.parts/<dossier>/<sha256>.<device>``,
with a note of what was announced beside it (``….json``). A whole blob goes, once its hash is
proved, to the shelf: a folder of the same disk, or a bucket. A part is changed only under its
lock, so requests that overlap never mix their bytes, not even in several worker processes.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import FileIO
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from inspector_app.central.media_folder import CHUNK, Folder
from inspector_app.central.media_problems import NoSuchUpload, room
from inspector_app.central.problems import BlobDiffers, WrongOffset
from inspector_app.durable import flush_file

KEPT = timedelta(days=7)  # an upload nobody goes on with
SWEEP_EVERY = timedelta(hours=1)
RESERVE = 64 * 1024 * 1024  # bytes of the disk that uploads leave free
# Where the system has no file locks, central is one process, and one of its threads has the turn.
_turn: AbstractContextManager[object] = Lock() if sys.platform == "win32" else nullcontext()


class Shelf(Protocol):
    """Where whole blobs lie: what a method stored survives when it returns."""

    def size(self, dossier: str, digest: str) -> int | None: ...
    def holds(self, dossier: str, digest: str, size: int) -> bool: ...
    def take(self, file: Path, dossier: str, digest: str) -> None: ...
    def copy(self, source: str, dossier: str, digest: str) -> None: ...
    def remove(self, dossier: str, digest: str) -> None: ...
    def read(self, dossier: str, digest: str, start: int, end: int) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """An upload under way: one device's bytes of one blob of one dossier."""

    dossier: str
    sha256: str
    device: str


@dataclass(frozen=True)
class Media:
    """Central's blobs: ``root`` holds what is under way, ``shelf`` what is whole."""

    root: Path
    shelf: Shelf

    def size(self, dossier: str, digest: str) -> int | None:
        """Return a stored blob's size in bytes, None where it is not there."""
        return self.shelf.size(dossier, digest)

    def holds(self, dossier: str, digest: str, size: int) -> bool:
        """Tell whether a blob that was stored with this size is still there."""
        return self.shelf.holds(dossier, digest, size)

    def read(self, dossier: str, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``start`` to ``end`` (exclusive) of a blob."""
        return self.shelf.read(dossier, digest, start, end)

    def whole(self, dossier: str, digest: str) -> Iterator[bytes]:
        """Yield all bytes of a blob; raises FileNotFoundError where it is not there."""
        size = self.shelf.size(dossier, digest)
        if size is None:
            raise FileNotFoundError(digest)
        return self.shelf.read(dossier, digest, 0, size)

    def digest(self, dossier: str, digest: str) -> str:
        """Return the SHA-256 of a stored blob's bytes; "" where it is not there."""
        found = sha256()
        try:
            for piece in self.whole(dossier, digest):
                found.update(piece)
        except FileNotFoundError:
            return ""
        return found.hexdigest()

    def copy(self, source: str, dossier: str, digest: str) -> int:
        """Give a second dossier the same blob; returns its size."""
        with room():
            self.shelf.copy(source, dossier, digest)
        return self.shelf.size(dossier, digest) or 0

    def remove(self, dossier: str, digest: str) -> None:
        """Remove a blob of a dossier and what is under way of it."""
        self.shelf.remove(dossier, digest)
        for path in (self.root / ".parts" / dossier).glob(f"{digest}.*"):
            path.unlink(missing_ok=True)

    def store(self, dossier: str, content: bytes) -> str:
        """Store bytes of central's own as a blob of a dossier; returns the SHA-256."""
        digest = sha256(content).hexdigest()
        part = Part(dossier, digest, "central")
        self.write(part, 0, content)
        self.complete(part)
        return digest

    def received(self, part: Part) -> int:
        """Return how many bytes of an upload have arrived."""
        try:
            return self.part_path(part).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, part: Part, offset: int, data: bytes) -> None:
        """Write bytes of an upload at a position and drop what lay behind it.

        Durable after ``flush``. Raises WrongOffset beyond the end, and MediaFull where the disk has
        no room: the part then ends at ``offset``.
        """
        with self._locked(part) as file:
            _fill(file, offset, data)

    def append(self, part: Part, offset: int, data: bytes) -> None:
        """Write bytes at the end of an upload.

        Raises WrongOffset where the end is not ``offset``, NoSuchUpload, MediaFull.
        """
        with self._existing(part) as file:
            size = os.fstat(file.fileno()).st_size
            if size != offset:
                raise WrongOffset(offset=size)
            _fill(file, offset, data)

    def cut(self, part: Part, offset: int) -> None:
        """Drop what lies behind ``offset`` of an upload."""
        with self._existing(part) as file:
            file.truncate(min(offset, os.fstat(file.fileno()).st_size))

    def flush(self, part: Part) -> None:
        """Make what has arrived durable."""
        with suppress(FileNotFoundError), room():
            flush_file(self.part_path(part))

    def complete(self, part: Part) -> int:
        """Turn a whole upload into the blob, durably; returns its size.

        Raises BlobDiffers and discards the bytes where their hash is another; MediaFull or
        MediaAway and keeps them where the shelf does not take them; NoSuchUpload.
        """
        path = self.part_path(part)
        proved = path.with_name(f"{part.sha256}.{token_hex(8)}.whole")
        with self._existing(part) as file:
            with room():
                os.fsync(file.fileno())
            size, is_same = os.fstat(file.fileno()).st_size, hash_file(path) == part.sha256
            if sys.platform == "win32":
                file.close()  # what is open cannot be moved there
            if not is_same:
                self.discard(part)
                raise BlobDiffers()
            with room():
                os.replace(path, proved)  # nobody writes to it any more
        try:
            with room():
                self.shelf.take(proved, part.dossier, part.sha256)
        except BaseException:
            if proved.exists() and not path.exists():
                os.replace(proved, path)
            raise
        self._note(part).unlink(missing_ok=True)
        return size

    def discard(self, part: Part) -> None:
        """Forget an upload and its bytes."""
        self.part_path(part).unlink(missing_ok=True)
        self._note(part).unlink(missing_ok=True)

    def has_room(self, size: int) -> bool:
        """Tell whether the disk takes an upload of so many bytes."""
        with room():
            self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free >= size + RESERVE

    def note(self, part: Part, text: str, at: datetime) -> None:
        """Keep beside a part, across restarts, what was announced of it."""
        path = self._note(part)
        with room():
            path.parent.mkdir(parents=True, exist_ok=True)
            written = path.with_name(f"{part.sha256}.{token_hex(8)}.new")
            written.write_text(text, encoding="utf-8")
            os.replace(written, path)
        self.used(part, at)

    def used(self, part: Part, at: datetime) -> None:
        """Note that an upload went on; it is kept for ``KEPT`` from then."""
        with suppress(FileNotFoundError):
            os.utime(self._note(part), (at.timestamp(), at.timestamp()))

    def noted(self, part: Part, at: datetime) -> tuple[str, datetime] | None:
        """Return what was noted of a part and when it expires; None where there is none, or not
        any more."""
        path = self._note(part)
        try:
            last = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            return (path.read_text(encoding="utf-8"), last + KEPT) if at < last + KEPT else None
        except FileNotFoundError:
            return None

    def sweep(self, at: datetime) -> None:
        """Remove uploads nobody went on with; at most once in ``SWEEP_EVERY``."""
        folder = self.root / ".parts"
        mark = folder / ".swept"
        with suppress(FileNotFoundError):
            if abs(at.timestamp() - mark.stat().st_mtime) < SWEEP_EVERY.total_seconds():
                return
        with room():
            folder.mkdir(parents=True, exist_ok=True)
            mark.touch()
        os.utime(mark, (at.timestamp(), at.timestamp()))
        for path in [path for path in folder.glob("**/*") if path.is_file() and path != mark]:
            _remove_if_left(path, at)

    def part_path(self, part: Part) -> Path:
        """Return where the bytes of an upload under way lie."""
        return self.root / ".parts" / part.dossier / f"{part.sha256}.{part.device}"

    def _note(self, part: Part) -> Path:
        path = self.part_path(part)
        return path.with_name(f"{path.name}.json")

    @contextmanager
    def _existing(self, part: Part) -> Iterator[FileIO]:
        with ExitStack() as stack:
            try:
                file = stack.enter_context(self._locked(part, make=False))
            except FileNotFoundError:
                raise NoSuchUpload() from None
            yield file

    @contextmanager
    def _locked(self, part: Part, *, make: bool = True) -> Iterator[FileIO]:
        """Give the part's file to one at a time; FileNotFoundError where none is to be made."""
        path = self.part_path(part)
        while True:
            with _turn, FileIO(_handle(path, make=make), "r+") as file:
                _lock(file)
                if not _is_at(file, path):
                    continue  # completed or discarded while we waited
                yield file
                return


_BINARY = getattr(os, "O_BINARY", 0)


def _handle(path: Path, *, make: bool) -> int:
    with room():
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | _BINARY | (os.O_CREAT if make else 0), 0o600)


def _lock(file: FileIO) -> None:
    """Wait until no other request and no other process has the file; ends with the file."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def _is_at(file: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _fill(file: FileIO, offset: int, data: bytes) -> None:
    size = os.fstat(file.fileno()).st_size
    if offset > size:
        raise WrongOffset(offset=size)
    if size > offset:
        file.truncate(offset)
    file.seek(offset)
    rest = memoryview(data)
    try:
        with room():
            while rest:
                rest = rest[file.write(rest) :]
    except BaseException:
        file.truncate(offset)
        raise


def _remove_if_left(path: Path, at: datetime) -> None:
    """Remove a leftover: by central's clock where a note counts, by the disk's where none does."""
    with suppress(FileNotFoundError):
        last = path.stat().st_mtime
        if path.suffix == ".json":
            if at.timestamp() - last >= KEPT.total_seconds():
                path.with_suffix("").unlink(missing_ok=True)
                path.unlink(missing_ok=True)
        elif time.time() - last >= KEPT.total_seconds() and not _has_note(path):
            path.unlink(missing_ok=True)


def _has_note(path: Path) -> bool:
    return path.with_name(f"{path.name}.json").exists()


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; "" where there is no file."""
    try:
        with path.open("rb") as file:
            digest = sha256()
            while piece := file.read(CHUNK):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def open_media(place: str | Path) -> Media:
    """Return the media in a folder, or at ``s3://bucket/prefix?parts=/folder``.

    ``parts`` is the local folder where uploads are collected.
    """
    if not str(place).startswith("s3://"):
        return Media(Path(place), Folder(Path(place)))
    from inspector_app.central.media_s3 import open_bucket

    address = with_parts(str(place), Path("media-parts"))
    parts = parse_qs(urlsplit(address).query)["parts"][0]
    return Media(Path(parts), open_bucket(address))


def with_parts(address: str, folder: Path) -> str:
    """Return an s3:// address that names a folder for uploads, this one where it named none."""
    found = urlsplit(address)
    asked = parse_qs(found.query)
    asked.setdefault("parts", [str(folder.absolute())])
    return found._replace(query=urlencode(asked, doseq=True)).geturl()


def full_place(place: str | Path) -> str:
    """Return the place of media as another process can open it."""
    return str(place) if str(place).startswith("s3://") else str(Path(place).absolute())
