"""What central has not acknowledged yet, and where each fact stands on its way to safety."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import and_, bindparam, case, func, or_, select, update

from inspector_app.domain.facts import Fact, Volume
from inspector_app.store import blob_queue, receipts
from inspector_app.store.log import (
    FACTS,
    chain_state,
    facts_of,
    find_volume,
    last_n,
    put_chain,
)
from inspector_app.store.rows import Chain, LifeLine, Pending, Rank, Stage
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import (
    BlobTable,
    ChainTable,
    DossierTable,
    FactTable,
    SettingTable,
    VolumeTable,
)

BACKED_UP_TO = "backed_up_to"  # setting: highest row of the log that a verified backup holds
_c, _v, _d, _f, _b, _s = (
    columns(t) for t in (ChainTable, VolumeTable, DossierTable, FactTable, BlobTable, SettingTable)
)
_waits = and_(
    _c.own == True,  # noqa: E712
    _c.seq > _c.acked_seq,
    _c.abandoned == False,  # noqa: E712
)
_chains = (
    select(_d.key, _v.year, _c.device, _c.seq, _c.tip, _c.acked_seq, _c.abandoned)
    .select_from(table_of(ChainTable))
    .join(table_of(VolumeTable), _v.id == _c.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .order_by(_d.key, _v.year, _c.device)
)
_WAITING_CHAINS = Statement(_chains.where(_waits))
_OWN_CHAINS = Statement(_chains.where(_c.own == True))  # noqa: E712
_of_chain = FACTS.where(
    _d.key == bindparam("key"),
    _v.year == bindparam("of_year"),
    _f.device == bindparam("of_device"),
    _f.seq > bindparam("after"),
)
_CHAIN_FACTS = Statement(_of_chain.order_by(_f.seq, _f.number.desc()))
_of_waiting = and_(
    _f.volume == _c.volume, _f.device == _c.device, _f.seq > _c.acked_seq, _f.number == 0
)
_PENDING_FACTS = Statement(
    select(
        func.count(),
        func.coalesce(func.sum(func.coalesce(func.length(_f.body), 0)), 0),
        func.coalesce(func.min(_f.recorded_at), ""),
    )
    .select_from(table_of(ChainTable))
    .join(table_of(FactTable), _of_waiting)
    .where(_waits)
)
_PENDING_BLOBS = Statement(
    select(func.count(), func.coalesce(func.sum(_b.size), 0)).where(
        _b.outgoing == True,  # noqa: E712
        _b.done == False,  # noqa: E712
    )
)
_BY_DOSSIER = Statement(
    select(_d.key, func.sum(_c.seq - _c.acked_seq))
    .select_from(table_of(ChainTable))
    .join(table_of(VolumeTable), _v.id == _c.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .where(_waits)
    .group_by(_d.key)
)
_UNSENT_OF = Statement(
    select(func.coalesce(func.sum(_c.seq - _c.acked_seq), 0))
    .select_from(table_of(ChainTable))
    .join(table_of(VolumeTable), _v.id == _c.volume)
    .where(_v.dossier == bindparam("dossier"), _waits)
)
_ABANDON = Statement(
    update(table_of(ChainTable))
    .where(_c.volume == bindparam("row"), _c.device == bindparam("which"))
    .values(abandoned=True)
)
_STANDING = Statement(
    select(_f.n, _f.number, _d.key, _v.year, _f.seq <= _c.acked_seq, _c.own, _c.abandoned)
    .select_from(table_of(FactTable))
    .join(table_of(ChainTable), and_(_c.volume == _f.volume, _c.device == _f.device))
    .join(table_of(VolumeTable), _v.id == _f.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .where(_f.id == bindparam("id"))
)
_again = table_of(FactTable).alias("again")
_RESTATED_BY = Statement(
    select(_again.c.id)
    .select_from(table_of(FactTable))
    .join(_again, _again.c.volume == _f.volume)
    .where(_f.id == bindparam("id"), _again.c.id != _f.id)
    .where(_again.c.restates == case((_f.restates == b"", _f.id), else_=_f.restates))
    .order_by(_again.c.number.desc(), _again.c.n.desc())
)
_BACKED_UP = Statement(select(_s.value).where(_s.name == BACKED_UP_TO))
_URGENT = ("major_hazard_reported",)
_MAJOR = (*_URGENT, "hazard_recorded")
_MAJOR_WAITING = Statement(
    select(_f.kind, _f.body)
    .select_from(table_of(ChainTable))
    .join(table_of(FactTable), _of_waiting)
    .where(_waits, or_(*(_f.kind == kind for kind in _MAJOR)))
)
_MAJOR_BLOBS = Statement(
    select(_b.id)
    .where(_b.outgoing == True, _b.done == False, _b.rank == int(Rank.MAJOR))  # noqa: E712
    .limit(1)
)


def unsent(db: Driver) -> tuple[tuple[Volume, tuple[Fact, ...]], ...]:
    """Return own facts beyond what central acknowledged, a device's chain at a time; volumes
    with reports of major hazards first, then those with major hazards."""
    waiting = [
        (chain.volume, chain_facts(db, chain.volume, chain.device, after=chain.acked_seq))
        for chain in _chains_of(db, _WAITING_CHAINS)
    ]
    return tuple(sorted(waiting, key=lambda one: _urgency(one[1])))


def urgent(db: Driver) -> tuple[tuple[Volume, tuple[Fact, ...]], ...]:
    """Return of ``unsent`` what goes before everything: the chains up to their last report of a
    major hazard, or record of one."""
    if not any(_is_of_a_major(kind, body) for kind, body in _MAJOR_WAITING.all(db)):
        return ()
    found = [(volume, _up_to_the_last_major(facts)) for volume, facts in unsent(db)]
    return tuple((volume, facts) for volume, facts in found if facts)


def has_major_blobs(db: Driver) -> bool:
    """Tell whether photos of a major hazard wait to be sent."""
    return _MAJOR_BLOBS.first(db) is not None


def _up_to_the_last_major(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    last = max((at for at, fact in enumerate(facts, 1) if _is_major(fact)), default=0)
    return facts[:last]


def _urgency(facts: tuple[Fact, ...]) -> int:
    if any(fact.kind in _URGENT for fact in facts):
        return 0
    return 1 if any(_is_major(fact) for fact in facts) else 2


def _is_major(fact: Fact) -> bool:
    return fact.kind in _MAJOR and _is_of_a_major(fact.kind, fact.body)


def _is_of_a_major(kind: str, body: bytes | None) -> bool:
    if kind in _URGENT:
        return True
    return body is not None and msgspec.json.decode(body).get("level") == "major"


def chain_facts(db: Driver, volume: Volume, device: str, *, after: int) -> tuple[Fact, ...]:
    """Return a device's facts in a volume after a sequence number, in order, each once."""
    rows = _CHAIN_FACTS.all(
        db, key=volume.dossier, of_year=volume.year, of_device=device, after=after
    )
    return tuple(facts_of(rows))


