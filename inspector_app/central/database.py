"""Central's database: SQLite (WAL, synchronous=FULL) or PostgreSQL, behind two verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from inspector_app.central.problems import DatabaseUnusable, FaultFound
from inspector_app.errors import system_reason
from inspector_app.i18n import _

BUSY_SECONDS = 30
IDLE_SECONDS = 5.0  # after which a connection of the pool is asked whether it lives
_WRITE = {"inspector_write": True}


@dataclass(frozen=True)
class Database:
    """An engine with one way to read and one way to write."""

    engine: Engine
    reading: Engine  # the same pool
    turn: AbstractContextManager[
        Any
    ]  # SQLite: writers of a process queue fairly instead of polling

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading; what it shows is committed."""
        with self.reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that commits at the end, or not at all."""
        with self.turn, self.engine.connect() as plain:
            connection = plain.execution_options(**_WRITE)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"


def open_database(url: str) -> Database:
    """Return the database at an URL: ``sqlite:///file``, ``postgresql://…`` or a file's path.

    Raises DatabaseUnusable where it cannot be reached, FaultFound where SQLite finds damage.
    """
    full = full_url(url)
    try:
        _refuse_memory(full)
        engine = _sqlite(full) if full.startswith("sqlite") else _postgresql(full)
        with engine.connect():
            pass
    except (DBAPIError, ArgumentError, OSError, ImportError, ValueError) as error:
        if is_damaged(error):
            raise FaultFound(place=shown_url(full), reason=_reason(error)) from error
        raise DatabaseUnusable(url=shown_url(full), reason=_reason(error)) from error
    if engine.dialect.name == "sqlite":
        return Database(engine, engine, Lock())
    # Under READ COMMITTED each statement sees what is committed, so a transaction around reading
    # would add two trips and nothing else.
    return Database(engine, engine.execution_options(isolation_level="AUTOCOMMIT"), nullcontext())


def is_founded(url: str) -> bool:
    """Tell whether a database holds a central; raises DatabaseUnusable where it cannot be reached.

    A file of SQLite that is not there is not made.
    """
    full = full_url(url)
    if full.startswith("sqlite") and not Path(make_url(full).database or "").is_file():
        return False
    database = open_database(full)
    try:
        return inspect(database.engine).has_table("organisation")
    finally:
        database.close()


def full_url(url: str) -> str:
    """Return the URL as SQLAlchemy wants it."""
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.partition("://")[2]
    if "://" in url:
        return url
    return f"sqlite:///{Path(url).expanduser().absolute()}"


def shown_url(url: str) -> str:
    """Return the URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return url.partition("://")[0]


def is_damaged(error: Exception) -> bool:
    """Tell whether a refusal says that the database's file is damaged."""
    return isinstance(error, DBAPIError) and "malformed" in str(error.orig)


def _refuse_memory(url: str) -> None:
    if url.startswith("sqlite") and not (make_url(url).database or "").removeprefix(":memory:"):
        raise ArgumentError(_("the file's path is missing"))


def _reason(error: Exception) -> str:
    """Return why in few words: the driver's own sentence, without what SQLAlchemy adds."""
    if isinstance(error, OSError):
        return system_reason(error)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0][:200]


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=8,
        max_overflow=64,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer that begins as a reader may fail to upgrade; it takes the write lock at once.
    writes = connection.get_execution_options().get("inspector_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str) -> Engine:
    # READ COMMITTED is meant: row locks on heads do the ordering (DESIGN §6).
    engine = create_engine(url, pool_size=8, max_overflow=40, isolation_level="READ COMMITTED")
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_require_alive, engine.dialect))
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = monotonic()


def _require_alive(
    dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Have a connection that lay idle replaced where the server has ended it.

    One in use a moment ago is not asked: that would double the trips of a short request. Where it
    ended all the same, the one request is answered with 503 and all connections are made anew.
    """
    idle = monotonic() - record.info.get("used", monotonic())
    if idle > IDLE_SECONDS:
        try:
            alive = dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError() from error
        if not alive:
            raise DisconnectionError()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    # Who waits for a lock in vain is told to come back; a dead writer's locks do not stay.
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '600s'")
    connection.commit()
