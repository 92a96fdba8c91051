"""What can be done to the photos of a strip: order, role, removal with undo, doubts, marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.operations import marking
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.stamping import stamps_photos
from inspector_app.operations.visits import start_visit
from inspector_app.ui.camera_dialog import CameraDialog
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_strip import CAMERA, FOLDER, PHONE, SOURCES
from inspector_app.ui.photo_view import PhotoView
from inspector_app.ui.picture_editor import PictureEditor
from tests.operations.cameras import a_photo
from tests.ui.photo_desk import PhotoDesk, a_photo_desk
from tests.ui.visit_scene import DAY, a_start

ALT = Qt.KeyboardModifier.AltModifier
OTHER = "0d0d0d0d-0000-4000-8000-000000000002"


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[PhotoDesk]:
    with a_photo_desk(qtbot, jobs, tmp_path) as made:
        yield made


def add(desk: PhotoDesk, *seeds: int) -> None:
    for seed in seeds:
        taken = f"2026:11:25 09:{seed:02d}:00"
        desk.strip.add([a_photo(seed, taken=taken, place=(120.5, 30.25))])
    desk.hand.settle()


def order(desk: PhotoDesk) -> list[str]:
    return [card.shown.photo for card in desk.cards()]


def test_photos_are_put_in_order_by_the_keyboard_and_keep_the_focus(desk: PhotoDesk) -> None:
    add(desk, 1, 2, 3)
    first, second, third = order(desk)
    desk.cards()[0].picture.setFocus()
    QTest.keyClick(desk.cards()[0].picture, Qt.Key.Key_Right, ALT)
    desk.hand.settle()
    assert order(desk) == [second, first, third]
    assert desk.cards()[1].picture.hasFocus()
    QTest.keyClick(desk.cards()[1].picture, Qt.Key.Key_Right, ALT)
    desk.hand.settle()
    assert [one.photo for one in desk.stored()] == [second, third, first]


def test_a_photo_is_said_to_show_before_or_after(desk: PhotoDesk) -> None:
    add(desk, 1)
    for role in ("before", "after", "evidence"):
        desk.cards()[0].picture.setFocus()
        QTest.keyClick(desk.cards()[0].picture, Qt.Key.Key_R)
        desk.hand.settle()
        assert [one.role.value for one in desk.stored()] == [role]


def test_a_removed_photo_comes_back_by_undo(desk: PhotoDesk) -> None:
    add(desk, 1, 2)
    before = order(desk)
    desk.cards()[0].picture.setFocus()
    QTest.keyClick(desk.cards()[0].picture, Qt.Key.Key_Delete)
    desk.hand.settle()
    assert order(desk) == before[1:] and desk.strip.undo.isVisibleTo(desk.strip)
    desk.strip.undo.button.click()
    desk.hand.settle()
    assert order(desk) == before and not desk.strip.undo.isVisibleTo(desk.strip)


def test_time_and_place_of_a_photo_are_shown(desk: PhotoDesk, qtbot: QtBot) -> None:
    add(desk, 5)
    assert desk.cards()[0].shown.traces == "2026-11-25 09:05 · 120.50000° E, 30.25000° N"
    assert "120.50000" in desk.cards()[0].picture.accessibleName()


def test_a_picture_used_elsewhere_is_asked_about_and_kept_or_dropped(desk: PhotoDesk) -> None:
    session = desk.scene.session
    session.write([act(EnterpriseNamed(name="宁波示例机械有限公司"), Volume(OTHER, DAY.year))])
    elsewhere, _changes = start_visit(session, OTHER, replace(a_start(), site=""))
    for seed in (1, 2):
        attach_photo(session, elsewhere, f"visit:{elsewhere}", a_photo(seed, quality=60))
    add(desk, 1, 2)
    asked = desk.strip.doubt
    assert "used before: 宁波示例机械有限公司, 2026-11-25" in asked.text
    asked.keep.click()
    desk.hand.settle()
    assert "used before" in asked.text  # now about the second
    asked.drop.click()
    desk.hand.settle()
    (kept,) = desk.stored()
    assert kept.repeats and asked.text == ""
    assert desk.strip.undo.isVisibleTo(desk.strip)


def test_a_camera_time_of_another_day_is_told_at_once_and_in_the_large_view(
    desk: PhotoDesk,
) -> None:
    desk.strip.add([a_photo(9, taken="2026:03:01 10:00:00")])
    desk.hand.settle()
    assert "2026-03-01" in desk.strip.doubt.text
    desk.strip.doubt.keep.click()
    desk.strip.opened.emit(desk.stored()[0].photo)
    desk.hand.settle()
    view = desk.page.window().findChild(PhotoView)
    assert isinstance(view, PhotoView) and "2026-03-01" in view.odd
    view.reject()


def test_marks_made_in_the_editor_are_kept_and_shown(desk: PhotoDesk, qtbot: QtBot) -> None:
    add(desk, 1)
    plain = desk.cards()[0].shown.thumbnail
    desk.cards()[0].picture.setFocus()
    QTest.keyClick(desk.cards()[0].picture, Qt.Key.Key_E)
    desk.hand.settle()
    editor = desk.strip.findChild(PictureEditor)
    assert isinstance(editor, PictureEditor)
    QTest.keyClick(editor.canvas, Qt.Key.Key_A)
    editor.stamp.setChecked(True)
    editor.save()
    desk.hand.settle()
    desk.hand.settle()
    (photo,) = desk.stored()
    assert len(marking.marks_of(desk.scene.session, photo).marks) == 1
    assert stamps_photos(desk.scene.session)
    assert desk.cards()[0].shown.thumbnail not in (None, plain)


def test_every_source_has_a_key_and_a_line_in_the_menu(desk: PhotoDesk) -> None:
    desk.page.photos.sources.addresses = lambda: ()
    menu = desk.strip.sources_menu()
    lines = [action.text() for action in menu.actions()]
    assert [line.split("\t")[1] for line in lines] == [
        *(key for _words, key in SOURCES.values()),
        "Ctrl+V",
    ]
    menu.close()
    for source in (FOLDER, PHONE):
        desk.page.photos.ask(source)
        dialog = desk.page.photos.sources.dialog
        assert dialog is not None and dialog.isVisible()
        dialog.reject()


def test_the_menu_of_a_photo_offers_what_its_keys_do(desk: PhotoDesk) -> None:
    add(desk, 1)
    card = desk.cards()[0]
    assert [key for _words, key, _act in card.acts()] == [
        "Enter", "E", "R", "Alt+←", "Alt+→", "Del",
    ]  # fmt: skip
    remove = card.acts()[-1][2]
    remove()
    desk.hand.settle()
    assert desk.stored() == ()


def test_a_photo_of_the_computers_camera_lands_in_the_open_item_with_its_place(
    desk: PhotoDesk,
) -> None:
    desk.strip.ask(CAMERA)
    dialog = desk.page.photos.sources.dialog
    assert isinstance(dialog, CameraDialog)
    dialog.place.place = ("120.500000", "30.250000")
    seen = QImage(640, 480, QImage.Format.Format_RGB32)
    seen.fill(QColor("#AA3311"))
    dialog.show_frame(seen)
    dialog.take()
    desk.hand.settle()
    (photo,) = desk.stored()
    assert photo.owner == desk.page.acts.subject_of(desk.key)
    assert (photo.longitude, photo.latitude) == ("120.500000", "30.250000")


def test_keys_of_the_sources_are_letters_where_one_types(desk: PhotoDesk) -> None:
    desk.page.photos.sources.addresses = lambda: ()
    typed = desk.page.items.open.remark
    desk.page.items.open.write_remark()
    typed.setFocus()
    QTest.keyClicks(typed, "PIC")
    assert typed.text() == "PIC" and desk.page.photos.sources.dialog is None
    QTest.keyClick(desk.page, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    dialog = desk.page.photos.sources.dialog
    assert dialog is not None and dialog.isVisible()
    dialog.reject()


def test_photos_on_their_way_are_kept_when_the_page_goes(desk: PhotoDesk, jobs: Jobs) -> None:
    desk.strip.add([a_photo(seed) for seed in (1, 2, 3, 4)])
    desk.page.keep_typed()
    desk.hand.settle()
    desk.hand.settle()
    assert len({one.original_sha256 for one in desk.stored()}) == 4
    assert len(desk.stored()) == 4
