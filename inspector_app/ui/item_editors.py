"""Editors for every type of question: each shows a value and reports what the person gave.

A value is the serialised text of an XForm: ``42``, ``3.75``, ``2026-11-25``, choices joined by
one space. "" is no answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPixmap,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import answer_words, key_button
from inspector_app.ui.visit_values import ItemKind, ItemView

THUMBNAIL = 180  # px at 100 %
INTEGER = QRegularExpression(r"-?\d{0,9}")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
DECIMAL = QRegularExpression(r"-?\d{0,15}(\.\d{0,9})?")


class ItemEditor(QWidget):
    """The editor of one question. ``answered`` carries the serialised value, ``advance`` says
    that the person is done with it (Enter)."""

    answered = Signal(str)
    advance = Signal()

    def show_item(self, item: ItemView) -> None:
        """Show the value of the question without reporting it."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the keyboard where the person starts."""
        self.setFocus()


class OneLine(QLineEdit):
    """A line that keeps Enter to itself: it must not reach the item once the focus moved on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in ENTER and not event.modifiers():
            event.accept()


class LineEditor(ItemEditor):
    """One line of text, an integer or a decimal; reports at Enter and when left."""

    def __init__(self, kind: ItemKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = OneLine(self)
        self._shown = ""
        pattern = {ItemKind.INTEGER: INTEGER, ItemKind.DECIMAL: DECIMAL}.get(kind)
        if pattern is not None:
            self._line.setValidator(QRegularExpressionValidator(pattern, self._line))
            self._line.setMaximumWidth(220)
        _fill(self, self._line)
        self._line.returnPressed.connect(self._entered)
        self._line.editingFinished.connect(self._report)

    def show_item(self, item: ItemView) -> None:
        self._line.setAccessibleName(item.label)
        if item.value != self._shown or not self._line.hasFocus():
            self._shown = item.value
            self._line.setText(item.value)

    def take_focus(self) -> None:
        self._line.setFocus()

    def _entered(self) -> None:
        self._report()
        self.advance.emit()

    def _report(self) -> None:
        text = self._line.text().strip()
        if text != self._shown:
            self._shown = text
            self.answered.emit(text)


class TimeEditor(LineEditor):
    """A time of day, typed as 9:30; shown without the seconds that nobody gives."""

    def show_item(self, item: ItemView) -> None:
        super().show_item(replace(item, value=item.value[:5]))
        self._line.setPlaceholderText(_("9:30"))


class DateEditor(ItemEditor):
    """A day, or none; the calendar opens with Alt+Down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = QDateEdit(self)
        self._edit.setCalendarPopup(True)
        self._edit.setDisplayFormat("yyyy-MM-dd")
        self._edit.setMaximumWidth(220)
        self._clear = parts.button(_("No date"))
        self._has_value = False
        row = _row(self)
        row.addWidget(self._edit)
        row.addWidget(self._clear)
        self._unset = parts.label(_("Not set: Enter takes this day"), "note")
        row.addWidget(self._unset)
        row.addStretch(1)
        self._edit.dateChanged.connect(self._picked)
        self._edit.installEventFilter(self)
        self._clear.clicked.connect(lambda: self.answered.emit(""))

    def show_item(self, item: ItemView) -> None:
        self._edit.setAccessibleName(item.label)
        self._has_value = item.value != ""
        self._edit.blockSignals(True)
        self._edit.setDate(QDate(*_day(item.value)))
        self._edit.blockSignals(False)
        self._clear.setVisible(self._has_value)
        self._unset.setVisible(not self._has_value)

    def take_focus(self) -> None:
        self._edit.setFocus()

    def _picked(self, day: QDate) -> None:
        self.answered.emit(day.toString(Qt.DateFormat.ISODate))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if _is_enter(event):
            self._picked(self._edit.date())
            self.advance.emit()
            return True
        return super().eventFilter(watched, event)


class ChoiceEditor(ItemEditor):
    """Radio buttons (select_one) or check boxes (select_multiple); digits pick as well."""

    def __init__(self, multiple: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._multiple = multiple
        self._boxes: list[tuple[str, QCheckBox | QRadioButton]] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(not multiple)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)

    def show_item(self, item: ItemView) -> None:
        if item.choices != self._choices:
            self._rebuild(item.choices)
        chosen = item.value.split()
        self._group.setExclusive(False)  # an exclusive group refuses "none chosen"
        for value, box in self._boxes:
            box.blockSignals(True)
            box.setChecked(value in chosen)
            box.blockSignals(False)
        self._group.setExclusive(not self._multiple)

    def take_focus(self) -> None:
        if self._boxes:
            chosen = next((box for _v, box in self._boxes if box.isChecked()), self._boxes[0][1])
            chosen.setFocus()

    def pick(self, index: int) -> bool:
        """Choose (or toggle) the choice at this place; False where there is none."""
        if not 0 <= index < len(self._boxes):
            return False
        self._boxes[index][1].click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1
        if event.key() in ENTER:
            self.advance.emit()
        elif not (event.modifiers() or self.pick(digit)):
            super().keyPressEvent(event)

    def _rebuild(self, choices: tuple[tuple[str, str], ...]) -> None:
        for _value, box in self._boxes:
            self._group.removeButton(box)
            box.deleteLater()
        self._choices = choices
        kind = QCheckBox if self._multiple else QRadioButton
        self._boxes = [(value, kind(text, self)) for value, text in choices]
        for _value, box in self._boxes:
            box.setMinimumHeight(32)
            self._group.addButton(box)
            self._list.addWidget(box)
            box.show()
            box.clicked.connect(self._report)

    def _report(self) -> None:
        self.answered.emit(" ".join(value for value, box in self._boxes if box.isChecked()))


