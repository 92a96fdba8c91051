"""Where photos come from besides files: the phone, the computer's camera, a memory card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from inspector_app.domain.papers import PhotoAttached
from inspector_app.errors import Problem
from inspector_app.operations.session import Session
from inspector_app.ui.camera_dialog import CameraDialog
from inspector_app.ui.idle_watch import IdleWatch
from inspector_app.ui.import_folder_dialog import ImportFolder
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.phone_camera_addresses import Address, local_addresses
from inspector_app.ui.phone_camera_dialog import PhoneCamera
from inspector_app.ui.phone_camera_server import Upload
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.photo_intake import Target
from inspector_app.ui.photo_strip import CAMERA, FOLDER, PHONE


class Acts(Protocol):
    """Whose photos are fetched: a visit's or a record's acts."""

    jobs: Jobs
    session: Session

    @property
    def day(self) -> str:
        """The day on which the photos are to have been taken, ``YYYY-MM-DD``."""
        ...


class Intake(Protocol):
    """Keeps a picture for a target; ``kept`` or ``failed`` is told how it went."""

    def add(
        self,
        source: Source,
        target: Target,
        failed: Callable[[Problem], object],
        kept: Callable[[PhotoAttached], object] | None = None,
    ) -> None: ...

    def drop_waiting(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What photos are fetched for: their target, ``item`` in words, and who is told of a picture
    that cannot be used."""

    target: Target
    item: str
    failed: Callable[[Problem], object]


class PhotoSources(QObject):
    """Opens the dialog of a source for one record; what comes out of it goes to that record,
    whatever the page shows meanwhile. The dialog closes with the page."""

    def __init__(self, acts: Acts, intake: Intake, parent: QObject) -> None:
        super().__init__(parent)
        self._acts, self._intake = acts, intake
        self.addresses: Callable[[], tuple[Address, ...]] = local_addresses
        self.dialog: QDialog | None = None
        self._openers = {PHONE: self._phone, CAMERA: self._camera, FOLDER: self._folder}

    def open(self, source: str, over: QWidget, wanted: Wanted) -> None:
        """Open a source's dialog over a part of the page."""
        self.close()
        made = self._openers[source](over, wanted)
        self.dialog = made
        made.open()

    def close(self) -> None:
        """Close the dialog that is open, if any."""
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.reject()
            self.dialog.deleteLater()
        self.dialog = None

    def _phone(self, over: QWidget, wanted: Wanted) -> QDialog:
        dialog = PhoneCamera(wanted.item, self.addresses, self._acts.session.random_bytes, over)
        dialog.uploaded.connect(partial(self._uploaded, dialog, wanted.target))
        return dialog

    def _uploaded(self, dialog: PhoneCamera, target: Target, upload: Upload) -> None:
        for watch in QCoreApplication.instance().findChildren(IdleWatch):  # type: ignore[union-attr]
            watch.touched()  # somebody is there, with the phone in hand

        failed = partial(_if_there, dialog, partial(dialog.note_refused, upload))
        kept = partial(_if_there, dialog, lambda _photo: dialog.note_stored(upload))
        self._intake.add(upload.data, target, failed, kept)

    def _camera(self, over: QWidget, wanted: Wanted) -> QDialog:
        dialog = CameraDialog(wanted.item, over)
        dialog.taken.connect(partial(self._taken, dialog, wanted))
        return dialog

    def _taken(self, dialog: CameraDialog, wanted: Wanted, data: Source) -> None:
        here = replace(wanted.target, place=dialog.place.place)
        self._intake.add(data, here, wanted.failed)

    def _folder(self, over: QWidget, wanted: Wanted) -> QDialog:
        about = (wanted.target.visit, self._acts.day, wanted.item)
        dialog = ImportFolder(self._acts.jobs, self._acts.session, about, over)
        dialog.wanted.connect(partial(self._import, dialog, wanted.target))
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
