"""``inspector-app central …``: what keeps a central running: checks, backups, erasure."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.central import console
from inspector_app.central.backup import backup as back_up
from inspector_app.central.backup import restore as restore_to
from inspector_app.central.backup_media import copy_media
from inspector_app.central.checkpoint import check_published
from inspector_app.central.checkpoint import checkpoint as sign_checkpoint
from inspector_app.central.console import Place, existing
from inspector_app.central.openings import open_volumes
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.retention import erase as erase_facts
from inspector_app.errors import system_reason
from inspector_app.i18n import N_, _

REASON_HELP = N_(
    "Kept for ever. Before five years are over: subject-request, court-order, authority-order, "
    "recorded-by-mistake or unlawful-content; after them retention-over."
)


def add_to(app: typer.Typer) -> None:
    """Add these commands to ``central``."""
    checked = N_("Re-hash everything, follow every chain, check every seal; name the first fault.")
    app.command(help=checked)(verify)
    signed = N_("Sign one line over everything central holds: publish it daily.")
    app.command(help=signed)(checkpoint)
    copied = N_("Copy the database, consistent while central serves, and its files where asked.")
    app.command(help=copied)(backup)
    made = N_("Make a central from a backup in an empty database; laptops bring what it lacks.")
    app.command(help=made)(restore)
    removed = N_("Remove the content of records here, on every laptop and above.")
    app.command(help=removed)(erase)
    carried = N_("Open the year's volumes: what earlier years leave open is carried over.")
    app.command("open-volumes", help=carried)(open_volumes_of)


def _say(result: object) -> None:
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


def _place(context: typer.Context) -> Place:
    assert isinstance(context.obj, Place)
    return context.obj


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise OperatorMistake(what=str(file), reason=_("it is no text in UTF-8")) from error
    except OSError as error:
        raise OperatorMistake(what=str(file), reason=system_reason(error)) from error
    if not any(map(str.strip, lines)):
        raise OperatorMistake(what=str(file), reason=_("no checkpoint line stands in it"))
    return lines


def verify(
    context: typer.Context,
    published: Annotated[
        Path | None,
        typer.Option("--published", help=N_("File of published checkpoint lines to check too.")),
    ] = None,
) -> None:
    """Re-hash everything, follow every chain, check every seal; the first fault is named."""
    lines = _lines(published) if published is not None else []
    found = console.verify(_place(context))
    if lines:
        with existing(_place(context)) as central:
            check_published(central, lines)
    _say(found)


def checkpoint(context: typer.Context) -> None:
    """Sign one line over everything central holds: publish it daily where others keep it."""
    with existing(_place(context)) as central:
        sys.stdout.write(sign_checkpoint(central).line() + "\n")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("The backup to write; it holds central's keys."))],
    media_to: Annotated[
        Path | None,
        typer.Option(
            "--media-to",
            help=N_("Folder for the photos and papers; what it has already is not copied again."),
        ),
    ] = None,
    recheck: Annotated[
        bool, typer.Option("--recheck", help=N_("Hash again what that folder has already."))
    ] = False,
) -> None:
    """Copy the database, consistent while central serves, and its files where asked."""
    with existing(_place(context)) as central:
        said = asdict(back_up(central, file))
        copied = copy_media(central, media_to, recheck=recheck) if media_to is not None else None
    _say(said if copied is None else said | {"media": asdict(copied)})
    if copied is not None and copied.damaged:
        raise FaultFound(place=copied.damaged[0], reason=_("this file was not copied: damaged"))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=N_("A file that 'backup' wrote."))],
    media_from: Annotated[
        Path | None,
        typer.Option("--media-from", help=N_("The folder that 'backup --media-to' filled.")),
    ] = None,
) -> None:
    """Make a central from a backup in an empty database; its laptops bring what it lacks."""
    where = _place(context)
    with console.told():
        _say(restore_to(file, where.database, where.media, files=media_from))


def erase(
    context: typer.Context,
    ids: Annotated[str, typer.Option("--ids", help=N_("Ids of records, separated by commas."))],
    reason: Annotated[str, typer.Option("--reason", help=REASON_HELP)],
) -> None:
    """Remove the content of records here, on every laptop and above; chains still verify."""
    with existing(_place(context)) as central:
        _say(erase_facts(central, ids.split(","), reason))


def open_volumes_of(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", help=N_("This year if left out."))] = 0,
) -> None:
    """Open the year's volume of every file: what earlier years leave open is carried over."""
    with existing(_place(context)) as central:
        _say({"opened": open_volumes(central, year or central.year())})
