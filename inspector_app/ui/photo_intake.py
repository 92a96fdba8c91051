"""New photos on their way to the store: read on a thread of their own, kept one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.papers import PhotoAttached, PhotoRole
from inspector_app.errors import Problem
from inspector_app.operations import evidence, photos
from inspector_app.operations.evidence import Doubt
from inspector_app.operations.pictures import Picture
from inspector_app.operations.session import Changes, Session
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.photo_place import NOWHERE


@dataclass(frozen=True, slots=True)
class Target:
    """What a photo is to prove: the visit, the subject it belongs to, its role there. ``place`` is
    where it was taken (longitude, latitude) where the picture does not say so itself."""

    visit: str
    owner: str
    role: str = "evidence"
    place: tuple[str, str] = NOWHERE


@dataclass(frozen=True, slots=True)
class _Wanted:
    source: Source
    target: Target
    kept: Callable[[PhotoAttached], object] | None
    failed: Callable[[Problem], object]


class PhotoIntake(QObject):
    """Takes sources in. ``stored`` carries the Changes of a photo that is on disk, ``waiting`` how
    many are on their way, ``doubted`` a photo and what speaks against it."""

    stored = Signal(object)
    waiting = Signal(int)
    doubted = Signal(object, object)

    def __init__(self, jobs: Jobs, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self._queue: deque[_Wanted] = deque()
        self._now: _Wanted | None = None
        self._reading = False

    def add(
        self,
        source: Source,
        target: Target,
        failed: Callable[[Problem], object],
        kept: Callable[[PhotoAttached], object] | None = None,
    ) -> None:
        """Keep a picture for a target; ``kept`` or ``failed`` is told how it went."""
        self._queue.append(_Wanted(source, target, kept, failed))
        self._next()

    def drop_waiting(self) -> None:
        """Take in nothing more than what is in hand."""
        self._queue.clear()

    def _next(self) -> None:
        self.waiting.emit(len(self._queue) + (self._now is not None))
        if self._now is not None or not self._queue:
            return
        self._now = self._queue.popleft()
        # Reading takes a tenth of a second and more: not where answers wait to be saved.
        act = partial(photos.picture_of, self._now.source)
        self._reading = True
        self._jobs.fetch(act, self._was_read, self._not_read, owner=self)

    def flush(self) -> None:
        """Hand all that waits to the store at once: the page is about to go, and what a person
        gave is kept."""
        left = list(self._queue)
        self._queue.clear()
        if self._reading and self._now is not None:
            left.insert(0, self._now)
            self._now, self._reading = None, False
        for one in left:
            self._store(one, one.source)

    def _was_read(self, picture: Picture) -> None:
        if not self._reading or self._now is None:
            return  # it was flushed meanwhile
        self._reading = False
        target = self._now.target
        if picture.place == NOWHERE:
            picture = replace(picture, place=target.place)
        self._store(self._now, picture)

    def _not_read(self, problem: Problem) -> None:
        if self._reading and self._now is not None:
            self._reading = False
            self._failed(self._now, problem)

    def _store(self, wanted: _Wanted, source: Source | Picture) -> None:
        target = wanted.target
        act = partial(
            photos.attach_photo,
            self._session,
            target.visit,
            target.owner,
            source,
            role=PhotoRole(target.role),
        )
        done, failed = partial(self._was_stored, wanted), partial(self._failed, wanted)
        self._jobs.run(act, done, failed, owner=self)

    def _was_stored(self, wanted: _Wanted, made: tuple[PhotoAttached, Changes]) -> None:
        photo, changes = made
        self.stored.emit(changes)
        if wanted.kept is not None:
            wanted.kept(photo)
        act = partial(evidence.doubts_of, self._session, photo)
        told = partial(self._have_doubts, photo)
        self._jobs.run(act, told, self._no_doubts, owner=self)
        self._went_by(wanted)

    def _failed(self, wanted: _Wanted, problem: Problem) -> None:
        wanted.failed(problem)
        self._went_by(wanted)

    def _went_by(self, wanted: _Wanted) -> None:
        if self._now is wanted:
            self._now = None
        self._next()

    def _have_doubts(self, photo: PhotoAttached, doubts: tuple[Doubt, ...]) -> None:
        if doubts:
            self.doubted.emit(photo, doubts)

    def _no_doubts(self, _problem: Problem) -> None:
        """The photo is kept; that it could not be compared is no news."""
