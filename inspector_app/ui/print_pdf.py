"""Printing a stored paper: the stored bytes where the system takes PDF, else page by page."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _

MOST_DPI = 300  # a 600 dpi page is 139 MB
POINTS = 72


class PrinterRefused(Problem):
    """The printer or the print system did not take the paper."""

    code = "PRINT-01"
    template = N_("The printer did not take the paper: {reason}.")
    remedy_template = N_("Check the printer, or save the paper as PDF and print it elsewhere.")


def a4_printer() -> QPrinter:
    """Return a printer set to A4, whole page, at no more than 300 dpi."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    printer.setFullPage(True)
    printer.setResolution(min(MOST_DPI, printer.resolution()))
    return printer


def choose_printer(pages: int, parent: QWidget) -> QPrinter | None:
    """Let the person choose printer, pages and copies; None where they went back."""
    printer = a4_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print"))
    dialog.setMinMax(1, max(1, pages))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Print the paper, away from the window; raises PrinterRefused.

    On CUPS the stored bytes themselves are sent, else the pages are drawn one by one.
    """
    if takes_pdf(printer):
        _hand_over(pdf, printer)
    else:
        draw_pages(pdf, printer)


def takes_pdf(printer: QPrinter) -> bool:
    """Return whether the print system takes the PDF as it is (CUPS)."""
    real = printer.outputFormat() == QPrinter.OutputFormat.NativeFormat
    return real and bool(printer.printerName()) and bool(shutil.which("lp"))


def lp_command(printer: QPrinter) -> list[str]:
    """Return the command that hands a PDF on stdin to CUPS with the copies and pages chosen."""
    command = ["lp", "-d", printer.printerName(), "-n", str(printer.copyCount())]
    if printer.fromPage():
        command += ["-P", f"{printer.fromPage()}-{printer.toPage()}"]
    return [*command, "-o", "media=A4", "-"]


def _hand_over(pdf: bytes, printer: QPrinter) -> None:
    # Through stdin: no clear copy of the paper is left in a temporary file.
    try:
        done = subprocess.run(
            lp_command(printer), input=pdf, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrinterRefused(reason=error) from error
    if done.returncode:
        raise PrinterRefused(reason=done.stderr.decode(errors="replace").strip())


def draw_pages(pdf: bytes, printer: QPrinter) -> None:
    """Draw the chosen pages one by one; each is an image of at most 300 dpi."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefused(reason=printer.printerName() or _("it cannot be opened"))
    try:
        for index in _chosen(document.pageCount(), printer):
            _draw_page(document, index, printer, painter)
    finally:
        painter.end()
        document.close()


def _chosen(pages: int, printer: QPrinter) -> Iterator[int]:
    """Yield the indices of the pages to print; starts a new sheet before each but the first."""
    first = printer.fromPage() or 1
    last = min(printer.toPage() or pages, pages)
    for number in range(first, last + 1):
        if number > first and not printer.newPage():
            raise PrinterRefused(reason=_("it stopped between two pages"))
        yield number - 1


def _draw_page(document: QPdfDocument, index: int, printer: QPrinter, painter: QPainter) -> None:
    points = document.pagePointSize(index)
    dpi = min(MOST_DPI, printer.resolution())
    size = QSize(round(points.width() * dpi / POINTS), round(points.height() * dpi / POINTS))
    image = document.render(index, size)
    scale = printer.resolution() / POINTS
    target = QRectF(0, 0, points.width() * scale, points.height() * scale)
    painter.drawImage(target, image)
