"""A paper as it is: the PDF's own pages, from bytes."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow


class NoticePreview(QWidget):
    """Shows PDF bytes page under page; ``loaded`` carries the number of pages."""

    loaded = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.document)
        self.view.setAccessibleName(_("Preview of the paper"))
        self._pages = parts.label("", "note")
        wide = parts.button(_("Page width"), "flat")
        whole = parts.button(_("Whole page"), "flat")
        back = parts.button("←", "flat", name=_("Previous page"))
        forth = parts.button("→", "flat", name=_("Next page"))
        wide.clicked.connect(lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        whole.clicked.connect(lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitInView))
        back.clicked.connect(lambda: self.turn(-1))
        forth.clicked.connect(lambda: self.turn(1))
        bar = Flow((self._pages, back, forth, wide, whole), theme.SPACE_XS)
        begin_at(self, self.view)
        layout = parts.column(bar, self.view, space=theme.SPACE_XS)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.document.statusChanged.connect(self._status)
        self.view.pageNavigator().currentPageChanged.connect(lambda _page: self._show_count())

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    @property
    def count_text(self) -> str:
        """What the bar says about pages: 第 1 页，共 3 页."""
        return self._pages.text()

    def show_pdf(self, pdf: bytes) -> None:
        """Show these bytes; what was shown before is closed first."""
        self.document.close()
        if self._buffer is not None:
            self._buffer.deleteLater()
        self._buffer = QBuffer(self)  # must live as long as the document reads from it
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)

    def turn(self, step: int) -> None:
        """Go to the next page (1) or the one before (-1)."""
        navigator = self.view.pageNavigator()
        page = max(0, min(self.pages - 1, navigator.currentPage() + step))
        navigator.jump(page, QPointF())

    def _status(self, status: QPdfDocument.Status) -> None:
        if status == QPdfDocument.Status.Ready:
            self._show_count()
            self.loaded.emit(self.pages)

    def _show_count(self) -> None:
        page = self.view.pageNavigator().currentPage() + 1
        self._pages.setText(_("Page {page} of {total}").format(page=page, total=self.pages))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if event.key() in steps:
            self.turn(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
