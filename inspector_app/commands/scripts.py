"""``acts`` and ``forms``: commands for scripts and for authors of checklists."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from inspector_app.commands.edge import DataDir, PassphraseFile, file_bytes, passphrase, say
from inspector_app.config import default_data_dir
from inspector_app.errors import BadInput
from inspector_app.i18n import N_, _

acts_app = typer.Typer(no_args_is_help=True, help=N_("Acts for scripts, one JSON object a line."))
forms_app = typer.Typer(no_args_is_help=True, help=N_("Checklists: check, run, convert."))


@acts_app.command(
    "run", help=N_("Run acts, one JSON object a line; prints one JSON result a line.")
)
def acts_run(
    file: Annotated[Path, typer.Argument(help=N_("JSON lines; - for standard input."))],
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
    go_on: Annotated[bool, typer.Option("--continue", help=N_("Go on after an error."))] = False,
) -> None:
    """Run acts, one JSON object a line; prints one JSON result a line."""
    from inspector_app.acts.run import run_acts
    from inspector_app.acts.table import Scene

    lines = _lines(file)
    out_dir = Path.cwd() if str(file) == "-" else file.absolute().parent
    scene = Scene(data_dir or default_data_dir(), passphrase(passphrase_file), out_dir)
    failed = False
    for result in run_acts(lines, scene, go_on=go_on):
        say(result)
        failed = failed or not result["ok"]
    if failed:
        raise typer.Exit(1)


def _lines(file: Path) -> list[str]:
    data = sys.stdin.buffer.read() if str(file) == "-" else file_bytes(file)
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(what=str(file), reason=_("it is no text in UTF-8")) from error


@acts_app.command("list", help=N_("List the acts with their parameters."))
def acts_list() -> None:
    """List the acts with their parameters."""
    from inspector_app.acts.run import list_acts

    for row in list_acts():
        say(row)


@forms_app.command(
    "check", help=N_("Name every problem at once: file, sheet, row, column, code, remedy.")
)
def forms_check(
    files: Annotated[list[Path], typer.Argument(help=N_("XLSForm or XForm files."))],
) -> None:
    """Name every problem at once: file, sheet, row, column, code, remedy."""
    from inspector_app.checklists.library import Library
    from inspector_app.checklists.lint import check_files

    errors = 0
    for finding in check_files(files, Library.shipped()):
        errors += not finding.is_warning
        print(finding.line())
    if errors:
        raise typer.Exit(1)
    print(_("{count} files, no errors").format(count=len(files)))


@forms_app.command(
    "run",
    help=N_("Run a form without a window; prints its state after loading and after each step."),
)
def forms_run(
    file: Annotated[Path, typer.Argument(help=N_("XLSForm (.xlsx, .md) or XForm (.xml)."))],
    steps: Annotated[
        Path | None, typer.Option("--steps", help=N_("A JSON array of steps."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("JSON lines (the only format)."))
    ] = True,
) -> None:
    """Run a form without a window; prints its state after loading and after each step."""
    from inspector_app.checklists.runner import run as run_form

    del as_json
    for line in run_form(file, _steps(steps)):
        say(line)


def _steps(file: Path | None) -> list[dict[str, str]]:
    if file is None:
        return []
    try:
        return msgspec.json.decode(file_bytes(file), type=list[dict[str, str]])
    except msgspec.MsgspecError as error:
        raise BadInput(what=str(file), reason=_("a JSON array of steps is expected")) from error


@forms_app.command("convert", help=N_("Write the XForm (.xml) of each XLSForm beside it."))
def forms_convert(files: Annotated[list[Path], typer.Argument(help=N_("XLSForm files."))]) -> None:
    """Write the XForm (.xml) of each XLSForm beside it."""
    from inspector_app.checklists.xlsform import convert

    for file in files:
        file.with_suffix(".xml").write_bytes(convert(file))
        print(file.with_suffix(".xml"))


@forms_app.command("new", help=N_("Write a workbook to begin a checklist with."))
def forms_new(
    file: Annotated[Path, typer.Argument(help=N_("The workbook to write (.xlsx)."))],
    form_id: Annotated[str, typer.Option("--id", help=N_("Id of the form."))],
    title: Annotated[str, typer.Option("--title", help=N_("Title of the form."))],
    standard: Annotated[
        str, typer.Option("--standard", help=N_("Id of its instrument."))
    ] = "SPL-2021",
) -> None:
    """Write a workbook to begin a checklist with."""
    from inspector_app.checklists.template import write

    write(file, form_id=form_id, title=title, standard=standard)
    print(file)
