"""The same picture, found again by its difference hash among all photos on this laptop."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from inspector_app.store.projected import EnterpriseTable, PhotoTable, VisitTable
from inspector_app.store.rows import SeenPicture
from inspector_app.store.statements import Driver, Row, Statement, columns, table_of
from inspector_app.store.tables import DossierTable

BITS = 64
MOST = 20
_SIGN, _RANGE = 1 << (BITS - 1), 1 << BITS

_p, _d, _e, _v = (columns(t) for t in (PhotoTable, DossierTable, EnterpriseTable, VisitTable))
_HASHES = Statement(select(_p.id, _p.dhash))
_SEEN = Statement(
    select(
        _d.key, func.coalesce(_e.name, ""), _p.photo, _p.visit, _p.owner,
        func.coalesce(_v.date, ""),
    )
    .select_from(table_of(PhotoTable))
    .join(table_of(DossierTable), _d.id == _p.dossier)
    .outerjoin(table_of(EnterpriseTable), _e.dossier == _p.dossier)
    .outerjoin(table_of(VisitTable), (_v.visit == _p.visit) & (_v.dossier == _p.dossier))
    .where(_p.id == bindparam("row"))
)  # fmt: skip


def number_of(dhash: str) -> int | None:
    """Return 16 hex digits as the signed number of a column; None for anything else."""
    try:
        plain = int(dhash, 16) if len(dhash) == BITS // 4 else None
    except ValueError:
        return None
    if plain is None:
        return None
    return plain - _RANGE if plain >= _SIGN else plain


def alike(db: Driver, dhash: str, apart: int) -> tuple[SeenPicture, ...]:
    """Return photos whose hash differs in at most ``apart`` bits, the most alike first."""
    wanted = number_of(dhash)
    if wanted is None:
        return ()
    mask = _RANGE - 1
    # 50,000 photos: every one is compared, in some tens of milliseconds.
    near = (
        (bits, row)
        for row, number in _HASHES.all(db)
        if (bits := ((number ^ wanted) & mask).bit_count()) <= apart
    )
    found = ((bits, _SEEN.first(db, row=row)) for bits, row in sorted(near)[:MOST])
    return tuple(_seen(row, bits) for bits, row in found if row is not None)


def _seen(row: Row, apart: int) -> SeenPicture:
    dossier, enterprise, photo, visit, owner, date = row
    return SeenPicture(dossier, enterprise, photo, visit, owner, date, apart)
