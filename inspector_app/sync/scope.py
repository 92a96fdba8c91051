"""What this person may hold: dossiers that left it go, once central has everything of ours."""

from __future__ import annotations

import msgspec

from inspector_app.protocol import HelloAnswer
from inspector_app.store.problems import NotConfirmed
from inspector_app.store.reading import Reader
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.asking import ChainName
from inspector_app.sync.behind import confirm_own
from inspector_app.sync.client import Link

_SCOPE = "scope"  # setting: the dossiers of central's last word, as a JSON array
_PURGED = "purged:"  # settings purged:<dossier>


def keep_scope(tx: Transaction, greeting: HelloAnswer) -> None:
    """Remember the scope where central told it: together with the token that stands for it, or a
    central that is restored to an earlier token's moment would not tell it again."""
    if greeting.scope is not None:
        dossiers = [one.dossier for one in greeting.scope]
        tx.set_setting(_SCOPE, msgspec.json.encode(dossiers).decode())


def scope_of(reader: Reader, greeting: HelloAnswer | None = None) -> frozenset[str]:
    """Return the dossiers in scope by this hello, else by the last that told it; all that are
    here where central never did."""
    if greeting is not None and greeting.scope is not None:
        return frozenset(one.dossier for one in greeting.scope)
    kept = reader.setting(_SCOPE)
    if not kept:
        return frozenset(volume.dossier for volume in reader.volumes())
    return frozenset(msgspec.json.decode(kept, type=list[str]))


def is_purged(reader: Reader, dossier: str) -> bool:
    """Tell whether a dossier once left this laptop: its facts come back as if they were new."""
    return _PURGED + dossier in reader.settings(_PURGED + dossier)


def purge_left(link: Link, workspace: Workspace) -> tuple[str, ...]:
    """Remove the dossiers that left the scope, and return them. One stays as long as central
    lacks a fact or file of ours in it; central is asked at this moment, not remembered."""
    with workspace.reading() as reader:
        scope = scope_of(reader)
        here = {volume.dossier for volume in reader.volumes()} - scope
        chains = [one for one in reader.own_chains() if one.volume.dossier in here]
    waiting = {
        one.volume.dossier for one in chains if one.seq > one.acked_seq and not one.abandoned
    }
    purged = []
    for dossier in sorted(here - waiting):
        own = [ChainName(one.volume, one.device) for one in chains if one.volume.dossier == dossier]
        if confirm_own(link, workspace, own) and _purge(workspace, dossier):
            purged.append(dossier)
    if purged:
        workspace.sweep()
    return tuple(purged)


def _purge(workspace: Workspace, dossier: str) -> bool:
    try:
        with workspace.transaction() as tx:
            tx.purge(dossier)
            tx.set_setting(_PURGED + dossier, "")
    except NotConfirmed:
        return False
    return True
