"""A small flow of rows over A4 pages: text, photos and ruled cells, cut where a page ends.

Everything on a paper is a ``Row`` of cells; a paragraph is a row of one cell without lines. Rows
are measured once, so a paper is laid out in one pass and drawn in a second, which knows the number
of pages. Measures are points from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from inspector_app.documents.pieces import HAIRLINE, Gap, Piece, Style, lines
from inspector_app.documents.sentence_cut import cut_pieces, is_within_sentence

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
FRAME = 1.4
# A row up to this height goes to the next page whole.
WHOLE_ROW = 62 * MM
# No more of a page than this stays empty for a block to be whole on the next one.
MOST_EMPTY = 55 * MM
# What stands at the foot of a page of a block that goes on.
BEGINNING = 42 * MM
# Where a page has less room, a text goes to the next page rather than be cut within a sentence.
FEW_ROOM = 45 * MM


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of pieces of a given outer width; ``shade`` is a grey between 0 and 1.

    ``middle`` centres them in the height; ``again`` repeats them where the row goes on (labels).
    """

    width: float
    pieces: tuple[Piece, ...]
    shade: float | None = None
    middle: bool = False
    again: bool = False

    @property
    def height(self) -> float:
        """Return the height of the pieces without padding."""
        return sum(piece.height for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other. ``border`` 0 draws no lines; ``keep`` stays with the next row.

    ``heads`` are repeated above the row where it begins a page, under those of its block.
    """

    cells: tuple[Cell, ...]
    border: float = HAIRLINE
    pad: tuple[float, float] = (5.0, 3.5)
    least: float = 0.0
    keep: bool = False
    whole: bool = False
    heads: tuple[Row, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Tell whether the row is empty space."""
        return not self.border and all(isinstance(p, Gap) for c in self.cells for p in c.pieces)

    @property
    def height(self) -> float:
        """Return the outer height."""
        return max(self.least, max(cell.height for cell in self.cells) + 2 * self.pad[1])

    @property
    def first_part(self) -> float:
        """Return the least height that a page must have left to begin the row there."""
        return min(self.height, 48.0) if self._may_be_cut() else self.height

    def _may_be_cut(self) -> bool:
        return not self.whole and self.height > WHOLE_ROW

    def cut(self, room: float) -> tuple[Row, Row] | None:
        """Return what fits into the room and the rest, or None where it is better not cut.

        Two pieces of a cell stay before and two after the cut, as with widows and orphans; a text
        is cut at the end of a sentence where one is near.
        """
        if not self._may_be_cut():
            return None
        counts = [_fitting(cell, room - 2 * self.pad[1]) for cell in self.cells]
        if any(count < min(2, len(cell.pieces)) for count, cell in self._told(counts)):
            return None
        halves = [
            (cell.pieces, cell.pieces)
            if cell.again
            else cut_pieces(cell.pieces, count, cell.width - 2 * self.pad[0])
            for count, cell in zip(counts, self.cells, strict=True)
        ]
        first, rest = zip(*halves, strict=True)
        if room < FEW_ROOM and _is_torn(first, counts):
            return None
        return self._holding(first), self._holding(rest)

    def _told(self, counts: Sequence[int]) -> Iterator[tuple[int, Cell]]:
        pairs = zip(counts, self.cells, strict=True)
        return ((count, cell) for count, cell in pairs if not cell.again)

    def _holding(self, pieces: Sequence[tuple[Piece, ...]]) -> Row:
        cells = [replace(cell, pieces=p) for cell, p in zip(self.cells, pieces, strict=True)]
        return replace(self, cells=tuple(cells), least=0.0)


def _is_torn(first: Sequence[tuple[Piece, ...]], counts: Sequence[int]) -> bool:
    """Tell whether a sentence would be cut after the first lines of a text."""
    return any(
        len(pieces) == count and is_within_sentence(pieces)
        for pieces, count in zip(first, counts, strict=True)
    )


def _fitting(cell: Cell, room: float) -> int:
    used, count = 0.0, 0
    for piece in cell.pieces:
        used += piece.height
        if used > room:
            break
        count += 1
    return count - 1 if 2 < count == len(cell.pieces) - 1 else count


def paragraph(text: str, style: Style, width: float, keep: bool = False) -> Row:
    """Return the text as a row without lines and padding."""
    return Row((Cell(width, lines(text, style, width)),), 0.0, (0.0, 0.0), keep=keep)


def space(height: float, width: float, keep: bool = False) -> Row:
    """Return empty space between rows."""
    return Row((Cell(width, (Gap(height),)),), 0.0, (0.0, 0.0), keep=keep, whole=True)


Placed = tuple[float, Row]
Frame = tuple[float, float]
Mark = tuple[int, int]  # a page and how many rows stood on it


@dataclass(slots=True)
class Page:
    """Rows with their tops, and the spans of heavy frames, from the top of the page."""

    placed: list[Placed] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """Places rows on pages between the margins; ``foot`` is kept free on the first page only.

    Without ``shaded`` no grey is drawn, for portable printers.
    """

    left: float
    width: float
    top: float
    bottom: float
    foot: float = 0.0
    shaded: bool = True
    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: float = -1.0

    def __post_init__(self) -> None:
        self.y = self.top

    def room(self) -> float:
        """Return the height left on this page."""
        return self._floor() - self.y

    def _floor(self) -> float:
        return self.bottom - (self.foot if len(self.pages) == 1 else 0.0)

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append(Page())
        self.y = self.top

    def mark(self) -> Mark:
        """Return where the next row will stand, for ``carry``."""
        return len(self.pages), len(self.pages[-1].placed)

    def height_after(self, mark: Mark) -> float:
        """Return how high the rows after a mark on this page are; 0 where it is on another."""
        pages, place = mark
        here = self.pages[-1].placed[place:] if pages == len(self.pages) else []
        return height_of([row for _top, row in here])

    def carry(self, mark: Mark, height: float) -> bool:
        """Move the rows after the mark to a new page if ``height`` has room there after them.

        False, and nothing moved, where they stand on several pages, are all that is on this one,
        or hold a frame.
        """
        pages, place = mark
        page = self.pages[-1]
        rows = [row for _top, row in page.placed[place:]]
        while rows and rows[0].is_blank:
            del rows[0]
        if pages != len(self.pages) or place == 0 or not rows:
            return False
        framed = any(end > page.placed[place][0] for _start, end in page.frames)
        if framed or height_of(rows) + height > self._page():
            return False
        del page.placed[place:]
        self.new_page()
        for row in rows:
            self._put(row)
        return True

    def join(self, mark: Mark, height: float) -> bool:
        """Move the rows after a mark at the foot of the last page but one to the head of the last.

        False, and nothing moved, where ``height`` would not have room after all of them, or where
        a frame is among them.
        """
        pages, place = mark
        if pages != len(self.pages) - 1 or place == 0:
            return False
        before, page = self.pages[-2:]
        rows = [row for _top, row in (*before.placed[place:], *page.placed)]
        while rows and rows[0].is_blank:
            del rows[0]
        framed = bool(page.frames) or any(
            end > before.placed[place][0] for _start, end in before.frames
        )
        if framed or height_of(rows) + height > self._page():
            return False
        del before.placed[place:]
        self.pages[-1], self.y = Page(), self.top
        for row in rows:
            self._put(row)
        return True

    def lower_last(self) -> None:
        """Move the last row to the foot of its page."""
        _top, row = self.pages[-1].placed.pop()
        self.y = self._floor()
        self.pages[-1].placed.append((self.y - row.height, row))

    def reserve(self, head: Sequence[Row], rows: Sequence[Row], limit: float) -> None:
        """Begin a new page where a block would be cut that is no higher than the limit.

        A higher block may be cut, and any where much of the page would stay empty, but its heading
        needs a part of its first row beside it, and where there is a limit, some rows.
        """
        whole = height_of([*head, *rows])
        begun = min(whole, BEGINNING) if limit else 0.0
        least = max(height_of(head) + _least(rows), begun)
        room = self.room()
        if self.y > self.top and (least > room or (room < whole <= limit and room < MOST_EMPTY)):
            self.new_page()

    def add(
        self,
        rows: Sequence[Row],
        head: Sequence[Row] = (),
        *,
        together: bool = False,
        framed: bool = False,
    ) -> None:
        """Place rows; ``head`` stands above them and again on each page they go on to.

        ``together`` moves all of them to the next page where they would not fit on this one but
        do on an empty one. ``framed`` draws a heavy frame around each page's part.
        """
        everything = [*head, *rows]
        if (
            together
            and height_of(everything) > self.room()
            and height_of(everything) <= self._page()
        ):
            self.new_page()
        self.reserve(head, rows, 0.0)
        start = self.y
        for row in head:
            self._put(row)
        for place, row in enumerate(rows):
            start = self._place(row, rows[place + 1 :], (head, framed, start))
        self._close(framed, start)

    def _page(self) -> float:
        return self.bottom - self.top

    def _place(
        self, row: Row, following: Sequence[Row], group: tuple[Sequence[Row], bool, float]
    ) -> float:
        head, framed, start = group
        needed = _least([row, *following]) if row.keep else 0.0
        while row.height > self.room() or needed > self.room():
            parts = None if row.height <= self.room() else row.cut(self.room())
            if parts is None and self.y <= self.top + height_of([*head, *row.heads]) + 0.1:
                # Nothing above it can give way: draw it here, even over the foot.
                break
            if parts is not None:
                self._put(parts[0])
                row = parts[1]
            self._close(framed, start)
            self.new_page()
            start = self.y
            for again in (*head, *row.heads):
                self._put(again)
        self._put(row)
        return start

    def _put(self, row: Row) -> None:
        self.pages[-1].placed.append((self.y, row))
        self.y += row.height

    def _close(self, framed: bool, start: float) -> None:
        if framed and self.y > start:
            self.pages[-1].frames.append((start, self.y))

    def draw(self, canvas: Any, furniture: Callable[[Any, int, int], None]) -> None:
        """Draw all pages; ``furniture(canvas, page, pages)`` adds footers and the like."""
        for number, page in enumerate(self.pages, 1):
            for top, row in page.placed:
                _draw_row(canvas, (self.left, PAGE_HEIGHT - top), row, self.shaded)
            for top, end in page.frames:
                canvas.setLineWidth(FRAME)
                canvas.rect(self.left, PAGE_HEIGHT - end, self.width, end - top)
            furniture(canvas, number, len(self.pages))
            canvas.showPage()


def height_of(rows: Sequence[Row]) -> float:
    """Return the height of the rows under each other."""
    return sum(row.height for row in rows)


def _least(rows: Sequence[Row]) -> float:
    """Return the height that the first rows need at least: the kept ones and a part of the next."""
    total = 0.0
    for row in rows:
        if not row.keep:
            return total + row.first_part
        total += row.height
    return total


def _draw_row(canvas: Any, at_top_left: tuple[float, float], row: Row, shaded: bool) -> None:
    x, top = at_top_left
    side, pad = row.pad
    for cell in row.cells:
        if shaded and cell.shade is not None:
            canvas.setFillGray(cell.shade)
            canvas.rect(x, top - row.height, cell.width, row.height, stroke=0, fill=1)
            canvas.setFillGray(0)
        if row.border:
            canvas.setLineWidth(row.border)
            canvas.rect(x, top - row.height, cell.width, row.height)
        at = top - ((row.height - cell.height) / 2 if cell.middle else pad)
        for piece in cell.pieces:
            piece.draw(canvas, x + side, at, cell.width - 2 * side)
            at -= piece.height
        x += cell.width
