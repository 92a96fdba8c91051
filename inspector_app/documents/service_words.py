"""The words that the program itself puts on service papers, in the language of the paper.

The language of a paper is part of its value and not that of the window, so these texts do not
come from the catalogue. They inform and advise; ``tests/documents`` checks every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from inspector_app.documents.hazard_terms import HAZARD_TERMS
from inspector_app.documents.service_sentences import SENTENCES
from inspector_app.documents.service_terms import TERMS
from inspector_app.domain.service_papers import amount

_COUNTS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
_MONTHS += ["September", "October", "November", "December"]


# A moment as forms answer it: 2026-09-29T09:00:00.000+08:00, or the time alone.
_MOMENT = re.compile(
    r"(?:(\d{4}-\d\d-\d\d)T)?(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Words:
    """Terms and sentences in one language; ``words["ent_name"]`` is a heading."""

    language: str
    table: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.table[key]

    def label(self, paper: str, name: str) -> str:
        """Return the label of a field: the paper's own where it has one."""
        own = self.table.get(f"{paper}.{name}")
        return own if own is not None else self.table[name]

    @property
    def chinese(self) -> bool:
        """Tell whether the paper is in Chinese."""
        return self.language != "en"

    @property
    def colon(self) -> str:
        """Return what stands between a label and its text."""
        return "：" if self.chinese else ": "

    def joined(self, texts: Iterable[str]) -> str:
        """Return the texts that are not empty as a list in one line."""
        return ("；" if self.chinese else "; ").join(text for text in texts if text.strip())

    def list(self, texts: Iterable[str]) -> str:
        """Return the texts that are not empty as a list within a sentence."""
        return ("，" if self.chinese else ", ").join(text for text in texts if text.strip())

    @property
    def stop(self) -> str:
        """Return what ends a sentence."""
        return "。" if self.chinese else "."

    def day(self, text: str) -> str:
        """Return an ISO day or moment as it is written on a paper; any other text as it is."""
        moment = _MOMENT.fullmatch(text)
        if moment is not None:
            return f"{self.day(moment[1])} {moment[2]}".strip() if moment[1] else moment[2]
        try:
            parsed = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            parsed = None
        if parsed is None:
            return text
        if self.chinese:
            return f"{parsed.year}年{parsed.month}月{parsed.day}日"
        return f"{parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"

    def span(self, start: str, end: str) -> str:
        """Return two days or times with what stands between them."""
        texts = [text for text in (self.day(start), self.day(end)) if text]
        return (" 至 " if self.chinese else " to ").join(texts)

    def yuan(self, text: str) -> str:
        """Return an amount with thousands and two decimals; a text that is none as it is."""
        found = amount(text)
        return text if found is None else self.money(found)

    def money(self, value: Decimal) -> str:
        """Return a number of yuan as it is written."""
        rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{rounded:,.2f} 元" if self.chinese else f"CNY {rounded:,.2f}"

    def percent(self, value: Decimal | None) -> str:
        """Return a share in per cent with one or two decimals, a dash where there is none."""
        if value is None:
            return "—"
        return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}%"

    def certified(self, name: str, certificate: str) -> str:
        """Return a name with the number of its certificate, if any."""
        if not certificate:
            return name
        return self["certified"].format(name=name, certificate=certificate)

    def count(self, number: int) -> str:
        """Return a small number in words of the language."""
        if not self.chinese or number >= len(_COUNTS):
            return str(number)
        return "两" if number == 2 else _COUNTS[number]

    def mark(self, place: int) -> str:
        """Return the mark of the n-th section: 一、 or 1."""
        if not self.chinese:
            return f"{place}. "
        return _numeral(place) + "、"

    def item(self, place: int) -> str:
        """Return the mark of the n-th item of a section: （一） or (1)."""
        return f"（{_numeral(place)}）" if self.chinese else f"({place}) "


def _numeral(number: int) -> str:
    """Return a number from 1 to 999 in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = _COUNTS[hundreds] + "百" if hundreds else ""
    if tens:
        told += ("" if tens == 1 and not told else _COUNTS[tens]) + "十"
    elif told and ones:
        told += "零"
    return told + (_COUNTS[ones] if ones else "")


@cache
def words_of(language: str) -> Words:
    """Return the words of ``zh_CN`` or ``en``."""
    place = 1 if language == "en" else 0
    table = {key: texts[place] for key, texts in {**TERMS, **SENTENCES, **HAZARD_TERMS}.items()}
    return Words(language, table)
