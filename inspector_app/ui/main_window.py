"""The one window: the entrance (unlock, enrol, recovery) or the working shell."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from inspector_app.i18n import _
from inspector_app.ui import theme
from inspector_app.ui.focus_in_view import FocusInView

WIDTH, HEIGHT = 1280, 720


class MainWindow(QMainWindow):
    """Shows one widget at a time; ``closing`` comes before it closes for good."""

    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Accident prevention service"))
        self.resize(WIDTH, HEIGHT)
        self.setMinimumSize(900, 560)
        theme.mark(self, "ground")
        self._in_view = FocusInView(self)

    def show_only(self, widget: QWidget) -> None:
        """Replace what the window shows; the old widget is deleted."""
        old = self.takeCentralWidget()
        if old is not None and old is not widget:
            old.hide()
            old.deleteLater()
        self.setCentralWidget(widget)
        self.setWindowTitle(_("Accident prevention service"))
        widget.show()
        widget.setFocus()

    def place(self, packed: str) -> None:
        """Take size and place of the last time; what does not fit a screen any more is ignored."""
        if packed:
            self.restoreGeometry(QByteArray.fromBase64(packed.encode("ascii", "replace")))

    def placed(self) -> str:
        """Return size and place for the next start."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the owner finish what the store still writes, then close."""
        self.closing.emit()
        super().closeEvent(event)
