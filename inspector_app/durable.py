"""Files that survive a power cut: written aside, flushed, renamed, folder flushed.

Errors are the system's own (OSError); each room above tells them in its words.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

LEFTOVER = ".new"  # ends the name of a file that is being written
FULL = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name)
)


def is_full(error: OSError) -> bool:
    """Tell whether an error says that the disk, or the share of it, has no room."""
    return error.errno in FULL


def write_file(path: Path, content: bytes) -> None:
    """Put the content in place of the file, wholly or not at all, on disk when this returns."""
    fill_file(path, lambda file: file.write(content))


def fill_file(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let ``fill`` write a new file aside and put it in place only when it is on disk.

    The folder is there already: that of a stick that was pulled out is not made.
    """
    turn = f"{os.getpid()}-{threading.get_ident()}"
    aside = path.with_name(f".{path.name}.{turn}{LEFTOVER}")
    try:
        with aside.open("wb") as file:
            fill(file)
            flush_open(file)
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_open(file: IO[bytes]) -> None:
    """Make what was written to an open file durable."""
    file.flush()
    os.fsync(file.fileno())


def flush_file(path: Path) -> None:
    """Make a file's content durable, whoever wrote it."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make names in the folder durable; Windows does this by itself and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
