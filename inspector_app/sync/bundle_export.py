"""Export: what central has not acknowledged, sealed for central, in files of bounded size."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from inspector_app.domain.envelope import Head, Sealer, file_problems, is_box, shared_secret
from inspector_app.domain.envelope_content import Line, Manifest, announce, put, put_manifest
from inspector_app.domain.seals import public_key_of
from inspector_app.i18n import _
from inspector_app.store.files import flush_folder
from inspector_app.store.reading import Reader
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_parts import (
    Part,
    blobs_to_carry,
    chains_to_carry,
    divided,
    ready_batches,
    room_of,
    sound_blobs,
)
from inspector_app.sync.bundle_problems import WouldOverwrite

PART_SIZE = 1024**3  # a FAT32 stick takes files up to four times as large
LEFTOVER = ".new"
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, and what they hold; ``missing`` blobs are not sound on this laptop.

    No files where central has everything."""

    files: tuple[Path, ...]
    facts: int
    blobs: int
    missing: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who seals, and for whom."""

    device: str
    private: Ed25519PrivateKey
    certificate: str
    central: str
    organisation: str

    @classmethod
    def of(cls, reader: Reader) -> _Sender:
        key = bytes.fromhex(reader.setting("device_key"))
        return cls(
            device=reader.setting("device"),
            private=Ed25519PrivateKey.from_private_bytes(key),
            certificate=reader.setting("device_certificate"),
            central=reader.setting("bundle_key"),
            organisation=reader.setting("organisation"),
        )


def export_bundle(
    workspace: Workspace,
    target: Path,
    *,
    now: datetime,
    part_size: int = PART_SIZE,
    everything: bool = False,
    random: Random = os.urandom,
) -> Exported:
    """Write this device's facts and blobs that central has not acknowledged (or ``everything``).

    One file of the name given, or ``name.2.suffix``, ``name.3.suffix`` … beside it where there is
    more than ``part_size`` bytes; all of them or none. Nothing counts as sent by it: only
    central's answer acknowledges. Raises PartTooSmall, WouldOverwrite, FileProblem, BadInput.
    """
    room = room_of(part_size)
    with workspace.reading() as reader:
        sender = _Sender.of(reader)
        chains = chains_to_carry(reader, sender.device, everything=everything)
        names = blobs_to_carry(reader, chains, everything=everything)
    blobs = tuple(sound_blobs(workspace.blobs, names))
    parts = divided((*ready_batches(chains, sender.private, room), *blobs), part_size)
    files = tuple(part_name(target, number) for number in range(1, len(parts) + 1))
    writer = _Writer(workspace, sender, now, random)
    with _aside(files) as asides:
        for number, part in enumerate(parts, 1):
            writer.write(asides[number - 1], part, (number, len(parts)))
    return Exported(
        files=files,
        facts=sum(len(facts) for _volume, facts in chains),
        blobs=len(blobs),
        missing=len(names) - len(blobs),
        bytes=sum(file.stat().st_size for file in files),
    )


def nothing_to_carry(workspace: Workspace, made: Exported, *, everything: bool = False) -> str:
    """Return in words why an export wrote no file, "" where central has everything.

    Records under an earlier device code, as after a restore, go by sync alone; what is missing or
    damaged here cannot travel.
    """
    with workspace.reading() as reader:
        waiting = reader.pending().facts
    if waiting:
        return _(
            "{count} records from an earlier code of this laptop are not at central yet; a bundle"
            " cannot carry them, a sync over a network can"
        ).format(count=waiting)
    if made.missing:
        return _(
            "{count} photos or papers that central lacks are missing or damaged on this laptop"
        ).format(count=made.missing)
    if everything:
        return _(
            "nothing was recorded under this laptop's present code yet; what it recorded under an"
            " earlier one is at central"
        )
    return ""


def part_name(target: Path, number: int) -> Path:
    """Return the name of a part: ``x.iab``, ``x.2.iab``, ``x.3.iab`` …"""
    return target if number == 1 else target.with_name(f"{target.stem}.{number}{target.suffix}")


@contextmanager
def _aside(files: Sequence[Path]) -> Iterator[list[Path]]:
    """Give names to write to, and put all in place when the block ends well."""
    for file in files:
        if file.exists() and not (file.is_file() and is_box(file)):
            raise WouldOverwrite(file=file.name)
    asides = [file.with_name(f".{file.name}{LEFTOVER}") for file in files]
    try:
        yield asides
        for aside, file in zip(asides, files, strict=True):
            with file_problems(file):
                os.replace(aside, file)
                flush_folder(file.parent)
    finally:
        for aside in asides:
            aside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Writer:
    workspace: Workspace
    sender: _Sender
    now: datetime
    random: Random

    def write(self, file: Path, part: Part, place: tuple[int, int]) -> None:
        """Write one part as a bundle of its own; on disk when this returns."""
        ephemeral = X25519PrivateKey.from_private_bytes(self.random(32))
        head = self._head(ephemeral)
        secret = shared_secret(ephemeral, self.sender.central)
        with file_problems(file), file.open("wb") as out:
            sealer = Sealer(out, head, secret, self.sender.private)
            put_manifest(sealer, self._manifest(head, place))
            self._put_all(sealer, part)
            sealer.close()
            out.flush()
            os.fsync(out.fileno())

    def _head(self, ephemeral: X25519PrivateKey) -> Head:
        return Head(
            bundle=self.random(16).hex(),
            device=self.sender.device,
            key=public_key_of(self.sender.private),
            certificate=self.sender.certificate,
            to=self.sender.central,
            ephemeral=ephemeral.public_key().public_bytes_raw().hex(),
        )

    def _manifest(self, head: Head, place: tuple[int, int]) -> Manifest:
        return Manifest(
            organisation=self.sender.organisation,
            bundle=head.bundle,
            made_at=self.now.astimezone().isoformat(timespec="seconds"),
            part=place[0],
            parts=place[1],
        )

    def _put_all(self, out: Sealer, part: Part) -> None:
        for batch in part.batches:
            put(out, Line(kind="push", size=batch.size), batch.content)
        for blob in part.blobs:
            announce(
                out, Line(kind="blob", size=blob.size, dossier=blob.dossier, sha256=blob.sha256)
            )
            for piece in self.workspace.blobs.chunks(blob.sha256):
                out.write(piece)
        put(out, Line(kind="end"))
