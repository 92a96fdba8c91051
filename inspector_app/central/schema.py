"""Bring a database to the schema of this program (Alembic, run inside the process)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from inspector_app.central.database import Database

_LOCK = 0x1A5_9EC7  # one migrating process at a time on PostgreSQL; SQLite has its write lock


def migrate(database: Database) -> None:
    """Apply every missing migration in one transaction, or none."""
    config = Config()
    config.set_main_option("script_location", _escaped(Path(__file__).parent / "migrations"))
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")
