"""Help texts of commands in the language of the moment: typer reads them once, at import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.main import get_command

from inspector_app.i18n import _


def translated(app: typer.Typer) -> Callable[..., Any]:
    """Return the command of an application with every help text looked up in the catalogue."""
    command = get_command(app)
    _translate(command)
    return command


def _translate(command: Any) -> None:
    # Commands, options and arguments are of classes that typer keeps to itself.
    for part in (command, *command.params):
        if getattr(part, "help", None):
            part.help = _(part.help)
    for part in getattr(command, "commands", {}).values():
        _translate(part)
