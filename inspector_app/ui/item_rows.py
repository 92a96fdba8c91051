"""Closed lines of a checklist, painted: 300 of them cost one widget and no layout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from inspector_app.i18n import _
from inspector_app.ui import theme
from inspector_app.ui.item_look import sign_of, token_of, verdict_word, word_of
from inspector_app.ui.visit_values import VERDICTS, ItemKind, ItemView

HEADINGS = (ItemKind.HEADING, ItemKind.REPEAT, ItemKind.ROW)


def row_height() -> int:
    """Return the height of a closed line in pixels."""
    return theme.px(theme.HIT)


class ItemRows(QWidget):
    """Shows closed lines one under the other; ``picked`` says which one a person pointed at."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[ItemView, ...] = ()
        self._unsaved: frozenset[str] = frozenset()
        self._judged = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_items(
        self, items: tuple[ItemView, ...], unsaved: frozenset[str], *, judged: bool = True
    ) -> None:
        """Show these lines; those in ``unsaved`` carry a mark. Where nothing is ``judged`` the
        texts start beside the sign: no verdict needs room."""
        self._judged = judged
        resized = len(items) != len(self._items)
        self._items, self._unsaved = items, unsaved
        self.setAccessibleName(_("{count} items").format(count=len(items)))
        if resized:
            self.setFixedHeight(row_height() * len(items))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, row_height() * len(self._items))

    def item_at(self, y: float) -> ItemView | None:
        """Return the line at this height, None outside."""
        index = int(y // row_height())
        return self._items[index] if 0 <= index < len(self._items) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        item = self.item_at(event.position().y())
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(item.key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            item = self.item_at(event.pos().y())
            QToolTip.showText(event.globalPos(), item.label if item else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        first = max(0, event.rect().top() // row_height())
        last = min(len(self._items) - 1, event.rect().bottom() // row_height())
        for index in range(first, last + 1):
            place = QRect(0, index * row_height(), self.width(), row_height())
            self._paint_row(painter, place, self._items[index])
        painter.end()

    def _paint_row(self, painter: QPainter, place: QRect, item: ItemView) -> None:
        painter.setPen(theme.color("line"))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        inner = place.adjusted(12 + 16 * item.depth, 0, -12, 0)
        if item.kind in HEADINGS:
            self._paint_heading(painter, inner, item)
            return
        inner.setLeft(self._paint_mark(painter, inner, item))
        inner.setRight(self._paint_tail(painter, inner, item))
        painter.setFont(theme.font())
        painter.setPen(theme.color("muted" if item.is_answered else "text"))
        text = f"{item.number} · {item.label}" if item.number else item.label
        self._text(painter, inner, text)

    def _paint_heading(self, painter: QPainter, place: QRect, item: ItemView) -> None:
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.color("text"))
        self._text(painter, place, item.label)

    def _paint_mark(self, painter: QPainter, place: QRect, item: ItemView) -> int:
        """Paint sign and word of the verdict; return where the text starts."""
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.color(token_of(item)))
        room = _mark_room(painter.fontMetrics(), self._judged)
        box = QRect(place.left(), place.top(), room, place.height())
        mark = f"{sign_of(item)} {word_of(item)}".strip()
        self._text(painter, box, mark)
        return place.left() + room + theme.px(theme.SPACE_S)

    def _paint_tail(self, painter: QPainter, place: QRect, item: ItemView) -> int:
        """Paint what else stands on the line, from the right; return where it starts."""
        right = place.right()
        painter.setFont(theme.font(theme.NOTE))
        metrics = QFontMetrics(painter.font())
        for text, token in reversed(self._tail(item)):
            width = metrics.horizontalAdvance(text)
            box = QRect(right - width, place.top(), width + 1, place.height())
            painter.setPen(theme.color(token))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            right -= width + 10
        return right

    def _tail(self, item: ItemView) -> list[tuple[str, str]]:
        tail: list[tuple[str, str]] = []
        if item.is_major:
            tail.append((_("Major"), "major"))
        if item.conflict:
            tail.append((_("two answers"), "waiting"))
        if item.key in self._unsaved:
            tail.append((_("not saved"), "fail"))
        if item.hazards:
            tail.append((_("hazards {count}").format(count=item.hazards), "fail"))
        if item.photos:
            tail.append((_("photos {count}").format(count=item.photos), "muted"))
        if item.note:
            tail.append((_("remark"), "muted"))
        return tail

    def _text(self, painter: QPainter, place: QRect, text: str) -> None:
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)


def _mark_room(metrics: QFontMetrics, judged: bool) -> int:
    """Return the width of the longest verdict with its sign, so that all texts start in line."""
    if not judged:
        return metrics.horizontalAdvance("●")
    return max(metrics.horizontalAdvance(f"✓ {verdict_word(value)}") for value in VERDICTS)
