"""Functions over dates: today, now, date, format-date, decimal-date-time …"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from inspector_app.checklists import dates
from inspector_app.checklists.calls import Registry
from inspector_app.checklists.dates import Moment
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.values import Value, to_string
from inspector_app.checklists.xpath import Context
from inspector_app.i18n import _

FAMILY = Registry()
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def moment_of(value: Value, context: Context) -> Moment:
    """Return the value as a moment: a text in ISO 8601, or a number of days since 1970."""
    zone = context.env.zone
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(None)
    if isinstance(value, float):
        return dates.from_days(value, zone)
    return dates.parse(to_string(value).strip(), zone) or Moment(None)


@FAMILY.add("today")
def today(context: Context, _arguments: list[Value]) -> Value:
    """Return the day of the clock."""
    now = dates.local(context.env.clock(), context.env.zone)
    return dates.parse(now.date().isoformat(), context.env.zone) or Moment(None)


@FAMILY.add("now")
def now(context: Context, _arguments: list[Value]) -> Value:
    """Return the moment of the clock."""
    return Moment(dates.local(context.env.clock(), context.env.zone))


def _date(context: Context, arguments: list[Value]) -> Value:
    if not isinstance(arguments[0], float | bool | Moment) and to_string(arguments[0]) == "":
        return ""
    return moment_of(arguments[0], context)


FAMILY.add("date", 1)(_date)
FAMILY.add("date-time", 1)(_date)


@FAMILY.add("decimal-date-time", 1)
def decimal_date_time(context: Context, arguments: list[Value]) -> Value:
    """Return days since 1970 with their fraction; refuses a text that is no date."""
    if isinstance(arguments[0], str) and arguments[0].strip():
        found = dates.parse(arguments[0].strip(), context.env.zone)
        if found is None:
            reason = _("“{text}” is no date").format(text=arguments[0])
            raise BadExpression(expression="decimal-date-time()", reason=reason)
        return found.days()
    return moment_of(arguments[0], context).days()


@FAMILY.add("decimal-time", 1)
def decimal_time(context: Context, arguments: list[Value]) -> Value:
    """Return the fraction of the day that a time names."""
    return dates.time_of_day(to_string(arguments[0]), context.env.zone)


_WRITERS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda d: f"{d.year:04d}",
    "y": lambda d: f"{d.year % 100:02d}",
    "m": lambda d: f"{d.month:02d}",
    "n": lambda d: str(d.month),
    "b": lambda d: _MONTHS[d.month - 1],
    "d": lambda d: f"{d.day:02d}",
    "e": lambda d: str(d.day),
    "H": lambda d: f"{d.hour:02d}",
    "h": lambda d: str(d.hour),
    "M": lambda d: f"{d.minute:02d}",
    "S": lambda d: f"{d.second:02d}",
    "3": lambda d: f"{d.microsecond // 1000:03d}",
    "a": lambda d: _DAYS[d.weekday()],
    "%": lambda _d: "%",
}


def _format(context: Context, arguments: list[Value]) -> Value:
    # A bare number is no date here; the official engine writes nothing for it.
    bare = isinstance(arguments[0], float)
    found = None if bare else moment_of(arguments[0], context).at
    if found is None:
        return ""
    at = dates.local(found, context.env.zone)

    def write(match: re.Match[str]) -> str:
        writer = _WRITERS.get(match[1])
        return writer(at) if writer is not None else match[0]

    return re.sub(r"%(.)", write, to_string(arguments[1]))


FAMILY.add("format-date", 2)(_format)
FAMILY.add("format-date-time", 2)(_format)
