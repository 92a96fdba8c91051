"""What every command shares: JSON lines out, secrets and files in, a session for the while."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from inspector_app.config import default_data_dir
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import N_, _

if TYPE_CHECKING:
    from inspector_app.operations.session import Session

DataDir = Annotated[Path | None, typer.Option("--data-dir", help=N_("Where the workspace is."))]
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help=N_("First line is the passphrase."))
]


def say(result: object) -> None:
    """Print one JSON line to stdout."""
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
    sys.stdout.flush()


def passphrase(file: Path | None) -> str:
    """Return the passphrase from a file or INSPECTOR_PASSPHRASE."""
    if file is not None:
        return read_secret(file)
    given = os.environ.get("INSPECTOR_PASSPHRASE", "")
    if not given:
        raise BadInput(
            what=_("Passphrase"), reason=_("give --passphrase-file or INSPECTOR_PASSPHRASE")
        )
    return given


def read_secret(file: Path) -> str:
    """Return the first line of a file; raises BadInput where it cannot be read or is empty."""
    try:
        secret = file_bytes(file).decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise BadInput(what=str(file), reason=_("it is no text in UTF-8")) from error
    if not secret:
        raise BadInput(what=str(file), reason=_("the first line is empty"))
    return secret


def place_of_workspaces(data_dir: Path | None) -> Path:
    """Return the folder to look in; raises BadInput where the one that was named is none: a slip
    in a path must not read like a laptop on which nobody ever enrolled."""
    if data_dir is not None and not data_dir.is_dir():
        raise BadInput(what=f"--data-dir {data_dir}", reason=_("there is no such folder"))
    return data_dir or default_data_dir()


@contextmanager
def unlocked(data_dir: Path | None, passphrase_file: Path | None) -> Iterator[Session]:
    """Give the session of the workspace and lock it again at the end."""
    from inspector_app.operations.unlocking import close, unlock_session

    session = unlock_session(place_of_workspaces(data_dir), passphrase(passphrase_file))
    try:
        yield session
    finally:
        close(session)


def file_bytes(file: Path) -> bytes:
    """Return the bytes of a file; raises BadInput where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(what=str(file), reason=system_reason(error)) from error
