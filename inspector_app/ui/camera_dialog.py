"""The computer's own camera, through Qt Multimedia where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.ui import parts
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.photo_bytes import plain_bytes
from inspector_app.ui.photo_place import LaptopPlace
from inspector_app.ui.problems import ProblemStrip

if TYPE_CHECKING:
    from types import ModuleType


class CameraMissing(Problem):
    """Qt Multimedia is not installed, or lacks a library of the system."""

    code = "CAM-03"
    template = N_("The computer's camera cannot be used: {reason}.")
    remedy_template = N_(
        "Install the addition “camera” (pip install inspector-app[camera]; on Linux also "
        "libpulse0). Photos from the phone, from a card or from files work without it."
    )


class CameraFailed(Problem):
    """The camera is there but gives no picture."""

    code = "CAM-04"
    template = N_("The camera gives no picture: {reason}.")
    remedy_template = N_("Close other programs that use it, or allow its use in the system.")


def multimedia() -> ModuleType:
    """Return Qt Multimedia; raises CameraMissing where it cannot be loaded."""
    try:
        from PySide6 import QtMultimedia
    except ImportError as error:
        reason = str(error).splitlines()[0] if str(error) else "QtMultimedia"
        raise CameraMissing(reason=reason) from error
    return QtMultimedia


class CameraDialog(QDialog):
    """Shows what the camera sees; ``taken`` carries a photo as plain bytes."""

    taken = Signal(object)

    def __init__(self, item: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Camera"))
        self._camera: Any = None
        self._sink: Any = None
        self._session: Any = None
        self._frame = QImage()
        self.place = LaptopPlace(self)
        self.count = 0
        self._build(item)
        open_at(self, 900, 680)
        self.finished.connect(lambda _result: self.stop())
        self.start()

    def _build(self, item: str) -> None:
        self.problem = ProblemStrip()
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Camera"))
        self.choice.currentIndexChanged.connect(lambda _index: self._use())
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._picture.setAccessibleName(_("What the camera sees"))
        words, key = _("Take the photo"), _("Space")
        self.shoot = parts.button(f"{words}  {key}", "primary", name=words)
        self.shoot.clicked.connect(self.take)
        self._told = parts.label("", "note")
        close = parts.button(_("Done") + "  Esc", name=_("Done"))
        close.clicked.connect(self.accept)
        head = parts.row(parts.label(item, "strong", wrap=True), self.choice)
        head.setStretch(0, 1)
        foot = parts.row(self.shoot, self._told, 1, close)
        layout: QVBoxLayout = parts.column(self.problem, head, self._picture, foot)
        layout.setStretch(2, 1)
        parts.pad(layout)
        self.setLayout(layout)

    def start(self) -> None:
        """Look for cameras and use the first; says what is missing where there is none."""
        self.shoot.setEnabled(False)
        try:
            devices = multimedia().QMediaDevices.videoInputs()
        except CameraMissing as problem:
            self.choice.hide()
            self.problem.show_problem(problem, safe="")
            return
        self.choice.blockSignals(True)
        for device in devices:
            self.choice.addItem(device.description(), device)
        self.choice.blockSignals(False)
        self.choice.setVisible(len(devices) > 1)
        if devices:
            self.place.follow()
            self._use()
        else:
            self.problem.show_note(
                _("No camera is connected."),
                _("Connect one, or take photos with the phone: “From the phone”."),
            )

    def _use(self) -> None:
        self.stop()
        qt = multimedia()
        self._session, self._sink = qt.QMediaCaptureSession(), qt.QVideoSink()
        self._camera = qt.QCamera(self.choice.currentData())
        self._camera.errorOccurred.connect(self._failed)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._seen)
        self._camera.start()

    def _failed(self, _error: object, text: str) -> None:
        self.problem.show_problem(CameraFailed(reason=text or _("it does not answer")), safe="")

    def _seen(self, frame: Any) -> None:
        self.show_frame(frame.toImage())

    def show_frame(self, image: QImage) -> None:
        """Show a picture of the camera; it is the one that is taken next."""
        if not image.isNull():
            self._frame = image
            self.shoot.setEnabled(True)
            self._fit()

    def take(self) -> None:
        """Report what the camera sees now as a photo."""
        if self._frame.isNull():
            return
        self.count += 1
        self._told.setText(_("{count} taken").format(count=self.count))
        self.taken.emit(plain_bytes(self._frame))

    def stop(self) -> None:
        """Switch the camera off."""
        if self._camera is not None:
            self._camera.stop()
            self._camera = self._sink = self._session = None

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DeferredDelete, QEvent.Type.Close):
            self.stop()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._frame.isNull():
            return
        fitted = self._frame.scaled(
            self._picture.size() - QSize(2, 2),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.FastTransformation,
        )
        self._picture.setPixmap(QPixmap.fromImage(fitted))
