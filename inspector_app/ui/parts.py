"""Small pieces every page is made of: texts, buttons, cards, rows, the strip for problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6 import QtCore  # Qt's enums are looked up late: they cost 14 ms at the start
from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui import theme

L = TypeVar("L", bound=QBoxLayout)
PLAIN = 0  # QtCore.Qt.TextFormat.PlainText


def label(text: str = "", kind: str = "", *, wrap: bool = False, select: bool = False) -> QLabel:
    """Return a text of a kind (``page``, ``section``, ``strong``, ``muted``, ``note`` …).

    Always plain text: what people typed is never read as markup.
    """
    made = QLabel(text)
    made.setProperty("textFormat", PLAIN)
    made.setWordWrap(wrap)
    if kind:
        theme.mark(made, kind)
    if select:
        flags = QtCore.Qt.TextInteractionFlag
        made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return made


def badge(text: str, state: str = "") -> QLabel:
    """Return a short word on a coloured ground (``ok``, ``late``, ``waiting``, ``major``)."""
    made = label(text, "badge")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    if state:
        theme.set_state(made, state)
    return made


class Button(QPushButton):
    """A button that Enter presses, as Space does, while it has the keyboard."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)
        keypad = QtCore.Qt.KeyboardModifier.KeypadModifier
        if enter and not event.isAutoRepeat() and not event.modifiers() & ~keypad:
            self.click()  # setAutoDefault would do it too, but then a line's Enter as well
        else:
            super().keyPressEvent(event)


def button(text: str, kind: str = "", *, icon: str = "", name: str = "") -> QPushButton:
    """Return a button of a kind (``primary``, ``link``, ``flat``, ``danger``) with its word."""
    made = Button(text)
    made.setAutoDefault(False)
    made.setAccessibleName(name or text.replace("&", ""))
    if kind:
        theme.mark(made, kind)
    if icon:
        put_icon(made, icon, "on_accent" if kind == "primary" else "muted")
    return made


def put_icon(target: QAbstractButton, name: str, token: str = "muted") -> None:
    """Give a button an icon that follows the shade."""
    target.setIconSize(QSize(theme.px(theme.ICON_LARGE), theme.px(theme.ICON_LARGE)))
    target.setProperty("icon_name", name)
    target.setProperty("icon_token", token)
    target.setIcon(theme.icon(name, token))


def repaint_icons(root: QWidget) -> None:
    """Draw the icons of all buttons below again, after the shade or the scale changed."""
    for one in root.findChildren(QAbstractButton):
        name = one.property("icon_name")
        if name:
            put_icon(one, str(name), str(one.property("icon_token")))


def rule() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    theme.mark(made, "rule")
    return made


def column(*things: QWidget | QLayout | int, space: int = theme.SPACE_S) -> QVBoxLayout:
    """Return widgets and layouts below each other; a number is a stretch."""
    return _fill(QVBoxLayout(), things, space)


def row(*things: QWidget | QLayout | int, space: int = theme.SPACE_S) -> QHBoxLayout:
    """Return widgets and layouts beside each other; a number is a stretch."""
    return _fill(QHBoxLayout(), things, space)


def _fill(layout: L, things: Iterable[QWidget | QLayout | int], space: int) -> L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(space))
    for thing in things:
        if isinstance(thing, QWidget):
            layout.addWidget(thing)
        elif isinstance(thing, QLayout):
            layout.addLayout(thing)
        else:
            layout.addStretch(thing)
    return layout


def pad(layout: QLayout, space: int = theme.SPACE_L) -> None:
    """Give a layout the same margin on all sides."""
    side = theme.px(space)
    layout.setContentsMargins(side, side, side, side)


def card(layout: QLayout, kind: str = "card", space: int = theme.SPACE_L) -> QFrame:
    """Return a framed surface around a layout."""
    made = QFrame()
    theme.mark(made, kind)
    pad(layout, space)
    made.setLayout(layout)
    return made


class ScrollArea(QScrollArea):
    """Scrolls by the arrow keys unless a page of its own uses them."""

    arrows = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.arrows and event.key() in (QtCore.Qt.Key.Key_Up, QtCore.Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


def scrolled(layout: QLayout, *, arrows: bool = True) -> QScrollArea:
    """Return a layout that scrolls up and down where there is too little height; without
    ``arrows`` it leaves the arrow keys to the page around it."""
    inner = QWidget()
    theme.mark(inner, "scrolled")
    inner.setLayout(layout)
    area = ScrollArea()
    area.arrows = arrows
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(inner)
    scroll_by_touch(area)
    return area


def scroll_by_touch(area: QAbstractScrollArea) -> None:
    """Let a finger push the content; a mouse keeps choosing and marking."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)


def field(caption: str, editor: QWidget, hint: str = "") -> QVBoxLayout:
    """Return an editor under its caption, which also is its accessible name."""
    editor.setAccessibleName(caption)
    above = label(caption, "field")
    above.setBuddy(editor)
    made = column(above, editor, space=theme.SPACE_XS)
    if hint:
        made.addWidget(label(hint, "note", wrap=True))
    return made


def empty(layout: QLayout) -> None:
    """Remove everything from a layout; the widgets are deleted when the event loop turns."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


class Line(Button):
    """A pressable line of a list: a bold text, a note below, something at the right."""

    def __init__(self, text: str, note: str = "", end: QWidget | None = None) -> None:
        super().__init__()
        theme.mark(self, "line")
        self.setAutoDefault(False)
        self.setAccessibleName(f"{text}, {note}" if note else text)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self._title, self._note = Elided(text, "strong"), Elided(note, "note")
        self._inner = row(column(self._title, self._note, space=2), space=theme.SPACE_S)
        self._inner.setStretch(0, 1)
        self._inner.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        self.setLayout(self._inner)
        self._note.setVisible(bool(note))  # not before it has a parent: it would be a window
        if end is not None:
            self.add_badge(end)
        for one in self.findChildren(QLabel):
            one.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def add_badge(self, end: QWidget) -> None:
        """Put one more badge at the right; a press on it is a press on the line."""
        end.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._inner.addWidget(end, 0, QtCore.Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        inner = self.layout()
        wanted = inner.minimumSize() if inner is not None else super().minimumSizeHint()
        return QSize(wanted.width(), max(wanted.height(), theme.px(theme.HIT)))


class Elided(QLabel):
    """One line of text that ends in … where it is too long; the whole text is its tooltip."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__()
        self.setProperty("textFormat", PLAIN)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        if kind:
            theme.mark(self, kind)
        self.show_text(text)

    @property
    def whole(self) -> str:
        return self._whole

    def show_text(self, text: str) -> None:
        """Show a text; a line break in it becomes a space."""
        self._whole = " ".join(text.split())
        self._elide()

    def resizeEvent(self, event: object) -> None:
        self._elide()

    def changeEvent(self, event: QtCore.QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.Type.FontChange:  # one of ten that a new label meets
            self._elide()

    def _elide(self) -> None:
        if not hasattr(self, "_whole"):
            return
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self._whole, QtCore.Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        tip = self._whole if shown != self._whole else ""
        if tip != self.toolTip():
            self.setToolTip(tip)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(40), self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._whole)
        return QSize(wide, self.fontMetrics().height())
