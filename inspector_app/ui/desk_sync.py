"""Syncs and what is not yet on central: the part of the desk that uses the network."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import locking
from inspector_app.operations.life_line import Safety
from inspector_app.operations.session import Session
from inspector_app.sync.problems import SyncStopped
from inspector_app.sync.run import SyncResult
from inspector_app.sync.stage import Stage
from inspector_app.ui import desk_work
from inspector_app.ui.desk_bundles import BundleDesk
from inspector_app.ui.desk_work import Flight
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.network_watch import NetworkWatch
from inspector_app.ui.sync_page import SyncPage
from inspector_app.ui.top_bar import Standing, TopBar


class SyncDesk(QObject):
    """Runs one sync at a time; ``synced`` carries its result, ``library`` the new session,
    ``withdrawn`` central's word that this device is out of use."""

    page_wanted = Signal(str)
    synced = Signal(object)
    library = Signal(object)
    withdrawn = Signal(object)
    ended = Signal()
    shown = Signal()

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session = jobs, session
        self._online: bool | None = None
        self.flight: Flight | None = None
        self._moved = False
        self._page: SyncPage
        self._top: TopBar
        self.bundles = BundleDesk(jobs, session, self)
        self.bundles.changed.connect(self.refresh_page)
        self.watch = NetworkWatch(self)
        self.watch.due.connect(self.sync_by_itself)

    @property
    def running(self) -> bool:
        return self.flight is not None

    def attach(self, page: SyncPage, top: TopBar) -> None:
        """Show on these widgets from now on."""
        self._page, self._top = page, top
        page.sync_wanted.connect(self.sync)
        page.cancel_wanted.connect(self.cancel)
        page.safety.printed.connect(self._print)
        page.safety.saved.connect(self._save)
        top.sync_wanted.connect(self.sync)
        self.bundles.attach(page.bundles)
        page.show_running(self.running)

    def refresh(self) -> None:
        """Read what is not yet on central."""
        act = partial(desk_work.standing, self.session)
        self._jobs.run(act, then=self._show, owner=self)

    def _show(self, standing: desk_work.Standing) -> None:
        pending = standing.pending
        waits = (pending.facts, pending.blobs)
        known = Standing(*waits, self._online, self.running, standing.fetched)
        self._top.show_standing(known)
        self._page.show_pending(pending, standing.now, fetched=standing.fetched)
        self._page.show_last(standing.last)
        self.shown.emit()

    def refresh_page(self) -> None:
        """Read all that the sync page shows: what waits, and how safe every record is."""
        self.refresh()
        act = partial(desk_work.how_safe, self.session)
        self._jobs.run(act, then=self._show_safety, owner=self._page)
        self.bundles.refresh()

    def _show_safety(self, read: tuple[Safety, datetime]) -> None:
        self._page.safety.show_safety(*read)

    # --- syncing

    def sync(self) -> None:
        """Run one sync that the person asked for, and show it, unless one is running."""
        self.page_wanted.emit("sync")
        self.watch.asked()
        self._begin()

    def sync_by_itself(self) -> None:
        """Run one sync because the network came or time has passed; no page comes to the front."""
        self._begin()

    def _begin(self) -> None:
        if self.running:
            return
        self.flight = Flight()
        self._moved = False
        self._page.show_running(True)
        self._top.show_standing(Standing(busy=True))
        self._jobs.fetch(
            partial(desk_work.sync, self.session, self.flight),
            then=self._done,
            failed=self._failed,
            owner=self,
            progress=self._stage,
        )

    def cancel(self) -> None:
        """Ask the running sync to stop at its next step."""
        if self.flight is not None:
            self.flight.stop.set()

    def _stage(self, stage: Stage) -> None:
        self._moved = self._moved or (stage.name != "hello" and stage.done > 0)
        self._page.show_stage(stage)

    def _done(self, answer: tuple[SyncResult, Session]) -> None:
        self._end(online=True)
        self.watch.succeeded()
        self.library.emit(answer[1])
        self.synced.emit(answer[0])

    def _failed(self, problem: Problem) -> None:
        word = locking.word_of(problem)
        if word is not None:
            self.flight = None
            self.withdrawn.emit(word)
            return
        self.watch.failed(problem, moved=self._moved)
        stopped = isinstance(problem, SyncStopped)
        self._end(online=self._online if stopped else False)
        if stopped:
            self._page.show_stopped()
            return
        self._page.show_problem(problem)

    def _end(self, *, online: bool | None) -> None:
        self.flight, self._online = None, online
        self._page.show_running(False)
        self.refresh()
        self.ended.emit()

    # --- the certificate of the day

    def _print(self) -> None:
        act = partial(desk_work.certificate, self.session)
        self._jobs.run(act, then=self._choose_printer, failed=self._no_paper, owner=self._page)

    def _choose_printer(self, pdf: bytes) -> None:
        from inspector_app.ui.print_pdf import choose_printer, print_pdf

        printer = choose_printer(9, self._page)
        if printer is not None:
            said = partial(self._page.safety.show_note, _("Sent to the printer."))
            self._jobs.fetch(
                partial(print_pdf, pdf, printer),
                then=lambda _none: said(),
                failed=self._no_paper,
                owner=self._page,
            )

    def _save(self, path: str) -> None:
        act = partial(desk_work.save_certificate, self.session, Path(path))
        self._jobs.run(act, then=self._saved, failed=self._no_paper, owner=self._page)

    def _saved(self, path: Path) -> None:
        self._page.safety.show_note(_("Saved as {file}.").format(file=path.name))

    def _no_paper(self, problem: Problem) -> None:
        self._page.problem.show_problem(problem, safe="")
