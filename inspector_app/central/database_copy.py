"""A consistent copy of central's database, made while it serves, and put back.

SQLite copies itself (``VACUUM INTO``); PostgreSQL's own ``pg_dump`` and ``pg_restore`` do it there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from inspector_app.central.database import Database
from inspector_app.central.problems import OperatorMistake
from inspector_app.durable import flush_file, flush_folder
from inspector_app.i18n import _


def path_of(url: str) -> Path:
    """Return the file of an SQLite URL."""
    return Path(make_url(url).database or "")


def dump(database: Database, target: Path) -> None:
    """Write the copy; raises OperatorMistake where a tool is missing or fails."""
    url = database.engine.url
    if database.is_sqlite:
        _vacuum_into(path_of(str(url)), target)
    else:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        _run("pg_dump", url, *options)


def _vacuum_into(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        check(target)
    except sqlite3.Error as error:
        raise OperatorMistake(what=str(source), reason=str(error)) from error
    target.chmod(0o600)


def check(copy: Path) -> None:
    """Raise OperatorMistake where an SQLite copy is damaged."""
    with closing(sqlite3.connect(copy)) as connection:
        (word,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if word != "ok":
        raise OperatorMistake(what=str(copy), reason=_("the backup is damaged"))


def place(copy: Path, url: str) -> None:
    """Put a finished SQLite copy in its place, durably."""
    target = path_of(url)
    check(copy)
    flush_file(copy)
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    os.replace(copy, target)
    flush_folder(target.parent)


def load(copy: Path, url: str) -> None:
    """Load a PostgreSQL copy into an empty database, all of it or nothing."""
    _run("pg_restore", make_url(url), "--no-owner", "--single-transaction", str(copy))


def _run(tool: str, url: URL, *options: str) -> None:
    program = shutil.which(tool)
    if program is None:
        reason = _("this program of PostgreSQL is not installed")
        raise OperatorMistake(what=tool, reason=reason)
    plain = url.set(drivername="postgresql", password=None)
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)  # not on the command line, which others see
    address = f"--dbname={plain.render_as_string(hide_password=False)}"
    command = [program, address, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [str(done.returncode)]
        raise OperatorMistake(what=tool, reason=lines[-1][:200])
