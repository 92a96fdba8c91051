"""What a person does in a record of the service, carried to the store and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.papers import PhotoAttached
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import records
from inspector_app.operations.holders import RecordOver
from inspector_app.operations.session import Changes
from inspector_app.ui import record_work
from inspector_app.ui.kept_acts import KeptActs
from inspector_app.ui.record_work import OpenedRecord, RecordLook
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_work import Answered, Given, find_checklist


class RecordActs(KeptActs):
    """Runs the acts of one record; ``looked`` follows every change of how it stands."""

    looked = Signal()
    ended = Signal()

    look: RecordLook | None = None
    record = ""

    @property
    def is_open(self) -> bool:
        """Whether the record is still filled."""
        return self.look is not None and self.look.state is RecordState.OPEN

    def open(self, record: str) -> None:
        """Read a record; ``opened`` follows."""
        self.record = record
        act = partial(record_work.open_look, self.session, record)
        self.jobs.run(act, self._was_opened, self.refused.emit, owner=self)

    def _was_opened(self, opened: OpenedRecord) -> None:
        if opened.look.record != self.record:
            return
        self.look, self.kept = opened.look, (opened.kept,)
        self.book = VisitBook((opened.shown,), opened.look.around)
        self.opened.emit()
        self.looked.emit()

    def answer(self, given: Given) -> None:
        """Take an answer, while the record is open."""
        if self.is_open:
            super().answer(given)
        else:
            self.refused.emit(RecordOver())
            self.shown.emit()

    @property
    def day(self) -> str:
        """The day of the record, ``YYYY-MM-DD``."""
        return self.look.date if self.look is not None else ""

    def attach(
        self,
        key: str,
        source: bytes | Path,
        failed: Callable[[Problem], object] | None = None,
        then: Callable[[PhotoAttached], object] | None = None,
    ) -> None:
        """Give a picture to the question that asks for it; ``then`` or ``failed`` is told."""
        kept = find_checklist(self.kept, key)
        if kept is not None:
            self.saved.emit(_("Saving …"), "waiting")
            act = partial(record_work.attach, self.session, kept, key, source)
            done = partial(self._was_attached, then)
            self.jobs.run(act, done, failed or self.refused.emit, owner=self)

    def _was_attached(
        self,
        then: Callable[[PhotoAttached], object] | None,
        made: tuple[PhotoAttached, Answered],
    ) -> None:
        self._was_undone(made[1])  # shows what stands on disk now
        if then is not None:
            then(made[0])

    def refill(self) -> None:
        """Take what the dossier knows by now into the questions nobody answered."""
        act = partial(record_work.refilled, self.session, self.record)
        self.jobs.run(act, self._was_refilled, self.refused.emit, owner=self)

    def _was_refilled(self, answer: tuple[Changes, OpenedRecord]) -> None:
        self.changed.emit(answer[0])
        self._was_opened(answer[1])

    def close(self) -> None:
        """Close the record; ``refused`` carries what is still required."""
        act = partial(records.close_record, self.session, self.record)
        self.jobs.run(act, self._was_ended, self.refused.emit, owner=self)

    def reopen(self, reason: str) -> None:
        """Go on with a closed record."""
        act = partial(records.reopen_record, self.session, self.record, reason)
        self.jobs.run(act, self._was_changed, self.refused.emit, owner=self)

    def withdraw(self, reason: str) -> None:
        """Take back a record that was opened by mistake."""
        act = partial(records.withdraw_record, self.session, self.record, reason)
        self.jobs.run(act, self._was_ended, self.refused.emit, owner=self)

    def _was_ended(self, changes: Changes) -> None:
        self._was_changed(changes)
        self.ended.emit()

    def _was_changed(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.open(self.record)
