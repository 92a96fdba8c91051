"""The photo in the editor: drawn with its marks, drawn upon with the pointer."""

from __future__ import annotations

from enum import Enum

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.domain.photo_marks import (
    WHOLE_PHOTO,
    Mark,
    MarkColour,
    MarkShape,
    PhotoMarked,
    crop_box,
    shown_size,
    to_photo,
    to_shown,
)
from inspector_app.operations.marked_copy import COLOURS, HALO, TEXT, THICK, head_of
from inspector_app.ui import theme
from inspector_app.ui.picture_editor_marks import MarkEdit, Point


class Tool(Enum):
    """What the pointer does."""

    SELECT = "select"
    ARROW = "arrow"
    BOX = "box"
    TEXT = "text"
    CROP = "crop"


DRAWN = {Tool.ARROW: MarkShape.ARROW, Tool.BOX: MarkShape.BOX}


class PictureCanvas(QWidget):
    """Shows the photo. ``text_wanted`` asks for the words of a text at a place of the photo."""

    text_wanted = Signal(object)

    def __init__(self, image: QImage, edit: MarkEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image, self._edit = image, edit
        self.tool, self.colour = Tool.SELECT, MarkColour.RED
        self._from: Point | None = None
        self._to: Point | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(240), theme.px(160))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- places

    @property
    def _view(self) -> PhotoMarked:
        """What is seen: the whole photo while it is cropped, else the shown part."""
        marked = self._edit.marked
        return replace(marked, crop=WHOLE_PHOTO) if self.tool is Tool.CROP else marked

    def _frame(self) -> QRectF:
        wide, high = shown_size(self._view, *self._edit.size)
        room = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        scale = min(room.width() / wide, room.height() / high)
        size = wide * scale, high * scale
        return QRectF(
            room.center().x() - size[0] / 2, room.center().y() - size[1] / 2, size[0], size[1]
        )

    def _scale(self) -> float:
        return self._frame().width() / shown_size(self._view, *self._edit.size)[0]

    def place_of(self, x: int, y: int) -> QPointF:
        """Return where a place of the photo stands in this widget."""
        frame, scale = self._frame(), self._scale()
        across, down = to_shown(self._view, x, y, *self._edit.size)
        return QPointF(frame.left() + across * scale, frame.top() + down * scale)

    def _photo_at(self, at: QPointF) -> Point:
        frame, scale = self._frame(), self._scale()
        across, down = (at.x() - frame.left()) / scale, (at.y() - frame.top()) / scale
        return to_photo(self._view, across, down, *self._edit.size)

    # --- the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        here = self._photo_at(event.position())
        self.setFocus()
        if self.tool is Tool.TEXT:
            self.text_wanted.emit(here)
            return
        self._from = self._to = here
        if self.tool is Tool.SELECT:
            self._edit.select_at(here)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = self._photo_at(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        begun, self._from = self._from, None
        if begun is None:
            return
        here = self._photo_at(event.position())
        if self.tool is Tool.CROP:
            self._edit.crop(begun, here)
        elif self.tool is Tool.SELECT:
            mark = self._edit.mark
            if mark is not None and here != begun:
                self._edit.change(_moved(mark, here[0] - begun[0], here[1] - begun[1]))
        elif max(abs(here[0] - begun[0]), abs(here[1] - begun[1])) > 50:
            self._edit.add(self._drawn(begun, here))
        self.update()

    def _drawn(self, begun: Point, here: Point) -> Mark:
        return Mark(
            shape=DRAWN[self.tool], x1=begun[0], y1=begun[1], x2=here[0], y2=here[1],
            colour=self.colour,
        )  # fmt: skip

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.color("raised"))
        self._paint_photo(painter)
        for number, mark in enumerate(self._edit.marked.marks):
            shown = self._in_hand(mark) if number == self._edit.selected else mark
            self._paint_mark(painter, shown)
            if number == self._edit.selected:
                self._paint_handles(painter, shown)
        self._paint_draft(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_photo(self, painter: QPainter) -> None:
        left, top, right, bottom = crop_box(self._view, self._image.width(), self._image.height())
        part = self._image.copy(left, top, right - left, bottom - top)
        turned = part.transformed(QTransform().rotate(90 * self._view.turn))
        painter.drawImage(self._frame(), turned)
        if self.tool is Tool.CROP:
            crop = self._edit.marked.crop
            self._shade(painter, (crop.left, crop.top), (crop.right, crop.bottom))

    def _in_hand(self, mark: Mark) -> Mark:
        if self.tool is not Tool.SELECT or self._from is None or self._to is None:
            return mark
        return _moved(mark, self._to[0] - self._from[0], self._to[1] - self._from[1])

    def _paint_draft(self, painter: QPainter) -> None:
        if self._from is None or self._to is None or self.tool is Tool.SELECT:
            return
        if self.tool is Tool.CROP:
            self._shade(painter, self._from, self._to)
        else:
            self._paint_mark(painter, self._drawn(self._from, self._to))

    def _shade(self, painter: QPainter, one: Point, other: Point) -> None:
        kept = QRectF(self.place_of(*one), self.place_of(*other)).normalized()
        path = QPainterPath()
        path.addRect(self._frame())
        path.addRect(kept)
        painter.fillPath(path, QColor(0, 0, 0, 140))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("white"), 2, Qt.PenStyle.DashLine))
        painter.drawRect(kept)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        edge = max(self._frame().width(), self._frame().height())
        thick = max(2.0, edge / THICK)
        if mark.shape is MarkShape.TEXT:
            self._paint_text(painter, mark, max(10.0, edge / TEXT))
            return
        tail, tip = self.place_of(mark.x1, mark.y1), self.place_of(mark.x2, mark.y2)
        for colour, wide in ((HALO, thick * 2), (COLOURS[mark.colour], thick)):
            ink = QColor(colour)
            painter.setPen(QPen(ink, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if mark.shape is MarkShape.BOX:
                painter.drawRect(QRectF(tail, tip).normalized())
            else:
                painter.drawLine(tail, tip)
                head = head_of((tail.x(), tail.y()), (tip.x(), tip.y()), 5 * thick)
                painter.setBrush(ink)
                painter.setPen(QPen(ink, wide - thick) if wide > thick else Qt.PenStyle.NoPen)
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in head]))

    def _paint_text(self, painter: QPainter, mark: Mark, size: float) -> None:
        font = theme.font(bold=True)
        font.setPixelSize(round(size))
        at = self.place_of(mark.x1, mark.y1)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)  # strokes of a character lie over each other
        path.addText(at + QPointF(0, QFontMetricsF(font).ascent()), font, mark.text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(HALO), size / 4.5))
        painter.drawPath(path)
        painter.fillPath(path, QColor(COLOURS[mark.colour]))

    def _paint_handles(self, painter: QPainter, mark: Mark) -> None:
        ends = [(mark.x1, mark.y1)]
        if mark.shape is not MarkShape.TEXT:
            ends.append((mark.x2, mark.y2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, wide in ((QColor("white"), 5), (theme.color("focus"), 3)):
            painter.setPen(QPen(ink, theme.px(wide)))
            for x, y in ends:
                painter.drawEllipse(self.place_of(x, y), theme.px(7), theme.px(7))


def _moved(mark: Mark, across: int, down: int) -> Mark:
    """Return a mark moved by ten-thousandths of the photo; it stays inside as a whole."""
    lowest = (min(mark.x1, mark.x2), min(mark.y1, mark.y2))
    highest = (max(mark.x1, mark.x2), max(mark.y1, mark.y2))
    across = min(max(across, -lowest[0]), 10_000 - highest[0])
    down = min(max(down, -lowest[1]), 10_000 - highest[1])
    return replace(
        mark, x1=mark.x1 + across, y1=mark.y1 + down, x2=mark.x2 + across, y2=mark.y2 + down
    )
