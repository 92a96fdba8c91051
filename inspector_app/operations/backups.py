"""Backups of a workspace: made by themselves, verified, thinned out with age; and the way back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.session import Session
from inspector_app.operations.unlocking import unlock_folder
from inspector_app.store import backup
from inspector_app.store.files import disk_problems
from inspector_app.store.keys import KEYS_FILE, DataKey
from inspector_app.store.locking import FolderLock
from inspector_app.store.problems import BackupFailed, StoreProblem
from inspector_app.store.workspace import BLOB_FOLDER, DATABASE_FILE

DAILY = timedelta(days=1)
AUTO = "auto-"
LATEST = 3  # kept however close together
DAYS = 7  # one a day of so many days
WEEKS = 4  # one a week of so many weeks
_NAME = "%Y%m%dT%H%M%S"


class NoBackup(Problem):
    """There is no backup of this name, or none at all."""

    code = "OP-20"
    template = N_("There is no backup {name} of this workspace.")
    remedy_template = N_("See the list of backups; without one, run 'doctor'.")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup file: its name, when it was made by this computer's clock, its size in bytes."""

    name: str
    path: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The workspace folder, the backup put in place and where the replaced database is kept."""

    folder: Path
    backup: str
    replaced: Path


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """Return the backups of a workspace folder, the latest first; needs no passphrase."""
    found = (_described(path) for path in backup.backups(folder / backup.FOLDER))
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))


def _described(path: Path) -> Backup:
    state = path.stat()
    try:
        made_at = datetime.strptime(path.stem.removeprefix(AUTO), _NAME)
    except ValueError:
        made_at = datetime.fromtimestamp(state.st_mtime)
    return Backup(path.stem, path, made_at, state.st_size)


def back_up_if_due(session: Session) -> Path | None:
    """Back up where something was recorded since the last backup: called after each sync and
    now and then; returns where, None where nothing was due."""
    with session.workspace.reading() as reader:
        beyond = reader.beyond_backup()
    if not beyond and not _is_old(session):
        return None
    return back_up(session)


def _is_old(session: Session) -> bool:
    made = list_backups(session.workspace.folder)
    return not made or session.clock().replace(tzinfo=None) - made[0].made_at > DAILY


def back_up(session: Session) -> Path:
    """Make a verified backup, then drop old ones: the three latest stay, one a day of the last
    seven days, one a week of the last four weeks. Raises BackupFailed, DiskFull."""
    now = session.clock().replace(tzinfo=None)
    made = session.workspace.back_up(now, keep=1_000)
    for old in superfluous(list_backups(session.workspace.folder), now):
        old.path.unlink(missing_ok=True)
    return made


def superfluous(made: Sequence[Backup], now: datetime) -> tuple[Backup, ...]:
    """Return the automatic backups that need not be kept, ``made`` being the latest first.

    Backups from the future (a clock was wrong) count as of today; those of migrations stay.
    """
    auto = [one for one in made if one.name.startswith(AUTO)]
    kept = set(auto[:LATEST])
    days: set[int] = set()
    weeks: set[int] = set()
    for one in auto:
        age = max((now.date() - one.made_at.date()).days, 0)
        for periods, period, limit in ((days, age, DAYS), (weeks, age // 7, WEEKS)):
            if period < limit and period not in periods:
                periods.add(period)
                kept.add(one)
    return tuple(one for one in auto if one not in kept)


def check_backups(session: Session) -> dict[str, str]:
    """Read every backup; return by name "" where it is whole, else what is wrong with it."""
    found = {}
    for one in list_backups(session.workspace.folder):
        try:
            session.workspace.check_backup(one.path)
            found[one.name] = ""
        except StoreProblem as problem:
            found[one.name] = problem.message
    return found


def restore_backup(data_dir: Path, passphrase: str, name: str = "") -> Restored:
    """Put a backup (the latest that verifies, where none is named) in place of the workspace that
    this passphrase opens. The present database is kept beside it, and files stay.

    The restored workspace gets a new device code at its next sync, before it issues a paper.
    Raises NoWorkspace, WrongPassphrase, WorkspaceBusy, NoBackup, BackupFailed.
    """
    folder, key = unlock_folder(data_dir, passphrase)
    lock = FolderLock(folder)
    try:
        chosen = _chosen(folder, key, name)
        database = folder / DATABASE_FILE
        keep = _free_name(folder)
        backup.restore(database, chosen.path, key)
        replaced = database.with_name(f"{database.stem}{backup.REPLACED}")
        if replaced.exists():
            os.replace(replaced, keep)
    finally:
        lock.release()
    return Restored(folder, chosen.name, keep)


def _chosen(folder: Path, key: DataKey, name: str) -> Backup:
    made = list_backups(folder)
    wanted = [one for one in made if name in ("", one.name, one.path.name)]
    if not wanted:
        raise NoBackup(name=name)
    refused: BackupFailed | None = None
    for one in wanted:
        try:
            backup.check(one.path, key)
        except BackupFailed as problem:
            refused = refused or problem
            continue
        return one
    assert refused is not None
    raise refused


def _free_name(folder: Path) -> Path:
    number = 1
    while (kept := folder / f"replaced-{number}.db").exists():
        number += 1
    return kept


def export_backup(session: Session, target: Path) -> Path:
    """Copy the whole workspace to a folder on another disk: database, files and wrapped keys, all
    encrypted. Returns the new folder, which ``adopt_backup`` takes on another computer.

    Raises BackupFailed, DiskFull; what was copied until then is removed.
    """
    if not target.is_dir():
        raise BadInput(what=str(target), reason=_("this is not a folder"))
    made = back_up(session)
    folder = target / f"inspector-{made.stem.removeprefix(AUTO)}"
    with disk_problems():
        try:
            shutil.copytree(session.workspace.folder / BLOB_FOLDER, folder / BLOB_FOLDER)
            shutil.copy(session.workspace.folder / KEYS_FILE, folder / KEYS_FILE)
            shutil.copy(made, folder / DATABASE_FILE)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    session.workspace.check_backup(folder / DATABASE_FILE)
    return folder


def adopt_backup(data_dir: Path, exported: Path) -> Path:
    """Take an exported backup as a workspace of this computer; returns its folder. It is unlocked
    with its own passphrase and gets a new device code at its next sync."""
    if not (exported / KEYS_FILE).exists() or not (exported / DATABASE_FILE).exists():
        raise BadInput(what=str(exported), reason=_("this is not an exported backup"))
    folder = data_dir / "workspaces" / exported.name
    if folder.exists():
        raise BadInput(what=folder.name, reason=_("it is on this computer already"))
    with disk_problems():
        shutil.copytree(exported, folder)
    return folder
