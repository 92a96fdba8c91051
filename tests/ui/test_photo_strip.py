"""Photos: by dialog, drop and paste; errors in place; captions, removal, the large view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from inspector_app.config import resource_dir
from inspector_app.domain.dossier import photos_of
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_bytes import png_of
from inspector_app.ui.photo_card import PhotoCard
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.photo_view import PhotoView
from inspector_app.ui.visit_page import VisitPage
from tests.ui.visit_forms import mixed_library
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

PHOTO = next((resource_dir() / "sample" / "photos").glob("*.jpg"))


def a_picture() -> QImage:
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366AA"))
    return image


@dataclass
class Desk:
    """The visit page with the strip of the open item."""

    page: VisitPage
    hand: Hand
    scene: Scene

    @property
    def strip(self) -> PhotoStrip:
        return self.page.basis.photos

    def stored(self) -> tuple[PhotoAttached, ...]:
        return photos_of(require_dossier(self.scene.session, DOSSIER), visit=self.scene.visit)


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Desk]:
    with a_scene(tmp_path, mixed_library(tmp_path)) as scene:
        page = VisitPage(jobs, scene.session)
        qtbot.addWidget(page)
        page.show()
        page.open_visit(scene.visit)
        qtbot.waitUntil(lambda: bool(page.acts.book.sections), timeout=10_000)
        hand = Hand(qtbot, page, jobs)
        hand.settle()
        yield Desk(page, hand, scene)
        hand.settle()


def test_a_chosen_file_is_attached_to_the_open_item_and_shown(desk: Desk) -> None:
    desk.strip.add([PHOTO])
    desk.hand.settle()
    desk.hand.settle()
    (photo,) = desk.stored()
    assert photo.owner == desk.page.acts.subject_of(desk.page.item.key if desk.page.item else "")
    assert desk.strip.count == 1
    assert desk.page.item is not None and desk.page.item.photos == 1


def test_a_dropped_file_and_a_pasted_picture_are_taken(desk: Desk) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(PHOTO))])
    assert desk.strip.take(dropped)
    pasted = QMimeData()
    pasted.setImageData(a_picture())
    assert desk.strip.take(pasted)
    desk.hand.settle()
    assert len(desk.stored()) == 2
    assert not desk.strip.take(QMimeData())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture at all", "not a picture"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64, "HEIC"),
        (PHOTO.read_bytes()[:2000], "damaged"),
    ],
)
def test_what_is_no_usable_picture_is_told_in_place_and_attaches_nothing(
    desk: Desk, data: bytes, words: str
) -> None:
    desk.strip.add([data])
    desk.hand.settle()
    assert words in desk.strip.error and "IMG-01" in desk.strip.error
    assert desk.stored() == ()
    desk.strip.add([PHOTO])
    desk.hand.settle()
    assert desk.strip.error == ""


def test_a_caption_is_kept_and_a_removed_photo_leaves_the_strip(desk: Desk) -> None:
    desk.strip.add([png_of(a_picture())])
    desk.hand.settle()
    (card,) = desk.strip.findChildren(PhotoCard)
    caption = card.findChild(QLineEdit)
    assert isinstance(caption, QLineEdit)
    caption.setText("Label of the press")
    caption.editingFinished.emit()
    desk.hand.settle()
    assert [one.caption for one in desk.stored()] == ["Label of the press"]
    desk.strip.removed.emit(desk.stored()[0].photo)
    desk.hand.settle()
    assert desk.stored() == () and desk.strip.count == 0


def test_a_photo_opens_large(desk: Desk, qtbot: QtBot) -> None:
    desk.strip.add([PHOTO, png_of(a_picture())])
    desk.hand.settle()
    desk.hand.settle()
    desk.strip.opened.emit(desk.stored()[0].photo)
    desk.hand.settle()
    view = desk.page.window().findChild(PhotoView)
    assert isinstance(view, PhotoView) and view.isVisible()
    view.step.emit(1)
    desk.hand.settle()
    view.reject()
    assert not view.isVisible()
