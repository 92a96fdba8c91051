"""The blank canvas of every paper: A4, bytes that depend on the content alone."""

from __future__ import annotations

from threading import Lock
from typing import IO, Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from inspector_app.documents.fonts import SERIF
from inspector_app.documents.layout import PAGE_HEIGHT, PAGE_WIDTH

# reportlab's faces read from one position at a time and its switches are per process.
one_paper_at_a_time = Lock()


# Heads of portable thermal printers have 203 dots an inch: a thinner line may vanish, and thin
# strokes of text need two dots.
PORTABLE_LINE, PORTABLE_OUTLINE = 0.75, 0.25


class Sheets(Canvas):
    """A canvas that draws no line thinner than ``least`` points.

    ``text_outline`` points are drawn around every text, so that it prints stronger; 0 for none.
    """

    least = 0.0
    text_outline = 0.0

    def setLineWidth(self, width: float) -> None:
        """Set the width of lines in points, the least one at least."""
        super().setLineWidth(max(width, self.least))

    def outline_text(self, width: float) -> None:
        """Set the width of the outlines of text in points."""
        super().setLineWidth(width)


def blank_sheets(out: IO[bytes], lang: str, *, portable: bool = False) -> Sheets:
    """Return a canvas that writes to ``out``: no unembedded font, no time stamp, no Base 85.

    ``lang`` is ``zh-CN`` or ``en``; ``portable`` sheets have no line under 0.75 pt. Hold
    ``one_paper_at_a_time`` until it is saved.
    """
    rl_config.useA85 = 0
    face: Any = SERIF  # the stubs of reportlab want a number here
    canvas = Sheets(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=face,
        lang=lang,
    )
    if portable:
        canvas.least, canvas.text_outline = PORTABLE_LINE, PORTABLE_OUTLINE
    canvas.setCreator("Inspector App")
    return canvas
