"""Words, signs and buttons that every part of the visit page shares."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.visit_values import MAJOR, NO, NOT_APPLICABLE, YES, ItemKind, ItemView

CIRCLED = {YES: "①", NO: "②", NOT_APPLICABLE: "③"}


def verdict_word(value: str) -> str:
    """Return the word of a verdict; "" (未检查) for none."""
    words = {
        YES: _("Conforming"),
        NO: _("Nonconforming"),
        NOT_APPLICABLE: _("Not applicable"),
    }
    return words.get(value, _("Unchecked"))


def level_word(level: str) -> str:
    """Return the word of a level: 一般 or 重大."""
    return _("Major") if level == MAJOR else _("General")


def sign_of(item: ItemView) -> str:
    """Return the sign at the start of a line: of its verdict, else whether it is answered."""
    if item.kind is ItemKind.CONFORMITY:
        return theme.VERDICTS.get(item.value, theme.VERDICTS[""]).sign
    if not item.is_answerable:
        return ""
    return "●" if item.is_answered else "○"


def word_of(item: ItemView) -> str:
    """Return the word beside the sign; "" where the sign says enough."""
    return verdict_word(item.value) if item.kind is ItemKind.CONFORMITY and item.value else ""


def answer_words(item: ItemView) -> str:
    """Return an answer as a person reads it: the labels of choices, no codes."""
    if item.kind is ItemKind.CONFORMITY:
        said = f"{sign_of(item)} {verdict_word(item.value)}"
        return f"{said}{_(': ')}{item.reason}" if item.reason else said
    names = dict(item.choices)
    if names:
        return "、".join(names.get(one, one) for one in item.value.split())
    if item.kind is ItemKind.ACKNOWLEDGE:
        return _("Acknowledged") if item.value else ""
    return item.value[:5] if item.kind is ItemKind.TIME else item.value


def token_of(item: ItemView) -> str:
    """Return the colour token of the line's sign and word."""
    if item.kind is ItemKind.CONFORMITY:
        return theme.VERDICTS.get(item.value, theme.VERDICTS[""]).token
    return "accent" if item.is_answered else "muted"


def key_button(text: str, key: str, *, kind: str = "", icon: str = "") -> QPushButton:
    """Return a button whose word is followed by the key that does the same."""
    made = parts.button(f"{text}  {key}", kind, icon=icon, name=text)
    made.setToolTip(key)
    made.setAccessibleDescription(_("Key {key}").format(key=key))
    return made


def say(line: QLabel, text: str) -> None:
    """Show a text, or take no room for none."""
    line.setText(text)
    line.setVisible(bool(text))


class VerdictButton(parts.Button):
    """One of the three verdicts: colour, sign and word; filled while it is the answer."""

    def __init__(self, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(verdict_word(value))
        self.setText(f"{CIRCLED[value]} {verdict_word(value)}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def nextCheckState(self) -> None:
        """Stay as shown: the page decides what the answer is."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(theme.SECTION, bold=True))
        wide = metrics.horizontalAdvance(self._words())
        return QSize(wide + theme.px(32), theme.px(44))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(whole.width() - theme.px(20), whole.height())

    def _words(self) -> str:
        return f"{self.text()} {theme.VERDICTS[self.value].sign}"

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = theme.verdict_color(self.value)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(self._ground())
        painter.drawRoundedRect(box, theme.px(theme.RADIUS), theme.px(theme.RADIUS))
        painter.setPen(theme.color("surface") if self.isChecked() else ink)
        font = theme.font(theme.SECTION, bold=True)
        painter.setFont(font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words())
        if self.hasFocus():
            self._ring(painter)
        painter.end()

    def _ground(self) -> QColor:
        if self.isChecked():
            return theme.verdict_color(self.value)
        return theme.color("raised" if self.underMouse() else "surface")

    def _ring(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = theme.color("text") if self.isChecked() else theme.color("focus")
        painter.setPen(QPen(ink, 2))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, theme.px(theme.RADIUS), theme.px(theme.RADIUS))


def draw_ring(widget: QWidget) -> None:
    """Draw the focus ring around a widget; called from its paint event."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("focus"), 2))
    box = QRectF(widget.rect()).adjusted(1, 1, -1, -1)
    painter.drawRoundedRect(box, theme.px(theme.RADIUS), theme.px(theme.RADIUS))
    painter.end()
