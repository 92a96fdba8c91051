"""What this person may hold: dossiers that left it go, once central has everything of ours."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from inspector_app.domain.facts import Volume
from inspector_app.protocol import HelloAnswer
from inspector_app.store.problems import NotConfirmed
from inspector_app.store.reading import Reader
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.asking import ChainName
from inspector_app.sync.behind import confirm_own, give_back
from inspector_app.sync.client import Link

_SCOPE = "scope"  # setting: the dossiers of central's last word, as a JSON array
_ALL_IN_SCOPE = "all_in_scope"  # setting: nothing here is out of the scope that was told last
_PURGED = "purged:"  # settings purged:<dossier>


def keep_scope(tx: Transaction, greeting: HelloAnswer) -> None:
    """Remember the scope where central told it: together with the token that stands for it, or a
    central that is restored to an earlier token's moment would not tell it again."""
    if greeting.scope is not None:
        dossiers = [one.dossier for one in greeting.scope]
        tx.set_setting(_SCOPE, msgspec.json.encode(dossiers).decode())
        tx.drop_settings(_ALL_IN_SCOPE)


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
    lacks a fact or file of ours in it; central is asked at this moment, not remembered. What it
    lacks of others, as it was restored meanwhile, is given back first: nobody else may have it."""
    with workspace.reading() as reader:
        if reader.setting(_ALL_IN_SCOPE):
            return ()
        volumes = _out_of_scope(reader)
        chains = [one for one in reader.own_chains() if one.volume.dossier in volumes]
    waiting = {
        one.volume.dossier for one in chains if one.seq > one.acked_seq and not one.abandoned
    }
    purged = []
    for dossier in sorted(volumes.keys() - waiting):
        own = [ChainName(one.volume, one.device) for one in chains if one.volume.dossier == dossier]
        if not confirm_own(link, workspace, own):
            continue
        give_back(link, workspace, *volumes[dossier])
        if _purge(workspace, dossier):
            purged.append(dossier)
    if purged:
        workspace.sweep()
    if len(purged) == len(volumes):
        with workspace.transaction() as tx:
            tx.set_setting(_ALL_IN_SCOPE, "yes")
    return tuple(purged)


def _out_of_scope(reader: Reader) -> dict[str, list[Volume]]:
    """Return the volumes here of the dossiers that left the scope."""
    scope = scope_of(reader)
    found: dict[str, list[Volume]] = defaultdict(list)
    for volume in reader.volumes():
        if volume.dossier not in scope:
            found[volume.dossier].append(volume)
    return found


def _purge(workspace: Workspace, dossier: str) -> bool:
    try:
        with workspace.transaction() as tx:
            tx.purge(dossier)
            tx.set_setting(_PURGED + dossier, "")
    except NotConfirmed:
        return False
    return True
