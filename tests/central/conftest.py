"""A central on SQLite and on PostgreSQL, running on loopback, with people and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.central.agency import Central
from tests.central.scene import Scene, a_central
from tests.postgres import DATABASES, Postgres, postgres

__all__ = ["postgres"]  # the server of the session, as a fixture


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "central.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def central(database_url: str, tmp_path: Path) -> Iterator[Central]:
    """Give a founded central that serves nobody yet."""
    opened = a_central(database_url, tmp_path / "media")
    yield opened
    opened.close()


@pytest.fixture
def scene(central: Central) -> Iterator[Scene]:
    """Give a central on loopback with two inspectors, each with a file of their own."""
    with Scene(central) as made:
        yield made
