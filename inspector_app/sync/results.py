"""What a sync leaves behind: its place in central's history, and what it moved."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from inspector_app.protocol import HelloAnswer
from inspector_app.sync.scope import keep_scope
from inspector_app.sync.settled import settle, unsettle, unsettled
from inspector_app.sync.under_way import Sync


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one sync moved, and what still waits on this laptop afterwards.

    ``restated`` facts were recorded again under the new code ``device`` (empty where the code is
    the old one); ``mended`` volumes were given back to a restored central; ``purged`` dossiers
    left; ``strays`` are facts of others that central lacks and only they can prove; ``clock_off``
    is by how many seconds this computer's clock is ahead of central's.
    """

    at: str
    pushed: int
    held: int
    pulled: int
    blobs_up: int
    blobs_down: int
    pending_facts: int
    pending_blobs: int
    scope: int
    restated: int = 0
    mended: int = 0
    purged: int = 0
    strays: int = 0
    device: str = ""
    clock_off: int = 0


def keep_token(sync: Sync, greeting: HelloAnswer) -> None:
    """Keep the token only now, after every page it stands for is stored, and the scope with it.

    A dossier is purged after that: were the token older, a restored central that assigns the
    dossier again would not tell it.
    """
    with sync.workspace.reading() as reader:
        if reader.setting("hello_token") == greeting.token and not unsettled(reader):
            return
    with sync.workspace.transaction() as tx:
        tx.set_setting("hello_token", greeting.token)
        tx.set_setting("epoch", greeting.epoch)
        keep_scope(tx, greeting)
        settle(tx)
        for volume in sync.moved.differ:
            unsettle(tx, volume)


def remember(sync: Sync, greeting: HelloAnswer, at: datetime) -> SyncResult:
    """Store what this sync did, for the sync page and the next sync; return it."""
    moved = sync.moved
    with sync.workspace.transaction() as tx:
        pending = tx.pending()
        result = SyncResult(
            at=at.astimezone().isoformat(timespec="seconds"),
            pushed=moved.pushed,
            held=moved.held,
            pulled=moved.pulled,
            blobs_up=moved.blobs_up,
            blobs_down=moved.blobs_down,
            pending_facts=pending.facts,
            pending_blobs=pending.blobs,
            scope=tx.count_enterprises(),
            restated=moved.restated,
            mended=moved.mended,
            purged=moved.purged,
            strays=sum(tx.strays().values()),
            device=moved.device,
            clock_off=_ahead(at, greeting.time),
        )
        tx.set_setting("central_time", greeting.time)
        tx.set_setting("last_sync", msgspec.json.encode(asdict(result)).decode())
        tx.set_setting("pace", str(sync.pace.facts))
    return result


def _ahead(at: datetime, central: str) -> int:
    try:
        return round((at.astimezone() - datetime.fromisoformat(central)).total_seconds())
    except (ValueError, TypeError):
        return 0
