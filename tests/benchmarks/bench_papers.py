"""Time and size of the large papers: a report of 100 hazards, ledgers, an archive of 200 visits.

Run by hand: ``python -m tests.benchmarks.bench_papers``; prints one JSON object. Floors in the
same process: the report's lines and pictures drawn with plain reportlab; the archive's files put
into a zip without hashes or index.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from zipfile import ZipFile

import msgspec
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from inspector_app.config import resource_dir
from inspector_app.documents.archive import write_archive
from inspector_app.documents.archive_values import ArchivedFile, ArchivedVisit, ArchiveVolume
from inspector_app.documents.ledgers import hazard_ledger_xlsx
from inspector_app.documents.report_pictures import prepare_all
from inspector_app.documents.service_paper import render_service_paper
from inspector_app.domain.ledgers import HazardLedger, HazardLine
from inspector_app.domain.photo_marks import PhotoMarked
from inspector_app.domain.service_papers import PaperPhoto
from inspector_app.domain.service_reports import ServiceReport
from inspector_app.operations.marked_copy import draw_copy
from inspector_app.operations.printed_photos import EDGE
from tests.benchmarks.bench_notice import printed_lines
from tests.documents.samples import FINDING, LONG_NAME, digest, photo_bytes
from tests.documents.service_samples import IMAGES, report, report_hazard

HAZARDS, VISITS, LINES = 100, 200, 1000
PHOTOS_A_VISIT, PAPERS_A_VISIT = 8, 3


def timed(act: Callable[[], bytes], rounds: int = 3) -> tuple[float, bytes]:
    """Return the median time in seconds of some rounds after a warm one, and the last result."""
    made, times = act(), []
    for _round in range(rounds):
        start = perf_counter()
        made = act()
        times.append(perf_counter() - start)
    return median(times), made


def large_report() -> tuple[ServiceReport, dict[str, bytes]]:
    """Return a report of 100 hazards, each with a photo of its own, and the images."""
    photos = [photo_bytes(seed, (2048, 1536)) for seed in range(HAZARDS)]
    hazards = tuple(
        report_hazard(
            n, PaperPhoto(sha256=digest(data), caption="现场情况", taken="2026-11-20 10:32")
        )
        for n, data in enumerate(photos, 1)
    )
    value = msgspec.structs.replace(report(), hazards=hazards)
    return value, {digest(data): data for data in photos} | IMAGES


def plain_report(lines: list[list[str]], pictures: list[bytes]) -> bytes:
    """Return a PDF of the same lines and the same pictures, ready as they are."""
    out = BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for page in lines:
        canvas.setFont("plain", 10.5)
        for place, line in enumerate(page):
            canvas.drawString(40, 800 - 12 * place, line)
        canvas.showPage()
    for data in pictures:
        canvas.drawImage(ImageReader(BytesIO(data)), 40, 40, 200, 150)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def measure_report() -> dict[str, object]:
    """Measure the report beside its floor."""
    value, images = large_report()
    names = tuple(hazard.photos[0].sha256 for hazard in value.hazards)
    seconds, pdf = timed(partial(render_service_paper, value, images))
    ready = prepare_all(names, (), images)
    pictures = [ready[name].image.jpeg for name in names]
    pdfmetrics.registerFont(TTFont("plain", resource_dir() / "fonts" / "NotoSerifSC-Regular.ttf"))
    lines = printed_lines(pdf)
    floor, _plain = timed(partial(plain_report, lines, pictures))
    prepare_start = perf_counter()
    prepare_all(names, (), images)
    prepared = perf_counter() - prepare_start
    cpu = process_time()
    render_service_paper(value, images)
    cpu = process_time() - cpu
    return {
        "seconds": round(seconds, 3),
        "limit_seconds": 3.0,
        "megabytes": round(len(pdf) / 1e6, 2),
        "limit_megabytes": 12.0,
        "pages": len(lines),
        "photos_prepared_seconds": round(prepared, 3),
        "cpu_seconds": round(cpu, 3),
        "floor_plain_reportlab_seconds": round(floor, 3),
        "within": seconds <= 3.0 and len(pdf) <= 12_000_000,
    }


def archive_volume(folder: Path) -> tuple[ArchiveVolume, list[bytes]]:
    """Return a volume of 200 visits with papers and photos on disk, and its facts."""
    bodies = [photo_bytes(seed, (2048, 1536)) for seed in range(PHOTOS_A_VISIT)]
    papers = [bytes(f"%PDF-1.4 {n}", "ascii") + bodies[n][:180_000] for n in range(PAPERS_A_VISIT)]
    visits, files = [], []
    for n in range(VISITS):
        day = f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        visits.append(
            ArchivedVisit(f"v{n}", day, "生产安全事故隐患排查", "示例丁；示例戊", "东区", 1, 5)
        )
        for place, body in enumerate([*papers, *bodies]):
            files.append(_archived(folder, n, place, day, body))
    facts = [json.dumps({"n": n, "text": FINDING}).encode() for n in range(VISITS * 150)]
    volume = ArchiveVolume("d", 2026, LONG_NAME, "91330100MA00000000", "示例", "2027-01-05",
                           "2032-01-05", tuple(visits), tuple(files))  # fmt: skip
    return volume, facts


def _archived(folder: Path, visit: int, place: int, day: str, body: bytes) -> ArchivedFile:
    data = body + visit.to_bytes(4, "big")
    path = folder / f"{visit}-{place}"
    path.write_bytes(data)
    paper = place < PAPERS_A_VISIT
    kind, media = ("paper", "application/pdf") if paper else ("photo", "image/jpeg")
    one = ArchivedFile(kind, "事故隐患告知书" if paper else "现场照片", sha256(data).hexdigest(),
                       len(data), media, partial(_chunks, path))  # fmt: skip
    return replace(one, day=day, visit=f"v{visit}", number=f"示例安责告〔2026〕A7{visit:04d}号")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(1 << 20):
            yield chunk


def measure_archive() -> dict[str, object]:
    """Measure the archive beside its floor."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        volume, facts = archive_volume(folder / "in")
        start = perf_counter()
        with (folder / "archive.zip").open("wb") as out:
            made = write_archive(volume, facts, out)
        seconds = perf_counter() - start
        start = perf_counter()
        with ZipFile(folder / "plain.zip", "w") as plain:
            for path in sorted((folder / "in").iterdir()):
                plain.write(path, path.name)
        floor = perf_counter() - start
    return {
        "seconds": round(seconds, 3),
        "limit_seconds": 20.0,
        "visits": VISITS,
        "files": made.files,
        "megabytes": round(made.bytes / 1e6, 1),
        "floor_plain_zip_seconds": round(floor, 3),
        "within": seconds <= 20.0,
    }


