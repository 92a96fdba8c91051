"""The presenter of the working window: connects pages to operations through jobs.

Pages show values and report what the person did; everything that touches the store or the
network is a function of ``desk_work`` or an operation, run off the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog

from inspector_app import __version__
from inspector_app.domain.dossier import Paper
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import conflicts, lists, locking
from inspector_app.operations.duplicates import Duplicate, void_duplicate
from inspector_app.operations.session import Changes, Session
from inspector_app.store.rows import NoticeRow, TaskRow
from inspector_app.ui import desk_work
from inspector_app.ui.desk_commands import commands_of
from inspector_app.ui.desk_crashes import CrashDesk
from inspector_app.ui.desk_finding import FindingDesk
from inspector_app.ui.desk_ledgers import LedgerDesk
from inspector_app.ui.desk_library import LibraryDesk
from inspector_app.ui.desk_pages import Pages, make_pages
from inspector_app.ui.desk_papers import PaperDesk
from inspector_app.ui.desk_records import RecordDesk
from inspector_app.ui.desk_sync import SyncDesk
from inspector_app.ui.desk_visits import VisitDesk
from inspector_app.ui.introduction import Introduction
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.settings_page import About
from inspector_app.ui.shell import Shell

LISTEN_AFTER = 1_500  # ms: the system is asked about its network once the window stands
OVER_A_VISIT = ("visit", "notice")


class Desk(QObject):
    """One signed-in inspector at work in the window."""

    lock_wanted = Signal()
    quit_wanted = Signal()
    preferences_changed = Signal(object)
    withdrawn = Signal(object)  # a Withdrawal: central took this device out of use
    ready = Signal()
    refreshed = Signal(str)  # the page whose values have just been shown

    def __init__(
        self, window: MainWindow, jobs: Jobs, session: Session, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._jobs, self.session = window, jobs, session
        self._preferences = preferences
        self._opening: desk_work.Opening
        self._before_help = "today"
        self.shell: Shell
        self.pages: Pages
        self.visits = VisitDesk(jobs, session, window, self)
        self.syncs = SyncDesk(jobs, session, self)
        self.library = LibraryDesk(jobs, session, window, self)
        self.records = RecordDesk(jobs, session, self)
        self.ledgers = LedgerDesk(jobs, session, window, self)
        self.papers = PaperDesk(jobs, session, self)
        self.crashes = CrashDesk(jobs, session, window, self)
        self.finding = FindingDesk(jobs, session, window, self)
        self._connect_parts()

    def _connect_parts(self) -> None:
        self.visits.changed.connect(self.show_changes)
        self.visits.failed.connect(self._failed)
        self.visits.page_wanted.connect(self.go)
        self.visits.law_wanted.connect(self.library.cite_in)
        self.syncs.page_wanted.connect(self.go)
        self.finding.shown.connect(partial(self.refreshed.emit, "enterprises"))
        self.finding.opened.connect(self.open_dossier)
        self.finding.failed.connect(self._failed)
        self.ledgers.shown.connect(partial(self.refreshed.emit, "ledger"))
        self.ledgers.opened.connect(self.open_dossier)
        self.ledgers.failed.connect(self._failed)
        self.library.page_wanted.connect(self.go)
        self.library.failed.connect(self._failed)
        self.records.page_wanted.connect(self.go)
        self.records.failed.connect(self._failed)
        self.records.changed.connect(self.show_changes)
        self.visits.record_wanted.connect(self.records.open)
        self.visits.papers_wanted.connect(self.papers.offer)
        self.visits.reinspection_paper_wanted.connect(self.papers.make_reinspection)
        self.records.paper_wanted.connect(self.papers.make_record)
        self.papers.order_wanted.connect(self.visits.open_order)
        self.papers.failed.connect(self._failed)
        self.papers.changed.connect(self.show_changes)
        self.papers.checks.opened.connect(self.visits.open_paper)
        self.syncs.library.connect(self._use_session)
        self.syncs.ended.connect(self._reload)
        self.syncs.ended.connect(self.visits.refresh)
        self.syncs.withdrawn.connect(self._note_withdrawn)

    # --- the frame

    def show(self) -> None:
        """Show the working window with the first page; ``ready`` tells when it stands."""
        act = partial(desk_work.opening, self.session)
        self._jobs.run(act, then=self._open, owner=self)

    def _open(self, opening: desk_work.Opening) -> None:
        self._opening = opening
        if opening.withdrawal is not None:
            self.withdrawn.emit(opening.withdrawal)
            return
        self._build("today")
        self.ready.emit()
        self.crashes.said.connect(self._say)
        self.crashes.look()
        QTimer.singleShot(LISTEN_AFTER, self.syncs, self.syncs.watch.listen)

    def _note_withdrawn(self, word: locking.Word) -> None:
        act = partial(desk_work.withdrawn, self.session, word)
        self._jobs.run(act, then=self.withdrawn.emit, failed=self._failed, owner=self)

    def rebuild(self, preferences: Preferences) -> None:
        """Make the window again in another language, shade or scale; the page stays."""
        self._preferences = preferences
        here, dossier = self.shell.shown, self.pages.dossier.dossier
        stays = {name for name, _page in self.pages.named()} - {"dossier"}
        choice = self.pages.settings.choice_at_hand
        self._build(here if here in stays else "today")
        self.pages.settings.take_in_hand(choice)
        if here == "dossier":
            self.open_dossier(dossier)

    def _build(self, page: str) -> None:
        session = self.session
        about = About(
            person=session.person_name,
            device=session.device,
            central=self._opening.central,
            data_dir=str(session.data_dir),
            version=__version__,
        )
        self.shell = Shell(session.person_name)
        self.pages = make_pages(self._opening.today, self._preferences, about)
        for name, widget in self.pages.named():
            self.shell.add_page(name, widget)
        self._connect_shell()
        self._connect_pages()
        self._connect_dossier()
        self.syncs.attach(self.pages.sync, self.shell.top)
        self.finding.attach(self.pages.enterprises)
        self.library.attach(self.shell, self.pages.checklists, self.pages.law)
        self.records.attach(self.shell, self.pages.dossier)
        self.ledgers.attach(self.pages.ledger)
        self.papers.attach(self.shell, self.pages.dossier, self.pages.hazards)
        self.visits.attach(self.shell)
        self._window.show_only(self.shell)
        self.shell.say(_("This computer is device {device}").format(device=session.device))
        self.go(page)
        self.syncs.refresh()

    def _connect_shell(self) -> None:
        top = self.shell.top
        self.shell.page_wanted.connect(self.go)
        self.shell.help_wanted.connect(self.help_here)
        self.shell.lock_wanted.connect(self.lock_wanted)
        self.shell.commands_wanted.connect(self.show_commands)
        top.searched.connect(self._search)
        top.search_down.connect(self.pages.enterprises.table.setFocus)
        top.search_entered.connect(self._open_first)
        top.sync_page_wanted.connect(partial(self.go, "sync"))
        top.settings_wanted.connect(partial(self.go, "settings"))
        top.lock_wanted.connect(self.lock_wanted)
        top.quit_wanted.connect(self.quit_wanted)
        self._jobs.unanswered.connect(self.shell.show_problem)

    def _connect_pages(self) -> None:
        pages = self.pages
        pages.today.dossier_wanted.connect(self.open_dossier)
        pages.today.task_wanted.connect(self._begin_task)
        pages.today.visit_wanted.connect(self.visits.open_visit)
        pages.today.enterprises_wanted.connect(partial(self.go, "enterprises"))
        pages.today.sync_wanted.connect(self.syncs.sync)
        pages.today.conflict_wanted.connect(self._open_conflict)
        pages.sync.safety.dossier_wanted.connect(self.open_dossier)
        pages.enterprises.opened.connect(self.open_dossier)
        pages.enterprises.sync_wanted.connect(self.syncs.sync)
        pages.enterprises.archive_wanted.connect(self.ledgers.ask_archive_of)
        pages.hazards.opened.connect(self.open_dossier)
        pages.hazards.scope_chosen.connect(self._load_hazards)
        pages.papers.opened.connect(self._open_paper)
        pages.papers.dossier_wanted.connect(self.open_dossier)
        pages.papers.archive_wanted.connect(self.ledgers.ask_archive)
        pages.papers.check_wanted.connect(self.papers.ask_check)
        pages.help.back_wanted.connect(self.leave_help)
        pages.help.introduction_wanted.connect(self._introduce)
        pages.settings.chosen.connect(self.preferences_changed)
        pages.settings.lock_wanted.connect(self.lock_wanted)
        pages.settings.folder_wanted.connect(_open_folder)

    def _connect_dossier(self) -> None:
        page = self.pages.dossier
        page.back_wanted.connect(partial(self.go, "enterprises"))
        page.archive_wanted.connect(self.ledgers.ask_archive)
        page.start_wanted.connect(self.visits.begin)
        page.reinspection_wanted.connect(self.visits.begin_reinspection)
        page.not_performed_wanted.connect(self.visits.begin_not_performed)
        page.task_wanted.connect(self.visits.begin)
        page.visit_wanted.connect(self.visits.open_visit)
        page.paper_wanted.connect(self.visits.open_paper)
        page.settle_wanted.connect(self._settle)
        page.write_wanted.connect(self._write_new)
        page.void_wanted.connect(self._void_duplicate)

    def leave(self, *, close: bool = True) -> None:
        """Give the records back: the store closes them after what is still to be written (unless
        the caller goes on with the session)."""
        self.visits.keep_typed()
        self.records.keep_typed()
        self.ledgers.leave()
        self.visits.close_dialog()
        for dialog in self._window.findChildren(QDialog):  # nothing of it stays over the entrance
            if dialog.isVisible():
                dialog.reject()
        if close:
            self._jobs.run(partial(desk_work.close_after, self.session, self.syncs.flight))
        self.deleteLater()

    def _use_session(self, session: Session) -> None:
        self.session = self.visits.session = self.finding.session = session
        self.syncs.session = self.syncs.bundles.session = session
        self.library.session = self.records.session = self.ledgers.session = session
        self.papers.session = session

    # --- pages

    def go(self, name: str) -> None:
        """Bring a page to the front with fresh values and give it the keyboard."""
        if self.shell.page(name) is None:
            return
        if name == "help":
            self.pages.help.show_for("")
        self.shell.show_page(name)
        self.shell.give_keyboard()
        self._load(name)

    def show_commands(self) -> None:
        """Open the command palette over the page."""
        self.shell.commands.begin(commands_of(self))

    def help_here(self) -> None:
        """Explain the page that is open."""
        here = self.shell.shown
        if here != "help":
            self._before_help = here
            self.pages.help.show_for(here)
        self.shell.show_page("help")
        self.shell.give_keyboard()

    def leave_help(self) -> None:
        """Go back to the page that was explained, as it stood."""
        self.shell.show_page(self._before_help)
        self.shell.give_keyboard()

    def _introduce(self) -> None:
        page = Introduction()
        page.done.connect(partial(self.shell.show_page, "help"))
        self.shell.add_page("introduction", page)
        self.shell.show_page("introduction")
        self.shell.give_keyboard()

    def _load(self, name: str) -> None:
        loaders: dict[str, Callable[[], None]] = {
            "today": self._load_today,
            "enterprises": self._load_enterprises,
            "hazards": self._load_hazards,
            "papers": self._load_papers,
            "ledger": self.ledgers.load,
            "checklists": self.library.load_shelf,
            "law": self.library.load_law,
            "sync": self.syncs.refresh_page,
            "dossier": self._load_dossier,
        }
        if name in loaders:
            loaders[name]()

    def _reload(self) -> None:
        if self.shell.shown not in OVER_A_VISIT:
            self._load(self.shell.shown)

    def _load_today(self) -> None:
        act = partial(desk_work.today, self.session)
        self._jobs.run(act, then=self._show_today, owner=self)

    def _show_today(self, look: desk_work.TodayLook) -> None:
        self.pages.set_today(look.today.day)
        self.pages.today.show_today(look.today, look.now, look.doubtful, look.conflicts)
        self.refreshed.emit("today")

    def _load_enterprises(self) -> None:
        self._search(self.shell.top.search.text())

    def _search(self, text: str) -> None:
        """Bring the list to the front and show what the text finds."""
        if self.shell.shown != "enterprises":
            self.shell.show_page("enterprises")
        self.finding.find(text)

    def _open_first(self) -> None:
        """Enter in the search field opens the first line of what is typed, not of what was."""
        if self.shell.shown == "enterprises":
            self._jobs.run(_nothing, then=self._open_found, owner=self)

    def _open_found(self, _nothing: None) -> None:
        self.pages.enterprises.table.open_chosen()

    def _load_hazards(self) -> None:
        page = self.pages.hazards
        open_only = not page.closed_too.isChecked()
        act = partial(lists.hazards_page, self.session, open_only=open_only)
        self._jobs.run(act, then=page.show_rows, owner=page)

    def _load_papers(self) -> None:
        page = self.pages.papers
        self._jobs.run(partial(lists.papers_page, self.session), then=page.show_rows, owner=page)
        self.papers.count_numbers(page)

    def _open_paper(self, row: NoticeRow) -> None:
        self.visits.open_paper(row.number)

    def _load_dossier(self) -> None:
        self._fetch_dossier(self.pages.dossier.dossier, self._show_dossier)

    def open_dossier(self, dossier: str) -> None:
        """Show an enterprise's file."""
        self._fetch_dossier(dossier, self._enter_dossier)

    def _fetch_dossier(self, dossier: str, then: Callable[[desk_work.DossierLook], None]) -> None:
        act = partial(desk_work.dossier, self.session, dossier)
        self._jobs.run(act, then=then, failed=self._failed, owner=self.pages.dossier)

    def _enter_dossier(self, look: desk_work.DossierLook) -> None:
        self._show_dossier(look)
        self.shell.show_page("dossier")
        self.pages.dossier.start.setFocus()

    def _show_dossier(self, look: desk_work.DossierLook) -> None:
        """Show fresh values; a refresh never takes the person to another page."""
        today = self._opening.today
        self.pages.dossier.show_dossier(look.page, look.conflicts, today, look.stages)
        self.records.load_dossier()
        self.refreshed.emit("dossier")

    def _settle(self, dossier: str, subject: str, fact: str) -> None:
        act = partial(conflicts.keep, self.session, dossier, subject, fact)
        self._jobs.run(act, then=self.show_changes, failed=self._failed, owner=self)

    def _write_new(self, dossier: str, subject: str, fact: str, typed: dict[str, str]) -> None:
        act = partial(conflicts.write_new, self.session, dossier, subject, fact, typed)
        self._jobs.run(act, then=self.show_changes, failed=self._failed, owner=self)

    def _void_duplicate(self, twice: Duplicate, paper: Paper, reason: str) -> None:
        act = partial(void_duplicate, self.session, twice, paper, reason)
        self._jobs.run(act, then=self.show_changes, failed=self._failed, owner=self)

    def _open_conflict(self, one: conflicts.Conflict) -> None:
        """Show a disagreement where it can be settled: on the enterprise's page."""
        self.open_dossier(one.dossier)

    def _begin_task(self, task: TaskRow) -> None:
        self.visits.begin(task.dossier, task.task)

    def show_changes(self, _changes: Changes) -> None:
        """Say that something was stored, and refresh what is open."""
        moment = self.session.clock().strftime("%H:%M:%S")
        self.shell.show_saved(_("Saved {time}").format(time=moment))
        self.syncs.watch.recorded()
        self._reload()
        self.syncs.refresh()

    def _say(self, words: str) -> None:
        self.shell.say(words)

    def _failed(self, problem: Problem) -> None:
        self.shell.show_problem(problem)


def _nothing() -> None:
    """Stand in the store's queue behind the search."""


def _open_folder(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
