"""Values of expressions and their conversions (XPath 1.0 §3.2 and §4, with ODK's dates).

A value is a float, a str, a bool, a Moment, or a list of nodes (a node-set).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import tzinfo

from inspector_app.checklists import dates
from inspector_app.checklists.dates import Moment
from inspector_app.checklists.tree import Node

Value = float | str | bool | Moment | list[Node]

_Test = Callable[[Value, Value], bool]

_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)[ \t\r\n]*", re.ASCII)


def number_of(text: str, zone: tzinfo | None = None) -> float:
    """Return the number a text writes, days since 1970 where it writes a date, else NaN."""
    found = _NUMBER.fullmatch(text)
    if found:
        return float(found[1])
    moment = dates.parse(text.strip(), zone)
    return math.nan if moment is None else moment.days()


def to_number(value: Value, zone: tzinfo | None = None) -> float:
    """Return number(value)."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return number_of(value, zone)
    if isinstance(value, Moment):
        return value.days()
    return number_of(value[0].string(), zone) if value else math.nan


def to_string(value: Value) -> str:
    """Return string(value)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return write_number(value)
    if isinstance(value, Moment):
        return value.iso()
    return value[0].string() if value else ""


def to_boolean(value: Value) -> bool:
    """Return boolean(value)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    if isinstance(value, Moment):
        return value.at is not None
    return bool(value)


def write_number(number: float) -> str:
    """Return the number as ECMAScript writes it (Number::toString), for example ``11``."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e16:
        return str(int(number))
    return _fraction_or_power(repr(number), number)


def _fraction_or_power(text: str, number: float) -> str:
    mantissa, _sep, exponent = text.partition("e")
    if not exponent:
        return text
    power = int(exponent)
    if 0 < power < 21:
        whole, _point, fraction = mantissa.partition(".")
        return whole + fraction.ljust(power, "0")
    if -6 <= power < 0:
        digits = mantissa.replace(".", "").lstrip("-")
        return ("-" if number < 0 else "") + "0." + "0" * (-power - 1) + digits
    return f"{mantissa}e{'+' if power > 0 else '-'}{abs(power)}"


def equal(left: Value, right: Value, zone: tzinfo | None) -> bool:
    """Return left = right."""
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return to_boolean(left) == to_boolean(right)
        return _any_pair(left, right, lambda a, b: equal(a, b, zone))
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right or _same_moment(left, right, zone)
    return to_number(left, zone) == to_number(right, zone)


def unequal(left: Value, right: Value, zone: tzinfo | None) -> bool:
    """Return left != right (of node-sets: some pair differs)."""
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return to_boolean(left) != to_boolean(right)
        return _any_pair(left, right, lambda a, b: unequal(a, b, zone))
    return not equal(left, right, zone)


def less(left: Value, right: Value, zone: tzinfo | None) -> bool:
    """Return left < right."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, lambda a, b: less(a, b, zone))
    return to_number(left, zone) < to_number(right, zone)


def at_most(left: Value, right: Value, zone: tzinfo | None) -> bool:
    """Return left <= right."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, lambda a, b: at_most(a, b, zone))
    return to_number(left, zone) <= to_number(right, zone)


def _any_pair(left: Value, right: Value, test: _Test) -> bool:
    lefts: list[Value] = [n.string() for n in left] if isinstance(left, list) else [left]
    rights: list[Value] = [n.string() for n in right] if isinstance(right, list) else [right]
    return any(test(a, b) for a in lefts for b in rights)


def _same_moment(left: str, right: str, zone: tzinfo | None) -> bool:
    first = dates.parse(left, zone)
    if first is None:
        return False
    second = dates.parse(right, zone)
    return second is not None and first.at == second.at
