"""Durable files (see ``durable``) whose disk errors are told in the store's words."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector_app.durable import LEFTOVER, fill_file, flush_folder, is_full
from inspector_app.errors import system_reason
from inspector_app.store.problems import DiskFault, DiskFull, FolderReadOnly

__all__ = ["LEFTOVER", "disk_problems", "fill_durably", "flush_folder", "write_durably"]

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR)


@contextmanager
def disk_problems() -> Iterator[None]:
    """Tell disk errors in the store's words: DiskFull, FolderReadOnly, DiskFault."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if is_full(error):
            raise DiskFull() from error
        if error.errno in _READ_ONLY:
            raise FolderReadOnly() from error
        raise DiskFault(reason=system_reason(error)) from error


def write_durably(path: Path, content: bytes) -> None:
    """Put the content in place of the file, wholly or not at all."""
    fill_durably(path, lambda file: file.write(content))


def fill_durably(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let ``fill`` write a new file aside and put it in place only when it is on disk."""
    with disk_problems():
        path.parent.mkdir(parents=True, exist_ok=True)
        fill_file(path, fill)
