"""Whole blobs in a folder of central's own disk, under ``<dossier>/<sha256>``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from inspector_app.durable import flush_file, flush_folder

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Folder:
    """Blobs as files; what a method put here survives power loss when it returns."""

    root: Path

    def path(self, dossier: str, digest: str) -> Path:
        """Return where a blob lies or would lie."""
        return self.root / dossier / digest

    def size(self, dossier: str, digest: str) -> int | None:
        """Return a blob's size in bytes, None where it is not here."""
        try:
            return self.path(dossier, digest).stat().st_size
        except FileNotFoundError:
            return None

    def holds(self, dossier: str, digest: str, size: int) -> bool:
        """Tell whether a blob that was stored with this size is still there."""
        return self.size(dossier, digest) == size

    def take(self, file: Path, dossier: str, digest: str) -> None:
        """Make a checked, flushed file of the same disk the blob; the file is gone after."""
        target = self.path(dossier, digest)
        is_new = not target.parent.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)
        flush_folder(target.parent)
        if is_new:  # also the names of the folder and of the media folder itself
            for above in (target.parent.parent, target.parent.parent.parent):
                flush_folder(above)

    def copy(self, source: str, dossier: str, digest: str) -> None:
        """Give a second dossier the same blob."""
        copied = self.root / ".parts" / f"{token_hex(8)}.copy"
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.path(source, digest), copied)
        flush_file(copied)
        self.take(copied, dossier, digest)

    def remove(self, dossier: str, digest: str) -> None:
        """Remove a blob, if it is here."""
        self.path(dossier, digest).unlink(missing_ok=True)

    def read(self, dossier: str, digest: str, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes ``start`` to ``end`` (exclusive) of a blob."""
        with self.path(dossier, digest).open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0 and (piece := file.read(min(CHUNK, left))):
                left -= len(piece)
                yield piece
