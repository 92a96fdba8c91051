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
from typing import Annotated

import typer

from inspector_app import __version__
from inspector_app.commands.bundles import bundle_app
from inspector_app.commands.care import care_app
from inspector_app.commands.papers import papers_app
from inspector_app.commands.scripts import acts_app, forms_app
from inspector_app.commands.syncing import sync_app
from inspector_app.config import DATA_DIR_VARIABLE
from inspector_app.errors import Problem, system_reason
from inspector_app.help_texts import translated
from inspector_app.i18n import LANGUAGES, N_, _, set_language, system_language
from inspector_app.logs import describe_crash

ABOUT = N_("Offline inspection desktop and central server (安责险事故预防服务).")
CENTRAL_COMMANDS = "inspector_app.central.commands"
INNERMOST = 5  # places of a fault that are told; the rest is the way to the command

app = typer.Typer(
    name="inspector-app",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=ABOUT,
)
app.add_typer(acts_app, name="acts")
app.add_typer(forms_app, name="forms")
app.add_typer(bundle_app, name="bundle")
app.add_typer(sync_app)
app.add_typer(care_app)
app.add_typer(papers_app)


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

    translated(central_app)(context.args, "inspector-app central")


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


class FileRefused(Problem):
    """The system refused a file or folder that a command reads or writes."""

    code = "APP-06"
    template = N_("{what}: {reason}")
    remedy_template = N_("Check the path, the free space and the rights; then try again.")


class ProgramFault(Problem):
    """Something the program did not foresee; ``where`` holds places in the code, no content."""

    code = "APP-07"
    template = N_("The program failed ({where}). What was recorded before is safe.")
    remedy_template = N_("Please report this line and the command to your administrator.")


def run(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    set_language(_asked_language(sys.argv[1:] if argv is None else argv))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Chinese Windows pipes cp936
    before = os.environ.get(DATA_DIR_VARIABLE)
    try:
        return _run(argv)
    finally:
        _put_back(before)


def _asked_language(words: list[str]) -> str:
    """Help is written in the asked language too, so ``--lang`` is read before everything."""
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return system_language()


def _run(argv: list[str] | None) -> int:
    try:
        translated(app)(argv, "inspector-app")
        sys.stdout.flush()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    except Problem as problem:
        return complain(problem)
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        what = str(error.filename or type(error).__name__)
        return complain(FileRefused(what=what, reason=system_reason(error)))
    except Exception as error:  # the edge: whoever typed a command gets words, not a traceback
        if os.environ.get("INSPECTOR_TRACEBACK"):
            raise
        places = describe_crash(type(error), error.__traceback__).split(" < ")
        return complain(ProgramFault(where=" < ".join(places[:INNERMOST])))
    return 0


def _reader_gone() -> int:
    """Leave quietly where the reader of our output left (``… | head``)."""
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())  # what is left to flush goes nowhere
    return 1


def _put_back(data_dir: str | None) -> None:
    if data_dir is None:
        os.environ.pop(DATA_DIR_VARIABLE, None)
    else:
        os.environ[DATA_DIR_VARIABLE] = data_dir


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
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", help=N_("Where the workspaces are; alone, opens the desktop.")),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help=N_("zh_CN or en."))] = "",
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options for every command."""
    del version
    if data_dir is not None:
        os.environ[DATA_DIR_VARIABLE] = str(data_dir)  # what every command takes where it has none
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(_("zh_CN or en."), param_hint="--lang")
    if lang:
        set_language(lang)


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
