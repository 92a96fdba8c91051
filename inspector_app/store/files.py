"""Files that survive a power cut: written aside, flushed, renamed, folder flushed."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector_app.store.problems import DiskFault, DiskFull, FolderReadOnly

LEFTOVER = ".new"  # ends the name of a file that is being written
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def disk_problems() -> Iterator[None]:
    """Tell disk errors in the store's words: DiskFull, FolderReadOnly, DiskFault."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull() from error
        if error.errno in _READ_ONLY:
            raise FolderReadOnly() from error
        raise DiskFault(reason=error.strerror or type(error).__name__) from error


def write_durably(path: Path, content: bytes) -> None:
    """Put the content in place of the file, wholly or not at all."""
    fill_durably(path, lambda file: file.write(content))


def fill_durably(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let ``fill`` write a new file aside and put it in place only when it is on disk."""
    aside = path.with_name(f".{path.name}.{threading.get_ident()}{LEFTOVER}")
    with disk_problems():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make names in the folder durable; Windows does this by itself and cannot open folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
