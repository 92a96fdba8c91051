"""How an answer of each type is written in the instance: the serialised string of ODK."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, time
from decimal import Decimal

from inspector_app.checklists import dates
from inspector_app.checklists.definition import FieldDef, FieldKind
from inspector_app.checklists.values import write_number

_NUMBER = re.compile(r"\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?"
_OFFSET = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_DATE = re.compile(_DAY + r"(?:T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)?", re.ASCII)
_DATE_TIME = re.compile(_DAY + "T" + _CLOCK + _OFFSET, re.ASCII)
_TIME = re.compile(_CLOCK + _OFFSET, re.ASCII)
MAX_ANSWER = 100_000


def normalise(text: str, type_name: str) -> str:
    """Return the text as the type writes it, blank where it does not fit the type."""
    if text == "":
        return ""
    writer = _WRITERS.get(type_name)
    return writer(text) if writer is not None else text


def written(text: str, field: FieldDef) -> str:
    """Return the text as the field holds it: by its type, a range's bounds, a tick as ``OK``."""
    if field.kind is FieldKind.TRIGGER:
        return "OK" if text.lower() == "ok" else ""
    value = normalise(text, field.bind.type)
    if value and field.kind is FieldKind.RANGE and field.control is not None:
        return value if _within(value, field.control.bounds) else ""
    return value


def _within(value: str, bounds: tuple[str, str, str]) -> bool:
    if not all(_NUMBER.fullmatch(text) for text in (value, *bounds[:2])):
        return True
    return float(bounds[0]) <= float(value) <= float(bounds[1])


def entered(text: str, type_name: str) -> str:
    """Return what a person wrote in the shape of the type: ``9:30``, ``2026年9月1日``, ``１２``.

    What is written in no known way comes back as it is.
    """
    if type_name not in _WRITERS:
        return text
    plain = unicodedata.normalize("NFKC", text).strip()
    shape = _SHAPES.get(type_name)
    found = shape.fullmatch(plain) if shape is not None else None
    if found is None:
        return plain
    named = found.groupdict()
    parts: list[str] = []
    if named.get("year"):
        parts.append(f"{named['year']}-{int(named['month']):02d}-{int(named['day']):02d}")
    if named.get("hour"):
        clock = f"{int(named['hour']):02d}:{named['minute']}:{named['second'] or '00'}"
        parts.append(f"{clock}.000{named['offset'] or ''}")
    return "T".join(parts)


_DAY_WRITTEN = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_CLOCK_WRITTEN = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<offset>Z|[+-]\d{2}:\d{2})?"
)
_SHAPES = {
    "date": re.compile(_DAY_WRITTEN + r"(?:[T ].*)?", re.ASCII),
    "time": re.compile(_CLOCK_WRITTEN, re.ASCII),
    "dateTime": re.compile(_DAY_WRITTEN + r"(?:T|\s+)" + _CLOCK_WRITTEN, re.ASCII),
}


def _int(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    number = float(text)
    if not math.isfinite(number):
        return ""
    # A binary number holds 15 digits; one of 18 that a person wrote stays as it was written.
    return str(math.trunc(number) if abs(number) < 2**53 else int(Decimal(text)))


def _decimal(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return ""
    number = float(text)
    if not math.isfinite(number):
        return ""
    written = write_number(number)
    return f"{written}.0" if written.lstrip("-").isdigit() else written


def _date(text: str) -> str:
    day = dates.parse_date(text) if _DATE.fullmatch(text) else None
    return day.isoformat() if day is not None else ""


def _date_time(text: str) -> str:
    return text if _DATE_TIME.fullmatch(text) and dates.parse(text, UTC) else ""


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if not found:
        return ""
    try:
        time(int(found[1]), int(found[2]), int(found[3]))
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
