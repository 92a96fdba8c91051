"""Projections made anew from the log, after an upgrade that reads more or shows it otherwise."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update

from inspector_app.domain.kinds import KINDS
from inspector_app.store import notes, projections, search
from inspector_app.store.entities import entity_of
from inspector_app.store.log import settle_heads
from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import FactTable, SubjectTable

PROJECTED_BY = "projected_by"  # setting: what this program's projections were made with
EDITION = 1  # raised whenever a projection shows the same facts otherwise

_f, _s = columns(FactTable), columns(SubjectTable)
_CLEAR = [Statement(delete(table_of(model))) for model in projections.MODELS]
_SUBJECTS = Statement(select(_s.id, _s.dossier, _s.name))
_SET_ENTITY = Statement(
    update(table_of(SubjectTable))
    .where(_s.id == bindparam("row"))
    .values(entity=bindparam("entity"))
)
_KINDS_HERE = Statement(select(_f.kind, _f.v).distinct())
_SET_KNOWN = Statement(
    update(table_of(FactTable))
    .where(_f.kind == bindparam("of_kind"), _f.v == bindparam("of_v"))
    .values(known=bindparam("known"))
)


def edition() -> str:
    """Return what tells one program's projections from another's: kinds, versions, edition."""
    kinds = " ".join(f"{kind.name}:{kind.v}" for kind in KINDS.values())
    return f"{EDITION}-{sha256(kinds.encode()).hexdigest()[:16]}"


def is_due(db: Driver) -> bool:
    """Tell whether another program made the projections."""
    return notes.setting(db, PROJECTED_BY, "") != edition()


def rebuild(db: Driver) -> None:
    """Make heads and projections anew from the log."""
    for kind, v in _KINDS_HERE.all(db):
        row = KINDS.get(kind)
        _SET_KNOWN.run(db, of_kind=kind, of_v=v, known=row is not None and row.v == v)
    for statement in _CLEAR:
        statement.run(db)
    search.clear(db)
    touched = set()
    for subject, dossier, name in _SUBJECTS.all(db):
        entity = entity_of(name)
        _SET_ENTITY.run(db, row=subject, entity=entity)
        settle_heads(db, subject)
        if entity:
            touched.add((dossier, entity))
    projections.refresh(db, touched)
    notes.set_setting(db, PROJECTED_BY, edition())
