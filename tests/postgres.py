"""A PostgreSQL server for tests: started from the system's programs, gone without a trace after.

Runs as an ordinary user also where the tests run as root (PostgreSQL refuses root). Where no
PostgreSQL is installed the tests fail and say so, unless INSPECTOR_TEST_WITHOUT_POSTGRES=1.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

WITHOUT = "INSPECTOR_TEST_WITHOUT_POSTGRES"
DATABASES = ("sqlite",) if os.environ.get(WITHOUT) == "1" else ("sqlite", "postgresql")
_MISSING = (
    "No PostgreSQL was found under /usr/lib/postgresql or on the path. Install it (Debian: "
    f"apt-get install postgresql), or set {WITHOUT}=1 to test on SQLite alone."
)
# Tests need no durability; everything else is as in production.
_SETTINGS = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c timezone=UTC"


@dataclass(frozen=True)
class Postgres:
    """A running server; ``new_database`` returns the URL of a place with no tables."""

    port: int
    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        """The URL of the server's one database."""
        return f"postgresql://tester@127.0.0.1:{self.port}/postgres"

    def new_database(self) -> str:
        """Create an empty schema and return the URL that sees it alone.

        A schema takes a millisecond, a database half a second.
        """
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.url}?options=-csearch_path%3D{name}"


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Give a server on a free loopback port; process and files are gone at the end."""
    programs = _programs()
    # Short path: the Unix socket in it may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _ordinary_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    with _ended_with_us(
        user, f'"{programs}/pg_ctl" stop -w -m immediate -D {data}; rm -rf {folder}'
    ):
        _run(user, programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8")
        server = Postgres(_free_port(), folder)
        options = f"-p {server.port} -c listen_addresses=127.0.0.1 -k {folder} {_SETTINGS}"
        log = folder / "log"
        _run(user, programs / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)
        yield server


@contextmanager
def _ended_with_us(user: pwd.struct_passwd | None, command: str) -> Iterator[None]:
    """Run a shell command at the end, also where this process is killed: a shell waits on a pipe
    that closes with us."""
    waiting = subprocess.Popen(
        ["/bin/sh", "-c", f"read -r _; {command}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a signal to our group must not end it before its work
        **_as_user(user),
    )
    try:
        yield
    finally:
        waiting.communicate()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: p.parts[4])
    on_path = shutil.which("pg_ctl")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    pytest.fail(_MISSING, pytrace=False)


def _ordinary_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.fail("PostgreSQL does not run as root and there is no ordinary user.", pytrace=False)


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    how: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
    if user is not None:
        how |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return how


def _run(user: pwd.struct_passwd | None, *command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        # Not a pipe: the server inherits it and would keep it open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **_as_user(user),
    )
    if done.returncode:
        pytest.fail(f"{command[0]} ended with {done.returncode}", pytrace=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give one server for the whole test session."""
    with running_postgres() as server:
        yield server
