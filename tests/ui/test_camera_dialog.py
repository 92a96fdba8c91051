"""The computer's camera: where Qt Multimedia is missing, where no camera is, and a photo taken."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector_app.operations.pictures import read_picture
from inspector_app.ui.camera_dialog import CameraDialog, CameraMissing, multimedia
from inspector_app.ui.photo_place import LaptopPlace


@pytest.fixture
def without_addition(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without the extra ``camera``."""
    import PySide6

    monkeypatch.delattr(PySide6, "QtMultimedia", raising=False)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    yield


def has_multimedia() -> bool:
    try:
        return bool(multimedia())
    except CameraMissing:
        return False


@pytest.mark.usefixtures("without_addition")
def test_without_the_addition_the_dialog_says_how_to_get_it(qtbot: QtBot) -> None:
    dialog = CameraDialog("示例项目")
    qtbot.addWidget(dialog)
    assert "CAM-03" in dialog.problem.text and "inspector-app[camera]" in dialog.problem.text
    assert not dialog.shoot.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert dialog.count == 0


def test_a_computer_without_a_camera_gets_a_sentence_and_another_way(qtbot: QtBot) -> None:
    dialog = CameraDialog("示例项目")
    qtbot.addWidget(dialog)
    expected = "No camera is connected" if has_multimedia() else "CAM-03"
    assert expected in dialog.problem.text and "phone" in dialog.problem.text
    dialog.reject()


def test_a_photo_of_the_computers_camera_gets_the_computers_place_where_it_is_exact(
    qtbot: QtBot,
) -> None:
    from PySide6.QtPositioning import QGeoCoordinate, QGeoPositionInfo

    place = LaptopPlace()
    found = QGeoPositionInfo(QGeoCoordinate(30.25, 120.5), QDateTime.currentDateTime())
    found.setAttribute(QGeoPositionInfo.Attribute.HorizontalAccuracy, 5_000)
    place.note(found)
    assert place.place == ("", "")
    found.setAttribute(QGeoPositionInfo.Attribute.HorizontalAccuracy, 20)
    place.note(found)
    assert place.place == ("120.500000", "30.250000")


@pytest.mark.usefixtures("without_addition")
def test_the_space_bar_takes_what_the_camera_sees(qtbot: QtBot) -> None:
    dialog = CameraDialog("示例项目")
    qtbot.addWidget(dialog)
    seen = QImage(640, 480, QImage.Format.Format_RGB32)
    seen.fill(QColor("#AA3311"))
    dialog.show_frame(seen)
    with qtbot.waitSignal(dialog.taken) as taken:
        QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert taken.args is not None
    picture = read_picture(taken.args[0])
    assert (picture.width, picture.height, dialog.count) == (640, 480, 1)
