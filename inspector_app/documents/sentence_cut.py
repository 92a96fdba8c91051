"""Where a cell is cut that goes on to the next page: at the end of a sentence if one is near."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from inspector_app.documents.linebreak import BLANKS
from inspector_app.documents.pieces import Line, Piece, lines

LOOK_BACK = 8
_END = re.compile("[。！？；][”’）》」』]*|[.!?;](?= |$)")


def cut_pieces(
    pieces: Sequence[Piece], count: int, width: float
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the first ``count`` pieces or a few fewer, and the rest.

    Where the cut would fall within a sentence, the sentence that was begun moves to the rest, if
    it began at most some lines before and two lines stay; its lines are broken anew to the width.
    """
    plain = tuple(pieces[:count]), tuple(pieces[count:])
    if not _is_within_paragraph(pieces, count):
        return plain
    for place in range(count - 1, max(count - 1 - LOOK_BACK, 1), -1):
        line = pieces[place]
        if not isinstance(line, Line) or (line.last and place < count - 1):
            return plain
        ends = [match.end() for match in _END.finditer(line.text)]
        if ends:
            return _cut(pieces, place, ends[-1], width)
    return plain


def is_within_sentence(pieces: Sequence[Piece]) -> bool:
    """Tell whether these pieces, the first of a text, end in the middle of a sentence."""
    if not pieces or not isinstance(pieces[-1], Line) or pieces[-1].last:
        return False
    ends = [match.end() for match in _END.finditer(pieces[-1].text)]
    return not ends or ends[-1] != len(pieces[-1].text)


def _is_within_paragraph(pieces: Sequence[Piece], count: int) -> bool:
    if not 0 < count < len(pieces):
        return False
    line = pieces[count - 1]
    return isinstance(line, Line) and not line.last


def _cut(
    pieces: Sequence[Piece], place: int, end: int, width: float
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    line = pieces[place]
    assert isinstance(line, Line)
    kept = replace(line, text=line.text[:end], last=True, blanks="")
    text, after = line.text[end:] + line.blanks, place + 1
    for piece in pieces[after:]:
        after += 1
        assert isinstance(piece, Line)
        text += piece.text + piece.blanks
        if piece.last:
            break
    anew = lines(text.lstrip(BLANKS), replace(line.style, indent=0.0), width)
    return (*pieces[:place], kept), (*anew, *pieces[after:])
