"""Core statements, built from the tables once and run on the driver.

SQLAlchemy writes the SQL from the SQLModel tables when the module loads, so a wrong column name
fails at once; running it costs what the bare driver costs (a Session costs several times that).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnCollection, Table, bindparam
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.base import Executable
from sqlmodel import SQLModel

Driver = Any  # a connection of sqlcipher3.dbapi2, which has no type stubs
Row = Sequence[Any]
_DIALECT = SQLiteDialect_pysqlite(paramstyle="named")


class Statement:
    """A statement whose named parameters are given when it runs."""

    __slots__ = ("_fixed", "sql")

    def __init__(self, built: Executable) -> None:
        compiled = built.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._fixed = {n: b.value for n, b in compiled.binds.items() if not b.required}
        for column in compiled.insert_prefetch:  # left out of the insert: the model's default
            self._fixed[column.name] = column.default.arg

    def run(self, driver: Driver, **values: object) -> Any:
        """Run it and return the driver's cursor."""
        return driver.execute(self.sql, self._fixed | values if self._fixed else values)

    def many(self, driver: Driver, rows: Iterable[dict[str, object]]) -> None:
        """Run it once for each row of values."""
        driver.executemany(self.sql, (self._fixed | row for row in rows))

    def all(self, driver: Driver, **values: object) -> Sequence[Row]:
        """Return all rows."""
        found: Sequence[Row] = self.run(driver, **values).fetchall()
        return found

    def first(self, driver: Driver, **values: object) -> Row | None:
        """Return the first row, None where there is none."""
        found: Row | None = self.run(driver, **values).fetchone()
        return found

    def number(self, driver: Driver, **values: object) -> int:
        """Return the first value of the first row as a whole number, 0 where there is none."""
        row = self.first(driver, **values)
        return int(row[0] or 0) if row else 0


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a SQLModel class."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def columns(model: type[SQLModel]) -> ColumnCollection[str, Any]:
    """Return the columns of a SQLModel class for Core expressions."""
    return table_of(model).c


def inserting(model: type[SQLModel], *, leave_out: tuple[str, ...] = ()) -> Statement:
    """Return the insert of one row; the parameters are the column names."""
    names = [c.name for c in table_of(model).c if c.name not in leave_out]
    return Statement(insert(table_of(model)).values(_parameters(names)))


def putting(model: type[SQLModel], *keys: str) -> Statement:
    """Return the insert that replaces the values of a row with the same keys."""
    table = table_of(model)
    names = [c.name for c in table.c if c.name not in _own_numbers(table)]
    made = insert(table).values(_parameters(names))
    changed = {name: made.excluded[name] for name in names if name not in keys}
    return Statement(made.on_conflict_do_update(index_elements=list(keys), set_=changed))


def _own_numbers(table: Table) -> set[str]:
    return {c.name for c in table.primary_key} if table.autoincrement_column is not None else set()


def _parameters(names: Iterable[str]) -> dict[str, Any]:
    return {name: bindparam(name) for name in names}
