"""Opening and closing a workspace on this laptop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from inspector_app.checklists.library import Library
from inspector_app.config import forms_dir
from inspector_app.domain.facts import Author
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.operations.checklists import published_library
from inspector_app.operations.session import Session, shanghai_now
from inspector_app.store.keys import (
    DataKey,
    change_passphrase,
    unlock_any,
    unlock_with_recovery,
)
from inspector_app.store.problems import WrongRecoveryKey
from inspector_app.store.workspace import Workspace


class NoWorkspace(Problem):
    """This data folder holds no workspace yet."""

    code = "OP-02"
    template = N_("No inspector is enrolled on this computer: there is no workspace in {folder}.")
    remedy_template = N_(
        "Enrol with central's address, your user name and password; where the workspace lies in "
        "another folder, name it (--data-dir)."
    )


def workspaces(data_dir: Path) -> tuple[Path, ...]:
    """Return the workspace folders, the one used last first."""
    found = (path.parent for path in (data_dir / "workspaces").glob("*/keys.json"))
    return tuple(sorted(found, key=_last_use, reverse=True))


def _last_use(folder: Path) -> float:
    database = folder / "workspace.db"
    return database.stat().st_mtime if database.exists() else 0.0


def unlock_folder(data_dir: Path, passphrase: str) -> tuple[Path, DataKey]:
    """Return the workspace folder that this passphrase opens, and its data key.

    Raises NoWorkspace, or WrongPassphrase with the seconds to wait where it unlocks none.
    """
    folders = workspaces(data_dir)
    if not folders:
        raise NoWorkspace(folder=data_dir)
    return unlock_any(folders, passphrase, now=time.time())


def unlock_session(
    data_dir: Path, passphrase: str, *, clock: Callable[[], datetime] = shanghai_now
) -> Session:
    """Open the workspace that this passphrase unlocks.

    Raises NoWorkspace, or WrongPassphrase with the seconds to wait where it unlocks none.
    """
    folder, key = unlock_folder(data_dir, passphrase)
    return open_session(data_dir, folder, key, clock=clock)


def recover_session(
    data_dir: Path,
    recovery_key: str,
    new_passphrase: str,
    *,
    clock: Callable[[], datetime] = shanghai_now,
) -> Session:
    """Open the workspace that the printed recovery key opens, and give it a new passphrase."""
    refused: Problem | None = None
    for folder in workspaces(data_dir):
        try:
            key = unlock_with_recovery(folder, recovery_key)
        except WrongRecoveryKey as problem:
            refused = refused or problem
            continue
        change_passphrase(folder, key, new_passphrase, random=os.urandom)
        return open_session(data_dir, folder, key, clock=clock)
    raise refused or NoWorkspace(folder=data_dir)


def open_session(
    data_dir: Path,
    folder: Path,
    key: DataKey,
    *,
    clock: Callable[[], datetime] = shanghai_now,
) -> Session:
    """Return the session over an unlocked workspace folder."""
    workspace = Workspace.open(folder, key)
    try:
        with workspace.reading() as reader:
            author = Author(reader.setting("device"), reader.setting("person"))
            name, organisation = reader.setting("person_name"), reader.setting("organisation")
        library = published_library(workspace, _shipped(forms_dir()), organisation)
    except BaseException:
        workspace.close()
        raise
    return Session(workspace, author, name, organisation, library, data_dir, clock)


@cache
def _shipped(folder: Path) -> Library:
    """Return the checklists in a folder; read once, as they come with the program and every sync
    needs them again."""
    return Library.read(folder / "catalogue.toml")


def refresh_library(session: Session) -> Session:
    """Return the session with the checklists that a sync has brought."""
    library = published_library(session.workspace, _shipped(forms_dir()), session.organisation)
    return replace(session, library=library)


def close(session: Session) -> None:
    """Lock the workspace: close its database and forget the key."""
    session.workspace.close()
