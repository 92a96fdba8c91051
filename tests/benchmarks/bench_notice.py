"""Time and size of a notice with 12 hazards and two photos, beside plain reportlab; and of the
largest ones: 100 hazards with 100 photos, printed and as the page for a phone.

Run by hand: ``python -m tests.benchmarks.bench_notice``; prints one JSON object. The floor draws
the same lines of text with reportlab's own TTFont in the same process.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from statistics import median
from time import perf_counter, process_time

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from inspector_app.config import resource_dir
from inspector_app.documents.notice import render_notice
from inspector_app.documents.phone_page import phone_page
from inspector_app.domain.notices import Notice, NoticePhoto
from tests.documents.samples import (
    digest,
    full_notice,
    general_hazard,
    major_hazard,
    notice,
    photo_bytes,
    qr_of,
)

LARGE = 100


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


def large_notice() -> tuple[Notice, dict[str, bytes]]:
    """Return a notice of 100 hazards, every tenth major, each with a photo of its own."""
    photos = [photo_bytes(seed, (2048, 1536)) for seed in range(LARGE)]
    hazards = [
        (major_hazard if place % 10 == 0 else general_hazard)(
            place + 1, photos=(NoticePhoto(sha256=digest(data), caption="现场情况"),)
        )
        for place, data in enumerate(photos)
    ]
    return notice(*hazards), {digest(data): data for data in photos}


def measure_large() -> dict[str, float]:
    """Return times and sizes of the largest notice, on paper and for a phone."""
    value, images = large_notice()
    qr = qr_of(value)
    warm, pdf = timed(lambda: render_notice(value, images, qr=qr), rounds=3)
    start = process_time()
    render_notice(value, images, qr=qr)
    cpu = process_time() - start
    page_s, page = timed(lambda: phone_page(value, images), rounds=3)
    return {
        "large_notice_warm_s": round(warm, 3),
        "large_notice_cpu_s": round(cpu, 3),
        "large_notice_bytes": len(pdf),
        "large_notice_pages": len(printed_lines(pdf)),
        "large_target_s": 3.0,
        "large_target_bytes": 12_000_000,
        "phone_page_s": round(page_s, 3),
        "phone_page_bytes": len(page),
    }


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
    print(json.dumps(result | measure_large()))


if __name__ == "__main__":
    main()
