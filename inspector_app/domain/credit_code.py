"""Unified social credit codes (统一社会信用代码, GB 32100-2015) and the inner GB 11714 code.

The check characters are verified, the region digits are not: old codes keep abolished regions.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from inspector_app.errors import BadInput
from inspector_app.i18n import N_, _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SLIPS = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2"})


class BadCreditCode(BadInput):
    """The text is no valid unified social credit code."""

    code = "IN-02"
    template = N_("Credit code {text}: {reason}")
    remedy_template = N_("Compare it with the business licence; {suggestion}nothing was changed.")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid code and whether its inner organisation code (characters 9 to 17) checks too."""

    text: str
    inner_valid: bool


def normalise_code(text: str) -> str:
    """Return the text in half-width capitals without spaces and hyphens."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in narrow if not c.isspace() and c not in "-‐‑‒–—")


def check_character(first17: str) -> str:
    """Return the 18th character for the first seventeen (mod 31)."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def inner_check_character(first8: str) -> str:
    """Return the check character of the organisation code (GB 11714, mod 11)."""
    total = sum(int(c, 36) * w for c, w in zip(first8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def read_credit_code(text: str) -> CreditCode:
    """Return the code; raises BadCreditCode that says what is wrong and, where one slip explains
    it (O for 0, I for 1, S for 5, Z for 2), which code was meant."""
    code = normalise_code(text)
    reason = _fault(code)
    if reason:
        raise BadCreditCode(text=code[:40], reason=reason, suggestion=_suggestion(code))
    return CreditCode(code, inner_check_character(code[8:16]) == code[16])


def _fault(code: str) -> str:
    if len(code) != 18:
        return _("it has {count} characters instead of 18").format(count=len(code))
    strange = [c for c in code if c not in ALPHABET]
    if strange:
        return _("it may not hold {character}").format(character=strange[0])
    if not code[2:8].isdigit():
        return _("characters 3 to 8 must be digits (region)")
    if check_character(code[:17]) != code[17]:
        return _("the check character does not fit; a character was mistyped")
    return ""


def _suggestion(code: str) -> str:
    meant = code.translate(_SLIPS)
    if meant == code or _fault(meant):
        return ""
    return _("perhaps {code} is meant; ").format(code=meant)
