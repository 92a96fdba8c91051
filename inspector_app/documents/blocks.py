"""Parts that several papers share: labelled rows, tables, footer, the verification strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import segno

from inspector_app.documents.column_fit import widest_word
from inspector_app.documents.fonts import SANS_BOLD, SERIF, SERIF_BOLD, printable
from inspector_app.documents.layout import MM, PAGE_HEIGHT, PAGE_WIDTH, Cell, Row
from inspector_app.documents.pieces import HAIRLINE, Gap, Line, Piece, Style, lines

MARGIN = 20 * MM
WIDTH = PAGE_WIDTH - 2 * MARGIN
LABEL_WIDTH = 26 * MM
QR_SIDE = 22 * MM
PAD = 5.0
BRIEF = 40

TITLE = Style(SERIF_BOLD, 22, 32, "center")
NUMBER = Style(SERIF, 11, 16, "right")
SECTION = Style(SANS_BOLD, 12, 20)
BODY = Style(SERIF, 12, 20, indent=24, justified=True)
GREETING = Style(SERIF_BOLD, 12, 20)
HINT = Style(SERIF, 10.5, 16.5, justified=True)
TEXT = Style(SERIF, 10.5, 15.5, justified=True)
PLAIN = Style(SERIF, 10.5, 15.5)
LABEL = Style(SANS_BOLD, 9.5, 15.5, "center")
STRONG = Style(SANS_BOLD, 10.5, 16)
CAPTION = Style(SERIF, 9, 13, "center")
SMALL = Style(SERIF, 8, 11.5)

HEAD_SHADE, LABEL_SHADE, MAJOR_SHADE = 0.9, 0.96, 0.82


def text_cell(text: str, width: float, style: Style = TEXT, *, shade: float | None = None) -> Cell:
    """Return a cell with the text broken to its inner width."""
    return Cell(width, lines(text, style, width - 2 * PAD), shade, middle=True)


def label_cell(text: str, width: float = LABEL_WIDTH) -> Cell:
    """Return a shaded cell with a label in the middle; a long word is set smaller, not cut."""
    inner = width - 2 * PAD
    word = widest_word([text], LABEL.face, LABEL.size)
    style = LABEL if word <= inner else replace(LABEL, size=max(LABEL.size * inner / word, 7.5))
    return Cell(width, lines(text, style, inner), LABEL_SHADE, middle=True, again=True)


def labelled(*pairs: tuple[str, str]) -> Row:
    """Return one row of label and text, label and text …, over the whole width."""
    width = WIDTH / len(pairs) - LABEL_WIDTH
    cells: list[Cell] = []
    for label, text in pairs:
        cells += [label_cell(label), text_cell(text, width)]
    return Row(tuple(cells), pad=(PAD, 3.5))


def brief(text: str) -> str:
    """Return the beginning of a text that is too long for a heading repeated on every page."""
    plain = printable(text).replace("\n", " ")
    return plain if len(plain) <= BRIEF else plain[:BRIEF] + "…"


def table_row(texts: Sequence[str], widths: Sequence[float], *, head: bool = False) -> Row:
    """Return a row of a table; heading rows are shaded and bold."""
    style, shade = (LABEL, HEAD_SHADE) if head else (PLAIN, None)
    cells = [
        text_cell(text, width, style, shade=shade)
        for text, width in zip(texts, widths, strict=True)
    ]
    return Row(tuple(cells), pad=(PAD, 3.0), whole=head)


def stacked(groups: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    """Return the pieces of all groups under each other with a little air between them."""
    pieces: list[Piece] = []
    for place, group in enumerate(groups):
        if place:
            pieces.append(Gap(3))
        pieces += group
    return tuple(pieces)


def draw_footer(canvas: Any, text: str, *, ruled: bool = True) -> None:
    """Draw the footer in the middle, 12 mm above the edge, under a hairline if ``ruled``."""
    if ruled:
        canvas.setLineWidth(HAIRLINE)
        canvas.line(MARGIN, 15.5 * MM, PAGE_WIDTH - MARGIN, 15.5 * MM)
    Line(text, replace(SMALL, align="center", size=8.5)).draw(canvas, MARGIN, 14.5 * MM, WIDTH)


def draw_verification(
    canvas: Any, qr: str, texts: Sequence[str], *, bottom: float = 18 * MM
) -> None:
    """Draw the QR of 22 mm at the bottom right of the page and the texts to its left."""
    draw_qr(canvas, qr, PAGE_WIDTH - MARGIN - QR_SIDE, bottom)
    width = WIDTH - QR_SIDE - 6 * MM
    pieces = [line for text in texts for line in lines(text, SMALL, width)]
    top = bottom + sum(piece.height for piece in pieces)
    for piece in pieces:
        piece.draw(canvas, MARGIN, top, width)
        top -= piece.height


def draw_qr(canvas: Any, text: str, x: float, y: float) -> None:
    """Draw the text (UTF-8) as a QR code of level M with its lower left corner here."""
    # A fixed mask saves most of the encoder's time; scanners read every mask.
    code = segno.make(text.encode(), error="m", mode="byte", mask=2, boost_error=False, micro=False)
    matrix = [bytes(row) for row in code.matrix]
    module = QR_SIDE / len(matrix)
    path = canvas.beginPath()
    for place, row in enumerate(matrix):
        bottom = y + QR_SIDE - (place + 1) * module
        for start, length in _dark_spans(row):
            path.rect(x + start * module, bottom, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def _dark_spans(row: bytes) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = -1
    for place, dark in enumerate([*row, 0]):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            spans.append((start, place - start))
            start = -1
    return spans


def page_area() -> tuple[float, float, float, float]:
    """Return left, width, top and bottom of the text area of a form, from the page's top left."""
    return MARGIN, WIDTH, 20 * MM, PAGE_HEIGHT - 19 * MM
