"""``inspector-app central …``: the operator's commands on the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.central import commands_operating, commands_upstream, console
from inspector_app.central.bundle_commands import central_bundle_app
from inspector_app.central.console import Place
from inspector_app.central.enterprise_table import TableRefused
from inspector_app.config import default_data_dir
from inspector_app.errors import BadInput
from inspector_app.i18n import N_, _

central_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=N_("The central server and its operator's acts."),
)


@central_app.callback(
    help=N_("Options for every central command; also INSPECTOR_CENTRAL_DATABASE, …_MEDIA.")
)
def where(
    context: typer.Context,
    database: Annotated[
        str, typer.Option("--database", help=N_("SQLite file or postgresql://…"))
    ] = "",
    media: Annotated[
        str,
        typer.Option("--media", help=N_("Folder of photos and papers, or s3://bucket/prefix.")),
    ] = "",
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help=N_("Default place of both."))
    ] = None,
) -> None:
    """Options for every central command; also INSPECTOR_CENTRAL_DATABASE, …_MEDIA."""
    context.obj = console.place(data_dir or default_data_dir(), database, media)


def _say(result: object) -> None:
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


def _place(context: typer.Context) -> Place:
    assert isinstance(context.obj, Place)
    return context.obj


@central_app.command(
    help=N_("Serve laptops until interrupted; the program's checklists are published first.")
)
def serve(  # noqa: PLR0913, PLR0917  (an option each)
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help=N_("Address to listen at."))] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help=N_("Port to listen at."))
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", min=1, max=64, help=N_("Server processes; several need PostgreSQL.")
        ),
    ] = 1,
    upstream: Annotated[
        str,
        typer.Option(
            "--upstream",
            help=N_("Address of the upper server; user and password are for the first start."),
        ),
    ] = "",
    upstream_user: Annotated[str, typer.Option("--upstream-user", help=N_("Login name."))] = "",
    upstream_password_file: Annotated[
        Path | None, typer.Option("--upstream-password-file", help=N_("First line counts."))
    ] = None,
) -> None:
    """Serve laptops until interrupted; the program's checklists are published first."""
    if upstream:
        file = upstream_password_file
        login = (upstream_user, file) if upstream_user and file is not None else None
        commands_upstream.join(_place(context), upstream, login)
    console.publish_shipped(_place(context))
    if not console.has_agency(_place(context)):
        words = _(
            "The agency has no name yet: laptops issue no papers before it has one."
            " Name it: central name-agency."
        )
        print(words, file=sys.stderr)
    console.serve(_place(context), host=host, port=port, workers=workers)


@central_app.command(
    "import-enterprises",
    help=N_("Import enterprises, all rows or none; every fault of the table is named at once."),
)
def import_enterprises(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help=N_("A table (.xlsx or .csv)."))] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=N_("Only tell what it would do."))
    ] = False,
    template: Annotated[
        Path | None, typer.Option("--template", help=N_("Write a blank one."))
    ] = None,
) -> None:
    """Import enterprises, all rows or none; every fault of the table is named at once."""
    if template is not None:
        console.template(template)
        print(template)
        return
    if file is None:
        raise BadInput(what="FILE", reason=_("give a table to import, or --template"))
    try:
        _say(console.import_enterprises(_place(context), file, dry_run=dry_run))
    except TableRefused as refused:
        print("\n".join(console.lines_of(refused)), file=sys.stderr)
        raise typer.Exit(1) from refused


@central_app.command("add-user", help=N_("Register an inspector."))
def add_user(
    context: typer.Context,
    user: Annotated[str, typer.Option("--user", help=N_("Login name."))],
    password_file: Annotated[Path, typer.Option("--password-file", help=N_("First line counts."))],
    name: Annotated[str, typer.Option("--name", help=N_("As papers show it."))] = "",
    below: Annotated[
        bool, typer.Option("--below", help=N_("A login for a server below this one."))
    ] = False,
) -> None:
    """Register an inspector."""
    person = console.add_user(_place(context), user, password_file, name=name, below=below)
    _say({"user": user, "person": person})


