"""Verified, encrypted copies of a workspace's database, rotated; and the way back."""

from __future__ import annotations

import os
from pathlib import Path

from inspector_app.i18n import _
from inspector_app.store.database import check_pages, connect, database_problems
from inspector_app.store.files import disk_problems, flush_folder
from inspector_app.store.keys import DataKey
from inspector_app.store.problems import BackupFailed, StoreProblem, WorkspaceMissing
from inspector_app.store.statements import Driver

FOLDER = "backups"
KEPT = 7
SUFFIX = ".db"


def back_up(db: Driver, key: DataKey, folder: Path, name: str) -> Path:
    """Copy the live database with VACUUM INTO, verify the copy and return where it is.

    The copy has the same key. Raises BackupFailed, DiskFull, FolderReadOnly; a copy that does
    not verify is removed.
    """
    target = folder / f"{name}{SUFFIX}"
    aside = folder / f".{name}.new"
    with disk_problems():
        folder.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
    try:
        with database_problems():
            db.execute("VACUUM INTO ?", (str(aside),))
        _compare(db, aside, key)
        with disk_problems():
            _flush(aside)
            os.replace(aside, target)
            flush_folder(folder)
    finally:
        aside.unlink(missing_ok=True)
    return target


def _compare(db: Driver, copy: Path, key: DataKey) -> None:
    try:
        checked = count_of_verified(copy, key)
    except StoreProblem as problem:
        raise BackupFailed(reason=problem.message) from problem
    if checked != _count(db):
        raise BackupFailed(reason=_("it holds other records"))


def count_of_verified(path: Path, key: DataKey) -> int:
    """Return how many facts a copy holds after checking every page; raises
    WorkspaceDamaged."""
    made = connect(path, key, reading=True)
    try:
        check_pages(made)
        with database_problems():
            return _count(made)
    finally:
        made.close()


def _count(db: Driver) -> int:
    return int(db.execute("SELECT count(*) FROM fact").fetchone()[0])


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def backups(folder: Path) -> tuple[Path, ...]:
    """Return the backups of a folder, the latest first by name."""
    return tuple(sorted(folder.glob(f"*{SUFFIX}"), reverse=True))


def rotate(folder: Path, prefix: str, keep: int = KEPT) -> None:
    """Remove all but the latest backups whose names begin with ``prefix``."""
    for old in [one for one in backups(folder) if one.name.startswith(prefix)][keep:]:
        old.unlink(missing_ok=True)


def restore(workspace: Path, copy: Path, key: DataKey) -> None:
    """Put a verified backup in place of a closed workspace's database.

    The replaced database is kept beside it as ``workspace.replaced.db``. Raises BackupFailed
    where the copy does not verify; the workspace is then untouched.
    """
    if not copy.exists():
        raise WorkspaceMissing()
    try:
        count_of_verified(copy, key)
    except StoreProblem as problem:
        raise BackupFailed(reason=problem.message) from problem
    with disk_problems():
        aside = workspace.with_name(f".{workspace.name}.new")
        aside.write_bytes(copy.read_bytes())
        _flush(aside)
        _set_aside(workspace)
        os.replace(aside, workspace)
        flush_folder(workspace.parent)


def _set_aside(workspace: Path) -> None:
    replaced = workspace.with_name(f"{workspace.stem}.replaced.db")
    for ending in ("", "-wal", "-shm"):
        old = workspace.with_name(workspace.name + ending)
        if old.exists():
            os.replace(old, replaced.with_name(replaced.name + ending))
