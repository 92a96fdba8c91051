"""A day's work on a laptop without a network, and a central that takes bundles by HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from PIL import Image

from inspector_app.central.app import create_app
from inspector_app.central.bundles import Imported, import_bundle
from inspector_app.central.bundles_routes import router
from inspector_app.central.serve import RunningCentral
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.visits import start_visit
from inspector_app.sync.bundle_export import PART_SIZE, Exported, export_bundle
from inspector_app.sync.client import Link
from tests.world import Laptop, World, a_start, noon

FINDING = "配电箱前堆放杂物，示例机密内容"


def a_picture(seed: int, edge: int = 200) -> bytes:
    """Return a small noisy JPEG, another for each seed."""
    noise = Random(seed).randbytes(edge * edge * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (edge, edge), noise).save(out, "JPEG", quality=90)
    return out.getvalue()


def begin_visit(laptop: Laptop, dossier: str, world: World) -> str:
    """Start a visit; returns it."""
    return start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]


def found(laptop: Laptop, visit: str, place: str = "配电室") -> str:
    """Record a hazard; returns it."""
    draft = HazardDraft(place=place, finding=FINDING, deadline="2026-12-02")
    return record_hazard(laptop.session, visit, draft)[0]


def a_days_work(laptop: Laptop, dossier: str, world: World, photos: int = 2) -> str:
    """Start a visit, record a hazard and attach photos; returns the visit."""
    visit = begin_visit(laptop, dossier, world)
    hazard = found(laptop, visit)
    for seed in range(photos):
        attach_photo(laptop.session, visit, f"hazard:{hazard}", a_picture(seed))
    return visit


def exported(
    laptop: Laptop, target: Path, *, part_size: int = PART_SIZE, everything: bool = False
) -> Exported:
    """Export what central lacks."""
    return export_bundle(
        laptop.session.workspace, target, now=noon(), part_size=part_size, everything=everything
    )


def answered(world: World, bundle: Path, answer: Path) -> Imported:
    """Import a bundle at central and write its answer."""
    came = import_bundle(world.central, bundle)
    answer.write_bytes(came.answer)
    return came


def pending(laptop: Laptop) -> tuple[int, int]:
    """Return (facts, blobs) that central has not acknowledged."""
    with laptop.session.workspace.reading() as reader:
        waiting = reader.pending()
    return waiting.facts, waiting.blobs


@contextmanager
def bundle_link(world: World, laptop: Laptop) -> Iterator[Link]:
    """Give a laptop's link to a central that serves the bundle endpoints."""
    app = create_app(world.central)
    if not any(getattr(route, "path", "") == "/v1/bundles" for route in app.routes):
        app.include_router(router)
    with RunningCentral(world.central, app) as running:
        far = Laptop(laptop.session, laptop.wire, running.url)
        with far.link() as link:
            yield link
