"""How an answer of each type is written in the instance: the serialised string of ODK."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import time

from inspector_app.checklists import dates
from inspector_app.checklists.values import write_number

_NUMBER = re.compile(r"\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?")
MAX_ANSWER = 100_000


def normalise(text: str, type_name: str) -> str:
    """Return the text as the type writes it, blank where it does not fit the type."""
    if text == "":
        return ""
    writer = _WRITERS.get(type_name)
    return writer(text) if writer is not None else text


def _int(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    number = float(text)
    return str(math.trunc(number)) if math.isfinite(number) else ""


def _decimal(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    number = float(text)
    if not math.isfinite(number):
        return ""
    written = write_number(number)
    return f"{written}.0" if written.lstrip("-").isdigit() else written


def _date(text: str) -> str:
    day = dates.parse_date(text.strip())
    return day.isoformat() if day is not None else ""


def _date_time(text: str) -> str:
    return text if dates.parse(text.strip(), None) is not None else ""


def _time(text: str) -> str:
    found = _TIME.fullmatch(text.strip())
    if not found:
        return ""
    try:
        time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return ""
    return text


def _geopoint(text: str) -> str:
    numbers = text.split()
    if not 2 <= len(numbers) <= 4 or not all(_NUMBER.fullmatch(part) for part in numbers):
        return ""
    latitude, longitude = float(numbers[0]), float(numbers[1])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return ""  # 0,0 is what a receiver without a fix reports
    return " ".join(_decimal(part) for part in (*numbers, "0", "0")[:4])


def _geotrace(text: str) -> str:
    return _points(text, 2)


def _geoshape(text: str) -> str:
    return _points(text, 3)


def _points(text: str, least: int) -> str:
    points = [_geopoint(part) for part in text.split(";") if part.strip()]
    return ";".join(points) if len(points) >= least and all(points) else ""


_WRITERS: dict[str, Callable[[str], str]] = {
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _date_time,
    "time": _time,
    "geopoint": _geopoint,
    "geotrace": _geotrace,
    "geoshape": _geoshape,
}
