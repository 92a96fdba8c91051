"""Bundles on their way in over a colleague's connection: unread until they are whole.

What has arrived lies under ``.bundles/<sha256>.<device that carries it>``; the answer stays under
``.bundles/<epoch>-<sha256>.answer``, so that whoever asks again needs to send nothing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.bundles import import_bundle
from inspector_app.central.bundles_problems import EarlierBundleMissing, TooManyBundles
from inspector_app.central.media import hash_file, sync_folder
from inspector_app.central.problems import BlobDiffers, NoSuchBlob, WrongOffset
from inspector_app.errors import Problem

FOLDER = ".bundles"
MAX_BUNDLE = 4 * 1024**3  # bytes of one bundle, and of all that one device has under way
_importing: defaultdict[str, Lock] = defaultdict(Lock)  # an import is not begun twice by retries


@dataclass(frozen=True, slots=True)
class Arriving:
    """A bundle that a device hands over, by the SHA-256 of its file."""

    folder: Path
    answer: Path
    sha256: str
    device: str

    @property
    def path(self) -> Path:
        """Where its bytes arrive."""
        return self.folder / f"{self.sha256}.{self.device}"

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def answered(self) -> bool:
        """Whether it was imported."""
        return self.answer.exists()


def arriving(central: Central, caller: Caller, sha256: str) -> Arriving:
    """Return where a bundle stands."""
    folder = central.media.root / FOLDER
    answer = folder / f"{central.organisation.epoch}-{sha256}.answer"
    return Arriving(folder, answer, sha256, caller.device)


def check_room(bundle: Arriving, size: int) -> None:
    """Raise TooManyBundles before a byte is stored where it would be too much."""
    others = bundle.folder.glob(f"*.{bundle.device}") if bundle.folder.exists() else ()
    there = sum(path.stat().st_size for path in others if path != bundle.path)
    if size + there > MAX_BUNDLE:
        raise TooManyBundles(limit=MAX_BUNDLE)


def begin(bundle: Arriving, offset: int, size: int) -> None:
    """Check an upload before its bytes come; raises WrongOffset, TooManyBundles."""
    check_room(bundle, size)
    if offset != bundle.offset or offset > size:
        raise WrongOffset(offset=bundle.offset)
    bundle.folder.mkdir(parents=True, exist_ok=True)


def write(bundle: Arriving, offset: int, data: bytes) -> None:
    """Write what arrived at its place, durably."""
    with os.fdopen(os.open(bundle.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def import_arrived(central: Central, bundle: Arriving) -> bytes:
    """Import a bundle that has arrived whole, once, and return central's answer to it.

    Raises NoSuchBlob where nothing arrived, BlobDiffers where it is not whole, or why the bundle
    is refused. A refused one is discarded, except where an earlier one is missing.
    """
    with _importing[bundle.sha256]:
        if bundle.answered:
            bundle.path.unlink(missing_ok=True)  # another carrier was first
            return bundle.answer.read_bytes()
        if not bundle.offset:
            raise NoSuchBlob()
        if hash_file(bundle.path) != bundle.sha256:
            bundle.path.unlink(missing_ok=True)
            raise BlobDiffers()
        try:
            answer = import_bundle(central, bundle.path).answer
        except EarlierBundleMissing:
            raise
        except Problem:
            bundle.path.unlink(missing_ok=True)
            raise
        _keep(bundle, answer)
    _importing.pop(bundle.sha256, None)
    return answer


def _keep(bundle: Arriving, answer: bytes) -> None:
    aside = bundle.answer.with_suffix(f".{bundle.device}.new")
    with aside.open("wb") as file:
        file.write(answer)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, bundle.answer)
    sync_folder(bundle.folder)
    bundle.path.unlink(missing_ok=True)
