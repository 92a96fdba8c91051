"""From an enterprise to a visit and its paper: the part of the desk that opens them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from inspector_app.domain.visits import NotPerformed, TaskKind
from inspector_app.operations import visits
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import VisitStart
from inspector_app.ui import desk_work
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.prepared import Prepared
from inspector_app.ui.reinspection_page import ReinspectionPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.start_fields import Beginning
from inspector_app.ui.start_visit_dialog import NotPerformedDialog, StartVisitDialog
from inspector_app.ui.visit_page import VisitPage


class VisitDesk(QObject):
    """Asks before a visit, shows it, and shows papers; reports what was stored."""

    changed = Signal(object)
    failed = Signal(object)
    page_wanted = Signal(str)
    law_wanted = Signal(object)
    record_wanted = Signal(str)
    reinspection_paper_wanted = Signal(str, str)
    papers_wanted = Signal()

    def __init__(self, jobs: Jobs, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session, self._window = jobs, session, window
        self._shell: Shell
        self.dialog: QDialog | None = None
        self.visit, self._again = "", False
        self._spare_visit = Prepared(lambda: VisitPage(jobs, self.session), self)
        self._spare_notice = Prepared(lambda: NoticePage(jobs, self.session), self)

    def attach(self, shell: Shell) -> None:
        """Show in this shell from now on; a visit that was open can be opened again."""
        self._shell = shell
        for spare in (self._spare_visit, self._spare_notice):
            spare.drop()
            spare.begin()
        if self.visit:
            self._place(self.visit)

    # --- before a visit

    def begin(self, dossier: str, task: str = "") -> None:
        """Ask what is needed to start a visit (of a planned task where one is given)."""
        self._begin(dossier, task, TaskKind.SERVICE)

    def begin_reinspection(self, dossier: str) -> None:
        """Ask what is needed to look at told hazards again."""
        self._begin(dossier, "", TaskKind.REINSPECTION)

    def _begin(self, dossier: str, task: str, purpose: TaskKind) -> None:
        act = partial(desk_work.beginning_of_task, self.session, dossier, task, purpose)
        self._jobs.run(act, then=self._ask_start, failed=self.failed.emit, owner=self)

    def _ask_start(self, beginning: Beginning) -> None:
        dialog = StartVisitDialog(beginning, self._window)
        dialog.start_wanted.connect(partial(self._start, dialog))
        self._open(dialog)

    def _start(self, dialog: StartVisitDialog, start: VisitStart) -> None:
        def begun(answer: tuple[str, Changes]) -> None:
            dialog.accept()
            self.changed.emit(answer[1])
            self.open_visit(answer[0])

        act = partial(visits.start_visit, self.session, dialog.beginning.dossier, start)
        self._jobs.run(act, then=begun, failed=dialog.show_problem, owner=dialog)

    def begin_not_performed(self, dossier: str) -> None:
        """Ask why a visit cannot take place."""
        act = partial(desk_work.beginning, self.session, dossier)
        self._jobs.run(act, then=self._ask_why, failed=self.failed.emit, owner=self)

    def _ask_why(self, beginning: Beginning) -> None:
        dialog = NotPerformedDialog(beginning, self._window)
        dialog.record_wanted.connect(partial(self._record, dialog))
        self._open(dialog)

    def _record(
        self,
        dialog: NotPerformedDialog,
        start: VisitStart,
        reason: NotPerformed,
        note: str,
        photo: str,
    ) -> None:
        def recorded(changes: Changes) -> None:
            dialog.accept()
            self.changed.emit(changes)

        why = desk_work.Why(reason, note, photo)
        act = partial(desk_work.not_performed, self.session, dialog.beginning.dossier, start, why)
        self._jobs.run(act, then=recorded, failed=dialog.show_problem, owner=dialog)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._finished, dialog))
        dialog.open()

    def _finished(self, dialog: QDialog, _result: int) -> None:
        dialog.deleteLater()
        self.dialog = None

    def close_dialog(self) -> None:
        """Close the dialog that stands open, if any."""
        if self.dialog is not None:
            self.dialog.reject()

    def keep_typed(self) -> None:
        """Let half-typed texts of the visit reach the store before it is locked."""
        page = self._shell.page("visit") if self.visit else None
        if isinstance(page, VisitPage):
            page.keep_typed()

    def refresh(self) -> None:
        """Read the visit's surroundings again: a sync changed where its records stand."""
        page = self._shell.page("visit") if self.visit else None
        if isinstance(page, VisitPage) and page.isVisible():
            page.acts.refresh()

    # --- the visit

    def open_visit(self, visit: str) -> None:
        """Show a visit's checklists, or the told hazards where it is a re-inspection."""
        act = partial(desk_work.is_reinspection, self.session, visit)
        placed = partial(self._placed, visit)
        self._jobs.run(act, then=placed, failed=self.failed.emit, owner=self)

    def _placed(self, visit: str, again: bool) -> None:
        self._again = again
        self._place(visit)
        self.page_wanted.emit("visit")

    def _place(self, visit: str) -> None:
        (self._place_reinspection if self._again else self._place_visit)(visit)

    def _place_reinspection(self, visit: str) -> None:
        page = ReinspectionPage(self._jobs, self.session)
        page.closed.connect(self._visit_closed)
        page.changed.connect(self.changed)
        page.notice_wanted.connect(self.open_paper)
        page.paper_wanted.connect(self.reinspection_paper_wanted)
        self.visit = visit
        self._shell.add_page("visit", page)
        self._shell.show_visit_entry(True)
        page.open_visit(visit)

    def _place_visit(self, visit: str) -> None:
        page = self._spare_visit.take()
        page.acts.session = self.session  # a sync may have brought new checklists
        page.closed.connect(self._visit_closed)
        page.changed.connect(self.changed)
        page.notice_wanted.connect(self.open_draft)
        page.law_wanted.connect(self.law_wanted)
        page.footer.papers_wanted.connect(self.papers_wanted)
        page.extras.record_wanted.connect(self.record_wanted)
        self.visit = visit
        self._shell.add_page("visit", page)
        self._shell.show_visit_entry(True)
        page.open_visit(visit)

    def _visit_closed(self) -> None:
        self.visit = ""
        self._shell.show_visit_entry(False)
        self.page_wanted.emit("today")

    # --- papers

    def open_draft(self, visit: str) -> None:
        """Show a visit's notice before it is issued."""
        self._notice_page("visit").open_draft(visit)

    def open_paper(self, number: str) -> None:
        """Show an issued paper from its stored bytes."""
        self._notice_page(self._shell.shown).open_number(number)

    def open_order(self, order: PaperOrder) -> None:
        """Show another paper before it is issued."""
        self._notice_page(self._shell.shown).open_order(order)

    def _notice_page(self, back: str) -> NoticePage:
        page = self._spare_notice.take()
        page.use_session(self.session)
        leave_to = back if back != "notice" else "papers"
        page.closed.connect(partial(self.page_wanted.emit, leave_to))
        page.changed.connect(self.changed)
        self._shell.add_page("notice", page)
        self.page_wanted.emit("notice")
        return page
