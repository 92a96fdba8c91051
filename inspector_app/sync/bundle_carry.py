"""A colleague's sealed bundle on this laptop: kept unread until central has it.

The file is stored like a photo, encrypted once more and named by a keyed hash, so that not even
its head shows in the data folder. Central's answer is kept in its place until the colleague has
it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from inspector_app.domain.envelope import (
    ALTERED,
    Box,
    BundleDamaged,
    BundleForeign,
    SenderUnknown,
    check_signature,
    file_problems,
    look,
)
from inspector_app.domain.facts import FactDamaged
from inspector_app.domain.seals import DeviceKey, check_device_key
from inspector_app.i18n import _
from inspector_app.store.files import write_durably
from inspector_app.store.reading import Reader
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle_problems import OwnBundle

SETTING = "bundles_carried"


class Carried(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bundle of laptop ``device``, of ``size`` bytes; ``answer`` is the SHA-256 of central's
    answer once it has it, ``refused`` the code where central would not take it."""

    sha256: str
    size: int
    device: str
    bundle: str
    taken_at: str
    answer: str = ""
    refused: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be handed over."""
        return not self.answer and not self.refused


def carried(reader: Reader) -> tuple[Carried, ...]:
    """Return the bundles that this laptop carries, in the order they were taken."""
    told = reader.setting(SETTING)
    return msgspec.json.decode(told, type=tuple[Carried, ...]) if told else ()


def remember(tx: Transaction, one: Carried) -> None:
    """Put a bundle on the list, in place of what it said about it."""
    known = {other.sha256: other for other in carried(tx)}
    known[one.sha256] = one
    tx.set_setting(SETTING, msgspec.json.encode(list(known.values())).decode())


def carry(workspace: Workspace, path: Path, now: datetime) -> Carried:
    """Take a colleague's bundle to hand it over at the next sync; the same one again changes
    nothing.

    It stays unread: only central can open it. Raises BundleForeign, BundleDamaged,
    SenderUnknown, OwnBundle and what the disk says; nothing is changed then.
    """
    box = look(path)
    with workspace.reading() as reader:
        _check_sender(reader, box)
        known = {one.sha256: one for one in carried(reader)}
    digest = check_signature(box)
    if digest in known:
        return known[digest]
    with file_problems(path):
        stored = workspace.blobs.put(path)
    if stored != digest:  # the file was exchanged between the two readings
        workspace.blobs.delete(stored)
        raise BundleDamaged(reason=_(ALTERED))
    at = now.astimezone().isoformat(timespec="seconds")
    taken = Carried(digest, box.size, box.head.device, box.head.bundle, at)
    with workspace.transaction() as tx:
        remember(tx, taken)
    return taken


def _check_sender(reader: Reader, box: Box) -> None:
    head = box.head
    if head.to != reader.setting("bundle_key") or head.lock:
        raise BundleForeign()
    if head.device == reader.setting("device"):
        raise OwnBundle()
    try:
        key = DeviceKey(head.device, head.key, head.certificate)
        check_device_key(key, reader.setting("central_key"))
    except FactDamaged as error:
        raise SenderUnknown(device=head.device) from error


def write_answers(workspace: Workspace, folder: Path) -> tuple[Path, ...]:
    """Write the answers for colleagues into a folder (a stick), a file each; may be repeated."""
    with workspace.reading() as reader:
        answered = [one for one in carried(reader) if one.answer]
    files = []
    for one in answered:
        file = folder / f"answer-{one.device}-{one.bundle[:8]}.iab"
        write_durably(file, workspace.blobs.read(one.answer))
        files.append(file)
    return tuple(files)


def forget(workspace: Workspace, bundle: str) -> bool:
    """Drop a carried bundle and its answer, once its owner has it; False where it is not here."""
    with workspace.transaction() as tx:
        kept = [one for one in carried(tx) if one.bundle != bundle]
        gone = [one for one in carried(tx) if one.bundle == bundle]
        tx.set_setting(SETTING, msgspec.json.encode(kept).decode())
    for one in gone:
        for sha256 in filter(None, (one.sha256, one.answer)):
            workspace.blobs.delete(sha256)
    return bool(gone)
