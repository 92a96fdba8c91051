"""The visit page with the strip of the open item, for everything about photos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import photos_of
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations.photos import photo_bytes
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_card import PhotoCard
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.visit_page import VisitPage
from tests.ui.visit_forms import mixed_library
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DOSSIER, Scene, a_scene


@dataclass
class PhotoDesk:
    """The page, the hand that uses it, and what is stored."""

    page: VisitPage
    hand: Hand
    scene: Scene

    @property
    def strip(self) -> PhotoStrip:
        return self.page.basis.photos

    @property
    def key(self) -> str:
        return self.page.item.key if self.page.item else ""

    def cards(self) -> tuple[PhotoCard, ...]:
        """Return the cards of the strip from left to right."""
        return self.strip.cards

    def stored(self) -> tuple[PhotoAttached, ...]:
        return photos_of(require_dossier(self.scene.session, DOSSIER), visit=self.scene.visit)

    def bytes_of(self, photo: PhotoAttached) -> bytes:
        return photo_bytes(self.scene.session, photo.sha256)


@contextmanager
def a_photo_desk(qtbot: QtBot, jobs: Jobs, folder: Path) -> Iterator[PhotoDesk]:
    """Give a begun visit on its page; nothing is on its way when it is left."""
    with a_scene(folder, mixed_library(folder)) as scene:
        page = VisitPage(jobs, scene.session)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        page.open_visit(scene.visit)
        qtbot.waitUntil(lambda: bool(page.acts.book.sections), timeout=10_000)
        hand = Hand(qtbot, page, jobs)
        hand.settle()
        yield PhotoDesk(page, hand, scene)
        page.photos.sources.close()
        hand.settle()
