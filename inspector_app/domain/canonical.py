"""Canonical bytes: the one spelling of a value that hashes and signatures cover.

UTF-8 JSON, keys sorted, no spaces, no floats (decimals are strings), text in Unicode NFC
(after RFC 8785 in spirit, without its number rules, since only integers occur).
"""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Any

import msgspec

from inspector_app.errors import Problem
from inspector_app.i18n import N_

_encoder = msgspec.json.Encoder(order="sorted")


class NotCanonical(Problem):
    """A value holds something that has no single spelling, a float for example."""

    code = "FACT-01"
    template = N_("A record holds a value that cannot be stored exactly: {what}.")
    remedy_template = N_("Nothing was stored. Enter the value as text or as a whole number.")


def canonical_bytes(value: Any) -> bytes:
    """Return the canonical bytes of plain data (dict, list, str, int, bool, None)."""
    return _encoder.encode(normalise(value))


def canonical_texts(value: dict[str, str | int | list[str]]) -> bytes:
    """Return the same bytes as ``canonical_bytes`` of texts and whole numbers alone, sooner:
    what turns out to be ASCII, as nearly every header does, is in NFC already."""
    try:
        encoded = _encoder.encode(value)
    except UnicodeEncodeError:
        return canonical_bytes(value)  # says why
    return encoded if encoded.isascii() else canonical_bytes(value)


def normalise(value: Any) -> Any:
    """Return the value with all text in NFC; raises NotCanonical on floats and unknown types."""
    if isinstance(value, str):
        return value if value.isascii() else _nfc(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {_key(k): normalise(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [normalise(v) for v in value]
    raise NotCanonical(what=type(value).__name__)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise NotCanonical(what=type(key).__name__)
    return key if key.isascii() else _nfc(key)


def _nfc(text: str) -> str:
    # A lone surrogate has no UTF-8 spelling; it comes from broken file names and pasted text.
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise NotCanonical(what="lone surrogate")
    return unicodedata.normalize("NFC", text)


def hex_digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes in lower-case hexadecimal."""
    return sha256(data).hexdigest()
