"""Help texts and wrong use of commands in the language of the moment.

typer reads help texts once, at import, and speaks English for the rest; both are said here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer import rich_utils
from typer.exceptions import TyperException
from typer.main import get_command

from inspector_app.i18n import _

WRONG_USE = 2  # exit code


def translated(app: typer.Typer) -> Callable[[Sequence[str] | None, str], None]:
    """Return what runs an application's commands, every help text looked up in the catalogue.

    It always ends with SystemExit: 0, a command's own code, or 2 with a sentence on stderr where
    the command was used wrongly.
    """
    command = get_command(app)
    _translate(command)
    _translate_heads()

    def run(args: Sequence[str] | None, prog_name: str) -> None:
        try:
            code = command(args=args, prog_name=prog_name, standalone_mode=False)
        except typer.Abort:
            raise SystemExit(1) from None
        except TyperException as error:
            _say(error)
            raise SystemExit(WRONG_USE) from None
        raise SystemExit(code if isinstance(code, int) else 0)

    return run


def _translate(command: Any) -> None:
    # Commands, options and arguments are of classes that typer keeps to itself.
    for part in (command, *command.params):
        if getattr(part, "help", None):
            part.help = _(part.help)
    help_option = command.get_help_option(command.context_class(command))
    if help_option:
        help_option.help = _("Show this help.")
    for part in getattr(command, "commands", {}).values():
        _translate(part)


def _translate_heads() -> None:
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    rich_utils.DEFAULT_STRING = _("[default: {}]")


def _say(error: Any) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help
        error.show()
        return
    print("CLI-01: " + _sentence(error), file=sys.stderr)
    context = getattr(error, "ctx", None)
    if context is not None:
        asked = _("“{command} --help” shows what can be given.")
        print(asked.format(command=context.command_path), file=sys.stderr)


def _sentence(error: Any) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            near = ", ".join(sorted(error.possibilities or ()))
            known = _("There is no option {option}; near it: {near}.")
            unknown = _("There is no option {option}.")
            return (known if near else unknown).format(option=error.option_name, near=near)
        case "MissingParameter":
            return _("{parameter} is missing.").format(parameter=_parameter(error))
        case "BadParameter" if error.param is not None:
            words = _("{parameter} cannot be used as given: {reason}")
            return words.format(parameter=_parameter(error), reason=error.message)
        case _ if str(error.message).startswith("No such command '"):
            return _("There is no command {command}.").format(command=error.message.split("'")[1])
        case _:
            return _("Wrong use: {reason}").format(reason=error.format_message())


def _parameter(error: Any) -> str:
    return str(error.param_hint or error.param.get_error_hint()).replace("'", "")
