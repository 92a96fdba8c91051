"""What the server writes about its work: one JSON object a line, without personal data.

Route patterns, codes, counts, durations and device codes; never names, addresses, tokens, file
names or the content of a request.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from inspector_app.logs import LOGGER

_OURS, _SERVERS = "inspector_app", "uvicorn"


class JsonLines(logging.Formatter):
    """Formats a record as one line: time (UTC), level, event and the fields given with it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__  # its message may hold content
        return json.dumps(line, ensure_ascii=False)


def log_as_json(stream: TextIO | None = None) -> None:
    """Write the log of this server process to a stream (stderr)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (_OURS, _SERVERS):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


def note(event: str, **fields: str | int | float) -> None:
    """Log an event of normal work."""
    LOGGER.info(event, extra={"fields": fields})


def warn(event: str, **fields: str | int | float) -> None:
    """Log an event that an operator may want to see."""
    LOGGER.warning(event, extra={"fields": fields})
