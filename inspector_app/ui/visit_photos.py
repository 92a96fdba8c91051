"""Photos on the visit page: from the strips to the store and back, by owner."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from inspector_app.domain.papers import PhotoAttached, PhotoRole
from inspector_app.domain.photo_marks import PhotoMarked
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import evidence, marking, photos
from inspector_app.operations.evidence import Doubt
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import picture_editor_work
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.photo_card import PhotoShown, role_word
from inspector_app.ui.photo_intake import PhotoIntake, Target
from inspector_app.ui.photo_notices import DoubtShown, doubt_words
from inspector_app.ui.photo_sources import PhotoSources
from inspector_app.ui.photo_sources import Wanted as Fetched
from inspector_app.ui.photo_strip import SOURCES, PhotoStrip
from inspector_app.ui.photo_view import PhotoView, traces_of
from inspector_app.ui.picture_editor import PictureEditor
from inspector_app.ui.picture_editor_work import Material, Wanted
from inspector_app.ui.shortcuts import add_key
from inspector_app.ui.visit_acts import VisitActs
from inspector_app.ui.visit_values import find

MOST_THUMBNAILS = 400  # of 320 px each: a few megabytes


class VisitPhotos(QObject):
    """Keeps strips in step with the photos of their owners (subjects)."""

    def __init__(
        self,
        acts: VisitActs,
        parent: QObject | None = None,
        in_hand: Callable[[], PhotoStrip] | None = None,
    ) -> None:
        super().__init__(parent)
        self._acts, self._in_hand = acts, in_hand
        self._owners: dict[PhotoStrip, str] = {}
        self._thumbnails: dict[str, bytes] = {}
        self._asked: set[str] = set()
        self._view: PhotoView | None = None
        self._large: tuple[PhotoStrip, str] | None = None
        self._marks: dict[str, PhotoMarked] = {}
        self._awaited: tuple[PhotoStrip, str] | None = None  # where photos are on their way
        self._removed: dict[str, PhotoAttached] = {}
        self._doubts: dict[str, list[DoubtShown]] = {}
        self.intake = PhotoIntake(acts.jobs, acts.session, self)
        self.intake.stored.connect(acts.note_saved)
        self.intake.doubted.connect(self._doubted)
        self.sources = PhotoSources(acts, self.intake, self)
        acts.surrounded.connect(self._surrounded)
        acts.opened.connect(self._surrounded)
        if isinstance(parent, QWidget):
            for source, (_words, key) in SOURCES.items():
                add_key(parent, key, partial(self.ask, source))

    def watch(self, strip: PhotoStrip) -> None:
        """Serve a strip from now on."""
        self._owners[strip] = ""
        strip.added.connect(partial(self._attach, strip))
        strip.removed.connect(self._detach)
        strip.captioned.connect(self._caption)
        strip.opened.connect(partial(self.show_large, strip))
        strip.asked.connect(partial(self._ask, strip))
        strip.marked.connect(self.edit_marks)
        strip.role_given.connect(self._give_role)
        strip.moved.connect(partial(self._move, strip))
        strip.undo.wanted.connect(self._put_back)
        strip.doubt.kept.connect(self._keep)
        strip.doubt.dropped.connect(self._drop)
        self.intake.waiting.connect(strip.show_waiting)
        strip.offer_sources()

    def give(self, strip: PhotoStrip, owner: str) -> None:
        """Say whose photos a strip shows; "" for nobody's."""
        if self._owners.get(strip) != owner:
            self._owners[strip] = owner
            strip.show_problem(None)
            strip.undo.offer("")
        self._show(strip)

    def show_all(self) -> None:
        """Show every strip anew."""
        for strip in self._owners:
            self._show(strip)

    def _of(self, strip: PhotoStrip) -> tuple[PhotoAttached, ...]:
        around, owner = self._acts.surroundings, self._owners[strip]
        if around is None or not owner:
            return ()
        return tuple(one for one in around.photos if around.owner_of(one) == owner)

    def _show(self, strip: PhotoStrip) -> None:
        found = self._of(strip)
        more = len(found) > strip.count
        strip.show_photos(tuple(self._shown(one) for one in found))
        if more and self._awaited == (strip, self._owners[strip]):
            strip.come_to_view()
        asked = (doubt for one in found for doubt in self._doubts.get(one.photo, ()))
        strip.doubt.show_doubts(tuple(asked))
        for one in found:
            self._ask_thumbnail(one)

    def _shown(self, one: PhotoAttached) -> PhotoShown:
        around = self._acts.surroundings
        stage = around.stages.get(f"photo:{one.photo}") if around else None
        return PhotoShown(
            one.photo,
            one.sha256,
            one.caption,
            one.role.value,
            self._thumbnails.get(self._look_of(one)),
            stage,
            traces_of(one),
        )

    # --- thumbnails, with the marks that stand over them

    def _surrounded(self) -> None:
        self.show_all()
        if self._acts.surroundings is not None:
            act = partial(marking.marks_of_visit, self._session, self._acts.visit)
            self._acts.jobs.run(act, self._have_marks, self._lost, owner=self)

    def _have_marks(self, marks: dict[str, PhotoMarked]) -> None:
        if marks != self._marks:
            self._marks = marks
            self.show_all()

    def _look_of(self, one: PhotoAttached) -> str:
        """Return what tells one look of a photo from another: its picture and its marks."""
        marked = self._marks.get(one.photo)
        return f"{one.thumbnail_sha256} {marked.plain() if marked else ''}"

    def _ask_thumbnail(self, one: PhotoAttached) -> None:
        look = self._look_of(one)
        if look in self._thumbnails or look in self._asked:
            return
        self._asked.add(look)
        act = partial(marking.shown_thumbnail, self._session, one)
        self._acts.jobs.run(act, partial(self._have_thumbnail, look), self._lost, owner=self)

    def _have_thumbnail(self, look: str, data: bytes) -> None:
        if len(self._thumbnails) >= MOST_THUMBNAILS:
            self._thumbnails.clear()
            self._asked.clear()
        self._thumbnails[look] = data
        self.show_all()

    def _lost(self, _problem: Problem) -> None:
        """A thumbnail that is not here yet (it comes with the next sync) leaves its place empty."""

    @property
    def _session(self) -> Session:
        return self._acts.session

    # --- new photos

    def _attach(self, strip: PhotoStrip, sources: list[Source], role: str) -> None:
        owner = self._owners[strip]
        if owner:
            target = Target(self._acts.visit, owner, role)
            self._awaited = (strip, owner)
            for source in sources:
                self.intake.add(source, target, strip.show_problem)

    def ask(self, source: str) -> None:
        """Fetch photos from a source for the record in hand: the hazard's, else the item's."""
        strip = self._in_hand() if self._in_hand else next(iter(self._owners), None)
        if strip is not None and self._owners.get(strip):
            strip.ask(source)

    def _ask(self, strip: PhotoStrip, source: str, role: str) -> None:
        owner = self._owners[strip]
        if owner:
            target = Target(self._acts.visit, owner, role)
            wanted = Fetched(target, self._words_of(owner), strip.show_problem)
            self.sources.open(source, strip, wanted)

    def _words_of(self, owner: str) -> str:
        """Return what a subject is about, as the person sees it."""
        kind, _colon, key = owner.partition(":")
        around = self._acts.surroundings
        if kind == "hazard":
            told = around.hazards if around else ()
            return next((h.body.place for h in told if h.hazard == key), "") or _("New hazard")
        item = find(self._acts.book.sections, key.removeprefix(f"{self._acts.visit}/"))
        return item[1].label if item else _("This visit")

    # --- doubts

    def _doubted(self, photo: PhotoAttached, doubts: tuple[Doubt, ...]) -> None:
        self._doubts[photo.photo] = [
            DoubtShown(photo.photo, doubt_words(one), one.seen.photo if one.seen else "")
            for one in doubts
        ]
        self.show_all()

    def _settle(self, doubt: DoubtShown) -> None:
        left = [one for one in self._doubts.get(doubt.photo, ()) if one != doubt]
        self._doubts[doubt.photo] = left
        self.show_all()

    def _keep(self, doubt: DoubtShown) -> None:
        self._settle(doubt)
        found = self._find(doubt.photo)
        if found is not None and doubt.earlier:
            self._act(partial(photos.keep_knowingly, self._session, found, doubt.earlier))

    def _drop(self, doubt: DoubtShown) -> None:
        self._doubts.pop(doubt.photo, None)
        self._detach(doubt.photo)

    # --- what can be done to a photo

    def _find(self, photo: str) -> PhotoAttached | None:
        around = self._acts.surroundings
        return next((p for p in around.photos if p.photo == photo), None) if around else None

    def _detach(self, photo: str) -> None:
        found = self._find(photo)
        if found is not None:
            self._removed[photo] = found
            self._act(partial(photos.detach_photo, self._session, found))
            held = [strip for strip in self._owners if found in self._of(strip)]
            for strip in self._owners:
                strip.undo.offer(photo if strip in held else "")

    def _put_back(self, photo: str) -> None:
        found = self._removed.pop(photo, None)
        if found is not None:
            self._act(partial(photos.put_back, self._session, found))

    def _caption(self, photo: str, caption: str) -> None:
        found = self._find(photo)
        if found is not None:
            self._act(partial(photos.caption_photo, self._session, found, caption))

    def _give_role(self, photo: str, role: str) -> None:
        found = self._find(photo)
        if found is not None:
            self._act(partial(photos.give_role, self._session, found, PhotoRole(role)))

    def _move(self, strip: PhotoStrip, photo: str, step: int) -> None:
        order = list(self._of(strip))
        here = next((n for n, one in enumerate(order) if one.photo == photo), -1)
        there = here + step
        if here >= 0 and 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
            self._act(partial(photos.order_photos, self._session, order))

    def _act(self, act: Callable[[], Changes]) -> None:
        acts = self._acts
        acts.jobs.run(act, acts.note_saved, acts.refused.emit, owner=acts)

    def edit_marks(self, photo: str) -> None:
        """Open a photo to be cropped, turned and marked."""
        found = self._find(photo)
        strip = next((s for s in self._owners if found in self._of(s)), None)
        if found is not None and strip is not None:
            act = partial(picture_editor_work.material, self._session, found)
            told = partial(self._edit, strip, found)
            self._acts.jobs.run(act, told, self._acts.refused.emit, owner=self)

    def _edit(self, strip: PhotoStrip, photo: PhotoAttached, given: Material) -> None:
        editor = PictureEditor(given, strip)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.saved.connect(partial(self._mark, photo))
        editor.open()

    def _mark(self, photo: PhotoAttached, wanted: Wanted) -> None:
        self._act(partial(picture_editor_work.keep, self._session, photo, wanted))

    # --- large

    def show_large(self, strip: PhotoStrip, photo: str) -> None:
        """Open a photo large; the arrows go on to the strip's others."""
        found = next((one for one in self._of(strip) if one.photo == photo), None)
        if found is None:
            return
        self._large = (strip, photo)
        view = self._viewer(strip)
        act = partial(_decoded, self._session, found)
        told = partial(self._show_decoded, found)
        self._acts.jobs.run(act, told, self._lost, owner=self)
        view.open()

    def _viewer(self, strip: PhotoStrip) -> PhotoView:
        if self._view is None:
            self._view = PhotoView(strip)  # goes with the page when the laptop is locked
            self._view.step.connect(self._step)
            self._view.edit.connect(self._edit_large)
        return self._view

    def _show_decoded(self, one: PhotoAttached, seen: tuple[QImage, tuple[Doubt, ...]]) -> None:
        if self._view is not None:
            image, doubts = seen
            odd = " ".join(doubt_words(doubt) for doubt in doubts)
            said = (role_word(one.role.value), one.caption, traces_of(one))
            self._view.show_photo(image, " · ".join(part for part in said if part), odd)

    def _edit_large(self) -> None:
        if self._large is not None and self._view is not None:
            self._view.reject()
            self.edit_marks(self._large[1])

    def _step(self, step: int) -> None:
        if self._large is None:
            return
        strip, photo = self._large
        names = [one.photo for one in self._of(strip)]
        if photo in names:
            self.show_large(strip, names[(names.index(photo) + step) % len(names)])


def _decoded(session: Session, photo: PhotoAttached) -> tuple[QImage, tuple[Doubt, ...]]:
    image = QImage.fromData(marking.shown_photo(session, photo))
    return image, evidence.doubts_of(session, photo)
