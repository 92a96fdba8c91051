"""Verified, encrypted copies of a workspace's database, rotated; and the way back."""

from __future__ import annotations

import os
from pathlib import Path

from inspector_app.store import notes
from inspector_app.store.database import check_pages, connect, database_problems
from inspector_app.store.files import disk_problems, flush_folder
from inspector_app.store.installation import REMEMBERED, RESTORED
from inspector_app.store.keys import DataKey
from inspector_app.store.log import last_n
from inspector_app.store.problems import BackupFailed, StoreProblem, WorkspaceMissing

FOLDER = "backups"
KEPT = 7
SUFFIX = ".db"
_LOG_ENDINGS = ("-wal", "-shm")
REPLACED = ".replaced.db"  # ends the name of a database that another one took the place of


def back_up(workspace: Path, key: DataKey, folder: Path, name: str) -> tuple[Path, int]:
    """Copy the live database with VACUUM INTO, verify the copy, return where it is and the
    highest row of the log that it holds.

    The copy has the same key; writers are not held up. Raises BackupFailed, DiskFull,
    FolderReadOnly; a copy that does not verify is removed.
    """
    target = folder / f"{name}{SUFFIX}"
    aside = folder / f".{name}.new"
    with disk_problems():
        folder.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
    try:
        _copy(workspace, key, aside)
        holds = _verified(aside, key)
        with disk_problems():
            _flush(aside)
            os.replace(aside, target)
            flush_folder(folder)
    finally:
        aside.unlink(missing_ok=True)
    return target, holds


def _copy(workspace: Path, key: DataKey, aside: Path) -> None:
    live = connect(workspace, key)
    try:
        with database_problems():
            live.execute("VACUUM INTO ?", (str(aside),))
    finally:
        live.close()


def _verified(copy: Path, key: DataKey) -> int:
    try:
        made = connect(copy, key, reading=True)
        try:
            check_pages(made)
            with database_problems():
                return last_n(made)
        finally:
            made.close()
    except StoreProblem as problem:
        raise BackupFailed(reason=problem.message) from problem


def check(copy: Path, key: DataKey) -> int:
    """Return the highest row of the log that a backup holds; raises WorkspaceMissing, or
    BackupFailed where it does not verify."""
    if not copy.exists():
        raise WorkspaceMissing()
    return _verified(copy, key)


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

    The replaced database is kept beside it as ``workspace.replaced.db``. The restored one no
    longer claims its installation, since its paper counters may lie behind: it needs a new
    device code before it issues a paper. Raises BackupFailed where the copy does not verify; the
    workspace is then untouched.
    """
    check(copy, key)
    with disk_problems():
        aside = _aside(workspace)
        aside.write_bytes(copy.read_bytes())
        _disclaim(aside, key)
        _flush(aside)
        for ending in _LOG_ENDINGS:  # they belong to a database that was replaced earlier
            _replaced(workspace, ending).unlink(missing_ok=True)
        flush_folder(workspace.parent)
        _exchange(workspace)


def is_half_restored(workspace: Path) -> bool:
    """Tell whether the program died between taking the old database away and putting the
    restored one, which is whole, in its place."""
    return not workspace.exists() and _aside(workspace).exists()


def finish_restore(workspace: Path) -> None:
    """Finish a restore that was interrupted, or forget it where the old database still stands."""
    if not _aside(workspace).exists():
        return
    with disk_problems():
        if workspace.exists():
            _aside(workspace).unlink()
        else:
            _exchange(workspace)


def _exchange(workspace: Path) -> None:
    """Take the database away, then its log (which must not meet another database), then put the
    restored one in place. It can be done again from any place where it was cut."""
    for ending in ("", *_LOG_ENDINGS):
        old = workspace.with_name(workspace.name + ending)
        if old.exists():
            os.replace(old, _replaced(workspace, ending))
    os.replace(_aside(workspace), workspace)
    flush_folder(workspace.parent)


def _aside(workspace: Path) -> Path:
    return workspace.with_name(f".{workspace.name}.new")


def _replaced(workspace: Path, ending: str) -> Path:
    return workspace.with_name(f"{workspace.stem}{REPLACED}{ending}")


def _disclaim(copy: Path, key: DataKey) -> None:
    made = connect(copy, key)
    try:
        with database_problems():
            if notes.setting(made, REMEMBERED, ""):
                notes.set_setting(made, REMEMBERED, RESTORED)
    finally:
        made.close()
