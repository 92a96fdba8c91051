"""Photos and papers on central's disk: durable before they are acknowledged.

A blob lies under ``<dossier>/<sha256>``; what has arrived of an upload under
``.parts/<dossier>/<sha256>.<device>``. Bytes are written at explicit positions, so two requests
of one device that overlap write the same bytes; the hash decides at the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from inspector_app.central.problems import BlobDiffers

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """An upload under way: one device's bytes of one blob of one dossier."""

    dossier: str
    sha256: str
    device: str


@dataclass(frozen=True)
class Media:
    """The folder of central's blobs."""

    root: Path

    def path(self, dossier: str, digest: str) -> Path:
        """Return where a blob lies or would lie."""
        return self.root / dossier / digest

    def size(self, dossier: str, digest: str) -> int | None:
        """Return a stored blob's size in bytes, None where it is not there."""
        try:
            return self.path(dossier, digest).stat().st_size
        except FileNotFoundError:
            return None

    def received(self, part: Part) -> int:
        """Return how many bytes of an upload have arrived."""
        try:
            return self._part(part).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, part: Part, offset: int, data: bytes) -> None:
        """Write bytes of an upload at a position; durable after ``flush``."""
        path = self._part(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.seek(offset)
            file.write(data)

    def flush(self, part: Part) -> None:
        """Make what has arrived durable."""
        path = self._part(part)
        if path.exists():
            with path.open("r+b") as file:
                os.fsync(file.fileno())

    def complete(self, part: Part) -> int:
        """Turn a whole upload into the blob, durably; returns its size.

        Raises BlobDiffers and discards the bytes where their hash is another.
        """
        path = self._part(part)
        if hash_file(path) != part.sha256:
            path.unlink(missing_ok=True)
            raise BlobDiffers()
        self.flush(part)
        return self._place(path, self.path(part.dossier, part.sha256))

    def store(self, dossier: str, content: bytes) -> str:
        """Store bytes of central's own as a blob of a dossier; returns the SHA-256."""
        digest = sha256(content).hexdigest()
        part = Part(dossier, digest, "central")
        self.write(part, 0, content)
        self.complete(part)
        return digest

    def copy(self, source: str, dossier: str, digest: str) -> int:
        """Give a second dossier the same blob; returns its size."""
        part = Part(dossier, digest, "central")
        target = self._part(part)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.path(source, digest), target)
        return self.complete(part)

    def read(self, dossier: str, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``start`` to ``end`` (exclusive) of a blob."""
        with self.path(dossier, digest).open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0 and (piece := file.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece

    def _part(self, part: Part) -> Path:
        return self.root / ".parts" / part.dossier / f"{part.sha256}.{part.device}"

    @staticmethod
    def _place(path: Path, target: Path) -> int:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = path.stat().st_size
        os.replace(path, target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
        return size


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


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (Windows does so by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
