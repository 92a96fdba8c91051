"""Logging without content: codes and counts go to a rotating file, never names or texts."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOGGER = logging.getLogger("inspector_app")


def log_to_file(folder: Path) -> None:
    """Write this program's log to ``inspector.log`` in the folder (1 MB, three files kept)."""
    folder.mkdir(parents=True, exist_ok=True)
    target = str((folder / "inspector.log").absolute())
    if any(getattr(h, "baseFilename", "") == target for h in LOGGER.handlers):
        return
    handler = RotatingFileHandler(target, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)


def close_logs() -> None:
    """Close the log files, so that the folder can be removed (Windows holds open files)."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()


def describe_crash(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return the kind and the places of a crash; messages are left out, they may hold content."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} at " + " < ".join(reversed(places))


def log_crashes(note: Callable[[str], object] = lambda _told: None) -> None:
    """Send uncaught errors of every thread to the log, and what was logged to ``note``."""

    def tell(kind: type[BaseException], trace: TracebackType | None) -> None:
        told = describe_crash(kind, trace)
        LOGGER.critical(told)
        note(told)

    def on_crash(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        tell(kind, trace)
        sys.__excepthook__(kind, error, trace)

    def on_thread_crash(args: threading.ExceptHookArgs) -> None:
        tell(args.exc_type, args.exc_traceback)
        threading.__excepthook__(args)

    sys.excepthook = on_crash
    threading.excepthook = on_thread_crash
