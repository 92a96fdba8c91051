"""Steps of the workspace file, one small function each, in order.

The file's version is ``PRAGMA user_version``. A step runs in its own BEGIN IMMEDIATE and says one
statement at a time (``executescript`` would commit). Facts never change shape in place; steps that
touch projections may drop them, since they are rebuilt from the log.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlcipher3.dbapi2 as driver

from inspector_app.store.database import database_problems, told
from inspector_app.store.migrations.step_1 import create_everything
from inspector_app.store.migrations.step_2 import create_photo
from inspector_app.store.migrations.step_3 import create_earlier_seal
from inspector_app.store.problems import MigrationFailed, WorkspaceNewer
from inspector_app.store.statements import Driver

Step = Callable[[Driver], None]
STEPS: tuple[Step, ...] = (create_everything, create_photo, create_earlier_seal)
VERSION = len(STEPS)


def version_of(db: Driver) -> int:
    """Return the version of the file, 0 for an empty one."""
    with database_problems():
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def upgrade(db: Driver, before_each: Callable[[int], None], steps: tuple[Step, ...] = STEPS) -> int:
    """Bring the file to this program's version; return how many steps ran.

    ``before_each`` makes the backup of a file that is not new. A step that fails is rolled back
    and raises MigrationFailed, or what the disk says; raises WorkspaceNewer for files of a newer
    program.
    """
    begun = version_of(db)
    if begun > len(steps):
        raise WorkspaceNewer(file=begun, program=len(steps))
    for number in range(begun + 1, len(steps) + 1):
        if begun:  # a new file holds nothing to keep
            before_each(number)
        _run(db, number, steps[number - 1])
    return len(steps) - begun


def _run(db: Driver, number: int, step: Step) -> None:
    with database_problems():
        db.execute("BEGIN IMMEDIATE")
        try:
            step(db)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException as error:
            if db.in_transaction:  # a full disk has rolled it back already
                db.execute("ROLLBACK")
            if isinstance(error, driver.OperationalError | driver.IntegrityError):
                told_or_failed(error, number)
            raise


def told_or_failed(error: Exception, number: int) -> None:
    """Raise the coded problem of the disk, else MigrationFailed: the step itself is wrong."""
    try:
        problem: Exception = told(error)
    except driver.Error:
        problem = MigrationFailed(step=number)
    raise problem from error
