"""Readings of Chinese characters without tones; polyphones give all of theirs."""

from __future__ import annotations

import os
from functools import cache, lru_cache

# Only single characters are asked for; the phrases would cost 50 MB all the time.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

MOST_READINGS = 4  # of one character; more only widens a search
LONGEST_SYLLABLE = 6


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """Return the syllables of a character (``ü`` as ``v``), itself in lower case where none."""
    if character.isascii():
        return (character.lower(),)
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    plain = (one for one in found[0] if one.isascii()) if found else ()
    return tuple(dict.fromkeys(plain))[:MOST_READINGS] or (character,)


@cache
def syllables() -> frozenset[str]:
    """Return every syllable of standard Chinese (those of the GB 2312 characters)."""
    codes = range(0x4E00, 0x9FA6)
    common = (chr(code) for code in codes if _is_common(chr(code)))
    return frozenset(one for character in common for one in readings(character))


def load() -> None:
    """Load the readings (a fifth of a second once), so that the first search need not."""
    beginnings()


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def beginnings() -> frozenset[str]:
    """Return every text that begins a syllable."""
    return frozenset(one[:end] for one in syllables() for end in range(1, len(one) + 1))