def measure_ledger() -> dict[str, object]:
    """Measure the hazard ledger of 1,000 lines."""
    line = HazardLine(hazard_no="YH-1", ent_name=LONG_NAME, finding=FINDING, found_on="2026-11-20")
    ledger = HazardLedger(holder="示例", period="2026", lines=(line,) * LINES)
    seconds, made = timed(partial(hazard_ledger_xlsx, ledger))
    return {"seconds": round(seconds, 3), "lines": LINES, "kilobytes": len(made) // 1000}


def measure_stamp() -> dict[str, object]:
    """Measure the stamped copy of one photo as a laptop stores it, beside its plain decoding."""
    photo = photo_bytes(1, (2048, 1536))
    marked = PhotoMarked(photo=digest(photo))
    stamp = ("2026-11-20 10:32", LONG_NAME, "铸造车间2号中频炉炉前区域")
    seconds, copy = timed(partial(draw_copy, photo, marked, stamp, EDGE), rounds=9)
    floor, _plain = timed(lambda: Image.open(BytesIO(photo)).tobytes(), rounds=9)
    return {
        "milliseconds": round(seconds * 1000, 1),
        "kilobytes": len(copy) // 1000,
        "floor_decoding_milliseconds": round(floor * 1000, 1),
    }


def main() -> None:
    """Measure and print."""
    figures = {
        "stamped_photo": measure_stamp(),
        "report_100_hazards_100_photos": measure_report(),
        "archive_200_visits": measure_archive(),
        "hazard_ledger": measure_ledger(),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
