"""Where photos come from besides files: the phone, the computer's camera, a memory card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from inspector_app.ui.camera_dialog import CameraDialog
from inspector_app.ui.idle_watch import IdleWatch
from inspector_app.ui.import_folder_dialog import ImportFolder
from inspector_app.ui.phone_camera_addresses import Address, local_addresses
from inspector_app.ui.phone_camera_dialog import PhoneCamera
from inspector_app.ui.phone_camera_server import Upload
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.photo_intake import PhotoIntake, Target
from inspector_app.ui.photo_strip import CAMERA, FOLDER, PHONE, PhotoStrip
from inspector_app.ui.visit_acts import VisitActs


class PhotoSources(QObject):
    """Opens the dialog of a source for one record; what comes out of it goes to that record,
    whatever the page shows meanwhile. The dialog closes with the page."""

    def __init__(self, acts: VisitActs, intake: PhotoIntake, parent: QObject) -> None:
        super().__init__(parent)
        self._acts, self._intake = acts, intake
        self.addresses: Callable[[], tuple[Address, ...]] = local_addresses
        self.dialog: QDialog | None = None
        self._openers = {PHONE: self._phone, CAMERA: self._camera, FOLDER: self._folder}

    def open(self, source: str, strip: PhotoStrip, target: Target, item: str) -> None:
        """Open a source's dialog over the strip; ``item`` says in words what photos are for."""
        self.close()
        made = self._openers[source](strip, target, item)
        self.dialog = made
        made.open()

    def close(self) -> None:
        """Close the dialog that is open, if any."""
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.reject()
            self.dialog.deleteLater()
        self.dialog = None

    def _phone(self, strip: PhotoStrip, target: Target, item: str) -> QDialog:
        dialog = PhoneCamera(item, self.addresses, self._acts.session.random_bytes, strip)
        dialog.uploaded.connect(partial(self._uploaded, dialog, target))
        return dialog

    def _uploaded(self, dialog: PhoneCamera, target: Target, upload: Upload) -> None:
        for watch in QCoreApplication.instance().findChildren(IdleWatch):  # type: ignore[union-attr]
            watch.touched()  # somebody is there, with the phone in hand

        failed = partial(_if_there, dialog, partial(dialog.note_refused, upload))
        kept = partial(_if_there, dialog, lambda _photo: dialog.note_stored(upload))
        self._intake.add(upload.data, target, failed, kept)

    def _camera(self, strip: PhotoStrip, target: Target, item: str) -> QDialog:
        dialog = CameraDialog(item, strip)
        dialog.taken.connect(partial(self._taken, dialog, strip, target))
        return dialog

    def _taken(self, dialog: CameraDialog, strip: PhotoStrip, target: Target, data: Source) -> None:
        here = replace(target, place=dialog.place.place)
        self._intake.add(data, here, strip.show_problem)

    def _folder(self, strip: PhotoStrip, target: Target, item: str) -> QDialog:
        around = self._acts.surroundings
        day = around.head.date if around is not None else ""
        dialog = ImportFolder(self._acts.jobs, self._acts.session, (target.visit, day, item), strip)
        dialog.wanted.connect(partial(self._import, dialog, target))
        return dialog

    def _import(self, dialog: ImportFolder, target: Target, paths: list[Path]) -> None:
        for path in paths:
            failed = partial(_if_there, dialog, partial(dialog.note_failed, path))
            kept = partial(_if_there, dialog, dialog.note_stored)
            self._intake.add(path, target, failed, kept)
        dialog.stopped.connect(self._intake.drop_waiting)


def _if_there(dialog: QDialog, tell: Callable[[Any], None], word: object) -> None:
    """Tell a dialog how it went, unless it was closed meanwhile."""
    if isValid(dialog):
        tell(word)
