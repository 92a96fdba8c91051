"""Connects a visit's overview, its records and its moves to the store."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget

from inspector_app.checklists.library import FormEntry
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import moving
from inspector_app.operations.law import cite_by
from inspector_app.operations.moving import MoveView
from inspector_app.operations.records import NewRecord
from inspector_app.operations.scoring import score_checklist
from inspector_app.operations.session import Changes
from inspector_app.ui import visit_extras_work
from inspector_app.ui.add_checklist_dialog import AddChecklistDialog
from inspector_app.ui.moving_view import MovingView
from inspector_app.ui.records_card import to_do
from inspector_app.ui.score_card import ScoreLook, together
from inspector_app.ui.visit_acts import VisitActs
from inspector_app.ui.visit_banner import VisitBanner
from inspector_app.ui.visit_extras_work import Extras
from inspector_app.ui.visit_overview import VisitOverview, line_of
from inspector_app.ui.visit_sections import VisitSections
from inspector_app.ui.visit_values import ItemView


class VisitExtras(QObject):
    """Serves one visit page. ``record_wanted`` carries a record to open on a page of its own,
    ``left`` says that the items shall be shown again."""

    record_wanted = Signal(str)
    left = Signal()

    def __init__(
        self, acts: VisitActs, sections: VisitSections, middle: QStackedWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._acts, self._sections, self._middle = acts, sections, middle
        self.banner = VisitBanner()
        self.dialog: AddChecklistDialog | None = None
        self.extras: Extras | None = None
        self._listen()

    def _listen(self) -> None:
        acts = self._acts
        acts.opened.connect(self.refresh)
        acts.surrounded.connect(self.refresh)
        acts.shown.connect(self._sum)
        self._sections.overview_wanted.connect(self.show_overview)
        self.banner.wanted.connect(self.plan_move)

    @cached_property
    def overview(self) -> VisitOverview:
        """The overview, made when it is first wanted."""
        made = VisitOverview()
        made.closed.connect(self.left)
        made.add_wanted.connect(self.ask_checklist)
        made.move_wanted.connect(self.plan_move)
        made.undo_wanted.connect(self._undo)
        made.late_wanted.connect(self._take_late)
        made.records.opened.connect(self.record_wanted)
        made.records.begun.connect(self._begin)
        self._middle.addWidget(made)
        if self.extras is not None:
            made.show_extras(self.extras, self._titles)
        return made

    @cached_property
    def moving(self) -> MovingView:
        """The view of a move, made when it is first wanted."""
        made = MovingView()
        made.wanted.connect(self._move)
        made.closed.connect(self._stayed)
        self._middle.addWidget(made)
        return made

    def _stayed(self) -> None:
        """Leave the plan; what it was about is still told."""
        self.banner.show_newer(self.extras.newer if self.extras else ())
        self.left.emit()

    @property
    def _titles(self) -> dict[str, str]:
        return {one.form: one.entry.title for one in self._acts.book.checklists}

    @property
    def _on_overview(self) -> bool:
        return "overview" in vars(self) and self._middle.currentWidget() is self.overview

    # --- reading

    def refresh(self) -> None:
        """Read records, checklists to add and newer versions again."""
        if self._acts.visit:
            act = partial(visit_extras_work.extras, self._acts.session, self._acts.visit)
            self._acts.jobs.run(act, self._have, self._acts.refused.emit, owner=self)

    def _have(self, extras: Extras) -> None:
        self.extras = extras
        if "overview" in vars(self):
            self.overview.show_extras(extras, self._titles)
        self._sum()
        self.banner.show_newer(extras.newer)

    @property
    def look(self) -> ScoreLook:
        """What the visit comes to, from the forms in the window: no answer waits for it."""
        around = self._acts.surroundings
        majors = sum(one.is_major for one in around.hazards) if around else 0
        return together(map(score_checklist, self._acts.book.checklists), majors)

    def _sum(self) -> None:
        look = self._quick_look()
        waiting = to_do(self.extras.records) if self.extras is not None else 0
        self._sections.show_overview(line_of(look, waiting), look.confirmed_major > 0)
        if self._on_overview:
            self.overview.show_score(self.look)

    def _quick_look(self) -> ScoreLook:
        """Count what is on the screen; points are summed when somebody looks."""
        around = self._acts.surroundings
        majors = sum(one.is_major for one in around.hazards) if around else 0
        return ScoreLook(self._acts.book.conformity(), None, majors)

    # --- the views

    def show_overview(self) -> None:
        """Show the overview in the middle of the page."""
        self.overview.show_score(self.look)
        self._middle.setCurrentWidget(self.overview)
        self.overview.setFocus()

    def plan_move(self, form: str) -> None:
        """Show what would become of a checklist's answers in the newer version."""
        act = partial(moving.preview_move, self._acts.session, self._acts.visit, form)
        self._acts.jobs.run(act, self._show_plan, self._failed, owner=self)

    def _show_plan(self, view: MoveView) -> None:
        self.moving.show_view(view)
        self.banner.hide()  # it has said its word, and the view needs the room
        self._middle.setCurrentWidget(self.moving)
        self.moving.do.setFocus()

    def _move(self, form: str, version: str) -> None:
        act = partial(moving.move_checklist, self._acts.session, self._acts.visit, form, version)
        self._acts.jobs.run(act, self._was_moved, self.moving.show_problem, owner=self)

    def _undo(self, form: str) -> None:
        act = partial(moving.undo_move, self._acts.session, self._acts.visit, form)
        self._acts.jobs.run(act, self._was_moved, self._failed, owner=self)

    def _take_late(self, form: str) -> None:
        act = partial(moving.take_late, self._acts.session, self._acts.visit, form)
        self._acts.jobs.run(act, self._was_moved, self._failed, owner=self)

    def _was_moved(self, changes: Changes) -> None:
        """Open the visit again: its forms are others now."""
        self._acts.changed.emit(changes)
        self._acts.open(self._acts.visit)
        self.left.emit()

    def _failed(self, problem: Problem) -> None:
        if self._on_overview:
            self.overview.problem.show_problem(problem)
        else:
            self._acts.refused.emit(problem)

    def copy_citation(self, item: ItemView | None) -> None:
        """Put the citation of an item's basis on the clipboard."""
        basis = item.basis if item is not None else None
        if basis is not None and basis.article:
            text = cite_by(basis.title, basis.standard, basis.article)
            QGuiApplication.clipboard().setText(text)
            self._acts.saved.emit(_("Copied: {citation}").format(citation=basis.article), "ok")

    # --- checklists and records

    def ask_checklist(self) -> None:
        """Ask which checklist shall be added."""
        if self.extras is None or not self.extras.addable:
            return
        dialog = AddChecklistDialog(self.extras.addable, self._middle.window())
        dialog.chosen.connect(self._add)
        dialog.finished.connect(self._dialog_closed)
        self.dialog = dialog
        dialog.open()

    def _dialog_closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _add(self, entry: FormEntry) -> None:
        acts = self._acts
        act = partial(visit_extras_work.add_checklist, acts.session, acts.visit, entry)
        acts.jobs.run(act, self._was_moved, self._failed, owner=self)

    def _begin(self, form: str) -> None:
        around = self._acts.surroundings
        if around is not None:
            new = NewRecord(around.head.dossier, form, visit=self._acts.visit)
            act = partial(visit_extras_work.begin_record, self._acts.session, new)
            self._acts.jobs.run(act, self._was_begun, self._failed, owner=self)

    def _was_begun(self, made: tuple[str, Changes]) -> None:
        self._acts.changed.emit(made[1])
        self.record_wanted.emit(made[0])
