"""Every write, flush, rename and removal of this process, counted, and fatal at a chosen one.

``steps.c`` is compiled once and put in front of the C library of a program (LD_PRELOAD), so that
also what SQLite does by itself is counted. Such a program is run by ``run_counted``; inside it
``arm`` says what is to happen at which step.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from functools import cache
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_name("steps.c")
_MISSING = "No C compiler was found. Install one (Debian: apt-get install gcc libc6-dev)."


class How(IntEnum):
    """What happens at the chosen step."""

    OFF = 0
    COUNT = 1  # nothing
    KILL_BEFORE = 2
    KILL_AFTER = 3
    KILL_HALFWAY = 4  # half of the bytes are written
    DISK_FULL = 5  # and stays full from then on


@contextmanager
def a_scratch() -> Iterator[Path]:
    """Give a folder in memory where the system has one: thousands of small files come and go."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="inspector-faults-", dir=memory if memory.is_dir() else None
    ) as name:
        yield Path(name)


def run_counted(module: str, arguments: Sequence[str], scratch: Path) -> str:
    """Run ``python -m module`` with its steps counted; return what it printed.

    It and all it started have ended then. The test fails with its errors where it fails.
    """
    library = compiled(scratch)
    environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stderr[-4000:], pytrace=False)
    return done.stdout


def compiled(scratch: Path) -> Path:
    """Return the compiled library, made in the scratch folder."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.fail(_MISSING, pytrace=False)
    library = scratch / "steps.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


@cache
def _loaded() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def arm(how: How, at: int, folder: Path, trace: int = -1) -> None:
    """Count steps within a folder from now on; the chosen one is number ``at``, 1 first.

    What is done is written to the handle ``trace``, a line a step: what, path, former path.
    """
    _loaded().steps_arm(int(how), at, os.fsencode(folder), trace)


def disarm() -> None:
    """Count no more; a full disk has room again."""
    arm(How.OFF, 0, Path("/"))


def end_after(seconds: int) -> None:
    """Let the system end this process where it is still there then."""
    _loaded().alarm(seconds)


def take(what: str, about: str) -> None:
    """Take a step that is none of files: a request leaves, a reply has come."""
    _loaded().steps_take(what.encode(), about.encode())
