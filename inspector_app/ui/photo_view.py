"""A photo, large: fitted to the window, with its caption and the way to the next one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts


class PhotoView(QDialog):
    """Shows one photo; ``step`` asks for the next (1) or the one before (-1)."""

    step = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Photo"))
        self._image = QImage()
        self._picture = QLabel(_("Loading …"))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._caption = parts.label("", "muted", wrap=True)
        back = parts.button("←", name=_("Previous photo"))
        forth = parts.button("→", name=_("Next photo"))
        close = parts.button(_("Close") + "  Esc", name=_("Close"))
        back.clicked.connect(lambda: self.step.emit(-1))
        forth.clicked.connect(lambda: self.step.emit(1))
        close.clicked.connect(self.reject)
        layout = parts.column(self._picture, parts.row(back, forth, self._caption, 1, close))
        layout.setStretch(0, 1)
        parts.pad(layout)
        self.setLayout(layout)
        self.resize(960, 680)

    def show_photo(self, image: QImage, caption: str) -> None:
        """Show a decoded picture."""
        self._image = image
        self._caption.setText(caption)
        self._picture.setAccessibleName(caption or _("Photo"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self.step.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        if self._image.isNull():
            return
        size = self._picture.size() - QSize(4, 4)
        fitted = self._image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._picture.setPixmap(QPixmap.fromImage(fitted))
