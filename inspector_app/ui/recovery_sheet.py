"""The sheet with the recovery key, printed once at enrolment."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from inspector_app.i18n import _
from inspector_app.ui import theme

DPI = 300
MM = DPI / 25.4
GAP = 8 * MM


def print_sheet(parent: QWidget, key: str, whose: str = "") -> bool:
    """Ask for a printer and print the sheet; False where the person cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return False
    draw_sheet(printer, key, whose)
    return True


def draw_sheet(printer: QPrinter, key: str, whose: str = "") -> None:
    """Draw the sheet on a printer (or a PDF file behind it); ``whose`` tells it from others."""
    printer.setResolution(DPI)
    painter = QPainter(printer)
    top = 20 * MM
    top += _paragraph(painter, top, _("Recovery key of this computer"), _font(20, True))
    if whose:
        top += _paragraph(painter, top, whose, _font(12, False))
    opens = _("Opens the encrypted records when the passphrase is forgotten.")
    top += GAP + _paragraph(painter, top + GAP, opens, _font(12, False)) + GAP
    for line in _lines(key):
        top = _outlines(painter, top, line, _font(24, True))
    away = _("Keep this sheet locked away and apart from the computer.")
    _paragraph(painter, top + GAP, away, _font(12, False))
    painter.end()


def _outlines(painter: QPainter, top: float, text: str, font: QFont) -> float:
    # Shapes, not text: Qt's PDF writer maps some digits wrongly, and a key that is copied from a
    # saved sheet with wrong digits is worse than one that must be typed.
    painter.setFont(font)
    metrics = painter.fontMetrics()
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)  # strokes of a glyph may overlap
    path.addText(QPointF(0, 0), font, text)
    scale = metrics.horizontalAdvance(text) / max(1.0, QFontMetricsF(font).horizontalAdvance(text))
    painter.save()
    painter.translate(20 * MM, top + metrics.ascent())
    painter.scale(scale, scale)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.restore()
    return top + metrics.height()


def _paragraph(painter: QPainter, top: float, text: str, font: QFont) -> float:
    painter.setFont(font)
    area = QRectF(20 * MM, top, 160 * MM, 120 * MM)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    return painter.drawText(area, int(flags), text).height()


def _font(points: int, bold: bool) -> QFont:
    made = QFont(theme.face())
    made.setPointSize(points)
    made.setBold(bold)
    return made


def _lines(key: str) -> list[str]:
    groups = key.split("-")
    return ["   ".join(groups[n : n + 4]) for n in range(0, len(groups), 4)]
