"""A dossier leaves this laptop, once central has everything this laptop added to it."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from inspector_app.store import erasing, outbox, projections, receipts, search
from inspector_app.store.log import find_dossier, last_n
from inspector_app.store.problems import NotConfirmed
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import (
    BlobTable,
    BlobUseTable,
    ChainTable,
    DossierTable,
    EarlierSealTable,
    FactTable,
    SealTable,
    SettingTable,
    SubjectTable,
    VolumeTable,
)

_b, _v, _set = columns(BlobTable), columns(VolumeTable), columns(SettingTable)
_WAITING_BLOBS = Statement(
    select(_b.id).where(
        _b.dossier == bindparam("dossier"),
        _b.outgoing == True,  # noqa: E712
        _b.done == False,  # noqa: E712
    )
)
_BLOBS = Statement(select(_b.sha256).where(_b.dossier == bindparam("dossier")))
_STILL_NAMED = Statement(select(_b.id).where(_b.sha256 == bindparam("sha")).limit(1))
_volumes = select(_v.id).where(_v.dossier == bindparam("dossier"))
_of_dossier = select(_b.id).where(_b.dossier == bindparam("dossier"))
_FORGET = (
    *(
        Statement(delete(table_of(model)).where(columns(model).dossier == bindparam("dossier")))
        for model in projections.MODELS
    ),
    Statement(delete(table_of(BlobUseTable)).where(columns(BlobUseTable).blob.in_(_of_dossier))),
    Statement(delete(table_of(BlobTable)).where(_b.dossier == bindparam("dossier"))),
    *(
        Statement(delete(table_of(model)).where(columns(model).volume.in_(_volumes)))
        for model in (FactTable, ChainTable, SealTable, EarlierSealTable)
    ),
    Statement(
        delete(table_of(SubjectTable)).where(columns(SubjectTable).dossier == bindparam("dossier"))
    ),
    Statement(delete(table_of(VolumeTable)).where(_v.dossier == bindparam("dossier"))),
    Statement(
        delete(table_of(DossierTable)).where(columns(DossierTable).id == bindparam("dossier"))
    ),
)
_NO_LONGER_BACKED_UP = Statement(
    update(table_of(SettingTable))
    .where(_set.name == outbox.BACKED_UP_TO)
    .values(value=bindparam("to"))
)
_BACKED_UP = Statement(select(_set.value).where(_set.name == outbox.BACKED_UP_TO))


def purge(db: Driver, key: str) -> None:
    """Remove a dossier; raises NotConfirmed while central lacks facts or files of it."""
    dossier = find_dossier(db, key)
    if not dossier:
        return
    waiting = outbox.unsent_of(db, dossier) + len(_WAITING_BLOBS.all(db, dossier=dossier))
    if waiting:
        raise NotConfirmed(count=waiting)
    blobs = [row[0] for row in _BLOBS.all(db, dossier=dossier)]
    for statement in _FORGET:
        statement.run(db, dossier=dossier)
    search.drop(db, dossier)
    receipts.forget(db, key)
    gone = [sha.hex() for sha in blobs if _STILL_NAMED.first(db, sha=sha) is None]
    erasing.throw_away(db, gone)
    _NO_LONGER_BACKED_UP.run(db, to=str(min(_BACKED_UP.number(db), last_n(db))))