class AcknowledgeEditor(ItemEditor):
    """One check box: ``OK`` or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QCheckBox(_("Acknowledged"), self)
        _fill(self, self._box)
        self._box.clicked.connect(lambda on: self.answered.emit("OK" if on else ""))

    def show_item(self, item: ItemView) -> None:
        self._box.setAccessibleName(item.label)
        self._box.setChecked(item.value == "OK")

    def take_focus(self) -> None:
        self._box.setFocus()


class ShownValue(ItemEditor):
    """A note or a calculated value: nothing to give, the panel around it keeps the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = parts.label("", "section", wrap=True)
        _fill(self, self._label)

    def show_item(self, item: ItemView) -> None:
        said = answer_words(item)
        if item.closed and item.is_answerable:
            said = said or _("Not answered")
        self._label.setText(said)
        self._label.setVisible(said != "")


class PhotoAnswer(ItemEditor):
    """An image question: the page opens the photo dialog when ``wanted`` is sent, and the menu of
    other sources at the button that ``sources_wanted`` carries."""

    wanted = Signal()
    sources_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = QLabel(self)
        self._add = key_button(_("Choose a photo"), "P", icon="camera-outline")
        self._more = parts.button(_("Other source"), icon="chevron-down")
        self._more.hide()
        self._offers_more = False
        self._drop = parts.button(_("Remove"))
        self._picture = QLabel(self)
        self._picture.hide()
        self._shown = ""
        buttons = Flow((self._add, self._more, self._drop, self._state))
        self.setLayout(parts.column(buttons, self._picture))
        self._more.clicked.connect(lambda: self.sources_wanted.emit(self._more))
        self._add.clicked.connect(self.wanted)
        self._drop.clicked.connect(lambda: self.answered.emit(""))

    def show_item(self, item: ItemView) -> None:
        drawn = item.appearance.startswith("signature")
        given, none = (_("Signed"), _("Not signed yet")) if drawn else _photo_words()
        self._state.setText(given if item.value else none)
        text = _("Sign") if drawn else _("Choose a photo")
        self._add.setText(f"{text}  P")
        self._add.setAccessibleName(text)
        self._add.setVisible(not item.closed)
        self._more.setVisible(self._offers_more and not drawn and not item.closed)
        self._drop.setVisible(item.value != "" and not item.closed)
        if item.value != self._shown:
            self._shown = item.value
            self._picture.hide()

    def offer_sources(self) -> None:
        """Offer phone, camera, memory card and clipboard beside files."""
        self._offers_more = True

    def show_picture(self, value: str, image: QImage) -> None:
        """Show the picture of an answer, once it has been read."""
        if value == self._shown and not image.isNull():
            side = theme.px(THUMBNAIL)
            shown = QPixmap.fromImage(image)
            keep = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture.setPixmap(shown.scaled(side, side, keep, smooth))
            self._picture.setAccessibleName(self._state.text())
            self._picture.show()

    def take_focus(self) -> None:
        self._add.setFocus()


def _photo_words() -> tuple[str, str]:
    return _("Photo taken"), _("No photo yet")


class RepeatEditor(ItemEditor):
    """A list of rows: adds one; ``added`` and ``removed`` go to the page."""

    added = Signal()
    removed = Signal()

    def __init__(self, kind: ItemKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        adds = kind is ItemKind.REPEAT
        self._button = parts.button(_("Add a row") if adds else _("Remove this row"))
        row = _row(self)
        row.addWidget(self._button)
        row.addStretch(1)
        self._button.clicked.connect(self.added if adds else self.removed)

    def show_item(self, item: ItemView) -> None:
        self._button.setAccessibleName(f"{self._button.text()} {item.label}")
        self._button.setEnabled(not item.fixed)

    def take_focus(self) -> None:
        self._button.setFocus()


class LongText(QPlainTextEdit):
    """Text of several lines in which Tab moves on; ``left`` is sent when the keyboard leaves."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def editor_for(item: ItemView, parent: QWidget) -> ItemEditor:
    """Return a new editor for the type of this question (all but conformity)."""
    if item.readonly or (item.closed and item.kind is not ItemKind.IMAGE):
        return ShownValue(parent)
    plain = {
        ItemKind.DATE: DateEditor,
        ItemKind.ACKNOWLEDGE: AcknowledgeEditor,
        ItemKind.IMAGE: PhotoAnswer,
        ItemKind.NOTE: ShownValue,
        ItemKind.CALCULATE: ShownValue,
        ItemKind.HEADING: ShownValue,
    }
    if item.kind is ItemKind.TIME:
        return TimeEditor(item.kind, parent)
    if item.kind in plain:
        return plain[item.kind](parent)
    if item.kind in (ItemKind.SELECT_ONE, ItemKind.SELECT_MULTIPLE):
        return ChoiceEditor(item.kind is ItemKind.SELECT_MULTIPLE, parent)
    if item.kind in (ItemKind.REPEAT, ItemKind.ROW):
        return RepeatEditor(item.kind, parent)
    return LineEditor(item.kind, parent)


def _is_enter(event: QEvent) -> bool:
    pressed = event.type() == QEvent.Type.KeyPress
    return pressed and isinstance(event, QKeyEvent) and event.key() in ENTER


def _fill(owner: QWidget, child: QWidget) -> None:
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(child)


def _row(owner: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    return layout


def _day(text: str) -> tuple[int, int, int]:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        day = date.today()
    return day.year, day.month, day.day
