"""The first pages of a report: the cover and the list of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector_app.documents.blocks import TITLE, WIDTH
from inspector_app.documents.fonts import SANS_BOLD, SERIF, SERIF_BOLD, text_width
from inspector_app.documents.layout import MM, Cell, Row, paragraph, space
from inspector_app.documents.pieces import Line, Style, lines

COVER_TITLE = Style(SERIF_BOLD, 30, 46, "center")
COVER_ABOVE = Style(SANS_BOLD, 15, 26, "center")
COVER_LINE = Style(SERIF, 13, 24)
COVER_LABEL = Style(SANS_BOLD, 12, 24)
COVER_FOOT = Style(SERIF, 12, 22, "center")
ENTRY = Style(SERIF, 12, 24)


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of a report: what stands above the title, title, labelled lines, foot."""

    above: str
    title: str
    lines: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]

    def told(self, section: str) -> Iterator[tuple[str, str]]:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from self.lines
        yield from ((self.title, text) for text in (self.above, *self.foot))


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of all numbered headings with their pages, on a page of its own."""

    title: str

    def told(self, section: str) -> Iterator[tuple[str, str]]:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield section, self.title


def cover_rows(part: Cover) -> list[Row]:
    """Return what stands on a cover above its foot."""
    label = 46 * MM
    rows = [
        space(26 * MM, WIDTH),
        paragraph(part.above, COVER_ABOVE, WIDTH),
        space(14 * MM, WIDTH),
        paragraph(part.title, COVER_TITLE, WIDTH),
        space(34 * MM, WIDTH),
    ]
    for name, text in part.lines:
        cells = (
            Cell(label, lines(name, COVER_LABEL, label)),
            Cell(WIDTH - label, lines(text, COVER_LINE, WIDTH - label)),
        )
        rows.append(Row(cells, 0.0, (0.0, 2.0)))
    return rows


def cover_foot(part: Cover, room: float) -> list[Row]:
    """Return the foot of a cover at the lower end of the room that is left."""
    left = room - len(part.foot) * COVER_FOOT.leading - 12 * MM
    foot = [paragraph(text, COVER_FOOT, WIDTH) for text in part.foot]
    return [space(max(left, 6), WIDTH), *foot]


def contents_rows(part: Contents, titles: Sequence[str], pages: Mapping[str, int]) -> list[Row]:
    """Return the list of the titles; ``pages`` is read when the list is drawn."""
    entries = [
        Row((Cell(WIDTH, (_Entry(text, pages),)),), 0.0, (0.0, 0.0), whole=True) for text in titles
    ]
    return [paragraph(part.title, TITLE, WIDTH), space(10, WIDTH), *entries]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the list of contents; the page is known when it is drawn."""

    text: str
    pages: Mapping[str, int]

    @property
    def height(self) -> float:
        return ENTRY.leading

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the title, dots and the page."""
        if self.text not in self.pages:
            return
        page = str(self.pages[self.text])
        room = width - 14 * MM
        shown = lines(self.text, ENTRY, room)
        Line(shown[0].text, ENTRY).draw(canvas, x, top, room)
        Line(page, Style(SERIF, 12, 24, "right")).draw(canvas, x, top, width)
        start = x + text_width(shown[0].text, ENTRY.face, ENTRY.size) + 6
        canvas.setDash(0.8, 3)
        canvas.setLineWidth(0.8)
        if start < x + room:
            canvas.line(start, top - 16, x + width - 8 * MM, top - 16)
        canvas.setDash()
