"""Time and size of a notice with 12 hazards and two photos, beside plain reportlab.

Run by hand: ``python -m tests.benchmarks.bench_notice``; prints one JSON object. The floor draws
the same lines of text with reportlab's own TTFont in the same process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from statistics import median
from time import perf_counter

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from inspector_app.config import resource_dir
from inspector_app.documents.notice import render_notice
from tests.documents.samples import full_notice, qr_of


def timed(act: Callable[[], bytes], rounds: int = 9) -> tuple[float, bytes]:
    """Return the median time in seconds of some rounds, and the last result."""
    times, made = [], b""
    for _round in range(rounds):
        start = perf_counter()
        made = act()
        times.append(perf_counter() - start)
    return median(times), made


def printed_lines(pdf: bytes) -> list[list[str]]:
    """Return the lines of text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    document.close()
    return pages


def draw_plain(pages: list[list[str]]) -> bytes:
    """Return a PDF of the same lines, each drawn as one string."""
    out = BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for lines in pages:
        canvas.setFont("plain", 10.5)
        for place, line in enumerate(lines):
            canvas.drawString(40, 800 - 12 * place, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def main() -> None:
    """Measure and print."""
    value, images = full_notice(2, 10)
    bare, bare_images = full_notice(2, 10, variant="grey", signatures=())
    qr, bare_qr = qr_of(value), qr_of(bare)
    start = perf_counter()
    render_notice(value, images, qr=qr)
    cold = perf_counter() - start
    warm, pdf = timed(lambda: render_notice(value, images, qr=qr))
    text_only, _pdf = timed(lambda: render_notice(bare, bare_images, qr=bare_qr))
    font = str(resource_dir() / "fonts" / "NotoSerifSC-Regular.ttf")
    pdfmetrics.registerFont(TTFont("plain", font))
    pages = printed_lines(pdf)
    floor, plain = timed(lambda: draw_plain(pages))
    result = {
        "notice_first_s": round(cold, 4),
        "notice_warm_s": round(warm, 4),
        "notice_without_photos_s": round(text_only, 4),
        "floor_plain_reportlab_text_s": round(floor, 4),
        "notice_bytes": len(pdf),
        "floor_bytes": len(plain),
        "pages": len(pages),
        "target_s": 0.15,
        "target_bytes": 500_000,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
