"""What a person does on the visit page, carried to the store and back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.acts import answer_subject
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import ending, teams
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.teams import Team
from inspector_app.ui import visit_work
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_conflict import Side
from inspector_app.ui.visit_end import Ending
from inspector_app.ui.visit_lines import Around
from inspector_app.ui.visit_work import Answered, Given, Opened, Surroundings, find_checklist


class VisitActs(QObject):
    """Runs the acts of one visit. ``shown`` follows every change of what the page shows,
    ``saved`` carries words and state of the last save, ``failed`` an item's key and its problem,
    ``changed`` what other pages shall refresh."""

    opened = Signal()
    shown = Signal()
    surrounded = Signal()
    saved = Signal(str, str)
    failed = Signal(str, object)
    refused = Signal(object)
    changed = Signal(object)
    ended = Signal()
    end_refused = Signal(object)
    sides = Signal(str, object)

    def __init__(self, jobs: Jobs, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs, self.session = jobs, session
        self.book = VisitBook((), Around())
        self.surroundings: Surroundings | None = None
        self.kept: tuple[OpenChecklist, ...] = ()
        self.visit = ""

    # --- opening

    def open(self, visit: str) -> None:
        """Read a visit; ``opened`` follows."""
        self.visit = visit
        act = partial(visit_work.open_visit, self.session, visit)
        self.jobs.run(act, self._was_opened, self.refused.emit, owner=self)

    def _was_opened(self, opened: Opened) -> None:
        if opened.surroundings.head.visit != self.visit:
            return
        self.kept = opened.kept
        self.surroundings = opened.surroundings
        self.book = VisitBook(opened.shown, opened.surroundings.around)
        self.opened.emit()

    def refresh(self) -> None:
        """Read all but the answers again."""
        act = partial(visit_work.surroundings, self.session, self.visit)
        self.jobs.run(act, self._was_refreshed, self.refused.emit, owner=self)

    def _was_refreshed(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.book.surround(surroundings.around)
        self.surrounded.emit()
        self.shown.emit()

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

    def note_saved(self, changes: Changes) -> None:
        """Tell that something else of the visit reached the disk, and read it again."""
        self._say_saved(self.session.now())
        self.changed.emit(changes)
        self.refresh()

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

    # --- the team

    @property
    def team(self) -> Team:
        """How the visit is shared among laptops."""
        return self.surroundings.team if self.surroundings is not None else Team()

    def take_section(self, section: str) -> None:
        """Mark a section as this laptop's work, or give it back."""
        if self.surroundings is not None:
            taken = self.team.taken ^ {section}
            act = partial(teams.take_sections, self.session, self.visit, taken)
            self.jobs.run(act, self._section_taken, self.refused.emit, owner=self)

    def _section_taken(self, _taken: frozenset[str]) -> None:
        self.refresh()

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

    # --- conflicts

    def subject_of(self, key: str) -> str:
        """Return the subject of a line's answer; "" where it is unknown."""
        checklist = self.book.checklist(key)
        if checklist is None:
            return ""
        ref = key.removeprefix(f"{checklist.form}@{checklist.version}")
        return answer_subject(self.visit, checklist.form, checklist.version, ref)

    def ask_sides(self, subject: str) -> None:
        """Read the heads of a subject; ``sides`` follows."""
        if self.surroundings is not None:
            dossier = self.surroundings.head.dossier
            act = partial(visit_work.sides_of, self.session, dossier, subject)
            told = partial(self._have_sides, subject)
            self.jobs.run(act, told, self.refused.emit, owner=self)

    def _have_sides(self, subject: str, found: tuple[Side, ...]) -> None:
        self.sides.emit(subject, found)

    def keep_side(self, key: str, fact: str) -> None:
        """Let one side of a conflict about an answer stand."""
        kept = find_checklist(self.kept, key)
        if kept is not None:
            act = partial(visit_work.keep_side, self.session, kept, key, fact)
            self.jobs.run(act, self._side_kept, self.refused.emit, owner=self)

    def _side_kept(self, answered: Answered) -> None:
        self.book.undone(answered)
        self.note_saved(answered.changes)

    # --- ending

    def end(self, wanted: Ending) -> None:
        """End the visit; ``ended`` or ``end_refused`` follows."""
        act = partial(ending.end_visit, self.session, self.visit, dict(wanted.reasons), wanted.note)
        self.jobs.run(act, self._was_ended, self.end_refused.emit, owner=self)

    def _was_ended(self, changes: Changes) -> None:
        self.note_saved(changes)
        self.ended.emit()
