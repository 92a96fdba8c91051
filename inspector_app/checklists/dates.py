"""Dates and times of expressions: ISO 8601 in, days since 1970 and ISO 8601 out.

Shapes after the ODK XForms specification; a date without a time means local midnight.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000  # microseconds

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d+))?)?"
_ZONE = r"\s*(Z|[+-]\d{1,2}(?::?\d{2})?)?"
_DATE_TIME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]" + _TIME + _ZONE)
_TIME_ONLY = re.compile(_TIME + _ZONE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a date with time; ``at`` is None where the text was no date at all."""

    at: datetime | None

    def days(self) -> float:
        """Return days since 1970-01-01T00:00Z, NaN for no date."""
        if self.at is None:
            return math.nan
        delta = self.at - EPOCH
        return (delta.days * DAY + delta.seconds * 1_000_000 + delta.microseconds) / DAY

    def iso(self) -> str:
        """Return the date, with time and offset unless it is midnight where it belongs."""
        if self.at is None:
            return "Invalid Date"
        if (self.at.hour, self.at.minute, self.at.second, self.at.microsecond) == (0, 0, 0, 0):
            return self.at.date().isoformat()
        return iso_date_time(self.at)


def iso_date_time(moment: datetime) -> str:
    """Return ``2024-02-29T10:30:00.000+08:00``."""
    day, _t, rest = moment.isoformat(timespec="milliseconds").partition("T")
    clock, offset = rest[:12], rest[12:]
    # A fraction is written as short as it is, none at all as .000.
    return f"{day}T{clock if clock.endswith('.000') else clock.rstrip('0')}{offset}"


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return the moment in the zone, or in the computer's own where None."""
    return moment.astimezone(zone)


def parse(text: str, zone: tzinfo | None) -> Moment | None:
    """Return the moment that an ISO text names, None where it is neither date nor date-time."""
    if len(text) < 8 or text[4] != "-":
        return None
    found = _DATE.fullmatch(text)
    try:
        if found:
            day = datetime(int(found[1]), int(found[2]), int(found[3]))
            return Moment(_in_zone(day, zone))
        found = _DATE_TIME.fullmatch(text)
        return Moment(_date_time(found, zone)) if found else None
    except (ValueError, OverflowError):
        return None


def parse_date(text: str) -> date | None:
    """Return the calendar day at the start of an ISO text, None where there is none."""
    found = _DATE.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def from_days(days: float, zone: tzinfo | None) -> Moment:
    """Return the moment this many days after 1970-01-01T00:00Z, shown in the zone."""
    if math.isnan(days) or math.isinf(days):
        return Moment(None)
    try:
        return Moment(local(EPOCH + timedelta(milliseconds=round(days * 86_400_000)), zone))
    except OverflowError:
        return Moment(None)


def time_of_day(text: str, zone: tzinfo | None) -> float:
    """Return the fraction of the local day that a time names, NaN where it names none."""
    moment = parse(text, zone)
    if moment is not None and moment.at is not None:
        return _fraction(local(moment.at, zone))
    found = _TIME_ONLY.fullmatch(text)
    if not found:
        return math.nan
    seconds = _seconds(found, 1)
    offset = _offset(found[5])
    if seconds is None or offset is False:
        return math.nan
    if isinstance(offset, timedelta):
        here = _in_zone(datetime(1970, 1, 1), zone).utcoffset() or timedelta()
        seconds = (seconds + (here - offset).total_seconds()) % 86_400
    return round(seconds * 1000) / 86_400_000


def _fraction(moment: datetime) -> float:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (seconds * 1000 + moment.microsecond / 1000) / 86_400_000


def _seconds(found: re.Match[str], first: int) -> float | None:
    hour, minute = int(found[first]), int(found[first + 1])
    second = int(found[first + 2] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second + float(f"0.{found[first + 3] or 0}")


def _offset(text: str | None) -> timedelta | bool | None:
    if text is None:
        return None
    if text == "Z":
        return timedelta()
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 23 or minutes > 59:
        return False
    span = timedelta(hours=hours, minutes=minutes)
    return -span if text[0] == "-" else span


def _in_zone(naive: datetime, zone: tzinfo | None) -> datetime:
    return naive.astimezone() if zone is None else naive.replace(tzinfo=zone)


def _date_time(found: re.Match[str], zone: tzinfo | None) -> datetime | None:
    offset = _offset(found[8])
    micro = int((found[7] or "0").ljust(6, "0")[:6])
    naive = datetime(
        int(found[1]),
        int(found[2]),
        int(found[3]),
        int(found[4]),
        int(found[5]),
        int(found[6] or 0),
        micro,
    )
    if offset is False:
        return None
    if isinstance(offset, timedelta):
        return naive.replace(tzinfo=timezone(offset)).astimezone(zone)
    return _in_zone(naive, zone)
