"""What stands in the cells of a paper: lines of text, pictures, rules, boxes, places to write.

Each piece knows its height and draws itself. Measures are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from inspector_app.documents.fonts import (
    RARE,
    SANS_BOLD,
    SERIF_BOLD,
    glyph,
    printable,
    runs,
    text_width,
)
from inspector_app.documents.linebreak import BLANKS, break_lines

HAIRLINE = 0.5
_BOLD = (SANS_BOLD, SERIF_BOLD)
# Text of this size and more is strong enough for portable printers as it is.
STRONG_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, size and leading in points, place of the lines, first indent."""

    face: str
    size: float
    leading: float
    align: str = "left"
    indent: float = 0.0
    justified: bool = False


class Piece(Protocol):
    """A part of a cell that is never cut: it knows its height and draws itself."""

    @property
    def height(self) -> float:
        """Height in points."""

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw into the width at x, hanging from top (canvas coordinates, y upwards)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``last`` lines of a paragraph are not stretched.

    ``blanks`` are those that stood before the next line of the paragraph and are not drawn.
    """

    text: str
    style: Style
    indent: float = 0.0
    last: bool = True
    blanks: str = ""

    @property
    def height(self) -> float:
        """Return the leading."""
        return self.style.leading

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the runs on the baseline; a justified line is stretched by its gaps."""
        style = self.style
        cut = runs(self.text, style.face)
        length = sum(advance for _face, _text, advance in cut) * style.size / 1000
        slack = width - self.indent - length
        gap = self._gap(slack)
        shift = {"center": slack / 2, "right": slack}.get(style.align, 0.0)
        at = x + self.indent + shift
        base = top - style.leading / 2 - style.size * 0.36
        for face, text, advance in cut:
            _draw_run(canvas, (at, base), (face, text), style, gap)
            at += advance * style.size / 1000 + gap * len(text)

    def _gap(self, slack: float) -> float:
        if not self.style.justified or self.last or _is_latin(self.text):
            return 0.0
        # A wide gap means a long word went to the next line: leave such a line ragged.
        return slack / (len(self.text) - 1) if 0 < slack < 4 * self.style.size else 0.0


def _is_latin(text: str) -> bool:
    # Letters pulled apart read badly; a line mostly of them stays ragged.
    return sum(char.isascii() for char in text) * 2 >= len(text)


def _draw_run(
    canvas: Any, at: tuple[float, float], run: tuple[str, str], style: Style, gap: float
) -> None:
    face, text = run
    # The rare fallback has one weight; a thin outline makes it fit its bold neighbours.
    bold = style.face in _BOLD
    outline = style.size * 0.035 if face == RARE and bold else 0.0
    if not bold and style.size < STRONG_SIZE:
        outline = canvas.text_outline
    if outline:
        canvas.outline_text(outline)
        canvas.setFont(face, style.size)
        canvas.drawString(*at, text, mode=2, charSpace=gap)
        canvas.drawString(*at, "", mode=0)
        return
    canvas.setFont(face, style.size)
    canvas.drawString(*at, text, charSpace=gap)


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space."""

    height: float

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A prepared image (see ``pictures``) with its size on paper, in the middle of the cell."""

    image: Any
    width: float
    height: float
    align: str = "center"

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the image; one that occurs twice is stored once."""
        shift = (width - self.width) / 2 if self.align == "center" else 0.0
        canvas.drawImage(self.image, x + shift, top - self.height, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line in the middle of its height, solid or dashed; ``length`` 0 crosses the cell."""

    height: float
    dashed: bool = False
    length: float = 0.0

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the line."""
        canvas.setLineWidth(HAIRLINE)
        if self.dashed:
            canvas.setDash(3, 3)
        at = top - self.height / 2
        canvas.line(x, at, x + (self.length or width), at)
        canvas.setDash()


@dataclass(frozen=True, slots=True)
class Blank:
    """A label and a line after it to write on, up to the length."""

    label: str
    style: Style
    length: float

    @property
    def height(self) -> float:
        """Return the leading and some air for a pen."""
        return self.style.leading + 6

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw the label and the line."""
        style = self.style
        Line(self.label, style).draw(canvas, x, top - 6, width)
        start = x + text_width(self.label, style.face, style.size)
        canvas.setLineWidth(HAIRLINE)
        canvas.line(start + 2, top - self.height + 2, x + self.length, top - self.height + 2)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Choices in a row, each with a drawn box before it: ticked (☑), crossed (☒) or empty (☐)."""

    choices: tuple[tuple[str, str], ...]
    style: Style

    @property
    def height(self) -> float:
        """Return the leading."""
        return self.style.leading

    def draw(self, canvas: Any, x: float, top: float, width: float) -> None:
        """Draw box and text of each choice."""
        size = self.style.size
        base = top - self.style.leading / 2 - size * 0.36
        for sign, text in self.choices:
            draw_box(canvas, (x, base - size * 0.06), size * 0.88, sign)
            Line(text, self.style).draw(canvas, x + size * 1.2, top, width)
            x += size * 2.4 + text_width(text, self.style.face, size)


def draw_box(canvas: Any, at: tuple[float, float], side: float, sign: str) -> None:
    """Draw a check box with its lower left corner here: ☐ empty, ☑ ticked, ☒ crossed."""
    x, y = at
    canvas.setLineWidth(max(side * 0.07, 0.5))
    canvas.rect(x, y, side, side)
    canvas.setLineWidth(side * 0.12)
    strokes = {
        "☑": ((0.18, 0.52, 0.42, 0.22), (0.42, 0.22, 0.84, 0.8)),
        "☒": ((0.2, 0.2, 0.8, 0.8), (0.2, 0.8, 0.8, 0.2)),
    }
    for x0, y0, x1, y1 in strokes.get(sign, ()):
        canvas.line(x + x0 * side, y + y0 * side, x + x1 * side, y + y1 * side)


def lines(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """Return the text broken into lines of this width."""
    found: list[Line] = []
    for place, part in enumerate(printable(text).split("\n")):
        found += _paragraph(part, style, width, style.indent if place == 0 else 0.0)
    return tuple(found)


def _paragraph(text: str, style: Style, width: float, indent: float) -> list[Line]:
    def measure(char: str) -> float:
        return glyph(char, style.face)[1] * style.size / 1000

    broken = break_lines(text, width, measure, indent)
    found: list[Line] = []
    end = 0
    for place, line in enumerate(broken):
        end = text.index(line, end) + len(line)
        rest = text[end:]
        blanks = rest[: len(rest) - len(rest.lstrip(BLANKS))]
        first, last = indent if place == 0 else 0.0, place == len(broken) - 1
        found.append(Line(line, style, first, last, blanks))
    return found
