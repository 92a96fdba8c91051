"""The entry of the program: the desktop straight away, every other word to the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OPTIONS = ("--data-dir", "--lang")
INTERRUPTED = 130  # exit code after Ctrl-C, as shells count it


@dataclass(frozen=True, slots=True)
class DesktopRequest:
    """The desktop was asked for, with these options ("" where not given)."""

    data_dir: str = ""
    language: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (without its name); returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if "--smoke-test" in arguments:
        from inspector_app.ui.smoke import smoke_test

        return smoke_test()
    request = desktop_request(arguments)
    try:
        return _command(arguments) if request is None else _desktop(request)
    except KeyboardInterrupt:  # while the program was still loading
        return INTERRUPTED


def desktop_request(arguments: Sequence[str]) -> DesktopRequest | None:
    """Return the request where only the desktop's own options stand there, else None."""
    found = dict.fromkeys(OPTIONS, "")
    rest = list(arguments)
    while rest:
        name, given, value = rest.pop(0).partition("=")
        if name not in OPTIONS or not (given or rest):
            return None
        found[name] = value if given else rest.pop(0)
    return DesktopRequest(found["--data-dir"], found["--lang"])


def _desktop(request: DesktopRequest) -> int:
    # Nothing heavy before the first paint: neither typer nor the store is imported here.
    from inspector_app.config import default_data_dir
    from inspector_app.ui.desktop import run_desktop

    data_dir = Path(request.data_dir) if request.data_dir else default_data_dir()
    return run_desktop(data_dir, request.language)


def _command(arguments: list[str]) -> int:
    from inspector_app.cli import run

    return run(arguments)
