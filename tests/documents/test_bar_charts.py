"""Bars of a chart are told apart on a grey print and on one of black dots alone."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from inspector_app.documents.bar_charts import FILLS, Legend
from inspector_app.documents.fonts import load_faces
from inspector_app.documents.report_paper import CONFORMITY
from inspector_app.documents.yearly_papers import DONE

DPI = 203  # of portable thermal printers
CHARTS = [CONFORMITY, DONE, ("black", "hatched"), ("grey",)]


def boxes(fills: tuple[str, ...], *, dots: bool) -> list[Image.Image]:
    """Return what is printed in the legend's box of each fill, borders left out."""
    load_faces()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(120, 20), initialFontName="NotoSerifSC-Regular")  # type: ignore[arg-type]
    for place, fill in enumerate(fills):
        Legend(("",), (fill,)).draw(canvas, 10 + 20 * place, 18, 0)
    canvas.save()
    document = pypdfium2.PdfDocument(out.getvalue())
    try:
        page = document[0].render(scale=DPI / 72).to_pil().convert("L")
    finally:
        document.close()
    if dots:
        page = page.point(lambda grey: 255 if grey > 128 else 0)
    scale = DPI / 72
    return [
        page.crop(
            (
                int((12 + 20 * place) * scale),
                int(7.5 * scale),
                int((22 + 20 * place) * scale),
                int(12 * scale),
            )
        )
        for place in range(len(fills))
    ]


def ink(box: Image.Image) -> float:
    """Return how much of a box is black, from 0 to 1."""
    values = list(box.tobytes())
    return 1 - sum(values) / len(values) / 255


@pytest.mark.parametrize("fills", CHARTS)
@pytest.mark.parametrize("dots", [False, True])
def test_fills_of_one_chart_differ_by_more_than_a_shade(fills: tuple[str, ...], dots: bool) -> None:
    shares = sorted(ink(box) for box in boxes(fills, dots=dots))
    assert all(darker - lighter > 0.08 for lighter, darker in pairwise(shares)), shares


def test_every_fill_of_a_chart_is_known() -> None:
    assert {fill for fills in CHARTS for fill in fills} <= set(FILLS)
