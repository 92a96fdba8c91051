"""Every dialog about photos, drawn in both languages, both shades and at both ends of the scale."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.config import resource_dir
from inspector_app.domain.canonical import hex_digest
from inspector_app.domain.photo_marks import Crop, Mark, MarkColour, MarkShape, PhotoMarked
from inspector_app.i18n import set_language
from inspector_app.ui import theme
from inspector_app.ui.camera_dialog import CameraDialog
from inspector_app.ui.import_folder_dialog import ImportFolder
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_dialog import PhoneCamera
from inspector_app.ui.phone_camera_server import Upload
from inspector_app.ui.photo_view import PhotoView
from inspector_app.ui.picture_editor import PictureEditor
from inspector_app.ui.picture_editor_canvas import Tool
from inspector_app.ui.picture_editor_work import Material
from tests.operations.cameras import a_photo
from tests.ui.looks import faults_of, outside
from tests.ui.screen_scene import LONG_FINDING
from tests.ui.visit_scene import a_scene

LANGUAGES, SHADES, SCALES = ("zh_CN", "en"), ("light", "dark"), (1.0, 2.0)
PHOTOS = sorted((resource_dir() / "sample" / "photos").glob("*.jpg"))
FULL_HD = QSize(1904, 992)  # without the window's frame: who scales by two has such a screen
MARKS = PhotoMarked(
    photo="p",
    crop=Crop(left=500, top=500),
    marks=(
        Mark(shape=MarkShape.ARROW, x1=2000, y1=2000, x2=4500, y2=4500),
        Mark(shape=MarkShape.BOX, x1=5000, y1=4000, x2=8000, y2=8000, colour=MarkColour.YELLOW),
        Mark(shape=MarkShape.TEXT, x1=1500, y1=1000, text="线头裸露", colour=MarkColour.BLUE),
    ),
)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return set_language(str(request.param))


@pytest.fixture(params=SCALES)
def scale(request: pytest.FixtureRequest) -> float:
    return float(request.param)


@pytest.fixture(params=SHADES)
def look(
    request: pytest.FixtureRequest, qapp: QApplication, language: str, scale: float, tmp_path: Path
) -> Path:
    """Dress the program; returns the folder of the pictures (``INSPECTOR_SCREENS`` names it)."""
    theme.apply(qapp, request.param, scale)
    folder = Path(os.environ.get("INSPECTOR_SCREENS", tmp_path / "screens"))
    made = folder / f"{language}-{request.param}-{round(scale * 100)}"
    made.mkdir(parents=True, exist_ok=True)
    return made


def drawn_whole(widget: QWidget, look: Path, name: str) -> bool:
    if theme.current().scale > 1.0:
        widget.resize(FULL_HD.boundedTo(QSize(theme.px(1040), theme.px(720))))
    widget.show()
    for _turn in range(5):  # layouts settle one level a turn
        QApplication.processEvents()
    widget.grab().save(str(look / f"{name}.png"))
    wrong = faults_of(widget) + outside(widget)
    assert wrong == [], name
    return True


@pytest.fixture
def phone(qtbot: QtBot, look: Path) -> Iterator[PhoneCamera]:
    two = (Address("127.0.0.1", "WLAN 无线网络连接"), Address("127.0.0.2", "以太网 2"))
    made = PhoneCamera(LONG_FINDING, lambda: two, lambda n: b"\x01" * n)
    qtbot.addWidget(made)
    yield made
    made.reject()


def test_the_phones_code_is_drawn_whole(phone: PhoneCamera, look: Path) -> None:
    assert drawn_whole(phone, look, "photo-phone")
    for path in PHOTOS:
        data = path.read_bytes()
        phone.note_stored(Upload(data, hex_digest(data)))
    assert drawn_whole(phone, look, "photo-phone-received")


def test_the_import_is_drawn_whole(qtbot: QtBot, jobs: Jobs, look: Path, tmp_path: Path) -> None:
    card = tmp_path / "DCIM"
    card.mkdir()
    for seed in range(9):
        photo = a_photo(seed, taken=f"2026:11:25 10:0{seed}:00")
        (card / f"IMG_20261125_10000{seed}.jpg").write_bytes(photo)
    with a_scene(tmp_path) as scene:
        about = (scene.visit, "2026-11-25", LONG_FINDING[:60])
        dialog = ImportFolder(jobs, scene.session, about)
        qtbot.addWidget(dialog)
        assert drawn_whole(dialog, look, "photo-import-empty")
        dialog.read(card)
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=15_000)
        dialog.grid.item(1).setSelected(True)
        assert drawn_whole(dialog, look, "photo-import")
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=15_000)
        dialog.reject()


def test_the_editor_is_drawn_whole(qtbot: QtBot, look: Path) -> None:
    editor = PictureEditor(Material(QImage(str(PHOTOS[0])), MARKS, True))
    qtbot.addWidget(editor)
    editor.edit.select(1)
    assert drawn_whole(editor, look, "photo-editor")
    editor.take_tool(Tool.CROP)
    assert drawn_whole(editor, look, "photo-editor-crop")
    editor.take_tool(Tool.TEXT)
    assert drawn_whole(editor, look, "photo-editor-text")


def test_camera_and_large_view_are_drawn_whole(qtbot: QtBot, look: Path) -> None:
    camera = CameraDialog(LONG_FINDING[:60])
    qtbot.addWidget(camera)
    assert drawn_whole(camera, look, "photo-camera-missing")
    camera.show_frame(QImage(str(PHOTOS[1])))
    assert drawn_whole(camera, look, "photo-camera")
    view = PhotoView()
    qtbot.addWidget(view)
    view.show_photo(QImage(str(PHOTOS[2])), LONG_FINDING[:80], LONG_FINDING[:50])
    assert drawn_whole(view, look, "photo-view")
