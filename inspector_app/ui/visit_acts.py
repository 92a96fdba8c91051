"""What a person does on the visit page, carried to the store and back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.acts import answer_subject
from inspector_app.operations import ending, teams
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.teams import Team
from inspector_app.ui import visit_work
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.kept_acts import KeptActs
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_conflict import Side
from inspector_app.ui.visit_end import Ending
from inspector_app.ui.visit_work import Answered, Opened, Surroundings, find_checklist


class VisitActs(KeptActs):
    """Runs the acts of one visit: its answers, and all that stands around them."""

    surrounded = Signal()
    ended = Signal()
    end_refused = Signal(object)
    sides = Signal(str, object)

    def __init__(self, jobs: Jobs, session: Session, parent: QObject | None = None) -> None:
        super().__init__(jobs, session, parent)
        self.surroundings: Surroundings | None = None
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

    def note_saved(self, changes: Changes) -> None:
        """Tell that something else of the visit reached the disk, and read it again."""
        self._say_saved(self.session.now())
        self.changed.emit(changes)
        self.refresh()

    @property
    def day(self) -> str:
        """The day of the visit, ``YYYY-MM-DD``."""
        return self.surroundings.head.date if self.surroundings is not None else ""

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
