"""``backup``, ``restore``, ``doctor``: care for the workspace on this computer."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from inspector_app.commands.edge import (
    DataDir,
    PassphraseFile,
    passphrase,
    place_of_workspaces,
    say,
    unlocked,
)
from inspector_app.i18n import N_

care_app = typer.Typer()


def _shown(result: object) -> dict[str, Any]:
    shown = msgspec.to_builtins(result, enc_hook=str)
    assert isinstance(shown, dict)
    return shown


@care_app.command(help=N_("Make an encrypted copy of the workspace's database and check it."))
def backup(
    list_them: Annotated[
        bool, typer.Option("--list", help=N_("List the copies and read each one."))
    ] = False,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make an encrypted copy of the workspace's database and check it."""
    from inspector_app.operations.backups import back_up, check_backups, list_backups

    with unlocked(data_dir, passphrase_file) as session:
        if not list_them:
            say({"backup": str(back_up(session))})
            return
        states = check_backups(session)
        for one in list_backups(session.workspace.folder):
            say({**_shown(one), "fault": states[one.name]})


@care_app.command(help=N_("Put a copy in the workspace's place; the present one is kept aside."))
def restore(
    name: Annotated[str, typer.Argument(help=N_("Its name; the latest whole one if none."))] = "",
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a copy in the workspace's place; the present one is kept aside."""
    from inspector_app.operations.backups import restore_backup

    where = place_of_workspaces(data_dir)
    say(_shown(restore_backup(where, passphrase(passphrase_file), name)))


@care_app.command(help=N_("Look for damage and say what to do; --salvage saves what can be read."))
def doctor(
    salvage_it: Annotated[
        bool, typer.Option("--salvage", help=N_("Make a new workspace of what can be read."))
    ] = False,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Look for damage and say what to do; --salvage saves what can be read."""
    from inspector_app.operations.doctor import examine, salvage

    where, secret = place_of_workspaces(data_dir), passphrase(passphrase_file)
    if salvage_it:
        say(_shown(salvage(where, secret)))
        return
    found = examine(where, secret)
    say(_shown(found))
    if found.findings:
        raise typer.Exit(1)