def own_chains(db: Driver) -> tuple[Chain, ...]:
    """Return every chain this laptop ever wrote, under any device code."""
    return _chains_of(db, _OWN_CHAINS)


def _chains_of(db: Driver, statement: Statement) -> tuple[Chain, ...]:
    return tuple(
        Chain(Volume(key, year), device, seq, tip.hex(), acked, bool(abandoned))
        for key, year, device, seq, tip, acked, abandoned in statement.all(db)
    )


def acknowledge(db: Driver, volume: Volume, device: str, seq: int) -> None:
    """Note that central holds this device's chain up to ``seq``; never beyond what is here."""
    state = find_volume(db, volume)
    if state is None:
        return
    chain = chain_state(db, state.row, device)
    chain.acked = max(chain.acked, min(seq, chain.here.seq))
    put_chain(db, state.row, device, chain)


def abandon(db: Driver, volume: Volume, device: str) -> None:
    """Note that a chain was forked: its facts beyond the last common one are recorded again
    under another device code and are no longer sent."""
    state = find_volume(db, volume)
    if state is not None:
        _ABANDON.run(db, row=state.row, which=device)


def pending(db: Driver) -> Pending:
    """Return how much central has not confirmed."""
    facts, size, oldest = _PENDING_FACTS.first(db) or (0, 0, "")
    blobs, blob_size = _PENDING_BLOBS.first(db) or (0, 0)
    return Pending(facts, blobs, size + blob_size, oldest)


def beyond_backup(db: Driver) -> bool:
    """Tell whether the log goes on behind what the last verified backup holds."""
    return last_n(db) > _BACKED_UP.number(db)


def unsent_by_dossier(db: Driver) -> dict[str, int]:
    """Return the number of own facts that are not on central, by dossier."""
    return {str(key): int(count) for key, count in _BY_DOSSIER.all(db)}


def unsent_of(db: Driver, dossier: int) -> int:
    """Return the number of own facts of a dossier row that are not on central."""
    return _UNSENT_OF.number(db, dossier=dossier)


def life_line(db: Driver, fact_id: str) -> LifeLine | None:
    """Return where a fact stands, by its restatement where its branch was abandoned; None where
    it is not here."""
    found = _STANDING.first(db, id=bytes.fromhex(fact_id))
    if found is None:
        return None
    n, number, key, year, acked, own, abandoned = found
    if abandoned and not (number or acked):
        restated = _RESTATED_BY.first(db, id=bytes.fromhex(fact_id))
        line = life_line(db, restated[0].hex()) if restated else None
        if line is not None:
            return replace(line, fact=fact_id)
    blobs = blob_queue.waiting_of_fact(db, n)
    covered = 0 < number <= receipts.proved_number(db, Volume(key, year))
    if covered and not blobs:
        stage = Stage.SAFE
    elif number or (own and acked):
        stage = Stage.ACCEPTED
    else:
        stage = Stage.BACKED_UP if n <= _BACKED_UP.number(db) else Stage.HERE
    return LifeLine(fact_id, stage, number, blobs)
