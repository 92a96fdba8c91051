"""Bundles on their way in over a colleague's connection: unread until they are whole.

What has arrived lies among the uploads under way, where it is swept away if nobody goes on with
it. The answer stays under ``.bundles/<epoch>-<sha256>``, so that whoever asks again needs to send
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.bundles import import_bundle
from inspector_app.central.bundles_problems import EarlierBundleMissing, TooManyBundles
from inspector_app.central.media import Media, Part, hash_file
from inspector_app.central.media_problems import MediaFull, room
from inspector_app.central.problems import BlobDiffers, NoSuchBlob, WrongOffset
from inspector_app.durable import write_file
from inspector_app.errors import Problem

ANSWERS = ".bundles"
PARTS = "bundles"  # in place of a dossier, whose names are longer
MAX_BUNDLE = 4 * 1024**3  # bytes of one bundle, and of all that one device has under way
_importing: defaultdict[str, Lock] = defaultdict(Lock)  # an import is not begun twice by retries


@dataclass(frozen=True, slots=True)
class Arriving:
    """A bundle that a device hands over, by the SHA-256 of its file."""

    media: Media
    part: Part
    answer: Path

    @property
    def path(self) -> Path:
        """Where its bytes arrive."""
        return self.media.part_path(self.part)

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        return self.media.received(self.part)

    @property
    def answered(self) -> bool:
        """Whether it was imported."""
        return self.answer.exists()


def arriving(central: Central, caller: Caller, sha256: str) -> Arriving:
    """Return where a bundle stands."""
    answer = central.media.root / ANSWERS / f"{central.organisation.epoch}-{sha256}"
    return Arriving(central.media, Part(PARTS, sha256, caller.device), answer)


def check_room(bundle: Arriving, size: int) -> None:
    """Raise TooManyBundles or MediaFull before a byte is stored where it would be too much."""
    others = bundle.path.parent.glob(f"*.{bundle.part.device}")
    there = sum(path.stat().st_size for path in others if path != bundle.path)
    if size + there > MAX_BUNDLE:
        raise TooManyBundles(limit=MAX_BUNDLE)
    if not bundle.media.has_room(size - bundle.offset):
        raise MediaFull()


def begin(bundle: Arriving, offset: int, size: int) -> None:
    """Check an upload before its bytes come; raises WrongOffset, TooManyBundles, MediaFull."""
    check_room(bundle, size)
    if offset != bundle.offset or offset > size:
        raise WrongOffset(offset=bundle.offset)
    if not offset:
        bundle.media.write(bundle.part, 0, b"")


def import_arrived(central: Central, bundle: Arriving) -> bytes:
    """Import a bundle that has arrived whole, once, and return central's answer to it.

    Raises NoSuchBlob where nothing arrived, BlobDiffers where it is not whole, or why the bundle
    is refused. A refused one is discarded, except where an earlier one is missing.
    """
    with _importing[bundle.part.sha256]:
        if bundle.answered:
            bundle.media.discard(bundle.part)  # another carrier was first
            return bundle.answer.read_bytes()
        if not bundle.offset:
            raise NoSuchBlob()
        if hash_file(bundle.path) != bundle.part.sha256:
            bundle.media.discard(bundle.part)
            raise BlobDiffers()
        try:
            answer = import_bundle(central, bundle.path).answer
        except EarlierBundleMissing:
            raise
        except Problem:
            bundle.media.discard(bundle.part)
            raise
        _keep(bundle, answer)
    _importing.pop(bundle.part.sha256, None)
    return answer


def _keep(bundle: Arriving, answer: bytes) -> None:
    with room():
        bundle.answer.parent.mkdir(parents=True, exist_ok=True)
        write_file(bundle.answer, answer)
    bundle.media.discard(bundle.part)
