"""One program at a time on a workspace: a lock that the system drops when the program dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from inspector_app.store.files import disk_problems
from inspector_app.store.problems import WorkspaceBusy

LOCK_FILE = "lock"


class FolderLock:
    """An exclusive lock on a folder; raises WorkspaceBusy where another holds it."""

    def __init__(self, folder: Path) -> None:
        with disk_problems():
            self._handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError:
            os.close(self._handle)
            raise WorkspaceBusy() from None

    def release(self) -> None:
        """Let other programs in."""
        os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
