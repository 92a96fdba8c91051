"""Lines of Chinese text that begin and end where readers expect it (避头尾).

Closing marks never begin a line, opening marks never end one, words and numbers stay whole; a
piece that is wider than the line is cut all the same, so that nothing is lost
(after W3C «Requirements for Chinese Text Layout», §3.1.3, in its simple form).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

# Signs of units belong to the number before them.
_UNITS = "％‰℃°㎡㎥㎜㎝㎞㎏㎎"
NO_START = frozenset("。，、；：？！．·／）》」』】〉〕］｝”’…—～々ー" + _UNITS + ",;:!?)]}>%.")
NO_END = frozenset("（《「『【〈〔［｛“‘￥¥＄№" + "([{<$")
# Marks that double: 省略号 …… and 破折号 ——.
_DOUBLED = frozenset("…—")
# What stands between the ends of a range: 09:12—15:40, 3～5.
_RANGE = frozenset("—–～-")
# Blanks, half and full width, stay at the end of a line and never begin one.
BLANKS = " \u3000"

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure, first: float = 0.0) -> list[str]:
    """Return the lines of the text; none is wider than ``width`` (the first less ``first``).

    ``measure`` gives the width of one character. A line feed always ends a line; blanks at the end
    of a line are left out. A single character wider than the line stands alone.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        room = width - first if not lines else width
        lines.extend(_fill(paragraph, width, room, measure))
    return lines


def _fill(text: str, width: float, room: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for whole in units(text):
        unit, bare = whole, whole.rstrip(BLANKS)
        need = sum(map(measure, bare))
        if used + need > room and line:
            yield line.rstrip(BLANKS)
            line, used, room = "", 0.0, width
        while need > room and len(bare) > 1:
            cut = _cut(bare, room, measure)
            yield bare[:cut]
            bare, unit, room = bare[cut:], unit[cut:], width
            need = sum(map(measure, bare))
        line += unit
        used += need + sum(map(measure, unit[len(bare) :]))
    yield line.rstrip(BLANKS)


def _cut(unit: str, room: float, measure: Measure) -> int:
    """Return where a unit wider than the line is cut: before a mark only where all are marks."""
    used, most = 0.0, 0
    for char in unit:
        used += measure(char)
        if used > room:
            break
        most += 1
    most = max(most, 1)
    for place in range(most, 0, -1):
        if unit[place] not in NO_START and unit[place - 1] not in NO_END:
            return place
    return most


def units(text: str) -> list[str]:
    """Return the text as the smallest pieces between which a line may end, in order."""
    found: list[str] = []
    for char in text:
        if found and _joined(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _joined(unit: str, char: str) -> bool:
    last = unit[-1]
    if char in BLANKS:
        return True
    if last in BLANKS:
        # A closing mark after a blank would begin a line just the same.
        # Groups of digits stay together: a day and its time, a telephone number.
        before = unit.rstrip(BLANKS)[-1:]
        return char in NO_START or before in NO_END or (before.isdigit() and char.isdigit())
    if char in NO_START or last in NO_END or _is_combining(char):
        return True
    if (last in _DOUBLED and char in _DOUBLED) or (last in ":," and char.isdigit()):
        return True
    if last in _RANGE and char.isdigit() and unit[-2:-1].isdigit():
        return True
    return _is_word(last) and _is_word(char)


def _is_combining(char: str) -> bool:
    return char > "\u02ff" and unicodedata.category(char).startswith("M")


def _is_word(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and char not in " ,;:!?)]}>%([{<$"
    return unicodedata.east_asian_width(char) in "NH" and unicodedata.category(char)[0] in "LNM"