@central_app.command(help=N_("Assign an enterprise to an inspector."))
def assign(
    context: typer.Context,
    user: Annotated[str, typer.Option("--user", help=N_("Login name."))],
    code: Annotated[str, typer.Option("--code", help=N_("Credit code."))] = "",
    dossier: Annotated[
        str, typer.Option("--dossier", help=N_("The enterprise's file (UUID)."))
    ] = "",
) -> None:
    """Assign an enterprise to an inspector."""
    found = console.assign(_place(context), user, code=code, dossier=dossier)
    _say({"user": user, "dossier": found})


@central_app.command(help=N_("Take an enterprise from an inspector."))
def unassign(
    context: typer.Context,
    user: Annotated[str, typer.Option("--user", help=N_("Login name."))],
    dossier: Annotated[str, typer.Option("--dossier", help=N_("The enterprise's file (UUID)."))],
) -> None:
    """Take an enterprise from an inspector."""
    console.unassign(_place(context), user, dossier)
    _say({"user": user, "dossier": dossier})


@central_app.command(help=N_("Withdraw a laptop: its token is no longer accepted."))
def revoke(
    context: typer.Context,
    device: Annotated[str, typer.Option("--device", help=N_("Device code of the laptop."))],
) -> None:
    """Withdraw a laptop: its token is no longer accepted."""
    codes = console.revoke(_place(context), device)
    _say({"device": device, "revoked": True, "codes": codes})


@central_app.command(
    help=N_("List what laptops sent of enterprises that are not assigned to them.")
)
def held(context: typer.Context) -> None:
    """List what laptops sent of enterprises that are not assigned to them."""
    for volume, device, count in console.held(_place(context)):
        _say({"volume": volume, "device": device, "facts": count})


@central_app.command(help=N_("Admit what is held of an enterprise from a laptop."))
def admit(
    context: typer.Context,
    dossier: Annotated[str, typer.Option("--dossier", help=N_("The enterprise's file (UUID)."))],
    device: Annotated[str, typer.Option("--device", help=N_("Device code of the laptop."))],
) -> None:
    """Admit what is held of an enterprise from a laptop."""
    _say({"admitted": console.admit(_place(context), dossier, device)})


@central_app.command(
    "publish-form", help=N_("Publish a checklist to all laptops; a published one never changes.")
)
def publish_form(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help=N_("XLSForm (.xlsx, .md), XForm (.xml), or a folder or .zip with its lists.")
        ),
    ],
) -> None:
    """Publish a checklist to all laptops; a published one never changes."""
    _say(console.publish_form(_place(context), file))


@central_app.command(
    "publish-shipped", help=N_("Publish all checklists that come with this program.")
)
def publish_shipped(context: typer.Context) -> None:
    """Publish all checklists that come with this program."""
    _say({"published": console.publish_shipped(_place(context))})


@central_app.command("name-agency", help=N_("Say whose papers the laptops print."))
def name_agency(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help=N_("Full name on papers."))],
    short: Annotated[str, typer.Option("--short", help=N_("Short name in paper numbers."))],
    phone: Annotated[str, typer.Option("--phone", help=N_("Telephone number on papers."))] = "",
) -> None:
    """Say whose papers the laptops print."""
    console.name_agency(_place(context), name, short, phone=phone)
    _say({"name": name, "short": short})


@central_app.command(help=N_("Write facts as JSON lines, a file a volume, and the blobs."))
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help=N_("Folder to write to."))],
) -> None:
    """Write facts as JSON lines, a file a volume, and the blobs."""
    _say(console.export(_place(context), out))


commands_operating.add_to(central_app)
central_app.add_typer(central_bundle_app, name="bundle")
central_app.add_typer(commands_upstream.upstream_app, name="upstream")
