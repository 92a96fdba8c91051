"""A pad to sign on with mouse, finger or pen, and the signature as PNG bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import (
    QEvent,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.i18n import _
from inspector_app.ui.photo_bytes import png_of

INK = QColor("#101418")  # ink on white in both themes: what is signed is paper
PAPER = QColor("#FFFFFF")
LINE = QColor("#C3CAD2")
PEN_WIDTH = 2.6
SCALE = 3  # the PNG has three pixels for one on the pad: crisp on a 300 dpi print
MARGIN = 6.0
LEAST_LENGTH = 24.0  # a slip of the hand is not a signature


@dataclass(slots=True)
class Stroke:
    """The points of one touch of the pen with the pressure at each (0 to 1)."""

    points: list[QPointF] = field(default_factory=list)
    pressures: list[float] = field(default_factory=list)

    def add(self, point: QPointF, pressure: float) -> None:
        """Take a point unless it lies on the last one."""
        if self.points and (point - self.points[-1]).manhattanLength() < 1.0:
            return
        self.points.append(point)
        self.pressures.append(pressure)

    def length(self) -> float:
        """Return the way the pen went, in pixels of the pad."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum((b - a).manhattanLength() for a, b in pairs)


def draw_stroke(painter: QPainter, stroke: Stroke) -> None:
    """Draw a stroke as one smooth curve: through the middles, bent at the points."""
    points = stroke.points
    if len(points) == 1:
        painter.setPen(_pen(stroke.pressures[0]))
        painter.drawPoint(points[0])
        return
    start = points[0]
    for index in range(1, len(points)):
        middle = (points[index - 1] + points[index]) / 2
        end = points[index] if index == len(points) - 1 else middle
        path = QPainterPath(start)
        path.quadTo(points[index - 1], end)
        painter.setPen(_pen(stroke.pressures[index]))
        painter.drawPath(path)
        start = end


def _pen(pressure: float) -> QPen:
    pen = QPen(INK, PEN_WIDTH * (0.6 + 0.8 * pressure))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


class SignaturePad(QWidget):
    """White paper with a line; ``changed`` says whether a signature stands on it."""

    changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[Stroke] = []
        self._drawing = False
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 130)
        self.setAccessibleName(_("Signature pad"))
        self.setAccessibleDescription(_("Sign with mouse, finger or pen; Delete clears it."))

    def sizeHint(self) -> QSize:
        return QSize(420, 170)

    def is_signed(self) -> bool:
        """Return whether enough was drawn to be a signature."""
        return sum(stroke.length() for stroke in self._strokes) >= LEAST_LENGTH

    def clear(self) -> None:
        """Take all strokes away."""
        self._strokes = []
        self._drawing = False
        self.update()
        self.changed.emit(False)

    def png(self) -> bytes:
        """Return the signature cut to its bounds, black on transparent; b"" where none stands."""
        if not self.is_signed():
            return b""
        bounds = self._bounds()
        size = QSize(round(bounds.width() * SCALE), round(bounds.height() * SCALE))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(SCALE, SCALE)
        painter.translate(-bounds.topLeft())
        for stroke in self._strokes:
            draw_stroke(painter, stroke)
        painter.end()
        return png_of(image)

    def begin(self, point: QPointF, pressure: float = 0.5) -> None:
        """Put the pen down."""
        self._drawing = True
        self._strokes.append(Stroke())
        self.draw_to(point, pressure)

    def draw_to(self, point: QPointF, pressure: float = 0.5) -> None:
        """Move the pen while it is down."""
        if self._drawing:
            self._strokes[-1].add(point, pressure)
            self.update()

    def lift(self) -> None:
        """Take the pen up."""
        self._drawing = False
        self.changed.emit(self.is_signed())

    def _bounds(self) -> QRectF:
        points = [point for stroke in self._strokes for point in stroke.points]
        left, right = min(p.x() for p in points), max(p.x() for p in points)
        top, bottom = min(p.y() for p in points), max(p.y() for p in points)
        bounds = QRectF(left, top, right - left, bottom - top)
        return bounds.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.draw_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.lift()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self.begin(event.position(), event.pressure())
        elif kind == QEvent.Type.TabletMove:
            self.draw_to(event.position(), event.pressure())
        elif kind == QEvent.Type.TabletRelease:
            self.lift()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    def _touched(self, event: QTouchEvent) -> None:
        points = event.points()
        if event.type() == QEvent.Type.TouchBegin and points:
            self.begin(points[0].position())
        elif event.type() == QEvent.Type.TouchUpdate and points:
            self.draw_to(points[0].position())
        elif event.type() in (QEvent.Type.TouchEnd, QEvent.Type.TouchCancel):
            self.lift()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.palette().highlight().color() if self.hasFocus() else LINE
        painter.setPen(QPen(ring, 2 if self.hasFocus() else 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        self._draw_line(painter)
        for stroke in self._strokes:
            draw_stroke(painter, stroke)
        painter.end()

    def _draw_line(self, painter: QPainter) -> None:
        base = self.height() * 0.78
        painter.setPen(QPen(LINE, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(24, base), QPointF(self.width() - 24, base))
        if not self._strokes:
            painter.setPen(QColor("#5A6572"))
            place = QRectF(0, base, self.width(), self.height() - base)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _("Sign here"))
