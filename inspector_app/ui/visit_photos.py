"""Photos on the visit page: from the strips to the store and back, by owner."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from inspector_app.domain.papers import PhotoAttached, PhotoRole
from inspector_app.errors import Problem
from inspector_app.operations import photos
from inspector_app.operations.session import Changes, Session
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.photo_strip import PhotoShown, PhotoStrip
from inspector_app.ui.photo_view import PhotoView
from inspector_app.ui.visit_acts import VisitActs

MOST_THUMBNAILS = 400  # of 320 px each: a few megabytes


class VisitPhotos(QObject):
    """Keeps strips in step with the photos of their owners (subjects)."""

    def __init__(self, acts: VisitActs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts = acts
        self._owners: dict[PhotoStrip, str] = {}
        self._thumbnails: dict[str, bytes] = {}
        self._asked: set[str] = set()
        self._view: PhotoView | None = None
        self._large: tuple[PhotoStrip, str] | None = None
        acts.surrounded.connect(self.show_all)
        acts.opened.connect(self.show_all)

    def watch(self, strip: PhotoStrip) -> None:
        """Serve a strip from now on."""
        self._owners[strip] = ""
        strip.added.connect(partial(self._attach, strip))
        strip.removed.connect(self._detach)
        strip.captioned.connect(self._caption)
        strip.opened.connect(partial(self.show_large, strip))

    def give(self, strip: PhotoStrip, owner: str) -> None:
        """Say whose photos a strip shows; "" for nobody's."""
        if self._owners.get(strip) != owner:
            self._owners[strip] = owner
            strip.show_problem(None)
        self._show(strip)

    def show_all(self) -> None:
        """Show every strip anew."""
        for strip in self._owners:
            self._show(strip)

    def _of(self, strip: PhotoStrip) -> tuple[PhotoAttached, ...]:
        around, owner = self._acts.surroundings, self._owners[strip]
        if around is None or not owner:
            return ()
        return tuple(one for one in around.photos if one.owner == owner)

    def _show(self, strip: PhotoStrip) -> None:
        found = self._of(strip)
        strip.show_photos(tuple(self._shown(one) for one in found))
        for one in found:
            self._ask_thumbnail(one)

    def _shown(self, one: PhotoAttached) -> PhotoShown:
        thumbnail = self._thumbnails.get(one.thumbnail_sha256)
        around = self._acts.surroundings
        stage = around.stages.get(f"photo:{one.photo}") if around else None
        return PhotoShown(one.photo, one.sha256, one.caption, one.role.value, thumbnail, stage)

    def _ask_thumbnail(self, one: PhotoAttached) -> None:
        name = one.thumbnail_sha256
        if name in self._thumbnails or name in self._asked:
            return
        self._asked.add(name)
        act = partial(photos.photo_bytes, self._session, name)
        self._acts.jobs.run(act, partial(self._have_thumbnail, name), self._lost, owner=self)

    def _have_thumbnail(self, name: str, data: bytes) -> None:
        if len(self._thumbnails) >= MOST_THUMBNAILS:
            self._thumbnails.clear()
            self._asked.clear()
        self._thumbnails[name] = data
        self.show_all()

    def _lost(self, _problem: Problem) -> None:
        """A thumbnail that is not here yet (it comes with the next sync) leaves its place empty."""

    @property
    def _session(self) -> Session:
        return self._acts.session

    def _attach(self, strip: PhotoStrip, sources: list[Source], role: str) -> None:
        owner = self._owners[strip]
        if not owner:
            return
        for source in sources:
            act = partial(
                photos.attach_photo,
                self._session,
                self._acts.visit,
                owner,
                source,
                role=PhotoRole(role),
            )
            self._acts.jobs.run(act, self._attached, strip.show_problem, owner=self)

    def _attached(self, made: tuple[PhotoAttached, Changes]) -> None:
        self._acts.note_saved(made[1])

    def _find(self, photo: str) -> PhotoAttached | None:
        around = self._acts.surroundings
        return next((p for p in around.photos if p.photo == photo), None) if around else None

    def _detach(self, photo: str) -> None:
        found = self._find(photo)
        if found is not None:
            self._keep(partial(photos.detach_photo, self._session, found))

    def _caption(self, photo: str, caption: str) -> None:
        found = self._find(photo)
        if found is not None:
            self._keep(partial(photos.caption_photo, self._session, found, caption))

    def _keep(self, act: partial[Changes]) -> None:
        acts = self._acts
        acts.jobs.run(act, acts.note_saved, acts.refused.emit, owner=acts)

    def show_large(self, strip: PhotoStrip, photo: str) -> None:
        """Open a photo large; the arrows go on to the strip's others."""
        found = next((one for one in self._of(strip) if one.photo == photo), None)
        if found is None:
            return
        self._large = (strip, photo)
        view = self._viewer(strip)
        act = partial(_decoded, self._session, found.sha256)
        told = partial(self._show_decoded, found)
        self._acts.jobs.run(act, told, self._lost, owner=self)
        view.open()

    def _viewer(self, strip: PhotoStrip) -> PhotoView:
        if self._view is None:
            self._view = PhotoView(strip.window())
            self._view.step.connect(self._step)
        return self._view

    def _show_decoded(self, one: PhotoAttached, image: QImage) -> None:
        if self._view is not None:
            self._view.show_photo(image, one.caption)

    def _step(self, step: int) -> None:
        if self._large is None:
            return
        strip, photo = self._large
        names = [one.photo for one in self._of(strip)]
        if photo in names:
            self.show_large(strip, names[(names.index(photo) + step) % len(names)])


def _decoded(session: Session, sha256: str) -> QImage:
    return QImage.fromData(photos.photo_bytes(session, sha256))
