"""Functions over numbers: XPath 1.0 §4.4, round with digits, powers, trigonometry."""

from __future__ import annotations

import math
from collections.abc import Callable

from inspector_app.checklists.calls import MANY, Registry, number_at
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.values import Value, number_of, to_boolean, to_number, to_string
from inspector_app.checklists.xpath import Context
from inspector_app.i18n import _

FAMILY = Registry()


@FAMILY.add("number", 0, 1)
def number(context: Context, arguments: list[Value]) -> Value:
    """Return number(value)."""
    return number_at(context, arguments)


@FAMILY.add("sum", 1)
def total(context: Context, arguments: list[Value]) -> Value:
    """Return the sum of the nodes' numbers; NaN if one of them is none."""
    zone = context.env.zone
    if not isinstance(arguments[0], list):
        return to_number(arguments[0], zone)
    found = arguments[0]
    # Of no nodes at all the official engine makes NaN, which a calculation shows as blank.
    return float(sum(number_of(n.string(), zone) for n in found)) if found else math.nan


@FAMILY.add("floor", 1)
def floor(context: Context, arguments: list[Value]) -> Value:
    """Return the whole number at or below."""
    found = number_at(context, arguments)
    return found if not math.isfinite(found) else float(math.floor(found))


@FAMILY.add("ceiling", 1)
def ceiling(context: Context, arguments: list[Value]) -> Value:
    """Return the whole number at or above."""
    found = number_at(context, arguments)
    return found if not math.isfinite(found) else float(math.ceil(found))


@FAMILY.add("round", 1, 2)
def round_to(context: Context, arguments: list[Value]) -> Value:
    """Return the number rounded half away from zero, to digits where given."""
    given = arguments[0]
    if isinstance(given, str | list):
        given = to_string(given).replace(",", ".")
    found = to_number(given, context.env.zone)
    digits = number_at(context, arguments, 1) if len(arguments) == 2 else 0.0
    if not math.isfinite(found) or not math.isfinite(digits):
        return found if math.isfinite(digits) else math.nan
    # Binary arithmetic as in ECMAScript: round(1.005, 2) is 1 there too.
    factor = math.pow(10.0, max(-300, min(300, int(digits))))
    scaled = found * factor
    if not math.isfinite(scaled):
        return found
    return math.copysign(math.floor(abs(scaled) + 0.5), scaled) / factor + 0.0


@FAMILY.add("int", 1)
def integer(context: Context, arguments: list[Value]) -> Value:
    """Return the number without its fraction."""
    found = number_at(context, arguments)
    return found if not math.isfinite(found) else float(math.trunc(found))


def _numbers(context: Context, arguments: list[Value]) -> list[float]:
    zone = context.env.zone
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, list):
            found.extend(number_of(node.string(), zone) for node in argument)
        else:
            found.append(to_number(argument, zone))
    return found


@FAMILY.add("max", 1, MANY)
def largest(context: Context, arguments: list[Value]) -> Value:
    """Return the largest number; NaN if there is none or one is not a number."""
    found = _numbers(context, arguments)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


@FAMILY.add("min", 1, MANY)
def smallest(context: Context, arguments: list[Value]) -> Value:
    """Return the smallest number; NaN if there is none or one is not a number."""
    found = _numbers(context, arguments)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


@FAMILY.add("pow", 2)
def power(context: Context, arguments: list[Value]) -> Value:
    """Return the first number to the power of the second."""
    base, exponent = number_at(context, arguments), number_at(context, arguments, 1)
    if math.isnan(exponent) or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan  # as ECMAScript has it; C says 1
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if base == 0 else math.nan


@FAMILY.add("atan2", 2)
def arc_tangent(context: Context, arguments: list[Value]) -> Value:
    """Return the angle of a point."""
    return math.atan2(number_at(context, arguments), number_at(context, arguments, 1))


@FAMILY.add("pi")
def pi(_context: Context, _arguments: list[Value]) -> Value:
    """Return π."""
    return math.pi


@FAMILY.add("random")
def random(context: Context, _arguments: list[Value]) -> Value:
    """Return a number from 0 to below 1."""
    return context.env.random.random()


def _of_one(name: str, work: Callable[[float], float], at_zero: float = math.nan) -> None:
    @FAMILY.add(name, 1)
    def apply(context: Context, arguments: list[Value]) -> Value:
        found = number_at(context, arguments)
        try:
            return work(found)
        except OverflowError:
            return math.inf
        except ValueError:
            return at_zero if found == 0 else math.nan


for _name, _work in {
    "abs": math.fabs,
    "acos": math.acos,
    "asin": math.asin,
    "atan": math.atan,
    "cos": math.cos,
    "sin": math.sin,
    "tan": math.tan,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda x: math.pow(10.0, x),
}.items():
    _of_one(_name, _work)
_of_one("log", math.log, -math.inf)
_of_one("log10", math.log10, -math.inf)


def _truths(arguments: list[Value]) -> list[bool]:
    found: list[bool] = []
    for argument in arguments:
        if isinstance(argument, list):
            found.extend(node.string() != "" for node in argument)
        else:
            found.append(to_boolean(argument))
    return found


def _between(context: Context, arguments: list[Value], reached: float) -> bool:
    least, most = number_at(context, arguments), number_at(context, arguments, 1)
    return (least < 0 or reached >= least) and (most < 0 or reached <= most)


@FAMILY.add("checklist", 3, MANY)
def checklist(context: Context, arguments: list[Value]) -> Value:
    """Tell whether between min and max conditions hold; -1 leaves a bound open."""
    return _between(context, arguments, sum(_truths(arguments[2:])))


@FAMILY.add("weighted-checklist", 4, MANY)
def weighted_checklist(context: Context, arguments: list[Value]) -> Value:
    """Tell whether the weights of the conditions that hold lie between min and max."""
    truths: list[bool] = []
    weights: list[float] = []
    for at in range(2, len(arguments), 2):
        truths.extend(_truths([arguments[at]]))
        if at + 1 < len(arguments):
            weights.extend(_numbers(context, [arguments[at + 1]]))
    if len(truths) != len(weights):
        reason = _("conditions and weights do not pair up")
        raise BadExpression(expression="weighted-checklist()", reason=reason)
    reached = sum(weight for truth, weight in zip(truths, weights, strict=True) if truth)
    return _between(context, arguments, reached)
