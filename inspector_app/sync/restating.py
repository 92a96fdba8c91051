"""Facts of a former device code that central does not hold are recorded again under the new one.

Each new fact ``restates`` the original, so every fold counts the pair once, whichever of the two
it meets. What central holds already is left alone.
"""

from __future__ import annotations

import os
from dataclasses import replace

from inspector_app.domain.facts import Act, Author, Fact, Volume
from inspector_app.domain.fold import identity_of
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace


def restate(workspace: Workspace) -> int:
    """Record the leftovers of former codes again; returns how many. One volume a transaction."""
    with workspace.reading() as reader:
        device = reader.setting("device")
        former = [
            (chain.volume, chain.device)
            for chain in reader.own_chains()
            if chain.device != device and not chain.abandoned and chain.seq > chain.acked_seq
        ]
    count = 0
    for volume, code in former:
        with workspace.transaction() as tx:
            count += _restate_chain(tx, volume, code, device)
    return count


def _restate_chain(tx: Transaction, volume: Volume, code: str, device: str) -> int:
    again: dict[str, str] = {}
    for fact in tx.leftovers(volume, code):
        # One at a time: a fact may replace one that has just got its new name.
        made = _recorded(tx, _act_of(fact, again), Author(device, fact.author), fact.recorded_at)
        again[fact.id] = made.id
    tx.abandon(volume, code)
    return len(again)


def _recorded(tx: Transaction, act: Act, author: Author, recorded_at: str) -> Fact:
    (made,) = tx.append([act], author, recorded_at, os.urandom)
    return made


def _act_of(fact: Fact, again: dict[str, str]) -> Act:
    said = Act(
        dossier=fact.dossier,
        year=fact.year,
        kind=fact.kind,
        subject=fact.subject,
        body=fact.value or {},
        supersedes=tuple(again.get(one, one) for one in fact.supersedes),
        v=fact.v,
    )
    return replace(said, restates=identity_of(fact))
