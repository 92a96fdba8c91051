"""From the text of a table's cell to a value; what does not fit is refused with a way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from inspector_app.checklists.vocabulary import vocabulary
from inspector_app.domain.credit_code import BadCreditCode, CreditCode, read_credit_code
from inspector_app.domain.enterprise import Scale, SiteType
from inspector_app.i18n import _

T = TypeVar("T")
LONGEST = 200
NO_CODE = "无"
SCALES = {
    "大型": Scale.LARGE,
    "中型": Scale.MEDIUM,
    "小型": Scale.SMALL,
    "微型": Scale.MICRO,
    "未知": Scale.UNKNOWN,
}
SITE_TYPES = {
    "厂区": SiteType.PLANT,
    "工程项目": SiteType.PROJECT,
    "船舶": SiteType.VESSEL,
    "车队": SiteType.FLEET,
}
SERVICES = ("01", "02", "03", "04", "05", "06", "07")
_BETWEEN = re.compile(r"[；;，,、\s]+")
_DAY = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?")


class CellRefused(Exception):
    """A cell cannot be used: its code, why, and what to do."""

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.remedy = remedy


def plain_text(text: str) -> str:
    """Return the text; refuses control characters and more than 200 characters."""
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in text):
        raise CellRefused(
            "IMP-19", _("it holds characters that cannot be printed"), _("Type the text again.")
        )
    if len(text) > LONGEST:
        reason = _("it has {count} characters, at most {limit} fit").format(
            count=len(text), limit=LONGEST
        )
        raise CellRefused("IMP-19", reason, _("Shorten the text."))
    return text


def required_text(text: str) -> str:
    """Return the text; refuses an empty cell."""
    if not text:
        raise CellRefused("IMP-11", _("the cell is empty"), _("Fill it in."))
    return plain_text(text)


def credit_code(text: str) -> tuple[CreditCode | None, str]:
    """Return the code, or None and the reason that stands after “无”."""
    if text.startswith(NO_CODE):
        reason = text.removeprefix(NO_CODE).lstrip("：:，, （(").rstrip("）) ")
        if reason:
            return None, plain_text(reason)
    if not text or text.startswith(NO_CODE):
        raise CellRefused(
            "IMP-12",
            _("no credit code and no reason why there is none"),
            _("Enter the code, or “无：” followed by the reason."),
        )
    try:
        return read_credit_code(text), ""
    except BadCreditCode as problem:
        raise CellRefused("IMP-12", problem.message, problem.remedy) from problem


def sector(text: str) -> str:
    """Return the sector's code; refuses an empty cell and unknown names."""
    known = vocabulary().sectors
    if text in known:
        return known[text]
    names = "、".join(vocabulary().shown_sectors.values())
    raise CellRefused(
        "IMP-13",
        _("“{text}” is no sector").format(text=text[:40]),
        _("Use one of: {names}.").format(names=names),
    )


def tags(text: str) -> tuple[str, ...]:
    """Return the tag codes in the order given, each once."""
    known = vocabulary().tags
    # Some names hold a separator themselves (场（厂）内…、火电、光热…): the whole cell comes first.
    if text in known:
        return (known[text],)
    words = [word for word in re.split(r"[；;]+", text) if word.strip()]
    found = [code for word in words for code in _tag_codes(word.strip(), known)]
    return tuple(dict.fromkeys(found))


def _tag_codes(word: str, known: Mapping[str, str]) -> list[str]:
    if word in known:
        return [known[word]]
    parts = [part for part in _BETWEEN.split(word) if part]
    for part in parts:
        if part not in known:
            raise CellRefused(
                "IMP-14",
                _("“{text}” is no tag").format(text=part[:40]),
                _("Use the codes or names of the template's second sheet, separated by “；”."),
            )
    return [known[part] for part in parts]


def scale(text: str) -> Scale:
    """Return the size class; empty means unknown."""
    return _choice(text, SCALES, {one.value: one for one in Scale}) if text else Scale.UNKNOWN


def site_type(text: str) -> SiteType:
    """Return the type of a site; empty means 厂区."""
    return (
        _choice(text, SITE_TYPES, {one.value: one for one in SiteType}) if text else SiteType.PLANT
    )


def _choice(text: str, names: Mapping[str, T], codes: Mapping[str, T]) -> T:
    found = names.get(text, codes.get(text))
    if found is None:
        raise CellRefused(
            "IMP-17",
            _("“{text}” is not one of the words that fit").format(text=text[:40]),
            _("Use one of: {names}.").format(names="、".join(names)),
        )
    return found


def whole_number(text: str) -> int:
    """Return a whole number from 0 to ten million; empty means 0."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("人").strip()
    if not digits:
        return 0
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 8:
        raise CellRefused(
            "IMP-15",
            _("“{text}” is no whole number").format(text=text[:40]),
            _("Enter digits only."),
        )
    return int(digits)


def money(text: str) -> str:
    """Return an amount in yuan as decimal text; empty stays empty."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip("¥元 ")
    if not digits:
        return ""
    amount = _decimal(digits)
    if amount is None or amount < 0 or amount > Decimal(10) ** 12:
        raise CellRefused(
            "IMP-15",
            _("“{text}” is no amount in yuan").format(text=text[:40]),
            _("Enter the amount in yuan as a number, for example 36120 or 36120.50."),
        )
    return format(amount.normalize(), "f")


def coordinate(text: str, limit: int) -> str:
    """Return degrees as decimal text within ± limit; empty stays empty."""
    if not text:
        return ""
    degrees = _decimal(unicodedata.normalize("NFKC", text).rstrip("°"))
    if degrees is None or abs(degrees) > limit:
        raise CellRefused(
            "IMP-18",
            _("“{text}” is no coordinate").format(text=text[:40]),
            _("Enter degrees as a number, for example 120.26."),
        )
    return format(round(degrees, 7).normalize(), "f")


def longitude(text: str) -> str:
    """Return degrees of longitude."""
    return coordinate(text, 180)


def latitude(text: str) -> str:
    """Return degrees of latitude."""
    return coordinate(text, 90)


def _decimal(text: str) -> Decimal | None:
    if len(text) > 40 or not re.fullmatch(r"[+-]?\d+(\.\d+)?(e-?\d{1,2})?", text, re.ASCII | re.I):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def day(text: str) -> str:
    """Return a day as ``YYYY-MM-DD``; empty stays empty."""
    if not text:
        return ""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).split(" ")[0])
    try:
        if found and 1949 <= int(found[1]) <= 2199:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        pass
    raise CellRefused(
        "IMP-16",
        _("“{text}” is no day").format(text=text[:40]),
        _("Enter it like 2026-03-01."),
    )


def services(text: str) -> tuple[str, ...]:
    """Return the codes of the contracted services (01 to 07)."""
    codes = [word.zfill(2) for word in _BETWEEN.split(text) if word]
    for code in codes:
        if code not in SERVICES:
            raise CellRefused(
                "IMP-17",
                _("“{text}” is no service").format(text=code[:40]),
                _("Use the codes 01 to 07, separated by “；”."),
            )
    return tuple(dict.fromkeys(codes))
