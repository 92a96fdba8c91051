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


def blank_sheets(out: IO[bytes], lang: str) -> Canvas:
    """Return a canvas that writes to ``out``: no unembedded font, no time stamp, no Base 85.

    ``lang`` is ``zh-CN`` or ``en``. Hold ``one_paper_at_a_time`` until it is saved.
    """
    rl_config.useA85 = 0
    face: Any = SERIF  # the stubs of reportlab want a number here
    canvas = Canvas(
        out,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=face,
        lang=lang,
    )
    canvas.setCreator("Inspector App")
    return canvas
