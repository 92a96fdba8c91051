"""Photos and papers out of a bundle, stored as if their device had uploaded them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller
from inspector_app.central.erasing import is_erased_blob
from inspector_app.central.media import Part
from inspector_app.central.scope import may_send_blobs
from inspector_app.central.tables import BLOB
from inspector_app.central.uploads import record_blob
from inspector_app.domain.envelope_content import Line

WRITE_AT_ONCE = 1024 * 1024


def may_send(central: Central, connection: Connection, caller: Caller, dossier: str) -> bool:
    """Tell whether the device may send files of a dossier."""
    return may_send_blobs(central, connection, (caller.person, caller.device), dossier)


def keep(central: Central, caller: Caller, line: Line, payload: Iterator[bytes]) -> bool | None:
    """Store a file whose hash was checked; durable when this returns.

    Returns True where it was new, False where the dossier held it or only erased facts name it,
    None where the device may not send files of this dossier. All bytes are in hand, so nobody
    gains access by knowing a hash.
    """
    with central.database.read() as connection:
        if not may_send(central, connection, caller, line.dossier):
            return None
        if is_erased_blob(connection, line.dossier, line.sha256):
            return False
        new = not _held(central, connection, line)
    if new:
        # A part of its own: an upload of the same file that is under way is not disturbed.
        name = f"{caller.device}-{central.chance(8).hex()}"
        _store(central, Part(line.dossier, line.sha256, name), payload)
    record_blob(central, line.dossier, line.sha256, (line.size, caller.device))
    return new


def _held(central: Central, connection: Connection, line: Line) -> bool:
    here = (BLOB.c.dossier == line.dossier, BLOB.c.sha256 == line.sha256)
    size = connection.execute(select(BLOB.c.size).where(*here)).scalar_one_or_none()
    return size is not None and central.media.holds(line.dossier, line.sha256, size)


def _store(central: Central, part: Part, payload: Iterator[bytes]) -> None:
    offset, waiting = 0, bytearray()
    try:
        for piece in payload:
            waiting += piece
            if len(waiting) >= WRITE_AT_ONCE:
                central.media.write(part, offset, bytes(waiting))
                offset += len(waiting)
                waiting.clear()
        central.media.write(part, offset, bytes(waiting))  # an empty file is written too
        central.media.complete(part)
    finally:
        central.media.discard(part)  # what a full disk or an absent store left
