"""Widths of table columns: as the paper asks, but none narrower than its longest word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from inspector_app.documents.fonts import glyph, printable
from inspector_app.documents.linebreak import BLANKS, units

# A word wider than this share of the table is cut rather than given a column of its own.
WIDEST_WORD = 0.3


def widest_word(texts: Iterable[str], face: str, size: float) -> float:
    """Return the width in points of the longest piece that a line should not be broken in."""
    return max((_widest(text, face) for text in set(texts)), default=0.0) * size / 1000


@lru_cache(maxsize=4096)
def _widest(text: str, face: str) -> float:
    pieces = (piece for line in printable(text).split("\n") for piece in units(line))
    return max(
        (sum(glyph(char, face)[1] for char in piece.rstrip(BLANKS)) for piece in pieces),
        default=0.0,
    )


def fitted(asked: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return widths with the same sum, each at least its least one where that can be.

    What a narrow column needs more is taken from those that have more than they need.
    """
    whole = sum(asked)
    floor = [min(need, whole * WIDEST_WORD) for need in least]
    widths = [max(width, need) for width, need in zip(asked, floor, strict=True)]
    spare = [width - need for width, need in zip(widths, floor, strict=True)]
    over = sum(widths) - whole
    if over > sum(spare):
        return [need * whole / sum(floor) for need in floor]
    if over <= 0:
        return widths
    share = over / sum(spare)
    return [width - rest * share for width, rest in zip(widths, spare, strict=True)]
