"""Receipts, seals and device keys: what others signed about the volumes here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.facts import FactDamaged, Volume, first_chain, next_chain
from inspector_app.domain.seals import DeviceKey, Receipt, Seal
from inspector_app.i18n import _
from inspector_app.protocol import MAX_FACTS
from inspector_app.store.log import VolumeState, find_volume, volume_state
from inspector_app.store.statements import (
    Driver,
    Row,
    Statement,
    columns,
    inserting,
    putting,
    table_of,
)
from inspector_app.store.tables import (
    DeviceKeyTable,
    EarlierSealTable,
    FactTable,
    ReceiptTable,
    SealTable,
)

_r, _f, _s, _k, _e = (
    columns(t) for t in (ReceiptTable, FactTable, SealTable, DeviceKeyTable, EarlierSealTable)
)
_receipt = table_of(ReceiptTable)
_ADD = Statement(
    insert(_receipt)
    .values(
        {
            name: bindparam(name)
            for name in ("volume", "number", "chain", "at", "signature", "checked")
        }
    )
    .on_conflict_do_nothing()
)
_UNPROVED = Statement(
    select(_r.id, _r.number, _r.chain)
    .where(
        _r.volume == bindparam("volume"),
        _r.checked == False,  # noqa: E712
        _r.number <= bindparam("number"),
    )
    .order_by(_r.number)
)
_PROVED = Statement(update(_receipt).where(_r.id == bindparam("row")).values(checked=True))
_DROP_OLDER = Statement(
    delete(_receipt).where(
        _r.volume == bindparam("of"),
        _r.checked == True,  # noqa: E712
        _r.number < bindparam("below"),
    )
)
_BEST = Statement(
    select(_r.number)
    .where(_r.volume == bindparam("volume"), _r.checked == True)  # noqa: E712
    .order_by(_r.number.desc())
    .limit(1)
)
_ALL = Statement(
    select(_r.volume, _r.number, _r.chain, _r.at, _r.signature).order_by(_r.volume, _r.number)
)
_FORGET = Statement(
    delete(_receipt).where(_r.volume >= bindparam("low"), _r.volume < bindparam("high"))
)
_NUMBERED = Statement(
    select(_f.id)
    .where(_f.volume == bindparam("volume"), _f.number > 0, _f.number <= bindparam("number"))
    .order_by(_f.number)
)
_PUT_SEAL = putting(SealTable, "volume", "device")
_LAST_SEAL = Statement(
    select(_s.seq, _s.tip, _s.signature).where(
        _s.volume == bindparam("volume"), _s.device == bindparam("device")
    )
)
_KEEP_EARLIER = inserting(EarlierSealTable, leave_out=("id",))
_EARLIER = Statement(
    select(_e.seq, _e.tip, _e.signature)
    .where(_e.volume == bindparam("volume"), _e.device == bindparam("device"))
    .order_by(_e.seq)
)
_FURTHEST_EARLIER = Statement(
    select(func.max(_e.seq)).where(
        _e.volume == bindparam("volume"), _e.device == bindparam("device")
    )
)
_SEALS = Statement(
    select(_s.device, _s.seq, _s.tip, _s.signature)
    .where(_s.volume == bindparam("volume"))
    .order_by(_s.device)
)
_PUT_KEY = putting(DeviceKeyTable, "device")
_KEYS = Statement(select(_k.device, _k.public_key, _k.certificate).order_by(_k.device))


def add_receipt(db: Driver, receipt: Receipt) -> None:
    """Keep a receipt whose signature the caller checked.

    It proves nothing until our own chain at its number equals its chain; raises FactDamaged
    where the two differ. Receipts of held facts name a lane that is no volume here and wait.
    """
    _ADD.run(
        db,
        volume=receipt.volume,
        number=receipt.number,
        chain=bytes.fromhex(receipt.chain),
        at=receipt.at,
        signature=bytes.fromhex(receipt.signature),
        checked=False,
    )
    prove(db, Volume.parse(receipt.volume))


def prove(db: Driver, volume: Volume) -> None:
    """Compare receipts up to the pulled number with our own chain; keep the last proved one."""
    state = find_volume(db, volume)
    if state is None:
        return
    name = str(volume)
    for receipt, number, chain in _UNPROVED.all(db, volume=name, number=state.number):
        if _chain_at(db, volume, state, number) != chain.hex():
            raise FactDamaged(fact=name, reason=_("central's receipt covers other records"))
        _PROVED.run(db, row=receipt)
        _DROP_OLDER.run(db, of=name, below=number)


def _chain_at(db: Driver, volume: Volume, state: VolumeState, number: int) -> str:
    if number == state.number:
        return state.chain.hex()
    chain = first_chain(volume)
    for (fact,) in _NUMBERED.all(db, volume=state.row, number=number):
        chain = next_chain(chain, fact.hex())
    return chain


def proved_number(db: Driver, volume: Volume) -> int:
    """Return the number up to which a proved receipt covers a volume."""
    return _BEST.number(db, volume=str(volume))


def all_receipts(db: Driver) -> tuple[Receipt, ...]:
    """Return the receipts kept, by volume and number."""
    return tuple(
        Receipt(volume, number, chain.hex(), at, signature.hex())
        for volume, number, chain, at, signature in _ALL.all(db)
    )


def forget(db: Driver, dossier: str) -> None:
    """Drop the receipts of a dossier that leaves this laptop."""
    _FORGET.run(db, low=dossier + "/", high=dossier + "0")  # "0" follows "/"


def forget_volume(db: Driver, volume: Volume) -> None:
    """Drop the receipts of a volume whose numbering central replaced."""
    _FORGET.run(db, low=str(volume), high=f"{volume}/")


def add_seals(db: Driver, volume: Volume, seals: Iterable[Seal]) -> None:
    """Keep the furthest seal of each device, and of those before it as many as are needed to
    pass its chain on in parts; the caller checked the signatures."""
    row = volume_state(db, volume).row
    for made in sorted(seals, key=lambda one: one.seq):
        last = _LAST_SEAL.first(db, volume=row, device=made.device)
        if last is not None and made.seq <= last[0]:
            continue
        if last is not None:
            _keep_earlier(db, (row, made.device), last, made.seq)
        _PUT_SEAL.run(
            db,
            volume=row,
            device=made.device,
            seq=made.seq,
            tip=bytes.fromhex(made.tip),
            signature=bytes.fromhex(made.signature),
        )


def _keep_earlier(db: Driver, chain: tuple[int, str], last: Row, further: int) -> None:
    volume, device = chain
    if further - _FURTHEST_EARLIER.number(db, volume=volume, device=device) > MAX_FACTS:
        seq, tip, signature = last
        _KEEP_EARLIER.run(db, volume=volume, device=device, seq=seq, tip=tip, signature=signature)


def seals_up_to(db: Driver, last: Seal) -> tuple[Seal, ...]:
    """Return the seals kept of a chain up to this one, in order, it included."""
    state = find_volume(db, Volume.parse(last.volume))
    rows = _EARLIER.all(db, volume=state.row, device=last.device) if state else ()
    earlier = (
        Seal(last.volume, last.device, seq, tip.hex(), signature.hex())
        for seq, tip, signature in rows
        if seq < last.seq
    )
    return (*earlier, last)


def seals_of(db: Driver, volume: Volume) -> tuple[Seal, ...]:
    """Return the seals of a volume by device."""
    state = find_volume(db, volume)
    rows = _SEALS.all(db, volume=state.row) if state else ()
    return tuple(
        Seal(str(volume), device, seq, tip.hex(), signature.hex())
        for device, seq, tip, signature in rows
    )


def add_device_keys(db: Driver, keys: Iterable[DeviceKey]) -> None:
    """Keep device keys; the caller checked central's certificates."""
    for key in keys:
        _PUT_KEY.run(
            db,
            device=key.device,
            public_key=bytes.fromhex(key.public_key),
            certificate=bytes.fromhex(key.certificate),
        )


def device_keys(db: Driver) -> dict[str, DeviceKey]:
    """Return the known device keys by device code."""
    return {
        device: DeviceKey(device, public_key.hex(), certificate.hex())
        for device, public_key, certificate in _KEYS.all(db)
    }
