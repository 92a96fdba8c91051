"""When central's history was replaced, or this laptop's: what must be told to it again."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update

from inspector_app.domain.facts import Fact, Volume, first_chain
from inspector_app.store import receipts
from inspector_app.store.log import FACTS, chain_state, facts_of, find_volume, put_chain
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import (
    BlobTable,
    ChainTable,
    DossierTable,
    FactTable,
    VolumeTable,
)

_f, _v, _d, _c, _b = (
    columns(t) for t in (FactTable, VolumeTable, DossierTable, ChainTable, BlobTable)
)
_UNNUMBER = Statement(
    update(table_of(FactTable)).where(_f.volume == bindparam("row"), _f.number > 0).values(number=0)
)
_TO_THE_START = Statement(
    update(table_of(VolumeTable))
    .where(_v.id == bindparam("row"))
    .values(number=0, chain=bindparam("first"))
)
_UNPULL = Statement(
    update(table_of(ChainTable))
    .where(_c.volume == bindparam("row"))
    .values(pulled_seq=0, pulled_tip=b"")
)
_ASK_ABOUT_BLOBS = Statement(
    update(table_of(BlobTable))
    .where(_b.dossier == bindparam("row"), _b.outgoing == True)  # noqa: E712
    .values(done=False)
)
_TAKE_UP = Statement(
    update(table_of(ChainTable))
    .where(_c.volume == bindparam("row"), _c.device == bindparam("which"))
    .values(abandoned=False)
)
_other = table_of(FactTable).alias("other")
_root = case((_f.restates == b"", _f.id), else_=_f.restates)
_held_elsewhere = exists().where(
    _other.c.volume == _f.volume,
    _other.c.id != _f.id,
    _other.c.number > 0,
    or_(_other.c.restates == _root, _other.c.id == _root),
)
_LEFTOVERS = Statement(
    FACTS.join(table_of(ChainTable), and_(_c.volume == _f.volume, _c.device == _f.device))
    .where(
        _d.key == bindparam("key"),
        _v.year == bindparam("of_year"),
        _f.device == bindparam("of_device"),
        _f.seq > _c.acked_seq,
        _f.number == 0,
        _f.body.is_not(None),
        ~_held_elsewhere,
    )
    .order_by(_f.seq, _f.n)
)
_STRAYS = Statement(
    select(_d.key, func.count())
    .select_from(table_of(FactTable))
    .join(table_of(VolumeTable), _v.id == _f.volume)
    .join(table_of(DossierTable), _d.id == _v.dossier)
    .outerjoin(table_of(ChainTable), and_(_c.volume == _f.volume, _c.device == _f.device))
    .where(_f.number == 0, func.coalesce(_c.own, False) == False)  # noqa: E712
    .group_by(_d.key)
)

_CONTRADICTED = Statement(
    select(_f.id)
    .select_from(table_of(FactTable))
    .join(table_of(ChainTable), and_(_c.volume == _f.volume, _c.device == _f.device))
    .join(
        _other,
        and_(
            _other.c.volume == _f.volume,
            _other.c.device == _f.device,
            _other.c.seq == _f.seq,
            _other.c.number > 0,
        ),
    )
    .where(_f.volume == bindparam("row"), _f.number == 0, _c.own == False)  # noqa: E712
    .limit(1)
)


def rewind(db: Driver, volume: Volume) -> None:
    """Forget central's numbers, cursor and receipts of a volume, whose history was replaced.

    Facts, seals and what central acknowledged of own chains stay; files sent before are asked
    about again.
    """
    state = find_volume(db, volume)
    if state is None:
        return
    _UNNUMBER.run(db, row=state.row)
    _TO_THE_START.run(db, row=state.row, first=bytes.fromhex(first_chain(volume)))
    _UNPULL.run(db, row=state.row)
    _ASK_ABOUT_BLOBS.run(db, row=state.dossier)
    receipts.forget_volume(db, volume)


def lose(db: Driver, volume: Volume, device: str, seq: int) -> None:
    """Note that central holds an own chain only up to ``seq``, against its earlier word."""
    state = find_volume(db, volume)
    if state is None:
        return
    chain = chain_state(db, state.row, device)
    if seq < chain.acked:
        chain.acked = seq
        put_chain(db, state.row, device, chain)
        _TAKE_UP.run(db, row=state.row, which=device)


def leftovers(db: Driver, volume: Volume, device: str) -> tuple[Fact, ...]:
    """Return a former code's own facts that central acknowledged neither as they are nor by
    another fact that counts as the same."""
    rows = _LEFTOVERS.all(db, key=volume.dossier, of_year=volume.year, of_device=device)
    return tuple(facts_of(rows))


def strays(db: Driver) -> dict[str, int]:
    """Return the number of other devices' facts without a number of central's, by dossier."""
    return {str(key): int(count) for key, count in _STRAYS.all(db)}


def is_contradicted(db: Driver, volume: Volume) -> bool:
    """Tell whether central numbered another fact in the place of one of another device's here."""
    state = find_volume(db, volume)
    return state is not None and _CONTRADICTED.first(db, row=state.row) is not None
