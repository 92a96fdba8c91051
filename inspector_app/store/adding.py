"""The three ways facts come in: own acts, central's pages, a colleague's bundle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import bindparam, func, select, update

from inspector_app.domain.facts import (
    Act,
    Author,
    Fact,
    FactDamaged,
    Tip,
    Volume,
    check_fact,
    next_chain,
    record,
)
from inspector_app.i18n import _
from inspector_app.store import blob_queue, erasing, projections, receipts
from inspector_app.store.log import (
    Adding,
    ChainState,
    VolumeState,
    chain_state,
    find_fact,
    put_chain,
    volume_state,
)
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import FactTable, VolumeTable

_v, _f = columns(VolumeTable), columns(FactTable)
_MOVE_CURSOR = Statement(
    update(table_of(VolumeTable))
    .where(_v.id == bindparam("row"))
    .values(number=bindparam("number"), chain=bindparam("chain"))
)
_SET_NUMBER = Statement(
    update(table_of(FactTable)).where(_f.n == bindparam("row")).values(number=bindparam("number"))
)
_LAST = Statement(
    select(func.coalesce(func.max(_f.seq), 0)).where(
        _f.volume == bindparam("volume"), _f.device == bindparam("device")
    )
)
_HASH = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
SALT_BYTES = 16


def append(
    db: Driver,
    acts: Sequence[Act],
    author: Author,
    recorded_at: str,
    random: Callable[[int], bytes],
) -> tuple[Fact, ...]:
    """Record acts as the next links of this device's chains; return their facts."""
    adding = Adding(db)
    volumes: dict[Volume, tuple[VolumeState, ChainState]] = {}
    facts = []
    for act in acts:
        volume = Volume(act.dossier, act.year)
        if volume not in volumes:
            volumes[volume] = _own_end(db, volume, author.device)
        state, chain = volumes[volume]
        fact = record(act, author, chain.here, recorded_at, random(SALT_BYTES))
        chain.here = Tip(fact.seq, fact.id)
        adding.add(fact, state)
        facts.append(fact)
    for state, chain in volumes.values():
        put_chain(db, state.row, author.device, chain)
    _settle(db, adding, outgoing=True)
    return tuple(facts)


def _own_end(db: Driver, volume: Volume, device: str) -> tuple[VolumeState, ChainState]:
    state = volume_state(db, volume)
    chain = chain_state(db, state.row, device)
    if not chain.own:
        # What came back from central (after a purge) is known there and is not sent again.
        chain.own, chain.acked = True, max(chain.acked, chain.pulled.seq)
    return state, chain


def receive(
    db: Driver, volume: Volume, facts: Sequence[Fact], *, after: int, number: int, chain: str
) -> tuple[Fact, ...]:
    """Take the facts numbered ``after``+1 … ``number`` of a volume; return those that are new.

    The chain is computed from the facts themselves and compared. Raises FactDamaged where facts
    are missing, altered or out of order; the transaction is then to be rolled back.
    """
    state = volume_state(db, volume)
    if number - after != len(facts) or after > state.number:
        raise FactDamaged(fact=str(volume), reason=_("records are missing before it"))
    if number <= state.number:
        return ()
    fresh = facts[state.number - after :]
    ours = _follow(state.chain.hex(), fresh)
    if ours != chain:
        raise FactDamaged(fact=str(volume), reason=_("its chain differs from central's"))
    adding = Adding(db, expecting=len(fresh))
    _take_numbered(db, adding, state, volume, fresh)
    _MOVE_CURSOR.run(db, row=state.row, number=number, chain=bytes.fromhex(ours))
    _settle(db, adding, outgoing=False)
    receipts.prove(db, volume)
    return tuple(fact for _n, _dossier, fact in adding.added)


def _follow(chain: str, facts: Iterable[Fact]) -> str:
    for fact in facts:
        chain = next_chain(chain, fact.id)
    return chain


def _take_numbered(
    db: Driver, adding: Adding, state: VolumeState, volume: Volume, facts: Sequence[Fact]
) -> None:
    chains: dict[str, ChainState] = {}
    last: dict[str, int] = {}
    for number, fact in enumerate(facts, state.number + 1):
        if fact.device not in chains:
            chains[fact.device] = chain_state(db, state.row, fact.device)
            last[fact.device] = _LAST.number(db, volume=state.row, device=fact.device)
        chain = chains[fact.device]
        _check(fact, volume, chain.pulled)
        chain.pulled = Tip(fact.seq, fact.id)
        follows = (chain.here.seq, chain.here.id) == (fact.seq - 1, fact.prev)
        if follows:
            chain.here = chain.pulled
        # Behind the last that is here of this device nobody can have brought the link. (A salvaged
        # file may hold facts beyond a hole.)
        known = None if fact.seq > last[fact.device] else find_fact(db, fact.id)
        if chain.own and (known or follows):
            # A fact that is not on our own line is another branch's and acknowledges nothing.
            chain.acked = max(chain.acked, fact.seq)
        if known:
            _SET_NUMBER.run(db, row=known[0], number=number)
        else:
            adding.add(fact, state, number)
    for device, chain in chains.items():
        put_chain(db, state.row, device, chain)


def _check(fact: Fact, volume: Volume, tip: Tip) -> None:
    hashes = (*fact.supersedes, fact.body_sha256, *(h for h in (fact.prev, fact.restates) if h))
    well_formed = all(_HASH.fullmatch(one) for one in hashes)
    salted = fact.body is None or _SALT.fullmatch(fact.salt)
    if not (well_formed and salted) or fact.volume != volume:
        raise FactDamaged(fact=fact.id, reason=_("it is not of the expected form"))
    check_fact(fact)
    if (fact.seq, fact.prev) != (tip.seq + 1, tip.id):
        raise FactDamaged(fact=fact.id, reason=_("the device's chain is broken before it"))


def take_unnumbered(db: Driver, volume: Volume, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Take facts of other devices that did not come from central (a colleague's bundle, a
    salvaged file): each device's in order, following on from what is here; return the new ones.

    Raises FactDamaged. Seals are the caller's to check.
    """
    state = volume_state(db, volume)
    adding = Adding(db)
    chains: dict[str, ChainState] = {}
    for fact in {fact.id: fact for fact in facts}.values():
        if find_fact(db, fact.id):
            continue
        if fact.device not in chains:
            chains[fact.device] = chain_state(db, state.row, fact.device)
        chain = chains[fact.device]
        _check(fact, volume, chain.here)
        chain.here = Tip(fact.seq, fact.id)
        adding.add(fact, state)
    for device, chain in chains.items():
        put_chain(db, state.row, device, chain)
    _settle(db, adding, outgoing=False)
    return tuple(fact for _n, _dossier, fact in adding.added)


def _settle(db: Driver, adding: Adding, *, outgoing: bool) -> None:
    adding.settle()
    touched = adding.touched | erasing.obey(db, adding.added)
    projections.refresh(db, touched)
    blob_queue.want_named(db, adding.added, outgoing=outgoing)
