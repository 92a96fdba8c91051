"""Reports of crashes, kept beside the log until a person has seen them and decided.

A report names the program's own places and versions. It holds no message of an error (that may
quote what stands in a record), no names and no paths.
"""

from __future__ import annotations

import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from inspector_app import __version__

PATTERN = "crash-*.txt"
MOST = 20  # reports kept; a program that crashes again and again must not fill the disk
LONGEST = 12_000  # characters of one report


def system_lines() -> str:
    """Return versions of program, Python and system, a line each."""
    return "\n".join(
        (
            f"inspector-app {__version__}",
            f"Python {platform.python_version()}",
            f"{platform.system()} {platform.release()} {platform.machine()}",
        )
    )


def keep_crash(folder: Path, system: str, told: str, at: datetime | None = None) -> Path | None:
    """Write one report and return its file; None where there are too many or no room is left."""
    moment = at or datetime.now(UTC)
    if len(waiting(folder)) >= MOST:
        return None
    path = folder / f"crash-{moment:%Y%m%dT%H%M%S%f}.txt"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        stamp = moment.isoformat(timespec="seconds")
        path.write_text(f"{stamp}\n{system}\n{told}\n", encoding="utf-8")
        return path
    return None


def waiting(folder: Path) -> tuple[Path, ...]:
    """Return the reports nobody has decided about yet, the oldest first."""
    return tuple(sorted(folder.glob(PATTERN)))


def read_all(reports: tuple[Path, ...]) -> str:
    """Return the reports as one text, cut to what central takes."""
    texts = []
    for path in reports:
        with suppress(OSError):
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(texts)[:LONGEST]


def forget(reports: tuple[Path, ...]) -> None:
    """Remove reports that were sent, saved or declined."""
    for path in reports:
        path.unlink(missing_ok=True)
