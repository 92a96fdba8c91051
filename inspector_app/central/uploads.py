"""Blobs of a dossier: what central wants, resumable uploads, and who may have them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.media import Part
from inspector_app.central.problems import (
    BlobTooLarge,
    NoSuchBlob,
    OutOfScope,
    WrongOffset,
)
from inspector_app.central.scope import may_send_blobs, readable
from inspector_app.central.tables import BLOB, BLOB_SENDER
from inspector_app.protocol import MAX_BLOB, BlobQuery, BlobState, BlobStates

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
    states = []
    for digest in asked.blobs:
        size = held.get(digest) if allowed.read or asked.dossier in sent.get(digest, ()) else None
        if size is None and digest in sent:
            size = _copied(central, caller, digest, (sent[digest], asked.dossier))
        offset = central.media.received(_part(caller, asked.dossier, digest))
        states.append(
            BlobState(
                sha256=digest,
                offset=offset if size is None else size,
                complete=size is not None,
            )
        )
    return BlobStates(states=tuple(states))


def _held(central: Central, connection: Connection, asked: BlobQuery) -> dict[str, int]:
    rows = connection.execute(
        select(BLOB.c.sha256, BLOB.c.size).where(
            BLOB.c.dossier == asked.dossier, BLOB.c.sha256.in_(asked.blobs)
        )
    )
    return {
        digest: size for digest, size in rows if central.media.size(asked.dossier, digest) == size
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
        row = {"dossier": dossier, "sha256": digest, "size": size, "at": central.time()}
        connection.execute(_NEW_BLOB, row)
        sender = {"dossier": dossier, "sha256": digest, "device": device}
        connection.execute(_NEW_SENDER, sender)


def _part(caller: Caller, dossier: str, digest: str) -> Part:
    return Part(dossier, digest, caller.device)


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that may go on at ``offset``; ``done`` where nothing is wanted any more."""

    part: Part
    offset: int
    length: int
    done: bool = False


def begin(central: Central, caller: Caller, part: Part, announced: tuple[int, int]) -> Upload:
    """Check an upload before a byte is stored.

    Raises OutOfScope, BlobTooLarge, or WrongOffset that tells where it goes on.
    """
    offset, length = announced
    with central.database.read() as connection:
        if not rights(central, connection, caller, part.dossier).send:
            raise OutOfScope(dossier=part.dossier)
        sent = _was_sent(connection, part)
    if sent and central.media.size(part.dossier, part.sha256) == length:
        return Upload(part, length, length, done=True)
    if length > MAX_BLOB:
        raise BlobTooLarge(limit=MAX_BLOB)
    received = central.media.received(part)
    if offset != received or offset > length:
        raise WrongOffset(offset=received)
    return Upload(part, offset, length)


def _was_sent(connection: Connection, part: Part) -> bool:
    here = select(BLOB_SENDER.c.device).where(
        BLOB_SENDER.c.dossier == part.dossier,
        BLOB_SENDER.c.sha256 == part.sha256,
        BLOB_SENDER.c.device == part.device,
    )
    return connection.execute(here).first() is not None


def finish(central: Central, upload: Upload) -> None:
    """Make what arrived durable; a whole blob is hashed again and becomes the dossier's.

    Raises BlobDiffers and discards the bytes where the hash is another.
    """
    part = upload.part
    if upload.offset < upload.length:
        central.media.flush(part)
        return
    central.media.write(part, upload.offset, b"")  # an empty blob has a file too
    size = central.media.complete(part)
    record_blob(central, part.dossier, part.sha256, (size, part.device))


def state(central: Central, caller: Caller, part: Part) -> tuple[int, bool]:
    """Return (bytes held, complete) of a blob for its HEAD; raises NoSuchBlob or OutOfScope."""
    asked = BlobQuery(dossier=part.dossier, blobs=(part.sha256,))
    with central.database.read() as connection:
        allowed = rights(central, connection, caller, part.dossier)
        held = _held(central, connection, asked).get(part.sha256)
        own = _was_sent(connection, part)
    if held is not None and (allowed.read or own):
        return held, True
    received = central.media.received(part)
    if not received:
        raise NoSuchBlob()
    return received, False


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
