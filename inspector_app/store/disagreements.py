"""Subjects with more than one head, over all dossiers: where people may have said two things."""

from __future__ import annotations

from sqlalchemy import func, select

from inspector_app.store.statements import Driver, Statement, columns, table_of
from inspector_app.store.tables import DossierTable, FactTable, SubjectTable

_f, _s, _d = (columns(t) for t in (FactTable, SubjectTable, DossierTable))
_again = table_of(FactTable).alias("again")
# Counted over the index of subjects first: few have several facts, and only those are looked at.
_several = select(_f.subject).group_by(_f.subject).having(func.count() > 1).subquery("several")
_heads = (
    select(func.count())
    .where(_again.c.subject == _several.c.subject, _again.c.head == True)  # noqa: E712
    .scalar_subquery()
)
_SUBJECTS = Statement(
    select(_d.key, _s.name)
    .select_from(_several)
    .join(table_of(SubjectTable), _s.id == _several.c.subject)
    .join(table_of(DossierTable), _d.id == _s.dossier)
    .where(_heads > 1)
    .order_by(_d.key, _s.name)
)


def several_heads(db: Driver) -> tuple[tuple[str, str], ...]:
    """Return (dossier, subject) of every subject on which more than one fact stands."""
    return tuple((str(key), str(name)) for key, name in _SUBJECTS.all(db))
