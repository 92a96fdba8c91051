"""One inspector's encrypted folder: database, blobs, backups, lock."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from inspector_app.store import backup, erasing, migrations, outbox, rebuilding
from inspector_app.store.blobs import Blobs
from inspector_app.store.database import check_pages, connect, database_problems
from inspector_app.store.files import disk_problems, flush_folder
from inspector_app.store.folded import Folded, Moment
from inspector_app.store.keys import DataKey
from inspector_app.store.locking import FolderLock
from inspector_app.store.problems import WorkspaceExists, WorkspaceMissing
from inspector_app.store.reading import Reader
from inspector_app.store.statements import Driver
from inspector_app.store.transaction import Transaction

DATABASE_FILE = "workspace.db"
BLOB_FOLDER = "blobs"
MOST_IDLE_READERS = 4


class Workspace:
    """An open workspace: one writing transaction at a time, readers beside it.

    Usable from any thread. Close it, or use it as a context manager.
    """

    def __init__(
        self, folder: Path, key: DataKey, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self.folder = folder
        self.blobs = Blobs(folder / BLOB_FOLDER, key, random)
        self._key = key
        self._writing = threading.RLock()
        self._in_transaction = False
        self._closed = False
        self._idle: list[Driver] = []
        self._folded = Folded()
        self._lock = FolderLock(folder)
        try:
            backup.finish_restore(folder / DATABASE_FILE)
            self._db = connect(folder / DATABASE_FILE, key)
        except BaseException:
            self._lock.release()
            raise
        try:
            if migrations.upgrade(self._db, self._back_up_before):
                flush_folder(folder)
            self._after_opening()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(
        cls,
        folder: Path,
        key: DataKey,
        *,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Self:
        """Make a new workspace in the folder and open it.

        Raises WorkspaceExists, DiskFull, FolderReadOnly.
        """
        if (folder / DATABASE_FILE).exists():
            raise WorkspaceExists()
        with disk_problems():
            (folder / BLOB_FOLDER).mkdir(parents=True, exist_ok=True)
        return cls(folder, key, random)

    @classmethod
    def open(cls, folder: Path, key: DataKey) -> Self:
        """Open the workspace in the folder, upgraded where an older program wrote it.

        Raises WorkspaceMissing, WorkspaceBusy, WorkspaceDamaged, WorkspaceNewer,
        MigrationFailed, FolderReadOnly.
        """
        database = folder / DATABASE_FILE
        if not (database.exists() or backup.is_half_restored(database)):
            raise WorkspaceMissing()
        return cls(folder, key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections and let other programs in; may be called twice."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._db.close()
            self._lock.release()

    @property
    def age(self) -> int:
        """A number that is another one after every write: what was read before may be old."""
        return self._folded.age

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction; durable when the block ends, rolled back when it raises.

        Raises DiskFull, FolderReadOnly, DiskFault, WorkspaceDamaged; nothing is then stored.
        """
        with self._writing, database_problems():
            if self._in_transaction:
                raise RuntimeError("a transaction is already open in this thread")
            self._db.execute("BEGIN IMMEDIATE")
            self._in_transaction = True
            try:
                yield Transaction(self._db)
                with self._folded.changing():
                    self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._in_transaction = False

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a reader of one consistent moment, on a connection of its own."""
        with database_problems():
            db, moment = self._reader(), Moment(self._folded)
            try:
                db.execute("BEGIN")
                yield Reader(db, moment)
            finally:
                db.execute("ROLLBACK")
                self._put_back(db)

    def _reader(self) -> Driver:
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self.folder / DATABASE_FILE, self._key, reading=True)

    def _put_back(self, db: Driver) -> None:
        if len(self._idle) >= MOST_IDLE_READERS or self._closed:
            db.close()
        elif self._idle:  # one keeps its pages for the next look; the others wait behind it
            db.execute("PRAGMA shrink_memory")
            self._idle.insert(0, db)
        else:
            self._idle.append(db)

    def back_up(self, now: datetime, keep: int = backup.KEPT) -> Path:
        """Make a verified backup named after the moment, drop the oldest, return where it is."""
        folder = self.folder / backup.FOLDER
        made, holds = self._copy_to(folder, f"auto-{now:%Y%m%dT%H%M%S}")
        with self.transaction() as tx:
            tx.set_setting(outbox.BACKED_UP_TO, str(holds))
        backup.rotate(folder, "auto-", keep)
        return made

    def check_backup(self, copy: Path) -> None:
        """Read every page of a backup; raises BackupFailed where one does not verify."""
        backup.check(copy, self._key)

    def check(self) -> None:
        """Read every page of the database; raises WorkspaceDamaged where one does not verify."""
        with self._writing:
            check_pages(self._db)

    def sweep(self) -> int:
        """Remove the files of erased and purged blobs; return how many were due."""
        with self._writing:
            due = erasing.thrown_away(self._db)
            for sha256 in due:
                self.blobs.delete(sha256)
            if due:
                with self.transaction():
                    erasing.forget_thrown_away(self._db)
        return len(due)

    def _back_up_before(self, step: int) -> None:
        if step > 1:
            self._copy_to(self.folder / backup.FOLDER, f"before-step-{step}")

    def _copy_to(self, folder: Path, name: str) -> tuple[Path, int]:
        return backup.back_up(self.folder / DATABASE_FILE, self._key, folder, name)

    def _after_opening(self) -> None:
        if rebuilding.is_due(self._db):
            with self.transaction():
                rebuilding.rebuild(self._db)
        self.sweep()
        self.blobs.sweep()
