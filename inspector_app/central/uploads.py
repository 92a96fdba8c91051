"""Blobs of a dossier: what central wants, resumable uploads, and who may have them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select, text

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.erasing import erased_blobs, is_erased_blob
from inspector_app.central.media import KEPT, Part
from inspector_app.central.media_problems import MediaFull, NoSuchUpload
from inspector_app.central.problems import (
    BlobTooLarge,
    NoSuchBlob,
    OutOfScope,
    WrongOffset,
)
from inspector_app.central.scope import may_send_blobs, readable
from inspector_app.central.tables import BLOB, BLOB_SENDER
from inspector_app.central.tus import Announced, named_blob
from inspector_app.protocol import BlobQuery, BlobState, BlobStates

_NEW_BLOB = text(
    "INSERT INTO blob (dossier, sha256, size, completed_at)"
    " VALUES (:dossier, :sha256, :size, :at) ON CONFLICT DO NOTHING"
)
_NEW_SENDER = text(
    "INSERT INTO blob_sender (dossier, sha256, device)"
    " VALUES (:dossier, :sha256, :device) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a caller may do with the blobs of one dossier."""

    read: bool
    send: bool


def rights(central: Central, connection: Connection, caller: Caller, dossier: str) -> Rights:
    """Return the caller's rights; raises OutOfScope where there are none."""
    read = bool(readable(central, connection, caller.person, {dossier}))
    send = may_send_blobs(central, connection, (caller.person, caller.device), dossier)
    if not (read or send):
        raise OutOfScope(dossier=dossier)
    return Rights(read, send)


def query(central: Central, caller: Caller, asked: BlobQuery) -> BlobStates:
    """Return for each blob how much of it need not be sent.

    A blob counts as held where the dossier is the caller's to read, or the device has sent all
    of it before: to any dossier, as it then proved to have it.
    """
    with central.database.read() as connection:
        allowed = rights(central, connection, caller, asked.dossier)
        held = _held(central, connection, asked)
        sent = _sent(connection, caller, asked) if allowed.send else {}
        erased = erased_blobs(connection, asked.dossier, asked.blobs)
    states = []
    for digest in asked.blobs:
        if digest in erased and allowed.send:  # nothing of it is wanted any more
            states.append(BlobState(sha256=digest, offset=0, complete=True))
            continue
        size = held.get(digest) if allowed.read or asked.dossier in sent.get(digest, ()) else None
        if size is None and digest in sent:
            size = _copied(central, caller, digest, (sent[digest], asked.dossier))
        upload = None if size is not None else under_way(central, _part(caller, asked, digest))
        offset = size if upload is None else upload.offset
        states.append(BlobState(sha256=digest, offset=offset or 0, complete=size is not None))
    return BlobStates(states=tuple(states))


def _held(central: Central, connection: Connection, asked: BlobQuery) -> dict[str, int]:
    rows = connection.execute(
        select(BLOB.c.sha256, BLOB.c.size).where(
            BLOB.c.dossier == asked.dossier, BLOB.c.sha256.in_(asked.blobs)
        )
    )
    return {
        digest: size for digest, size in rows if central.media.holds(asked.dossier, digest, size)
    }


def _sent(connection: Connection, caller: Caller, asked: BlobQuery) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(BLOB_SENDER.c.sha256, BLOB_SENDER.c.dossier).where(
            BLOB_SENDER.c.device == caller.device, BLOB_SENDER.c.sha256.in_(asked.blobs)
        )
    )
    found: dict[str, tuple[str, ...]] = {}
    for digest, dossier in rows:
        found[digest] = (*found.get(digest, ()), dossier)
    return found


def _copied(
    central: Central, caller: Caller, digest: str, places: tuple[tuple[str, ...], str]
) -> int | None:
    sources, dossier = places
    for source in sources:
        if central.media.size(source, digest) is not None:
            size = central.media.copy(source, dossier, digest)
            record_blob(central, dossier, digest, (size, caller.device))
            return size
    return None


def record_blob(central: Central, dossier: str, digest: str, size_by: tuple[int, str]) -> None:
    """Note that a dossier holds a blob of this size, sent by this device."""
    size, device = size_by
    with central.database.write() as connection:
        erased = is_erased_blob(connection, dossier, digest)
        if not erased:
            row = {"dossier": dossier, "sha256": digest, "size": size, "at": central.time()}
            connection.execute(_NEW_BLOB, row)
            sender = {"dossier": dossier, "sha256": digest, "device": device}
            connection.execute(_NEW_SENDER, sender)
    if erased:  # it came from a laptop that had not heard of the erasure
        central.media.remove(dossier, digest)


