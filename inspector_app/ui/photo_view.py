"""A photo, large: fitted to the window, with its caption and the way to the next one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QWidget

from inspector_app.domain.papers import PhotoAttached
from inspector_app.i18n import _
from inspector_app.operations.stamping import shown_time
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at


def traces_of(photo: PhotoAttached) -> str:
    """Return when and where a photo was taken, in words."""
    where = ""
    if photo.longitude and photo.latitude:
        where = _("{longitude}° E, {latitude}° N").format(
            longitude=_short(photo.longitude), latitude=_short(photo.latitude)
        )
    return " · ".join(part for part in (shown_time(photo.taken_at), where) if part)


def _short(degrees: str) -> str:
    """Return degrees with five decimals: about a metre."""
    whole, _point, decimals = degrees.partition(".")
    return f"{whole}.{decimals[:5]}"


class PhotoView(QDialog):
    """Shows one photo; ``step`` asks for the next (1) or the one before (-1), ``edit`` for marks
    on this one."""

    step = Signal(int)
    edit = Signal()

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
        mark = parts.button(_("Crop, turn and mark") + "  E", icon="draw")
        mark.setAccessibleName(_("Crop, turn and mark"))
        mark.clicked.connect(self.edit)
        self._odd = parts.label("", wrap=True)
        theme.set_state(self._odd, "waiting")
        self._odd.hide()
        back.clicked.connect(lambda: self.step.emit(-1))
        forth.clicked.connect(lambda: self.step.emit(1))
        close.clicked.connect(self.reject)
        foot = parts.row(back, forth, 1, mark, close)
        layout = parts.column(self._picture, self._odd, self._caption, foot)
        layout.setStretch(0, 1)
        parts.pad(layout)
        self.setLayout(layout)
        open_at(self, 960, 680)

    def show_photo(self, image: QImage, caption: str, odd: str = "") -> None:
        """Show a decoded picture, what is said about it, and what is odd about it."""
        self._image = image
        self._caption.setText(caption)
        self._odd.setText(odd)
        self._odd.setVisible(bool(odd))
        self._picture.setAccessibleName(caption or _("Photo"))
        self._fit()

    @property
    def odd(self) -> str:
        """What is odd about the photo, "" for nothing."""
        return "" if self._odd.isHidden() else self._odd.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self.step.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_E:
            self.edit.emit()
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
