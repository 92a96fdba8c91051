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
from inspector_app.errors import BadInput
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
        secret = file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(what=str(file), reason=_("the file cannot be read")) from error
    if not secret:
        raise BadInput(what=str(file), reason=_("the first line is empty"))
    return secret


@contextmanager
def unlocked(data_dir: Path | None, passphrase_file: Path | None) -> Iterator[Session]:
    """Give the session of the workspace and lock it again at the end."""
    from inspector_app.operations.unlocking import close, unlock_session

    session = unlock_session(data_dir or default_data_dir(), passphrase(passphrase_file))
    try:
        yield session
    finally:
        close(session)


def file_bytes(file: Path) -> bytes:
    """Return the bytes of a file; raises BadInput where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(what=str(file), reason=_("the file cannot be read")) from error
