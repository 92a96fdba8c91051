"""How a recovery key is printed and typed: eight groups of four, the last one a check."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

from inspector_app.i18n import _
from inspector_app.store.problems import WrongRecoveryKey

KEY_BYTES = 18  # of which the first 140 bits are used
_BITS, _CHECK_BITS = 140, 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I L O U
_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def spell(recovery: bytes) -> str:
    """Return the key in eight groups of four characters: 140 bits and a 20-bit check."""
    value = int.from_bytes(recovery, "big") >> (KEY_BYTES * 8 - _BITS)
    number = value << _CHECK_BITS | _check(value)
    text = "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


def read(text: str) -> bytes:
    """Return the bytes that ``spell`` printed; case, spaces and O for 0 do not matter.

    Raises WrongRecoveryKey where characters are missing or the check does not fit.
    """
    typed = one_spelling(text).upper().translate(_SLIPS)
    code = "".join(c for c in typed if c.isalnum())
    if len(code) != 32 or any(c not in _ALPHABET for c in code):
        raise WrongRecoveryKey(reason=_("32 letters and digits are expected"))
    number = 0
    for character in code:
        number = number << 5 | _ALPHABET.index(character)
    value = number >> _CHECK_BITS
    if number & ((1 << _CHECK_BITS) - 1) != _check(value):
        raise WrongRecoveryKey(reason=_("a character was mistyped"))
    return (value << (KEY_BYTES * 8 - _BITS)).to_bytes(KEY_BYTES, "big")


def one_spelling(text: str) -> str:
    """Return the text as every keyboard and input method would give it (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _check(value: int) -> int:
    return int.from_bytes(sha256(value.to_bytes(KEY_BYTES, "big")).digest()[:3], "big") >> 4
