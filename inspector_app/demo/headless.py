"""The headless demo: one whole visit through the real windows, offscreen, with a summary."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.demo import samples
from inspector_app.demo.stage import (
    Stage,
    Stopwatch,
    count_rows,
    prepare,
    sample_stage,
)
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.dossier import papers_of
from inspector_app.errors import Problem
from inspector_app.i18n import set_language
from inspector_app.operations.session import Session
from inspector_app.operations.unlocking import close, unlock_session
from inspector_app.operations.verifying import verify_workspace
from inspector_app.operations.visits import require_dossier, visit_page

SUMMARY = "summary.json"
NOTICE = "notice.pdf"
WIDTH, HEIGHT = 1366, 768


@dataclass(frozen=True, slots=True)
class Shown:
    """What the visit through the windows came to."""

    visit: str
    items_answered: int


def run_headless(out: Path) -> int:
    """Make the run in ``out``, print the summary and return 0.

    Raises BadInput where the folder holds other files, DemoStuck where a window does not go on.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    prepare(out)
    watch = Stopwatch({})
    with sample_stage(out) as stage:
        folder = stage.enrol().folder
        shown = _visit_through_windows(stage, watch)
        summary = _summary(stage, folder, shown, watch)
    text = msgspec.json.format(msgspec.json.encode(summary)).decode()
    (out / SUMMARY).write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _visit_through_windows(stage: Stage, watch: Stopwatch) -> Shown:
    from PySide6.QtWidgets import QApplication

    from inspector_app.demo.tour import Tour

    set_language("zh_CN")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0]])
    tour = Tour(app, stage.folder, watch)
    try:
        return Shown(*tour.run())
    finally:
        tour.close()


def _summary(stage: Stage, folder: Path, shown: Shown, watch: Stopwatch) -> dict[str, Any]:
    """Look at what the run left, from outside the windows: workspace, central, files."""
    session = unlock_session(stage.folder, samples.PASSPHRASE)
    try:
        found = _found(session, shown.visit)
        number, pdf = _notice(session, shown.visit)
        (stage.folder / NOTICE).write_bytes(pdf)
    finally:
        close(session)
    database = stage.folder / "central" / "central.db"
    screens = sorted(str(p.relative_to(stage.folder)) for p in stage.folder.glob("screens/*.png"))
    return {
        "workspace": str(folder.relative_to(stage.folder)),
        "central": "central/central.db",
        "notice": NOTICE,
        "screens": screens,
        "visit": shown.visit,
        "items_answered": shown.items_answered,
        **found,
        "notice_number": number,
        "notice_sha256": hex_digest(pdf),
        "facts_on_central": count_rows(database, "fact"),
        "blobs_on_central": count_rows(database, "blob"),
        "verify": _verified(stage),
        "seconds": watch.seconds,
    }


def _found(session: Session, visit: str) -> dict[str, Any]:
    page = visit_page(session, visit)
    verify_workspace(session)
    with session.workspace.reading() as reader:
        own = [c for c in reader.own_chains()]
        pulled = reader.count_enterprises()
    return {
        "device": session.device,
        "enterprises_pulled": pulled,
        "hazards": len(page.hazards),
        "major_hazards": sum(h.is_major for h in page.hazards),
        "photos": len(page.photos),
        "facts_recorded": sum(chain.seq for chain in own),
        "facts_pushed": sum(chain.acked_seq for chain in own),
    }


def _notice(session: Session, visit: str) -> tuple[str, bytes]:
    """Return number and stored bytes of the visit's notice."""
    page = visit_page(session, visit)
    paper = papers_of(require_dossier(session, page.dossier), visit)[-1]
    return paper.body.number, session.workspace.blobs.read(paper.body.pdf)


def _verified(stage: Stage) -> str:
    from inspector_app.central.verify import verify

    try:
        verify(stage.central)
    except Problem as problem:
        return f"{problem.code} {problem.message}"
    return "ok"
