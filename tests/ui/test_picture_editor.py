"""The editor of a photo, by keyboard and by pointer, with undo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.domain.photo_marks import WHOLE_PHOTO, Mark, MarkColour, MarkShape, PhotoMarked
from inspector_app.ui.picture_editor import PictureEditor
from inspector_app.ui.picture_editor_canvas import Tool
from inspector_app.ui.picture_editor_work import Material, Wanted

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def a_picture() -> QImage:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#606060"))
    return image


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[PictureEditor]:
    made = PictureEditor(Material(a_picture(), PhotoMarked(photo="p"), False))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.canvas.setFocus()
    yield made


def press(editor: PictureEditor, *keys: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    for key in keys:
        target = QApplication.focusWidget() or editor.canvas
        QTest.keyClick(target, key, held or Qt.KeyboardModifier.NoModifier)


def marks(editor: PictureEditor) -> tuple[Mark, ...]:
    return editor.edit.marked.marks


def drag(editor: PictureEditor, one: tuple[int, int], other: tuple[int, int]) -> None:
    begin = editor.canvas.place_of(*one).toPoint()
    end = editor.canvas.place_of(*other).toPoint()
    QTest.mousePress(editor.canvas, LEFT, pos=begin)
    QTest.mouseMove(editor.canvas, (begin + end) / 2)
    QTest.mouseMove(editor.canvas, end)
    QTest.mouseRelease(editor.canvas, LEFT, pos=end)


def close_to(mark: Mark, x1: int, y1: int, x2: int, y2: int) -> bool:
    pairs = ((mark.x1, x1), (mark.y1, y1), (mark.x2, x2), (mark.y2, y2))
    return all(abs(one - other) < 60 for one, other in pairs)


def test_an_arrow_is_made_moved_and_pointed_without_a_pointer(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_A)
    (first,) = marks(editor)
    press(editor, Qt.Key.Key_Right, Qt.Key.Key_Down)
    (moved,) = marks(editor)
    assert (moved.x1 - first.x1, moved.x2 - first.x2) == (200, 200) and moved.y1 > first.y1
    press(editor, Qt.Key.Key_Left, held=SHIFT)
    (pointed,) = marks(editor)
    assert (pointed.x1, pointed.x2) == (moved.x1, moved.x2 - 200)
    press(editor, Qt.Key.Key_2)
    assert marks(editor)[0].colour is MarkColour.YELLOW


def test_a_text_is_typed_and_stands_in_the_middle(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_T)
    assert editor.text.hasFocus()
    editor.text.setText("漏电")
    press(editor, Qt.Key.Key_Return)
    (mark,) = marks(editor)
    assert (mark.shape, mark.text) == (MarkShape.TEXT, "漏电")
    assert editor.canvas.hasFocus() and editor.isVisible()


def test_letters_typed_into_the_text_are_text_and_no_tools(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_T)
    QTest.keyClicks(editor.text, "abcr1")
    assert editor.text.text() == "abcr1" and marks(editor) == ()
    assert editor.edit.marked.turn == 0


def test_every_step_is_undone_and_done_again(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_R, Qt.Key.Key_Delete)
    last = editor.edit.marked
    assert len(last.marks) == 1 and last.turn == 1
    for _step in range(4):
        press(editor, Qt.Key.Key_Z, held=CONTROL)
    assert editor.edit.marked.is_plain and not editor.edit.can_undo
    for _step in range(4):
        press(editor, Qt.Key.Key_Y, held=CONTROL)
    assert editor.edit.marked == last


def test_tab_goes_from_mark_to_mark(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_A, Qt.Key.Key_B)
    assert editor.edit.selected == 1
    press(editor, Qt.Key.Key_Backtab, held=SHIFT)
    assert editor.edit.selected == 0 and editor.canvas.hasFocus()
    press(editor, Qt.Key.Key_Tab)
    assert editor.edit.selected == 1
    press(editor, Qt.Key.Key_Tab)
    assert not editor.canvas.hasFocus()


def test_arrow_and_box_are_drawn_by_dragging(editor: PictureEditor) -> None:
    for tool in (Tool.ARROW, Tool.BOX):
        editor.tools[tool].click()
        drag(editor, (2000, 2000), (5000, 4000))
        assert close_to(marks(editor)[-1], 2000, 2000, 5000, 4000)
    editor.tools[Tool.SELECT].click()
    drag(editor, (3500, 3000), (4500, 3000))
    assert close_to(marks(editor)[editor.edit.selected], 3000, 2000, 6000, 4000)


def test_dragging_on_a_turned_photo_meets_the_places_that_are_seen(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_R)
    editor.tools[Tool.BOX].click()
    drag(editor, (1000, 8000), (3000, 9000))
    mark = marks(editor)[0]
    assert close_to(mark, 1000, 8000, 3000, 9000)


def test_a_crop_is_drawn_moved_by_keys_and_taken_back(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_C)
    drag(editor, (2000, 2000), (8000, 9000))
    crop = editor.edit.marked.crop
    assert abs(crop.left - 2000) < 60 and abs(crop.bottom - 9000) < 60
    press(editor, Qt.Key.Key_Left)
    assert editor.edit.marked.crop.left == crop.left - 200
    press(editor, Qt.Key.Key_Up, held=SHIFT)
    assert editor.edit.marked.crop.bottom == crop.bottom - 200
    press(editor, Qt.Key.Key_W)
    assert editor.edit.marked.crop == WHOLE_PHOTO


def test_a_mark_never_leaves_the_photo(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_B)
    for _step in range(60):
        press(editor, Qt.Key.Key_Right)
    assert all(0 <= place <= 10_000 for m in marks(editor) for place in (m.x1, m.x2, m.y1, m.y2))


def test_saving_reports_marks_and_stamp(editor: PictureEditor, qtbot: QtBot) -> None:
    press(editor, Qt.Key.Key_B)
    editor.stamp.setChecked(True)
    with qtbot.waitSignal(editor.saved) as saved:
        press(editor, Qt.Key.Key_Return, held=CONTROL)
    assert saved.args == [Wanted(editor.edit.marked, True)]
    assert not editor.isVisible()


def test_escape_warns_once_before_marks_are_lost(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_B)
    press(editor, Qt.Key.Key_Escape)
    assert editor.isVisible() and "not saved" in editor.problem.text
    press(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_escape_closes_at_once_where_nothing_changed(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_the_pointer_takes_the_mark_under_it_in_hand(editor: PictureEditor) -> None:
    press(editor, Qt.Key.Key_A)
    QTest.mouseClick(editor.canvas, LEFT, pos=QPoint(10, 10))
    assert editor.edit.selected == -1
    QTest.mouseClick(editor.canvas, LEFT, pos=editor.canvas.place_of(5000, 5000).toPoint())
    assert editor.edit.selected == 0
