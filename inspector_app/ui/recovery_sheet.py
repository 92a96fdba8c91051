"""The sheet with the recovery key, printed once at enrolment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from inspector_app.i18n import _
from inspector_app.ui import theme

DPI = 300
MM = DPI / 25.4


def print_sheet(parent: QWidget, key: str) -> bool:
    """Ask for a printer and print the sheet; False where the person cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return False
    draw_sheet(printer, key)
    return True


def draw_sheet(printer: QPrinter, key: str) -> None:
    """Draw the sheet on a printer (or a PDF file behind it)."""
    printer.setResolution(DPI)
    painter = QPainter(printer)
    top = 20 * MM
    for text, points, bold in (
        (_("Recovery key of this computer"), 20, True),
        (_("Opens the encrypted records when the passphrase is forgotten."), 12, False),
        ("\n".join(_pairs(key)), 24, True),
        (_("Keep this sheet locked away and apart from the computer."), 12, False),
    ):
        top += _paragraph(painter, top, text, _font(points, bold)) + 8 * MM
    painter.end()


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


def _pairs(key: str) -> list[str]:
    groups = key.split("-")
    return ["   ".join(groups[n : n + 4]) for n in range(0, len(groups), 4)]
