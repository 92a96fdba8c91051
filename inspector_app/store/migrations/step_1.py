"""Step 1: the tables as first released."""

from __future__ import annotations

from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from inspector_app.store import projected, search, tables
from inspector_app.store.statements import Driver, table_of

MODELS: tuple[type[SQLModel], ...] = (
    tables.DossierTable,
    tables.VolumeTable,
    tables.ChainTable,
    tables.SubjectTable,
    tables.FactTable,
    tables.ErasedTable,
    tables.SealTable,
    tables.DeviceKeyTable,
    tables.ReceiptTable,
    tables.BlobTable,
    tables.BlobUseTable,
    tables.SettingTable,
    tables.DraftTable,
    tables.CounterTable,
    projected.EnterpriseTable,
    projected.ContactTable,
    projected.SiteTable,
    projected.PolicyTable,
    projected.TaskTable,
    projected.VisitTable,
    projected.HazardTable,
    projected.NoticeTable,
)


def statements() -> tuple[str, ...]:
    """Return the statements that make the tables of the SQLModel classes."""
    dialect = SQLiteDialect_pysqlite()
    made = []
    for table in map(table_of, MODELS):
        made.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    return (*made, search.CREATE)


def create_everything(db: Driver) -> None:
    """Make all tables."""
    for statement in statements():
        db.execute(statement)
