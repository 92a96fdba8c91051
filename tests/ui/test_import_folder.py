"""Import from a memory card: found, filtered, chosen by keyboard, attached once, told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector_app.domain.canonical import hex_digest
from inspector_app.ui.import_folder_dialog import ImportFolder
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_strip import FOLDER
from tests.operations.cameras import a_photo
from tests.ui.photo_desk import PhotoDesk, a_photo_desk

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[PhotoDesk]:
    with a_photo_desk(qtbot, jobs, tmp_path) as made:
        yield made


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Four photos of the visit's day, two older ones, one damaged file."""
    folder = tmp_path / "card" / "DCIM"
    folder.mkdir(parents=True)
    for seed in (1, 2, 3, 4):
        photo = a_photo(seed, taken=f"2026:11:25 10:0{seed}:00")
        (folder / f"IMG_{seed}.JPG").write_bytes(photo)
    for seed in (5, 6):
        photo = a_photo(seed, taken=f"2026:10:0{seed} 10:00:00")
        (folder / f"IMG_{seed}.JPG").write_bytes(photo)
    return folder


def opened(desk: PhotoDesk, folder: Path) -> ImportFolder:
    desk.strip.ask(FOLDER)
    dialog = desk.page.photos.sources.dialog
    assert isinstance(dialog, ImportFolder)
    dialog.read(folder)
    desk.hand.settle()
    return dialog


def names(dialog: ImportFolder) -> list[str]:
    rows = (dialog.grid.item(row) for row in range(dialog.grid.count()))
    return [item.text().split("\n")[1] for item in rows]


def test_pictures_of_the_visits_day_are_shown_first_and_the_others_on_demand(
    desk: PhotoDesk, card: Path
) -> None:
    dialog = opened(desk, card)
    assert dialog.only_day.isChecked() and "(4)" in dialog.only_day.text()
    assert names(dialog) == ["IMG_4.JPG", "IMG_3.JPG", "IMG_2.JPG", "IMG_1.JPG"]
    dialog.only_day.setChecked(False)
    assert names(dialog)[4:] == ["IMG_6.JPG", "IMG_5.JPG"]
    assert not dialog.take.isEnabled()


def test_small_pictures_come_in_without_holding_up_the_window(
    desk: PhotoDesk, card: Path, qtbot: QtBot
) -> None:
    dialog = opened(desk, card)
    desk.hand.settle()
    shown = dialog.grid.item(0).icon().pixmap(152, 114).toImage()
    assert len({shown.pixel(x, 40) for x in range(0, 140, 7)}) > 1


def test_photos_are_chosen_and_attached_by_keyboard_alone(desk: PhotoDesk, card: Path) -> None:
    dialog = opened(desk, card)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Home)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Right, SHIFT)
    assert dialog.take.isEnabled()
    QTest.keyClick(dialog.grid, Qt.Key.Key_Return)
    desk.hand.settle()
    desk.hand.settle()
    hashes = {one.original_sha256 for one in desk.stored()}
    wanted = ("IMG_4.JPG", "IMG_3.JPG")
    assert hashes == {hex_digest((card / name).read_bytes()) for name in wanted}
    assert dialog.summary == "2 photos attached." and dialog.isVisible() and not dialog.busy


def test_what_is_here_already_is_skipped_and_told(desk: PhotoDesk, card: Path) -> None:
    desk.strip.add([card / "IMG_1.JPG"])
    desk.hand.settle()
    (card / "COPY.JPG").write_bytes((card / "IMG_2.JPG").read_bytes())
    dialog = opened(desk, card)
    QTest.keyClick(dialog.grid, Qt.Key.Key_A, CONTROL)
    dialog.import_chosen()
    desk.hand.settle()
    desk.hand.settle()
    assert dialog.summary == "3 photos attached. 2 skipped: they are here already."
    assert len(desk.stored()) == 4


def test_a_damaged_file_is_named_and_the_others_are_taken(desk: PhotoDesk, card: Path) -> None:
    (card / "BAD.JPG").write_bytes((card / "IMG_1.JPG").read_bytes()[:3000])
    dialog = opened(desk, card)
    dialog.only_day.setChecked(False)
    dialog.grid.selectAll()
    dialog.import_chosen()
    desk.hand.settle()
    desk.hand.settle()
    assert "6 photos attached." in dialog.summary and "BAD.JPG" in dialog.summary
    assert not dialog.busy


def test_stopping_keeps_what_is_attached_and_takes_no_more(desk: PhotoDesk, card: Path) -> None:
    dialog = opened(desk, card)
    dialog.grid.selectAll()
    dialog.import_chosen()
    dialog.stop()
    desk.hand.settle()
    desk.hand.settle()
    assert not dialog.busy and len(desk.stored()) < 4


def test_a_card_that_was_pulled_out_is_told_in_the_dialog(desk: PhotoDesk, tmp_path: Path) -> None:
    dialog = opened(desk, tmp_path / "gone")
    assert "IMG-02" in dialog.problem.text and "card" in dialog.problem.text
