"""Answers that go to the store: shown at once, kept on disk, taken back again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import visit_work
from inspector_app.ui.form_acts import FormActs
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.visit_work import Answered, Given, find_checklist


class KeptActs(FormActs):
    """Keeps the answers of open forms; ``changed`` carries what other pages shall refresh."""

    changed = Signal(object)

    def __init__(self, jobs: Jobs, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs, self.session = jobs, session
        self.kept: tuple[OpenChecklist, ...] = ()

    # --- answers

    def answer(self, given: Given) -> None:
        """Show an answer at once and keep it on disk."""
        kept = find_checklist(self.kept, given.key)
        if kept is None:
            return
        try:
            self.book.answer(given)
        except Problem as problem:
            self.failed.emit(given.key, problem)
            return
        self.saved.emit(_("Saving …"), "waiting")
        self.jobs.run(
            partial(visit_work.keep_answer, self.session, kept, given),
            self._was_kept,
            partial(self._was_not_kept, given),
            owner=self,
        )
        self.shown.emit()

    def retry(self, key: str) -> None:
        """Try again to save a line that could not be saved."""
        if key in self.book.failed:
            self.answer(self.book.failed[key][0])

    def _was_kept(self, answered: Answered) -> None:
        self.book.saved(answered)
        self._say_saved(answered.at)
        self.changed.emit(answered.changes)
        self.shown.emit()

    def _was_not_kept(self, given: Given, problem: Problem) -> None:
        self.book.not_saved(given, problem)
        self.saved.emit(_("Not saved"), "fail")
        self.failed.emit(given.key, problem)
        self.shown.emit()

    def _say_saved(self, at: str) -> None:
        if self.book.failed:
            self.saved.emit(_("Not saved"), "fail")
        elif not self.book.unsaved:
            self.saved.emit(_("Saved {time}").format(time=at[11:19]), "ok")

    def undo(self) -> None:
        """Take the last answer back."""
        key = self.book.last_done()
        kept = find_checklist(self.kept, key) if key else None
        if kept is not None:
            act = partial(visit_work.undo_answer, self.session, kept, key)
            self.jobs.run(act, self._was_undone, self.refused.emit, owner=self)

    def _was_undone(self, answered: Answered) -> None:
        self.book.undone(answered)
        self._say_saved(answered.at)
        self.changed.emit(answered.changes)
        self.shown.emit()

    # --- rows of repeats

    def add_row(self, key: str) -> None:
        """Add a row to a repeat."""
        kept = find_checklist(self.kept, key)
        if kept is not None:
            act = partial(visit_work.add_row, self.session, kept, key)
            self.jobs.run(act, partial(self._row_added, key), self.refused.emit, owner=self)

    def _row_added(self, key: str, made: tuple[str, Changes]) -> None:
        row, changes = made
        self.book.add_row(key, row)
        self.changed.emit(changes)
        self.shown.emit()

    def remove_row(self, key: str) -> None:
        """Take a row of a repeat away."""
        kept = find_checklist(self.kept, key)
        if kept is not None:
            act = partial(visit_work.remove_row, self.session, kept, key)
            self.jobs.run(act, partial(self._row_removed, key), self.refused.emit, owner=self)

    def _row_removed(self, key: str, changes: Changes) -> None:
        self.book.remove_row(key)
        self.changed.emit(changes)
        self.shown.emit()