def _part(caller: Caller, asked: BlobQuery, digest: str) -> Part:
    return Part(asked.dossier, digest, caller.device)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that goes on at ``offset``; ``expires`` where nobody goes on with it."""

    part: Part
    offset: int
    announced: Announced
    expires: datetime

    @property
    def is_whole(self) -> bool:
        """Whether all bytes have come."""
        return self.offset == self.announced.length


def create(central: Central, caller: Caller, announced: Announced) -> Upload:
    """Begin an upload of this device from its first byte.

    Checked before a byte is stored: raises Malformed, OutOfScope, MediaFull.
    """
    part = Part(*named_blob(announced.metadata), caller.device)
    _require_sender(central, caller, part.dossier)
    now = central.now()
    central.media.sweep(now)
    if not central.media.has_room(announced.length):
        raise MediaFull()
    central.media.write(part, 0, b"")
    central.media.note(part, msgspec.json.encode(announced).decode(), now)
    return Upload(part, 0, announced, now + KEPT)


def resume(central: Central, caller: Caller, part: Part, offset: int) -> Upload:
    """Go on with an upload of this device.

    Raises OutOfScope, NoSuchUpload, or WrongOffset that tells where it goes on.
    """
    _require_sender(central, caller, part.dossier)
    upload = under_way(central, part)
    if upload is None:
        held = _held_for(central, caller, part)
        if held is None:
            raise NoSuchUpload()
        raise WrongOffset(offset=held)
    if offset != upload.offset:
        raise WrongOffset(offset=upload.offset)
    return upload


def end(central: Central, caller: Caller, part: Part) -> None:
    """Drop an upload that is not whole; raises OutOfScope or NoSuchUpload."""
    _require_sender(central, caller, part.dossier)
    if under_way(central, part) is None:
        raise NoSuchUpload()
    central.media.discard(part)


def under_way(central: Central, part: Part) -> Upload | None:
    """Return an upload that has begun and has not expired."""
    noted = central.media.noted(part, central.now())
    if noted is None:
        return None
    announced = msgspec.json.decode(noted[0], type=Announced)
    return Upload(part, central.media.received(part), announced, noted[1])


def keep(central: Central, upload: Upload, data: bytes) -> Upload:
    """Write what came next, or nothing: BlobTooLarge, WrongOffset, NoSuchUpload, MediaFull."""
    offset, length = upload.offset + len(data), upload.announced.length
    if offset > length:
        raise BlobTooLarge(limit=length)
    central.media.append(upload.part, upload.offset, data)
    return replace(upload, offset=offset)


def finish(central: Central, upload: Upload) -> Upload:
    """Make what arrived durable; a whole blob is hashed again and becomes the dossier's.

    Raises BlobDiffers and discards the bytes where the hash is another.
    """
    part = upload.part
    if not upload.is_whole:
        now = central.now()
        central.media.flush(part)
        central.media.used(part, now)
        return replace(upload, expires=now + KEPT)
    size = central.media.complete(part)
    record_blob(central, part.dossier, part.sha256, (size, part.device))
    return upload


def state(central: Central, caller: Caller, part: Part) -> Upload | int:
    """Return the upload under way, or the size of the whole blob.

    Bytes that are all here but were not proved yet, as central was stopped in between, are proved
    now: that all has come is never said before. Raises OutOfScope, NoSuchUpload, BlobDiffers.
    """
    upload = under_way(central, part)
    if upload is not None:
        _require_sender(central, caller, part.dossier)
        if not upload.is_whole:
            return upload
        with suppress(NoSuchUpload):  # another process finished it meanwhile
            finish(central, upload)
    size = _held_for(central, caller, part)
    if size is None:
        raise NoSuchUpload()
    return size


def _require_sender(central: Central, caller: Caller, dossier: str) -> None:
    with central.database.read() as connection:
        if not rights(central, connection, caller, dossier).send:
            raise OutOfScope(dossier=dossier)


def _held_for(central: Central, caller: Caller, part: Part) -> int | None:
    """Return a whole blob's size to who may read it or has sent it."""
    asked = BlobQuery(dossier=part.dossier, blobs=(part.sha256,))
    with central.database.read() as connection:
        allowed = rights(central, connection, caller, part.dossier)
        held = _held(central, connection, asked).get(part.sha256)
        return held if allowed.read or _was_sent(connection, part) else None


def _was_sent(connection: Connection, part: Part) -> bool:
    here = select(BLOB_SENDER.c.device).where(
        BLOB_SENDER.c.dossier == part.dossier,
        BLOB_SENDER.c.sha256 == part.sha256,
        BLOB_SENDER.c.device == part.device,
    )
    return connection.execute(here).first() is not None


def readable_size(central: Central, caller: Caller, dossier: str, digest: str) -> int:
    """Return the size of a blob that the caller may read; raises OutOfScope or NoSuchBlob."""
    with central.database.read() as connection:
        if not readable(central, connection, caller.person, {dossier}):
            raise OutOfScope(dossier=dossier)
        asked = BlobQuery(dossier=dossier, blobs=(digest,))
        size = _held(central, connection, asked).get(digest)
    if size is None:
        raise NoSuchBlob()
    return size
