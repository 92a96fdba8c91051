"""Time of the archive of an enterprise's year with 200 visits, from an encrypted workspace.

Run by hand: ``python -m tests.benchmarks.bench_archive``; prints one JSON object. Every visit has
100 answers, 6 hazards, 8 photos of its own (about 0.4 MB each) and a notice. Floor in the same
process: the plain bytes of the same files put into a zip without decryption, hashes or index.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zipfile import ZipFile

from inspector_app.domain.acts import act
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.hazards import HazardRecorded
from inspector_app.domain.papers import NoticeIssued, PhotoAttached
from inspector_app.domain.visits import ItemAnswered, VisitEnded, VisitStarted
from inspector_app.operations.archiving import ArchiveProgress, ArchiveWish, make_archives
from inspector_app.operations.session import Session
from tests.documents.samples import FINDING, photo_bytes
from tests.ui.visit_scene import DOSSIER, a_scene, a_start

VISITS, ANSWERS, HAZARDS, PHOTOS = 200, 100, 6, 8
LIMIT = 20.0  # s
NOTICE = 180_000  # bytes
YEAR = 2026


def fill(session: Session) -> None:
    """Put 200 visits with their files into the workspace."""
    pictures = [photo_bytes(seed, (2048, 1536)) for seed in range(PHOTOS)]
    for number in range(VISITS):
        with session.workspace.transaction() as tx:
            session.append(tx, list(_visit(session, number, pictures)))


def _visit(session: Session, number: int, pictures: list[bytes]) -> Iterator[Act]:
    volume, start = Volume(DOSSIER, YEAR), a_start()
    day = f"{YEAR}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    visit = f"0b0b0b0b-0000-4000-8000-{number:012d}"
    yield act(VisitStarted(visit, day, ("04",), start.inspectors, start.site), volume)
    for item in range(ANSWERS):
        body = ItemAnswered(value="yes")
        yield act(body, volume, subject=f"answer:{visit}/mem-10-2023@1/data/item{item}")
    hazards = [f"{visit[:-6]}{place:06d}{number}"[:36] for place in range(HAZARDS)]
    for hazard in hazards:
        yield act(
            HazardRecorded(hazard, visit, "一车间", FINDING, deadline=f"{YEAR}-12-31"), volume
        )
    for place, picture in enumerate(pictures):
        data = picture + number.to_bytes(4, "big")
        yield act(_photo(session, (visit, hazards[place % HAZARDS], day), data), volume)
    yield act(_notice(session, visit, number, day), volume)
    yield act(VisitEnded(visit, f"{day}T17:00:00+08:00"), volume)


def _photo(session: Session, about: tuple[str, str, str], data: bytes) -> PhotoAttached:
    visit, hazard, day = about
    digest = session.workspace.blobs.put(data)
    return PhotoAttached(
        photo=digest[:32], owner=f"hazard:{hazard}", visit=visit, sha256=digest,
        media_type="image/jpeg", size=len(data), width=2048, height=1536,
        original_sha256=digest, caption="现场情况", taken_at=f"{day}T10:00:00+08:00",
    )  # fmt: skip


def _notice(session: Session, visit: str, number: int, day: str) -> NoticeIssued:
    pdf = b"%PDF-1.4\n" + os.urandom(NOTICE)
    blobs = session.workspace.blobs
    return NoticeIssued(
        number=f"示例安责告〔{YEAR}〕AB{number + 1:04d}号", visit=visit, value_sha256="",
        value=blobs.put(b"{}"), value_size=2, pdf=blobs.put(pdf), pdf_size=len(pdf),
        issued_at=f"{day}T16:00:00+08:00",
    )  # fmt: skip


def plain_zip(archive: Path, folder: Path) -> float:
    """Return the seconds that the same files take in a plain zip, read from disk as they are."""
    with ZipFile(archive) as zipped:
        zipped.extractall(folder)
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    start = perf_counter()
    with ZipFile(folder.parent / "plain.zip", "w") as plain:
        for one in files:
            plain.write(one, str(one.relative_to(folder)))
    return perf_counter() - start


def measure() -> dict[str, object]:
    """Return the figures of one archive beside its floor."""
    with TemporaryDirectory() as name, a_scene(Path(name)) as scene:
        folder = Path(name)
        fill(scene.session)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told: list[ArchiveProgress] = []
        start = perf_counter()
        wish = ArchiveWish((DOSSIER,), YEAR)
        (made,) = make_archives(scene.session, wish, folder / "out", progress=told.append)
        seconds = perf_counter() - start
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        floor = plain_zip(Path(made.path), folder / "plain")
        return {
            "seconds": round(seconds, 2),
            "limit_seconds": LIMIT,
            "visits": VISITS,
            "files": made.files,
            "facts": made.facts,
            "megabytes": round(made.bytes / 1e6, 1),
            "progress_words": len(told),
            "more_memory_megabytes": round(more / (1e6 if sys.platform == "darwin" else 1e3), 1),
            "floor_plain_zip_seconds": round(floor, 2),
            "within": seconds <= LIMIT and made.missing == 0,
        }


def main() -> None:
    """Measure and print."""
    print(json.dumps({"archive_of_a_year": measure()}, indent=2))


if __name__ == "__main__":
    main()
