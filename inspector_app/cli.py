"""The command line: names and options as scripts and tests know them.

Exit codes: 0 done, 1 a problem (code and remedy on stderr), 2 wrong use. No traceback for a
user's mistake. Heavy rooms are imported inside their commands.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from inspector_app import __version__
from inspector_app.config import default_data_dir
from inspector_app.errors import BadInput, Problem
from inspector_app.help_texts import translated
from inspector_app.i18n import N_, _, set_language, system_language

ABOUT = N_("Offline inspection desktop and central server (安责险事故预防服务).")
CENTRAL_COMMANDS = "inspector_app.central.commands"

app = typer.Typer(
    name="inspector-app",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=ABOUT,
)
acts_app = typer.Typer(no_args_is_help=True, help=N_("Acts for scripts, one JSON object a line."))
forms_app = typer.Typer(no_args_is_help=True, help=N_("Checklists: check, run, convert."))
app.add_typer(acts_app, name="acts")
app.add_typer(forms_app, name="forms")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help=N_("Where the workspace is."))]
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", help=N_("First line is the passphrase."))
]


@app.command(
    "central",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help=N_("The central server: serve, import-enterprises, add-user, assign, verify and more."),
)
def central(context: typer.Context) -> None:
    """The central server: serve, import-enterprises, add-user, assign, verify and more."""
    with _part_of_a_full_install("central", "inspector_app.central", CENTRAL_COMMANDS):
        from inspector_app.central.commands import central_app

    translated(central_app)(args=context.args, prog_name="inspector-app central")


class NotInThisProgram(Problem):
    """The packaged desktop program leaves central and the demo out."""

    code = "APP-04"
    template = N_("“{command}” is not part of the packaged desktop program.")
    remedy_template = N_("Use a full install of the program: see “Run it” in the README.")


@contextmanager
def _part_of_a_full_install(command: str, *modules: str) -> Iterator[None]:
    """Turn a missing room of our own into words; a broken dependency still shows itself."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in modules:
            raise
        raise NotInThisProgram(command=command) from error


def run(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    set_language(system_language())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Chinese Windows pipes cp936
    try:
        translated(app)(args=argv, prog_name="inspector-app")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    except Problem as problem:
        return complain(problem)
    except BrokenPipeError:
        return 1
    return 0


def complain(problem: Problem) -> int:
    """Print a problem to stderr: code, what happened, what to do; returns exit code 1."""
    print(f"{problem.code}: {problem.message}", file=sys.stderr)
    if problem.remedy:
        print(problem.remedy, file=sys.stderr)
    return 1


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback(help=ABOUT)
def main_options(
    lang: Annotated[str, typer.Option("--lang", help=N_("zh_CN or en."))] = "",
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options for every command."""
    del version
    if lang:
        set_language(lang)


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


@app.command(
    help=N_(
        "Show everything at once: a central on loopback, sample enterprises, the program signed in."
    )
)
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help=N_("No window; drive a visit."))
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help=N_("Where the headless run writes."))
    ] = None,
) -> None:
    """Show everything at once: a central on loopback, sample enterprises, the program signed in."""
    with _part_of_a_full_install("demo", "inspector_app.demo"):
        from inspector_app.demo import run_demo

    raise typer.Exit(run_demo(headless=headless, out=out))


@app.command(help=N_("Run one sync: progress on stderr, a JSON summary on stdout."))
def sync(data_dir: DataDir = None, passphrase_file: PassphraseFile = None) -> None:
    """Run one sync: progress on stderr, a JSON summary on stdout."""
    from dataclasses import asdict

    from inspector_app.operations.unlocking import close, unlock_session
    from inspector_app.sync.run import open_link, synchronise
    from inspector_app.sync.stage import Stage

    def show(stage: Stage) -> None:
        print(f"{stage.name} {stage.done}/{stage.total}", file=sys.stderr)

    session = unlock_session(data_dir or default_data_dir(), passphrase(passphrase_file))
    try:
        with open_link(session.workspace) as link:
            say(asdict(synchronise(link, session.workspace, show)))
    finally:
        close(session)


@app.command(
    help=N_("Verify the workspace, or that a PDF equals the stored notice; names the first fault.")
)
def verify(
    file: Annotated[Path | None, typer.Argument(help=N_("A notice's PDF."))] = None,
    data_dir: DataDir = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Verify the workspace, or that a PDF equals the stored notice; names the first fault."""
    from inspector_app.operations.unlocking import close, unlock_session
    from inspector_app.operations.verifying import verify_pdf, verify_workspace

    session = unlock_session(data_dir or default_data_dir(), passphrase(passphrase_file))
    try:
        found = verify_pdf(session, _bytes(file)) if file else verify_workspace(session)
        shown: dict[str, Any] = msgspec.to_builtins(found)
        say({"verify": "ok", **shown})
    finally:
        close(session)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(what=str(file), reason=_("the file cannot be read")) from error


@app.command(help=N_("Make an encrypted copy of the workspace's database and check it."))
def backup(data_dir: DataDir = None, passphrase_file: PassphraseFile = None) -> None:
    """Make an encrypted copy of the workspace's database and check it."""
    from inspector_app.operations.unlocking import close, unlock_session

    session = unlock_session(data_dir or default_data_dir(), passphrase(passphrase_file))
    try:
        say({"backup": str(session.workspace.back_up(session.clock()))})
    finally:
        close(session)


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
    if str(file) == "-":
        return sys.stdin.read().splitlines()
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(what=str(file), reason=_("the file cannot be read")) from error


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
    from inspector_app.checklists.lint import check

    errors = 0
    for file in files:
        for finding in check(file):
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
        return msgspec.json.decode(_bytes(file), type=list[dict[str, str]])
    except msgspec.MsgspecError as error:
        raise BadInput(what=str(file), reason=_("a JSON array of steps is expected")) from error


@forms_app.command("convert", help=N_("Write the XForm (.xml) of each XLSForm beside it."))
def forms_convert(files: Annotated[list[Path], typer.Argument(help=N_("XLSForm files."))]) -> None:
    """Write the XForm (.xml) of each XLSForm beside it."""
    from inspector_app.checklists.xlsform import convert

    for file in files:
        file.with_suffix(".xml").write_bytes(convert(file))
        print(file.with_suffix(".xml"))
