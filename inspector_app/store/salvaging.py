"""Facts that were saved out of a damaged workspace: chains may have gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inspector_app.domain.facts import Fact, Tip, Volume
from inspector_app.store import blob_queue, erasing, projections
from inspector_app.store.log import Adding, chain_state, find_fact, put_chain, volume_state
from inspector_app.store.statements import Driver


def take_salvaged(db: Driver, volume: Volume, facts: Sequence[Fact], own: Collection[str]) -> None:
    """Take checked facts that are not here yet, each device's in order.

    Own chains end at their last fact and count as not acknowledged; so they are recorded again
    under the new device code, unless central turns out to hold them. Other devices' chains are
    left to the next pull.
    """
    state = volume_state(db, volume)
    adding = Adding(db)
    for fact in {fact.id: fact for fact in facts}.values():
        if find_fact(db, fact.id):
            continue
        adding.add(fact, state)
        if fact.device not in own:
            continue
        chain = chain_state(db, state.row, fact.device)
        chain.own = True
        if fact.seq > chain.here.seq:
            chain.here = Tip(fact.seq, fact.id)
        put_chain(db, state.row, fact.device, chain)
    adding.settle()
    touched = adding.touched | erasing.obey(db, adding.added)
    projections.refresh(db, touched)
    blob_queue.want_named(db, _of(adding, own, ours=True), outgoing=True)
    blob_queue.want_named(db, _of(adding, own, ours=False), outgoing=False)


def _of(adding: Adding, own: Collection[str], *, ours: bool) -> list[tuple[int, int, Fact]]:
    return [one for one in adding.added if (one[2].device in own) is ours]
