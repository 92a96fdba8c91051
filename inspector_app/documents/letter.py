"""A letter of an organisation to a department, in the measures of GB/T 9704 (信函格式).

Text area 156×225 mm between margins of 37 above, 35 below, 28 left and 26 right; size 3 (三号) in
22 lines of 28 characters; name of the sender 30 mm below the edge over a double line of 170 mm,
another 20 mm above the lower edge. Differences: black in place of red, Serif in place of 仿宋 and
小标宋, which the program does not ship, and the number of pages stands in the house's own footer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.documents.blocks import MARGIN, WIDTH
from inspector_app.documents.fonts import SANS_BOLD, SERIF, SERIF_BOLD, printable, text_width
from inspector_app.documents.layout import MM, PAGE_HEIGHT, PAGE_WIDTH, Cell, Flow, Row, space
from inspector_app.documents.pieces import Gap, Line, Piece, Style, lines

LEFT, TEXT_WIDTH = 28 * MM, 156 * MM
TOP, BOTTOM = 37 * MM, PAGE_HEIGHT - 35 * MM
SENDER_TOP, SECOND_LINE = 30 * MM, PAGE_HEIGHT - 20 * MM
# A hair less than the 28th and the 22nd part, so that rounding costs no character and no line.
SIZE, PITCH = TEXT_WIDTH / 28 - 0.001, 225 * MM / 22 - 0.01
SEAL = 40 * MM

LETTER_BODY = Style(SERIF, SIZE, PITCH, indent=2 * SIZE, justified=True)
LETTER_FLUSH = Style(SERIF, SIZE, PITCH)
LETTER_SECTION = Style(SANS_BOLD, SIZE, PITCH, indent=2 * SIZE)
LETTER_ITEM = Style(SERIF_BOLD, SIZE, PITCH, indent=2 * SIZE)
LETTER_TITLE = Style(SERIF_BOLD, 22, 33, "center")
SENDER = Style(SERIF_BOLD, 28, 34, "center")
NUMBER_LINE = Style(SERIF, SIZE, PITCH, "right")
COPIES = Style(SERIF, 14, 22)
ANNEX_MARK = Style(SANS_BOLD, SIZE, PITCH)

BODY, SECTION, ITEM = "body", "section", "item"
_STYLES = {BODY: LETTER_BODY, SECTION: LETTER_SECTION, ITEM: LETTER_ITEM}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. ``paragraphs`` are (kind, text): body, section (一、) or item (（一）).

    A long ``title`` is broken where it has a line feed. ``annexes`` are named after the text under
    the label ``annex``; ``note`` stands in brackets below the date, ``copies`` at the foot of the
    last page.
    """

    sender: str
    number: str
    title: str
    to: str
    paragraphs: tuple[tuple[str, str], ...]
    annex: str
    annexes: tuple[str, ...]
    signer: str
    day: str
    note: str = ""
    copies: str = ""

    def told(self, section: str) -> Iterator[tuple[str, str]]:
        """Yield the texts with the names they go by, for errors that must name a field."""
        texts = (self.sender, self.number, self.title, self.to, self.signer, self.day)
        yield from ((self.title, text) for text in (*texts, self.note, self.copies))
        yield from ((self.annex, text) for text in (self.annex, *self.annexes))
        yield from ((self.title, text) for _kind, text in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows is a form of its own on a new page: its mark (附件1) and its title."""

    mark: str
    title: str

    def told(self, section: str) -> Iterator[tuple[str, str]]:
        """Yield the texts with the names they go by, for errors that must name a field."""
        yield from ((self.title, text) for text in (self.mark, self.title))


@dataclass(frozen=True, slots=True)
class DoubleLine:
    """The line of 170 mm under the sender: a thick one and a thin one."""

    height: float = 3.0

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw both over the width."""
        _double_line(canvas, top - 0.8, thick_above=True)


def _double_line(canvas: Any, y: float, *, thick_above: bool) -> None:
    for place, width in ((y, 1.8), (y - 2.4, 0.6)) if thick_above else ((y, 0.6), (y - 2.4, 1.8)):
        canvas.setLineWidth(width)
        canvas.line(MARGIN, place, PAGE_WIDTH - MARGIN, place)


def draw_second_line(canvas: Any) -> None:
    """Draw the double line 20 mm above the lower edge, as the first page has it."""
    _double_line(canvas, PAGE_HEIGHT - SECOND_LINE, thick_above=False)


def place_letter(flow: Flow, letter: Letter) -> None:
    """Place the letter on pages with its own margins; what follows needs ``leave_letter``."""
    flow.top, flow.bottom = TOP, BOTTOM
    flow.y = SENDER_TOP
    flow.add(_opening(letter))
    rows = [row for kind, text in letter.paragraphs for row in _running(text, _STYLES[kind])]
    # The last two lines go with what is below them: signature and date never stand alone.
    kept = [replace(row, keep=True) for row in (*rows[-2:], *_annexes(letter))]
    ending = [*rows[:-2], *kept, *_ending(letter)]
    if not letter.copies:
        flow.add(ending)
        return
    copies = _inset(*lines(letter.copies, COPIES, TEXT_WIDTH))
    flow.add([*ending[:-1], replace(ending[-1], keep=True), copies])
    flow.lower_last()


def leave_letter(flow: Flow, area: tuple[float, float]) -> None:
    """Go on with forms on a new page between these top and bottom margins."""
    flow.top, flow.bottom = area
    flow.new_page()


def _inset(*pieces: Piece) -> Row:
    """Return a row of the width of forms whose pieces stand in the letter's text area."""
    left = LEFT - MARGIN
    cells = (Cell(left, ()), Cell(TEXT_WIDTH, pieces), Cell(WIDTH - left - TEXT_WIDTH, ()))
    return Row(cells, 0.0, (0.0, 0.0), whole=True)


def _running(text: str, style: Style) -> list[Row]:
    """Return a row for each line, so that a page is filled; no line of a paragraph stands alone."""
    rows = [_inset(line) for line in lines(text, style, TEXT_WIDTH)]
    last = len(rows) - 1
    heads = style is not LETTER_BODY
    return [
        replace(row, keep=heads or (last > 0 and place in (0, last - 1)))
        for place, row in enumerate(rows)
    ]


def _opening(letter: Letter) -> list[Row]:
    sender = _flat(letter.sender)
    size = min(SENDER.size, SENDER.size * WIDTH / text_width(sender or "—", *_of(SENDER)))
    style = replace(SENDER, size=max(size, 14))
    rows = [
        Row((Cell(WIDTH, lines(sender, style, WIDTH)),), 0.0, (0.0, 0.0), whole=True),
        Row((Cell(WIDTH, (Gap(4 * MM), DoubleLine(), Gap(SIZE * 7 / 8))),), 0.0, (0.0, 0.0)),
    ]
    if letter.number:
        rows.append(_inset(*lines(letter.number, NUMBER_LINE, TEXT_WIDTH)))
    title = _inset(*_title(letter.title))
    to = _running(letter.to, LETTER_FLUSH)
    return [*rows, space(1.5 * PITCH, WIDTH), title, space(PITCH, WIDTH), *to]


def _flat(text: str) -> str:
    """Return the text as one line."""
    return " ".join(printable(text).split())


def _of(style: Style) -> tuple[str, float]:
    return style.face, style.size


def _title(text: str) -> tuple[Line, ...]:
    """Return the title on one line, or where it is longer, line by line as it is given."""
    alone = _flat(text.replace("\n", ""))
    if text_width(alone, *_of(LETTER_TITLE)) <= TEXT_WIDTH:
        return lines(alone, LETTER_TITLE, TEXT_WIDTH)
    parts = (balanced(part, LETTER_TITLE, TEXT_WIDTH) for part in text.split("\n"))
    return tuple(line for part in parts for line in part)


def balanced(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """Return a centred title in as few lines as it needs, all of them about as long."""
    broken = lines(text, style, width)
    room = width
    while len(broken) > 1 and room > style.size:
        closer = lines(text, style, room - style.size)
        if len(closer) > len(broken):
            break
        broken, room = closer, room - style.size
    return broken


def _annexes(letter: Letter) -> Iterator[Row]:
    """Yield one blank line and the names of the annexes, each under the first."""
    label = letter.annex
    start = 2 * SIZE + text_width(label, SERIF, SIZE)
    several = len(letter.annexes) > 1
    for place, name in enumerate(letter.annexes, 1):
        if place == 1:
            yield space(PITCH / 2, WIDTH)
        first = Style(SERIF, SIZE, PITCH, indent=2 * SIZE) if place == 1 else LETTER_FLUSH
        shown = f"{place}. {name}" if several else name
        broken = lines(shown, LETTER_FLUSH, TEXT_WIDTH - start)
        for number, line in enumerate(broken):
            lead = Line(label, first, indent=2 * SIZE) if place == 1 and number == 0 else Gap(0)
            yield _beside(lead, line, start)


def _beside(lead: Piece, line: Line, start: float) -> Row:
    left = LEFT - MARGIN
    cells = (Cell(left, ()), Cell(start, (lead,)), Cell(WIDTH - left - start, (line,)))
    return Row(cells, 0.0, (0.0, 0.0), whole=True)


def _ending(letter: Letter) -> list[Row]:
    """Return signer and date with the space for a seal of 40 mm over them, then the note."""
    texts = _flat(letter.signer), _flat(letter.day)
    signer, day = (text_width(text, SERIF, SIZE) for text in texts)
    # The date keeps four characters free at the right; the signer stands in the middle above it.
    middle = min(TEXT_WIDTH - 4 * SIZE - day / 2, TEXT_WIDTH - signer / 2)
    named = [
        _centred(text, width, middle) for text, width in zip(texts, (signer, day), strict=True)
    ]
    air = (SEAL - len(named) * PITCH) / 2
    rows = [space(air, WIDTH), *named, space(air, WIDTH)]
    if letter.note:
        rows += _running(letter.note, LETTER_BODY)
    return [*(replace(row, keep=True) for row in rows[:-1]), rows[-1]]


def _centred(text: str, width: float, middle: float) -> Row:
    if width > TEXT_WIDTH:
        return _inset(*lines(text, replace(LETTER_FLUSH, align="right"), TEXT_WIDTH))
    return _inset(Line(text, LETTER_FLUSH, indent=middle - width / 2))


def annex_rows(annex: Annex, title: Style) -> list[Row]:
    """Return mark and title of an annex."""
    mark = Row((Cell(WIDTH, lines(annex.mark, ANNEX_MARK, WIDTH)),), 0.0, (0.0, 0.0), keep=True)
    named = Row((Cell(WIDTH, lines(annex.title, title, WIDTH)),), 0.0, (0.0, 0.0), keep=True)
    return [mark, named, space(6, WIDTH)]


def letter_foot(qr_side: float) -> float:
    """Return what the code needs of the first page's text area."""
    return qr_side + 3.5 * MM - (SECOND_LINE - BOTTOM)
