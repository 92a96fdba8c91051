"""Functions over text: XPath 1.0 §4.2, join, substr, regex, digest …"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math

from inspector_app.checklists import patterns
from inspector_app.checklists.calls import MANY, Registry, text_at
from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.values import Value, to_number, to_string
from inspector_app.checklists.xpath import Context
from inspector_app.i18n import _

FAMILY = Registry()
MAX_TEXT = 1_000_000
_SPACE = " \t\r\n"


def _texts(arguments: list[Value]) -> list[str]:
    found: list[str] = []
    for argument in arguments:
        if isinstance(argument, list):
            found.extend(node.string() for node in argument)
        else:
            # No number leaves no trace in a text, as in the official engine.
            none = isinstance(argument, float) and math.isnan(argument)
            found.append("" if none else to_string(argument))
    if sum(map(len, found)) > MAX_TEXT:
        raise BadExpression(expression="concat()", reason=_("the text grows too long"))
    return found


@FAMILY.add("concat", 0, MANY)
def concat(_context: Context, arguments: list[Value]) -> Value:
    """Return all values in a row; of node-sets every node's text."""
    return "".join(_texts(arguments))


@FAMILY.add("join", 1, MANY)
def join(_context: Context, arguments: list[Value]) -> Value:
    """Return the values after the first, joined by the first."""
    return to_string(arguments[0]).join(_texts(arguments[1:]))


@FAMILY.add("starts-with", 2)
def starts_with(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether the first text starts with the second."""
    return to_string(arguments[0]).startswith(to_string(arguments[1]))


@FAMILY.add("ends-with", 2)
def ends_with(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether the first text ends with the second."""
    return to_string(arguments[0]).endswith(to_string(arguments[1]))


@FAMILY.add("contains", 2)
def contains(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether the first text contains the second."""
    return to_string(arguments[1]) in to_string(arguments[0])


@FAMILY.add("substring-before", 2)
def substring_before(_context: Context, arguments: list[Value]) -> Value:
    """Return what stands before the second text."""
    whole, part = to_string(arguments[0]), to_string(arguments[1])
    at = whole.find(part)
    return whole[:at] if at > 0 else ""


@FAMILY.add("substring-after", 2)
def substring_after(_context: Context, arguments: list[Value]) -> Value:
    """Return what stands after the second text."""
    whole, part = to_string(arguments[0]), to_string(arguments[1])
    at = whole.find(part)
    return whole[at + len(part) :] if at >= 0 else ""


def _round(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@FAMILY.add("substring", 2, 3)
def substring(context: Context, arguments: list[Value]) -> Value:
    """Return characters from a place counted from 1 (XPath 1.0 rounding)."""
    text = to_string(arguments[0])
    start = _round(to_number(arguments[1], context.env.zone))
    end = math.inf
    if len(arguments) == 3:
        end = start + _round(to_number(arguments[2], context.env.zone))
    return "".join(c for i, c in enumerate(text, start=1) if i >= start and i < end)


def _index(number: float, length: int) -> int:
    if math.isnan(number):
        return 0
    if math.isinf(number):
        return length if number > 0 else 0
    place = int(number)
    return max(place + length, 0) if place < 0 else min(place, length)


@FAMILY.add("substr", 2, 3)
def substr(context: Context, arguments: list[Value]) -> Value:
    """Return characters from a place counted from 0; negative places count from the end."""
    text = to_string(arguments[0])
    start = _index(to_number(arguments[1], context.env.zone), len(text))
    if len(arguments) == 2:
        return text[start:]
    return text[start : _index(to_number(arguments[2], context.env.zone), len(text))]


@FAMILY.add("string-length", 0, 1)
def string_length(context: Context, arguments: list[Value]) -> Value:
    """Return the number of characters."""
    return float(len(text_at(context, arguments)))


@FAMILY.add("normalize-space", 0, 1)
def normalize_space(context: Context, arguments: list[Value]) -> Value:
    """Return the text with white space trimmed and collapsed."""
    text = text_at(context, arguments)
    return " ".join(part for part in text.translate(_TO_BLANK).split(" ") if part)


_TO_BLANK = str.maketrans(dict.fromkeys(_SPACE, " "))


@FAMILY.add("translate", 3)
def translate(_context: Context, arguments: list[Value]) -> Value:
    """Return the text with characters of the second list replaced by those of the third."""
    text, old, new = (to_string(argument) for argument in arguments)
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


@FAMILY.add("regex", 2)
def regex(_context: Context, arguments: list[Value]) -> Value:
    """Tell whether the whole text matches the pattern, in bounded time."""
    return patterns.matches(to_string(arguments[1]), to_string(arguments[0]))


@FAMILY.add("uuid", 0, 1)
def uuid(context: Context, arguments: list[Value]) -> Value:
    """Return a new id, or random letters and digits of the length asked for."""
    if not arguments:
        return context.env.new_id()
    length = to_number(arguments[0], context.env.zone)
    if math.isnan(length) or length < 1 or length > 1000:
        raise BadExpression(expression="uuid()", reason=_("its length is not a number"))
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return "".join(context.env.random.choice(letters) for _at in range(int(length)))


_DIGESTS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


@FAMILY.add("digest", 2, 3)
def digest(_context: Context, arguments: list[Value]) -> Value:
    """Return the hash of the text, in base64 or hex."""
    algorithm = _DIGESTS.get(to_string(arguments[1]).upper())
    encoding = to_string(arguments[2]).lower() if len(arguments) == 3 else "base64"
    if algorithm is None or encoding not in ("base64", "hex"):
        raise BadExpression(expression="digest()", reason=_("this kind of hash is not known"))
    text = to_string(arguments[0]).encode()
    raw = hashlib.new(algorithm, text, usedforsecurity=False).digest()
    return raw.hex() if encoding == "hex" else base64.b64encode(raw).decode()


@FAMILY.add("base64-decode", 1)
def base64_decode(_context: Context, arguments: list[Value]) -> Value:
    """Return the UTF-8 text that the base64 text holds, blank where it holds none."""
    text = to_string(arguments[0])
    try:
        padded = text if "=" in text else text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, validate=True) if len(padded) % 4 == 0 else b""
        return raw.decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
