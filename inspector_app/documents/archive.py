"""One zip for a dossier and year that opens without this program: papers, photos, facts, index.

``index.html`` and ``index.xlsx`` list everything, ``facts.jsonl`` holds the facts as they are
stored, ``sha256.txt`` the hash of every file (``sha256sum -c sha256.txt`` checks them). Files are
copied chunk by chunk, so the memory needed does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from inspector_app.documents.archive_names import Names, safe_name
from inspector_app.documents.archive_pages import index_page, index_tables
from inspector_app.documents.archive_values import (
    ArchivedFile,
    ArchiveVolume,
    FilePlace,
    Progress,
)
from inspector_app.documents.spreadsheet import workbook_bytes
from inspector_app.errors import Problem
from inspector_app.i18n import N_

FOLDERS = {"paper": "papers", "photo": "photos", "ledger": "ledgers"}
CHUNK = 1 << 20
_PACKED = frozenset({"text/plain", "application/json", "text/html"})


class ArchiveDamaged(Problem):
    """A stored file is not what its hash says; the archive was not finished."""

    code = "ARCHIVE-01"
    template = N_("The file {name} does not match its record: {reason}.")
    remedy_template = N_(
        "Nothing was lost: synchronise so that central sends the file again, then make the "
        "archive once more. The unfinished archive may be deleted."
    )


class ArchiveCancelled(Problem):
    """A person stopped the making of the archive."""

    code = "ARCHIVE-02"
    template = N_("The archive was not finished: you stopped it after {done} of {count} files.")
    remedy_template = N_("Make it again at any time; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written: number of files in the zip, their bytes, number of facts, hash list."""

    files: int
    bytes: int
    facts: int
    hashes: tuple[tuple[str, str], ...]


def write_archive(
    volume: ArchiveVolume,
    facts: Iterable[bytes],
    out: IO[bytes],
    *,
    progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Archived:
    """Write the archive of a volume to ``out`` (which need not be seekable).

    ``facts`` are lines without the line feed. Raises ArchiveDamaged or ArchiveCancelled; what was
    written until then is no archive. The same input gives the same bytes.
    """
    with ZipFile(out, "w", ZIP_STORED) as zipped:
        whole = sum(one.size for one in volume.files if one.read is not None)
        making = _Making(zipped, volume, whole, progress, cancelled)
        places = [making.copy(one) for one in volume.files]
        count = making.facts(facts)
        making.text("index.html", index_page(volume, places, count).encode())
        making.text("index.xlsx", workbook_bytes(index_tables(volume, places)))
        lines = (f"{digest}  {path}\n" for path, digest in making.hashes)
        making.text("sha256.txt", "".join(lines).encode())
        making.tell("sha256.txt")
    return Archived(len(making.hashes), making.done_bytes, count, tuple(making.hashes))


@dataclass(slots=True)
class _Making:
    """An archive while it is written."""

    zipped: ZipFile
    volume: ArchiveVolume
    all_bytes: int
    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    names: Names = field(default_factory=Names)
    hashes: list[tuple[str, str]] = field(default_factory=list)
    done_files: int = 0
    done_bytes: int = 0

    def copy(self, one: ArchivedFile) -> FilePlace:
        """Copy a file, checking its hash; return where it stands ("" for one that is not here)."""
        self.tell(one.title)
        self.done_files += 1
        if one.read is None:
            return FilePlace(one, "")
        path = self._path(one)
        digest, size = self._write(_entry(path, one), one.read())
        if digest != one.sha256 or size != one.size:
            reason = f"{digest[:12]} ≠ {one.sha256[:12]}"
            raise ArchiveDamaged(name=path, reason=reason)
        self.hashes.append((path, digest))
        return FilePlace(one, path)

    def _path(self, one: ArchivedFile) -> str:
        name = safe_name((one.day, one.title, one.number or one.caption), one.media_type)
        return self.names.take(FOLDERS.get(one.kind, "files"), name)

    def facts(self, facts: Iterable[bytes]) -> int:
        """Write the facts as JSON lines and return how many there are."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for line in facts:
                count += 1
                yield line + b"\n"

        entry = ZipInfo("facts.jsonl")
        entry.compress_type = ZIP_DEFLATED
        digest, _size = self._write(entry, _in_chunks(lines()))
        self.hashes.append(("facts.jsonl", digest))
        return count

    def text(self, path: str, data: bytes) -> None:
        """Write a small file of the archive itself."""
        entry = ZipInfo(path)
        entry.compress_type = ZIP_DEFLATED
        digest, _size = self._write(entry, iter((data,)))
        if path != "sha256.txt":
            self.hashes.append((path, digest))

    def _write(self, entry: ZipInfo, chunks: Iterable[bytes]) -> tuple[str, int]:
        digest, size = sha256(), 0
        with self.zipped.open(entry, "w", force_zip64=entry.file_size >= 1 << 31) as target:
            for chunk in chunks:
                if self.cancelled():
                    raise ArchiveCancelled(done=self.done_files, count=len(self.volume.files))
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.done_bytes += size
        return digest.hexdigest(), size

    def tell(self, what: str) -> None:
        """Report how far the archive is and what comes next."""
        count, done = len(self.volume.files), min(self.done_bytes, self.all_bytes)
        self.progress(Progress(self.done_files, count, done, self.all_bytes, what))


def _entry(path: str, one: ArchivedFile) -> ZipInfo:
    entry = ZipInfo(path, _moment(one.day))
    entry.file_size = one.size
    entry.compress_type = ZIP_DEFLATED if one.media_type in _PACKED else ZIP_STORED
    return entry


def _moment(day: str) -> tuple[int, int, int, int, int, int]:
    try:
        parsed = date.fromisoformat(day[:10])
    except ValueError:
        return (1980, 1, 1, 0, 0, 0)
    return (max(parsed.year, 1980), parsed.month, parsed.day, 0, 0, 0)


def _in_chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
