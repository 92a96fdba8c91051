"""The presenter of the working window: connects pages to operations through jobs.

Pages show values and report what the person did; everything that touches the store or the
network is a function of ``desk_work`` or an operation, run off the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from inspector_app import __version__
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import lists, unlocking, visits
from inspector_app.operations.session import Changes, Session
from inspector_app.store.rows import NoticeRow, TaskRow
from inspector_app.sync.run import SyncResult
from inspector_app.ui import conflict_values, desk_work
from inspector_app.ui.desk_pages import Pages, make_pages
from inspector_app.ui.enterprises_page import MOST
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.settings_page import About
from inspector_app.ui.shell import Shell
from inspector_app.ui.start_fields import Beginning
from inspector_app.ui.start_visit_dialog import NotPerformedDialog, StartVisitDialog
from inspector_app.ui.top_bar import Standing
from inspector_app.ui.visit_page import VisitPage


class Desk(QObject):
    """One signed-in inspector at work in the window."""

    lock_wanted = Signal()
    quit_wanted = Signal()
    preferences_changed = Signal(object)
    synced = Signal(object)
    refreshed = Signal(str)  # the name of a page whose values have just been shown

    def __init__(
        self, window: MainWindow, jobs: Jobs, session: Session, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self.session = window, jobs, session
        self._preferences = preferences
        self._about = About(session.person_name, session.device, "", "", __version__)
        self._online: bool | None = None
        self._syncing = False
        self._search_number = 0
        self._visit = ""
        self.dialog: QDialog | None = None
        self.shell: Shell
        self.pages: Pages

    # --- the frame

    def show(self) -> None:
        """Show the working window with the first page."""
        self._build("today")
        self._jobs.run(
            partial(desk_work.whose, self.session), then=self._show_whose, owner=self
        )

    def rebuild(self, preferences: Preferences) -> None:
        """Make the window again in another language, shade or scale; the page stays."""
        self._preferences = preferences
        here, key = self.shell.shown, self.pages.dossier.dossier
        if here in ("visit", "notice"):
            here = "today"
        self._build(here)
        self.shell.show_visit_entry(bool(self._visit))
        if here == "dossier":
            self.open_dossier(key)

    def _build(self, page: str) -> None:
        self.shell = Shell(self.session.person_name)
        self.pages = make_pages(self.session.today(), self._preferences, self._about)
        for name, widget in self.pages.named():
            self.shell.add_page(name, widget)
        self._connect_shell()
        self._connect_pages()
        self._window.show_only(self.shell)
        self.go(page if page != "dossier" else "enterprises")
        self.refresh_standing()

    def _connect_shell(self) -> None:
        shell, top = self.shell, self.shell.top
        shell.page_wanted.connect(self.go)
        top.searched.connect(self._search)
        top.search_down.connect(self.pages.enterprises.table.setFocus)
        top.search_entered.connect(self._open_first)
        top.sync_page_wanted.connect(partial(self.go, "sync"))
        top.sync_wanted.connect(self.sync)
        top.settings_wanted.connect(partial(self.go, "settings"))
        top.lock_wanted.connect(self.lock_wanted)
        top.quit_wanted.connect(self.quit_wanted)
        self._jobs.unanswered.connect(shell.show_problem)

    def _connect_pages(self) -> None:
        pages = self.pages
        pages.today.dossier_wanted.connect(self.open_dossier)
        pages.today.task_wanted.connect(self._begin_task)
        pages.today.visit_wanted.connect(self.open_visit)
        pages.today.enterprises_wanted.connect(partial(self.go, "enterprises"))
        pages.today.sync_wanted.connect(self.sync)
        pages.enterprises.opened.connect(self.open_dossier)
        pages.enterprises.sync_wanted.connect(self.sync)
        pages.hazards.opened.connect(self.open_dossier)
        pages.hazards.scope_chosen.connect(lambda _open: self._load_hazards())
        pages.papers.opened.connect(lambda row: self.open_paper(row.number))
        pages.papers.dossier_wanted.connect(self.open_dossier)
        pages.sync.sync_wanted.connect(self.sync)
        pages.settings.chosen.connect(self.preferences_changed)
        pages.settings.lock_wanted.connect(self.lock_wanted)
        pages.settings.folder_wanted.connect(_open_folder)
        self._connect_dossier()

    def _connect_dossier(self) -> None:
        page = self.pages.dossier
        page.back_wanted.connect(partial(self.go, "enterprises"))
        page.start_wanted.connect(self.begin)
        page.not_performed_wanted.connect(self.begin_not_performed)
        page.task_wanted.connect(lambda key, task: self.begin(key, task.task))
        page.visit_wanted.connect(self.open_visit)
        page.paper_wanted.connect(self.open_paper)
        page.settle_wanted.connect(self._settle)

    def _show_whose(self, whose: desk_work.Whose) -> None:
        folder = str(self.session.data_dir)
        self._about = About(
            self.session.person_name, self.session.device, whose.central, folder, __version__
        )
        self.pages.show_about(self._preferences, self._about)
        self.pages.settings.chosen.connect(self.preferences_changed)
        self.pages.settings.lock_wanted.connect(self.lock_wanted)
        self.pages.settings.folder_wanted.connect(_open_folder)
        self.shell.add_page("settings", self.pages.settings)

    def leave(self) -> None:
        """Give the records back: the store closes them after what is still to be written."""
        if self.dialog is not None:
            self.dialog.close()
        self._jobs.unanswered.disconnect(self.shell.show_problem)
        self._jobs.run(partial(unlocking.close, self.session))
        self.deleteLater()

    # --- pages

    def go(self, name: str) -> None:
        """Bring a page to the front with fresh values and give it the keyboard."""
        if self.shell.page(name) is None:
            return
        self.shell.show_page(name)
        page = self.shell.page(name)
        if page is not None and not self.shell.top.search.hasFocus():
            page.setFocus()
        self.load(name)

    def load(self, name: str) -> None:
        """Read a page's values again."""
        loaders: dict[str, Callable[[], None]] = {
            "today": self._load_today,
            "enterprises": self._load_enterprises,
            "hazards": self._load_hazards,
            "papers": self._load_papers,
            "sync": self.refresh_standing,
            "dossier": lambda: self.open_dossier(self.pages.dossier.dossier),
        }
        loader = loaders.get(name)
        if loader is not None:
            loader()

    def _load_today(self) -> None:
        page = self.pages.today

        def show(look: desk_work.TodayLook) -> None:
            page.show_today(look.today, look.now, look.doubtful)
            self.refreshed.emit("today")

        self._jobs.run(partial(desk_work.today, self.session), then=show, owner=page)

    def _load_enterprises(self) -> None:
        self._search(self.shell.top.search.text())

    def _search(self, text: str) -> None:
        """Find enterprises; an answer that a later key press has overtaken is not shown."""
        if self.shell.shown != "enterprises":
            self.shell.show_page("enterprises")
        self._search_number += 1
        number, page = self._search_number, self.pages.enterprises

        def show(rows: tuple[lists.EnterpriseRow, ...]) -> None:
            if number == self._search_number:
                page.show_rows(rows, text)
                self.refreshed.emit("enterprises")

        self._jobs.run(
            partial(lists.enterprises, self.session, text, MOST), then=show, owner=page
        )

    def _open_first(self) -> None:
        """Enter in the search field opens the first line of what is typed, not of what was."""
        number = self._search_number
        self._jobs.run(lambda: number, then=self._open_found, owner=self)

    def _open_found(self, number: int) -> None:
        if number == self._search_number:
            self.pages.enterprises.table.open_chosen()

    def _load_hazards(self) -> None:
        page = self.pages.hazards
        act = partial(
            lists.hazards_page, self.session, open_only=not page.closed_too.isChecked()
        )
        self._jobs.run(act, then=page.show_rows, owner=page)

    def _load_papers(self) -> None:
        page = self.pages.papers
        self._jobs.run(partial(lists.papers_page, self.session), then=page.show_rows, owner=page)

    def open_dossier(self, key: str) -> None:
        """Show an enterprise's file."""
        page = self.pages.dossier

        def show(value: tuple[lists.DossierPage, tuple[conflict_values.Conflict, ...]]) -> None:
            page.show_dossier(value[0], value[1], self.session.today())
            if self.shell.shown != "dossier":
                self.shell.show_page("dossier")
                page.start.setFocus()
            self.refreshed.emit("dossier")

        act = partial(desk_work.dossier, self.session, key)
        self._jobs.run(act, then=show, failed=self._failed, owner=page)

    def _settle(self, key: str, subject: str, fact: str) -> None:
        act = partial(conflict_values.settle, self.session, key, subject, fact)
        self._jobs.run(act, then=self.show_changes, failed=self._failed, owner=self)

    def show_changes(self, changes: Changes) -> None:
        """Say that something was stored, and refresh what is open."""
        self.shell.show_saved(
            _("Saved {time}").format(time=self.session.clock().strftime("%H:%M:%S"))
        )
        if self.shell.shown not in ("visit", "notice"):
            self.load(self.shell.shown)
        self.refresh_standing()

    def _failed(self, problem: Problem) -> None:
        self.shell.show_problem(problem)

    # --- visits

    def _begin_task(self, task: TaskRow) -> None:
        self.begin(task.dossier, task.task)

    def begin(self, key: str, task: str = "") -> None:
        """Ask what is needed to start a visit (of a planned task where one is given)."""
        act = partial(desk_work.beginning_of_task, self.session, key, task)
        self._jobs.run(act, then=self._ask_start, failed=self._failed, owner=self)

    def _ask_start(self, beginning: Beginning) -> None:
        dialog = StartVisitDialog(beginning, self._window)
        dialog.start_wanted.connect(partial(self._start, dialog))
        self._open_dialog(dialog)

    def _start(self, dialog: StartVisitDialog, start: visits.VisitStart) -> None:
        def begun(answer: tuple[str, Changes]) -> None:
            dialog.accept()
            self.show_changes(answer[1])
            self.open_visit(answer[0])

        key = dialog.beginning.dossier
        act = partial(visits.start_visit, self.session, key, start)
        self._jobs.run(act, then=begun, failed=dialog.show_problem, owner=dialog)

    def begin_not_performed(self, key: str) -> None:
        """Ask why a visit cannot take place."""
        act = partial(desk_work.beginning, self.session, key)
        self._jobs.run(act, then=self._ask_why, failed=self._failed, owner=self)

    def _ask_why(self, beginning: Beginning) -> None:
        dialog = NotPerformedDialog(beginning, self._window)
        dialog.record_wanted.connect(partial(self._record_not_performed, dialog))
        self._open_dialog(dialog)

    def _record_not_performed(self, dialog: NotPerformedDialog, *said: object) -> None:
        def recorded(changes: Changes) -> None:
            dialog.accept()
            self.show_changes(changes)

        key = dialog.beginning.dossier
        act = partial(desk_work.not_performed, self.session, key, *said)  # type: ignore[arg-type]
        self._jobs.run(act, then=recorded, failed=dialog.show_problem, owner=dialog)

    def _open_dialog(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._dialog_closed)
        dialog.open()

    def _dialog_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def open_visit(self, visit: str) -> None:
        """Show a visit's checklists."""
        page = VisitPage(self._jobs, self.session)
        page.closed.connect(self._visit_closed)
        page.changed.connect(self.show_changes)
        page.notice_wanted.connect(self.open_draft)
        self._visit = visit
        self.shell.add_page("visit", page)
        self.shell.show_visit_entry(True)
        self.go("visit")
        page.open_visit(visit)

    def _visit_closed(self) -> None:
        self._visit = ""
        self.shell.show_visit_entry(False)
        self.go("today")

    # --- papers

    def open_draft(self, visit: str) -> None:
        """Show a visit's notice before it is issued."""
        page = self._notice_page("visit")
        page.open_draft(visit)

    def open_paper(self, number: str) -> None:
        """Show an issued paper from its stored bytes."""
        page = self._notice_page(self.shell.shown)
        page.open_number(number)

    def _notice_page(self, back: str) -> NoticePage:
        page = NoticePage(self._jobs, self.session)
        page.closed.connect(partial(self.go, back if back != "notice" else "papers"))
        page.changed.connect(self.show_changes)
        self.shell.add_page("notice", page)
        self.go("notice")
        return page

    # --- sync

    def refresh_standing(self) -> None:
        """Read what is not yet on central."""
        act = partial(desk_work.standing, self.session)
        self._jobs.run(act, then=self._show_standing, owner=self)

    def _show_standing(self, standing: desk_work.Standing) -> None:
        pending = standing.pending
        self.shell.top.show_standing(
            Standing(pending.facts, pending.blobs, self._online, self._syncing)
        )
        self.pages.sync.show_pending(pending, standing.now)
        self.pages.sync.show_last(standing.last)
        self.refreshed.emit("standing")

    def sync(self) -> None:
        """Run one sync, unless one is running."""
        if self._syncing:
            return
        self._syncing = True
        self.go("sync")
        self.pages.sync.show_running(True)
        self.shell.top.show_standing(Standing(busy=True))
        self._jobs.fetch(
            partial(desk_work.sync, self.session),
            then=self._synced,
            failed=self._sync_failed,
            owner=self,
            progress=lambda stage: self.pages.sync.show_stage(stage),
        )

    def _synced(self, answer: tuple[SyncResult, Session]) -> None:
        result, self.session = answer
        self._end_sync(online=True)
        self.synced.emit(result)

    def _sync_failed(self, problem: Problem) -> None:
        self._end_sync(online=False)
        self.pages.sync.show_problem(problem)

    def _end_sync(self, *, online: bool) -> None:
        self._syncing, self._online = False, online
        self.pages.sync.show_running(False)
        if self.shell.shown not in ("visit", "notice"):
            self.load(self.shell.shown)
        self.refresh_standing()


def _open_folder(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


__all__ = ["Desk", "NoticeRow"]
