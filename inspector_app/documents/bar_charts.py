"""Bars drawn as vectors, told apart by fill and figure, so a grey print reads the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.documents.blocks import CAPTION, PAD, PLAIN, WIDTH
from inspector_app.documents.fonts import SANS_BOLD, SERIF, printable, text_width
from inspector_app.documents.layout import MM, Cell, Row
from inspector_app.documents.outline import Bars, Figures
from inspector_app.documents.outline_rows import shortened
from inspector_app.documents.pieces import HAIRLINE, Line, Style, lines

LABEL_WIDTH = 52 * MM
BAR_HEIGHT = 13.0
LONGEST = 40  # the table below a chart has the whole name
LABEL = Style(SERIF, 9.5, 13.5, "right")
VALUE = Style(SERIF, 9, 13)
LEGEND = Style(SERIF, 9, 14)
FIGURE = Style(SANS_BOLD, 17, 25, "center")
# Greys of the fills by name; a hatched one is drawn with lines on white, a dotted one with dots.
# In one chart no two greys stand beside each other: a laser or thermal print makes them alike.
FILLS = {"black": 0.15, "hatched": 1.0, "dotted": 1.0, "grey": 0.72, "white": 1.0}
PATTERNED = ("black", "hatched", "dotted")
DOT, DOT_STEP = 0.65, 3.6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of parts; ``whole`` is the count that fills the width (less room for a figure)."""

    counts: tuple[int, ...]
    fills: tuple[str, ...]
    whole: int
    share: bool

    @property
    def height(self) -> float:
        """Return the height with a little air."""
        return BAR_HEIGHT + 4

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the parts; small ones keep their figure beside the bar."""
        room = width - (0 if self.share else 22 * MM)
        bottom, at = top - 2 - BAR_HEIGHT, x
        for place, count in enumerate(self.counts):
            length = room * count / self.whole if self.whole else 0.0
            if count:
                _fill(canvas, (at, bottom, length, BAR_HEIGHT), self.fills[place])
                self._figure(canvas, (at, top), length, place)
                at += length
        if not self.share:
            told = " + ".join(map(str, self.counts)) if len(self.counts) > 1 else ""
            text = f"{sum(self.counts):,}" + (f" ({told})" if told and sum(self.counts) else "")
            Line(text, VALUE).draw(canvas, at + 4, top - 1.5, width)

    def _figure(self, canvas: Any, at: tuple[float, float], length: float, place: int) -> None:
        text = str(self.counts[place])
        needed = text_width(text, VALUE.face, VALUE.size) + 6
        if not self.share or length < needed:
            return
        x, top = at
        middle = x + length / 2
        if self.fills[place] in PATTERNED:
            # A white plate makes the figure readable on black, on hatching and on dots.
            canvas.setFillGray(1)
            canvas.rect(middle - needed / 2 + 1, top - 13.5, needed - 2, 10, stroke=0, fill=1)
            canvas.setFillGray(0)
        Line(text, VALUE).draw(canvas, middle - needed / 2 + 3, top - 2, needed)


def _fill(canvas: Any, box: tuple[float, float, float, float], fill: str) -> None:
    canvas.setLineWidth(HAIRLINE)
    canvas.setFillGray(FILLS[fill])
    canvas.rect(*box, stroke=1, fill=1)
    canvas.setFillGray(0)
    if fill in _PATTERNS:
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(*box)
        canvas.clipPath(clip, stroke=0, fill=0)
        _PATTERNS[fill](canvas, box)
        canvas.restoreState()


def _hatch(canvas: Any, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    canvas.setLineWidth(0.6)
    at = x - height
    while at < x + width:
        canvas.line(at, y, at + height, y + height)
        at += 3.5


def _dots(canvas: Any, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    for row in range(int(height / DOT_STEP) + 1):
        at = x + (1.2 if row % 2 else 3.0)
        while at < x + width:
            canvas.circle(at, y + 1.8 + row * DOT_STEP, DOT, stroke=0, fill=1)
            at += DOT_STEP


_PATTERNS = {"hatched": _hatch, "dotted": _dots}


@dataclass(frozen=True, slots=True)
class Legend:
    """The names of the fills in one line."""

    names: tuple[str, ...]
    fills: tuple[str, ...]

    @property
    def height(self) -> float:
        """Return the leading and some air."""
        return LEGEND.leading + 2

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw a small filled box before each name, all of them in the middle."""
        texts = sum(text_width(name, LEGEND.face, LEGEND.size) for name in self.names)
        x += max(0.0, (width - texts - 32 * len(self.names) + 14) / 2)
        for name, fill in zip(self.names, self.fills, strict=False):
            _fill(canvas, (x, top - 11.5, 14, 8), fill)
            Line(name, LEGEND).draw(canvas, x + 18, top, width)
            x += 18 + text_width(name, LEGEND.face, LEGEND.size) + 14


def bar_rows(chart: Bars) -> list[Row]:
    """Return the rows of a chart: the legend, then a bar each with its label to the left."""
    most = max((sum(counts) for _label, counts in chart.rows), default=0)
    rows = [_bare(Cell(WIDTH, (Legend(chart.legend, chart.fills),)))]
    for label, counts in chart.rows:
        whole = sum(counts) if chart.share else most
        bar = Cell(
            WIDTH - LABEL_WIDTH, (Bar(counts, chart.fills, whole, chart.share),), middle=True
        )
        name = Cell(
            LABEL_WIDTH, lines(shortened(label, LONGEST), LABEL, LABEL_WIDTH - 2 * PAD), middle=True
        )
        rows.append(_bare(name, bar))
    return rows


def _bare(*cells: Cell) -> Row:
    return Row(cells, 0.0, (PAD, 1.0), whole=True)


def figure_rows(figures: Figures) -> list[Row]:
    """Return one ruled row of large figures with their names."""
    width = WIDTH / len(figures.figures)
    cells = [
        Cell(
            width,
            (*_large(text, width), *lines(name.replace("\n", ""), CAPTION, width - 2 * PAD)),
            middle=True,
        )
        for name, text in figures.figures
    ]
    return [Row(tuple(cells), pad=(PAD, 5.0), whole=True)]


def _large(text: str, width: float) -> Sequence[Line]:
    one = printable(text)
    fits = "\n" not in one and text_width(one, FIGURE.face, FIGURE.size) <= width - 2 * PAD
    return lines(one, FIGURE if fits else PLAIN, width - 2 * PAD)
