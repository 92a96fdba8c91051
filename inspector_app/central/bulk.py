"""Many rows at once, in as few trips to the database as it offers.

PostgreSQL takes facts by COPY (a fifth of the time of INSERTs) and closes a page in two statements,
so that the change counter, the one lock that all writers share, is held for one trip and the
commit. SQLite, in the same process, has no trips to save, but a fifth of its time is saved where
rows go to its driver as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text, update
from sqlalchemy.exc import DBAPIError

from inspector_app.central.tables import CHANGE, COUNTER

Row = Mapping[str, Any]

_PUT_CHAIN = text(
    "INSERT INTO chain (volume, device, seq, tip, held_from)"
    " VALUES (:volume, :device, :seq, :tip, :held_from) ON CONFLICT (volume, device)"
    " DO UPDATE SET seq = excluded.seq, tip = excluded.tip, held_from = excluded.held_from"
)
_PUT_SEAL = text(
    "INSERT INTO seal (volume, device, seq, tip, signature)"
    " VALUES (:volume, :device, :seq, :tip, :signature) ON CONFLICT DO NOTHING"
)
_MOVE_VOLUME = text(
    "UPDATE volume SET number = :number, chain = :chain, changed = :changed WHERE volume = :volume"
)
_COUNT_AND_MOVE = text(
    "WITH counted AS"
    " (UPDATE counter SET value = value + 1 WHERE name = 'changes' RETURNING value),"
    " marked AS (INSERT INTO change (number, mark) SELECT value, :mark FROM counted)"
    " UPDATE volume SET number = moved.number, chain = moved.chain, changed = counted.value"
    " FROM counted, unnest(CAST(:volumes AS text[]), CAST(:numbers AS bigint[]),"
    " CAST(:chains AS text[])) AS moved (volume, number, chain)"
    " WHERE volume.volume = moved.volume"
)


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, rows)
    else:
        columns = tuple(rows[0])
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"
        values = [tuple(row[column] for column in columns) for row in rows]
        connection.exec_driver_sql(statement, values)


def _copy(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    import psycopg

    columns = tuple(rows[0])
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as out:  # type: ignore[attr-defined]
            for row in rows:
                out.write_row([row[column] for column in columns])
    except psycopg.Error as error:
        raise _as_sqlalchemy(connection, statement, error, psycopg.Error) from error


def _as_sqlalchemy(
    connection: Connection, statement: str, error: Exception, kind: type[Exception]
) -> BaseException:
    """Return a driver's error as whoever waits for the database's errors knows them."""
    return DBAPIError.instance(statement, None, error, kind, dialect=connection.dialect)


def put_heads(connection: Connection, seals: Sequence[Row], chains: Sequence[Row]) -> None:
    """Keep seals, and where devices' chains end now."""
    if seals:
        connection.execute(_PUT_SEAL, seals)
    if chains:
        connection.execute(_PUT_CHAIN, chains)


def move(connection: Connection, volumes: Sequence[Row], mark: str) -> None:
    """Move locked volumes to their new ends under one new change, marked with a random text."""
    if connection.dialect.name == "postgresql":
        columns = {f"{name}s": [row[name] for row in volumes] for name in volumes[0]}
        connection.execute(_COUNT_AND_MOVE, columns | {"mark": mark})
        return
    changed = count_change(connection, mark)
    connection.execute(_MOVE_VOLUME, [dict(row) | {"changed": changed} for row in volumes])


def count_change(connection: Connection, mark: str) -> int:
    """Count one change under the counter's lock and return its number."""
    moved = update(COUNTER).where(COUNTER.c.name == "changes").values(value=COUNTER.c.value + 1)
    number = connection.execute(moved.returning(COUNTER.c.value)).scalar_one()
    connection.execute(CHANGE.insert(), {"number": number, "mark": mark})
    return int(number)
