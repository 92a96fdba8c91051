"""Pictures that answer questions of a record: from files, phone, camera, card or clipboard, and
shown small once they are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.domain.papers import PhotoAttached
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import record_work
from inspector_app.ui.form_view import FormView
from inspector_app.ui.photo_bytes import Source, sources_of
from inspector_app.ui.photo_intake import Target
from inspector_app.ui.photo_sources import PhotoSources, Wanted
from inspector_app.ui.photo_strip import SOURCES, sources_menu
from inspector_app.ui.record_acts import RecordActs
from inspector_app.ui.record_signing import SignDialog
from inspector_app.ui.shortcuts import add_key
from inspector_app.ui.start_visit_dialog import PICTURES
from inspector_app.ui.visit_values import ItemKind, ItemView


class RecordPictures(QObject):
    """Serves the questions of one record page that ask for a picture or a signature."""

    def __init__(self, acts: RecordActs, form: FormView, page: QWidget) -> None:
        super().__init__(page)
        self._acts, self._form, self._page = acts, form, page
        self._read: dict[str, QImage] = {}
        self.sources = PhotoSources(acts, self, self)
        form.items.open.offer(photos=False, hazards=False, sources=True)
        form.photo_wanted.connect(self.choose)
        form.sources_wanted.connect(self._open_menu)
        form.moved.connect(self._show)
        for source, (_words, key) in SOURCES.items():
            add_key(page, key, partial(self.ask, source))

    @property
    def _asked(self) -> ItemView | None:
        """The open question where it asks for a picture and takes one."""
        item = self._form.item
        wants = item is not None and item.kind is ItemKind.IMAGE and self._acts.is_open
        return item if wants else None

    def choose(self) -> None:
        """Ask for what the open question wants: a photo from a file, or a signature."""
        item = self._asked
        if item is None:
            return
        if is_signature(item):
            self._sign(item)
            return
        pattern = _("Pictures ({patterns})").format(patterns=PICTURES)
        title = _("Choose a photo")
        chosen, _filter = QFileDialog.getOpenFileName(self._page, title, "", pattern)
        if chosen:
            self._acts.attach(item.key, Path(chosen))

    def _sign(self, item: ItemView) -> None:
        dialog = SignDialog(item.label, self._page.window())
        dialog.signed.connect(partial(self._acts.attach, item.key))
        dialog.finished.connect(self._form.items.open.take_focus)
        dialog.open()

    # --- other sources

    def _open_menu(self, button: QWidget) -> None:
        menu = sources_menu(button, self.ask, self.paste)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def ask(self, source: str) -> None:
        """Fetch the picture of the open question from phone, camera or memory card."""
        item, look = self._asked, self._acts.look
        if item is not None and look is not None and not is_signature(item):
            target = Target(look.visit, item.key)
            self.sources.open(source, self._page, Wanted(target, item.label, self._refused))
            if self.sources.dialog is not None:
                self.sources.dialog.finished.connect(self._form.items.open.take_focus)

    def paste(self) -> bool:
        """Take the picture of the clipboard for the open question; False where there is none."""
        item = self._asked
        found = sources_of(QGuiApplication.clipboard().mimeData())
        if item is None or not found or is_signature(item):
            return False
        self._acts.attach(item.key, found[0])
        return True

    def add(
        self,
        source: Source,
        target: Target,
        failed: Callable[[Problem], object],
        kept: Callable[[PhotoAttached], object] | None = None,
    ) -> None:
        """Keep what a source gave: the last picture is the answer."""
        self._acts.attach(target.owner, source, failed, kept)

    def drop_waiting(self) -> None:
        """Nothing waits here: each picture is on its way to the store at once."""

    def _refused(self, problem: Problem) -> None:
        self._acts.refused.emit(problem)

    # --- shown small

    def _show(self, item: ItemView | None) -> None:
        if item is None or item.kind is not ItemKind.IMAGE or not item.value:
            return
        if item.value in self._read:
            self._put(item.value)
            return
        act = partial(record_work.picture, self._acts.session, item.value)
        told = partial(self._have, item.value)
        self._acts.jobs.run(act, told, self._refused, owner=self)

    def _have(self, value: str, image: QImage) -> None:
        self._read[value] = image
        self._put(value)

    def _put(self, value: str) -> None:
        self._form.items.open.show_picture(value, self._read[value])
        self._form.items.bring_to_view()


def is_signature(item: ItemView) -> bool:
    """Return whether a picture is to be drawn by the hand that signs."""
    return item.appearance.startswith("signature")
