"""Connections to the encrypted database, and its errors in the store's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from inspector_app.i18n import _
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import (
    DiskFault,
    DiskFull,
    FolderReadOnly,
    StoreProblem,
    WorkspaceBusy,
    WorkspaceDamaged,
)
from inspector_app.store.statements import Driver

BUSY_MS = 5_000
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
)
# Readers stay open, several of them: each keeps 8 MB of pages, no more.
_READ_PRAGMAS = (*_PRAGMAS[1:-1], "PRAGMA cache_size = -8192", "PRAGMA query_only = ON")


def connect(path: Path, key: DataKey, *, reading: bool = False) -> Driver:
    """Open the file with the raw key; statements commit by themselves unless BEGIN was said.

    Raises WorkspaceDamaged where the key does not open it.
    """
    with database_problems():
        made = driver.connect(
            f"{path.absolute().as_uri()}?mode={'rw' if reading else 'rwc'}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            made.execute(f"PRAGMA key = \"x'{key.value.hex()}'\"")
            for pragma in _READ_PRAGMAS if reading else _PRAGMAS:
                made.execute(pragma)
            made.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            made.close()
            raise
    return made


def engine_over(connection: Driver) -> Engine:
    """Return a SQLAlchemy engine over an open connection, for work on the tables' metadata."""
    return create_engine(
        "sqlite://", module=driver, creator=lambda: connection, poolclass=StaticPool
    )


def check_pages(db: Driver) -> None:
    """Read every page; raises WorkspaceDamaged where one does not verify."""
    with database_problems():
        altered = db.execute("PRAGMA cipher_integrity_check").fetchone()
        if altered or db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise WorkspaceDamaged(reason=_("its pages do not verify"))


@contextmanager
def database_problems() -> Iterator[None]:
    """Turn the driver's errors into coded ones."""
    try:
        yield
    except driver.DatabaseError as error:
        raise told(error) from error


_WORDS: tuple[tuple[str, type[StoreProblem]], ...] = (
    ("disk is full", DiskFull),
    ("readonly database", FolderReadOnly),
    ("unable to open", FolderReadOnly),
    ("database is locked", WorkspaceBusy),
    ("database table is locked", WorkspaceBusy),
)


def told(error: Exception) -> StoreProblem:
    """Return the coded problem of a driver's error; its own words name no content."""
    said = str(error)
    for words, problem in _WORDS:
        if words in said:
            return problem()
    if "disk I/O" in said:
        return DiskFault(reason=_("reading or writing failed"))
    if "not a database" in said or "malformed" in said or "hmac" in said:
        return WorkspaceDamaged(reason=_("its pages do not verify"))
    raise error
