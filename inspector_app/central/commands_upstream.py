"""``inspector-app central upstream …``: the central above this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.central import console
from inspector_app.central.console import Place, opened
from inspector_app.central.upstream import connected, enrol_upstream, exchange
from inspector_app.errors import BadInput
from inspector_app.i18n import N_, _

upstream_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=N_("The upper server (city → province), whose device this server can be."),
)


def _say(result: object) -> None:
    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


def _place(context: typer.Context) -> Place:
    assert isinstance(context.obj, Place)
    return context.obj


def join(where: Place, url: str, login: tuple[str, Path] | None = None) -> str:
    """Become a device of the central at an address; return this central's code.

    ``login``: the user and the password's file. None where it is connected to this address
    already, and nothing is asked of the upper server: it may be away. Raises BadInput.
    """
    with opened(where) as central:
        if login is None:
            code = connected(central, url)
            if not code:
                raise BadInput(what="--upstream", reason=_("user and password file are needed too"))
            return code
        user, password_file = login
        return enrol_upstream(central, url, (user, console.first_line(password_file)))


@upstream_app.command(help=N_("Connect this server; its operator above gave the login."))
def enrol(
    context: typer.Context,
    url: Annotated[str, typer.Option("--url", help=N_("Address of the upper server."))],
    user: Annotated[str, typer.Option("--user", help=N_("Login name."))],
    password_file: Annotated[Path, typer.Option("--password-file", help=N_("First line counts."))],
) -> None:
    """Connect this server; its operator above gave the login."""
    _say({"upstream": url, "device": join(_place(context), url, (user, password_file))})


@upstream_app.command(help=N_("Exchange once now; a serving server does so every minute."))
def sync(context: typer.Context) -> None:
    """Exchange once now; a serving server does so every minute."""
    with opened(_place(context)) as central:
        _say(exchange(central))
