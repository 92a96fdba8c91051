"""Crop, turn, arrows, boxes and words over a photo; the photo itself stays untouched."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from inspector_app.domain.photo_marks import MOST_TEXT, Mark, MarkColour, MarkShape
from inspector_app.i18n import N_, _
from inspector_app.operations import marked_copy
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.picture_editor_canvas import PictureCanvas, Tool
from inspector_app.ui.picture_editor_marks import MarkEdit, Point
from inspector_app.ui.picture_editor_work import Material, Wanted
from inspector_app.ui.problems import ProblemStrip

STEP, FINE = 0.02, 0.004  # parts of the longer edge an arrow key moves a mark by
CROP_STEP = 200  # ten-thousandths
TOOLS = {
    Tool.SELECT: (N_("Select"), "V", "cursor-default-outline"),
    Tool.ARROW: (N_("Arrow"), "A", "arrow-top-right"),
    Tool.BOX: (N_("Box"), "B", "rectangle-outline"),
    Tool.TEXT: (N_("Text"), "T", "format-text"),
    Tool.CROP: (N_("Crop"), "C", "crop"),
}
COLOURS = {
    MarkColour.RED: (N_("Red"), "1"),
    MarkColour.YELLOW: (N_("Yellow"), "2"),
    MarkColour.BLUE: (N_("Blue"), "3"),
}
DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PictureEditor(QDialog):
    """Edits the marks over one photo; ``saved`` carries what the person wants."""

    saved = Signal(object)

    def __init__(self, given: Material, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Crop, turn and mark"))
        self._given, self._warned = given, False
        self._text_at: Point | None = None
        size = given.image.width(), given.image.height()
        self.edit = MarkEdit(given.marked, *size, self._changed)
        self.canvas = PictureCanvas(given.image, self.edit)
        self.canvas.setAccessibleName(_("Photo with its marks"))
        self.canvas.text_wanted.connect(self._ask_text)
        self.tools: dict[Tool, QPushButton] = {}
        self.colours: dict[MarkColour, QPushButton] = {}
        self._build()
        self._add_keys()
        open_at(self, 1040, 720)
        self.canvas.setFocus()
        self._changed()

    # --- what it is made of

    def _build(self) -> None:
        self.problem = ProblemStrip()
        self.text = QLineEdit()
        self.text.setMaxLength(MOST_TEXT)
        self.text.setPlaceholderText(_("Text, then Enter"))
        self.text.setAccessibleName(_("Text on the photo"))
        self.text.returnPressed.connect(self._text_given)
        self.text.hide()
        self.stamp = QCheckBox(_("Print time, enterprise and item on photos"))
        self.stamp.setChecked(self._given.stamped)
        self._hint = parts.label("", "note", wrap=True)
        save = parts.button(_("Save") + "  Ctrl+Enter", "primary", name=_("Save"))
        cancel = parts.button(_("Cancel") + "  Esc", name=_("Cancel"))
        save.clicked.connect(self.save)
        cancel.clicked.connect(self.reject)
        foot = parts.row(self.stamp, 1, cancel, save)
        tools, acts = self._tool_row(), self._act_row()
        layout = parts.column(tools, acts, self.problem, self.canvas, self.text, self._hint, foot)
        layout.setStretch(3, 1)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _tool_row(self) -> Flow:
        group = QButtonGroup(self)
        row = Flow(space=theme.SPACE_XS)
        for tool, (word, key, icon) in TOOLS.items():
            button = parts.button(f"{_(word)}  {key}", "flat", icon=icon, name=_(word))
            button.setCheckable(True)
            button.setChecked(tool is Tool.SELECT)
            button.clicked.connect(partial(self.take_tool, tool))
            group.addButton(button)
            self.tools[tool] = button
            row.addWidget(button)
        colours = QButtonGroup(self)
        for colour, (word, key) in COLOURS.items():
            button = parts.button(f"{_(word)}  {key}", "flat", name=_(word))
            button.setIcon(_swatch(colour))
            button.setCheckable(True)
            button.setChecked(colour is MarkColour.RED)
            button.clicked.connect(partial(self.take_colour, colour))
            colours.addButton(button)
            self.colours[colour] = button
            row.addWidget(button)
        return row

    def _act_row(self) -> Flow:
        row = Flow(space=theme.SPACE_XS)
        acts: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            (_("Turn left"), "Shift+R", "rotate-left", lambda: self.edit.turn(-1)),
            (_("Turn right"), "R", "rotate-right", lambda: self.edit.turn(1)),
            (_("Whole photo"), "W", "arrow-expand-all", self.edit.show_all),
            (_("Remove mark"), "Del", "delete-outline", self.edit.remove),
            (_("Undo"), "Ctrl+Z", "undo", self.edit.undo),
            (_("Redo"), "Ctrl+Y", "redo", self.edit.redo),
        )
        for word, key, icon, act in acts:
            button = parts.button(f"{word}  {key}", "flat", icon=icon, name=word)
            button.clicked.connect(act)
            row.addWidget(button)
            if key == "Ctrl+Z":
                self._undo = button
            elif key == "Ctrl+Y":
                self._redo = button
        return row

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+Z": self.edit.undo,
            "Ctrl+Y": self.edit.redo,
            "Ctrl+Shift+Z": self.edit.redo,
            "Ctrl+Return": self.save,
            "Ctrl+S": self.save,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # --- acts

    def take_tool(self, tool: Tool) -> None:
        """Let the pointer do something else; arrow, box and text also put one in the middle when
        asked for by key, so nothing needs a pointer."""
        self.canvas.tool = tool
        self.tools[tool].setChecked(True)
        self.text.setVisible(tool is Tool.TEXT)
        self._changed()

    def take_colour(self, colour: MarkColour) -> None:
        """Draw in another colour from now on, and give it to the mark in hand."""
        self.canvas.colour = colour
        self.colours[colour].setChecked(True)
        mark = self.edit.mark
        if mark is not None:
            self.edit.change(replace(mark, colour=colour))

    def add_mark(self, tool: Tool) -> None:
        """Put a mark in the middle, to be moved by the arrow keys."""
        if tool is Tool.TEXT:
            self.take_tool(Tool.TEXT)
            self._ask_text(None)
            return
        shape = MarkShape.ARROW if tool is Tool.ARROW else MarkShape.BOX
        self.take_tool(Tool.SELECT)
        self.edit.add_in_the_middle(shape, self.canvas.colour)
        self.canvas.setFocus()

    def _ask_text(self, at: Point | None) -> None:
        self._text_at = at
        self.text.show()
        self.text.setFocus()

    def _text_given(self) -> None:
        words = self.text.text().strip()
        if not words:
            return
        self.text.clear()
        at, self._text_at = self._text_at, None
        if at is None:
            self.edit.add_in_the_middle(MarkShape.TEXT, self.canvas.colour, words)
        else:
            place = {"x1": at[0], "y1": at[1], "x2": at[0], "y2": at[1]}
            self.edit.add(
                Mark(shape=MarkShape.TEXT, text=words, colour=self.canvas.colour, **place)
            )
        self.take_tool(Tool.SELECT)
        self.canvas.setFocus()

    def save(self) -> None:
        """Report what is wanted, and close."""
        self.saved.emit(Wanted(self.edit.marked, self.stamp.isChecked()))
        self.accept()

    def reject(self) -> None:
        """Close; changes that would be lost are told once."""
        if self.edit.is_changed and not self._warned:
            self._warned = True
            self.problem.show_note(
                _("The marks are not saved."), _("Ctrl+Enter saves them; Esc again drops them.")
            )
            return
        super().reject()

    # --- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in DIRECTIONS:
            self._move(event, *DIRECTIONS[key])
        elif not self._letter(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab on the photo goes from mark to mark, and on to the buttons after the last."""
        edit = self.edit
        if self.canvas.hasFocus() and edit.marked.marks:
            there = edit.selected + (1 if next else -1)
            if 0 <= there < len(edit.marked.marks):
                edit.select(1 if next else -1)
                return True
        return super().focusNextPrevChild(next)

    def _move(self, event: QKeyEvent, across: int, down: int) -> None:
        held = event.modifiers()
        end = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if self.canvas.tool is Tool.CROP:
            self.edit.crop_by(across * CROP_STEP, down * CROP_STEP, size=end)
        else:
            step = FINE if held & Qt.KeyboardModifier.ControlModifier else STEP
            self.edit.shift(across * step, down * step, end=end)

    def _letter(self, key: Qt.Key, shift: bool) -> bool:
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_V: lambda: self.take_tool(Tool.SELECT),
            Qt.Key.Key_C: lambda: self.take_tool(Tool.CROP),
            Qt.Key.Key_A: lambda: self.add_mark(Tool.ARROW),
            Qt.Key.Key_B: lambda: self.add_mark(Tool.BOX),
            Qt.Key.Key_T: lambda: self.add_mark(Tool.TEXT),
            Qt.Key.Key_R: lambda: self.edit.turn(-1 if shift else 1),
            Qt.Key.Key_W: self.edit.show_all,
            Qt.Key.Key_Delete: self.edit.remove,
            Qt.Key.Key_Backspace: self.edit.remove,
            Qt.Key.Key_1: lambda: self.take_colour(MarkColour.RED),
            Qt.Key.Key_2: lambda: self.take_colour(MarkColour.YELLOW),
            Qt.Key.Key_3: lambda: self.take_colour(MarkColour.BLUE),
        }
        if key in acts:
            acts[key]()
        return key in acts

    # --- showing

    def _changed(self) -> None:
        if not hasattr(self, "_hint"):
            return
        self._warned = False
        self._undo.setEnabled(self.edit.can_undo)
        self._redo.setEnabled(self.edit.can_redo)
        self._hint.setText(self._guidance())
        self.canvas.setAccessibleDescription(self._guidance())
        self.canvas.update()

    def _guidance(self) -> str:
        if self.canvas.tool is Tool.CROP:
            return _("Drag the part to keep, or move it with the arrows (Shift: its size).")
        if self.edit.mark is not None:
            return _("Mark {number} of {count}: arrows move it, Shift moves its end.").format(
                number=self.edit.selected + 1, count=len(self.edit.marked.marks)
            )
        return _("Drag on the photo, or press A, B or T; Tab goes from mark to mark.")


def _swatch(colour: MarkColour) -> QIcon:
    side = theme.px(theme.ICON)
    made = QPixmap(side, side)
    made.fill(QColor(marked_copy.COLOURS[colour]))
    return QIcon(made)
