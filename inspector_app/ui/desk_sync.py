"""Syncs and what is not yet on central: the part of the desk that uses the network."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.operations.session import Session
from inspector_app.sync.run import SyncResult
from inspector_app.sync.stage import Stage
from inspector_app.ui import desk_work
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.sync_page import SyncPage
from inspector_app.ui.top_bar import Standing, TopBar


class SyncDesk(QObject):
    """Runs one sync at a time; ``synced`` carries its result, ``library`` the new session."""

    page_wanted = Signal(str)
    synced = Signal(object)
    library = Signal(object)
    ended = Signal()
    shown = Signal()

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session = jobs, session
        self._online: bool | None = None
        self.running = False
        self._page: SyncPage
        self._top: TopBar

    def attach(self, page: SyncPage, top: TopBar) -> None:
        """Show on these widgets from now on."""
        self._page, self._top = page, top
        page.sync_wanted.connect(self.sync)
        top.sync_wanted.connect(self.sync)
        page.show_running(self.running)

    def refresh(self) -> None:
        """Read what is not yet on central."""
        act = partial(desk_work.standing, self.session)
        self._jobs.run(act, then=self._show, owner=self)

    def _show(self, standing: desk_work.Standing) -> None:
        pending = standing.pending
        known = Standing(pending.facts, pending.blobs, self._online, self.running)
        self._top.show_standing(known)
        self._page.show_pending(pending, standing.now)
        self._page.show_last(standing.last)
        self.shown.emit()

    def sync(self) -> None:
        """Run one sync, unless one is running."""
        if self.running:
            return
        self.running = True
        self.page_wanted.emit("sync")
        self._page.show_running(True)
        self._top.show_standing(Standing(busy=True))
        self._jobs.fetch(
            partial(desk_work.sync, self.session),
            then=self._done,
            failed=self._failed,
            owner=self,
            progress=self._stage,
        )

    def _stage(self, stage: Stage) -> None:
        self._page.show_stage(stage)

    def _done(self, answer: tuple[SyncResult, Session]) -> None:
        self._end(online=True)
        self.library.emit(answer[1])
        self.synced.emit(answer[0])

    def _failed(self, problem: Problem) -> None:
        self._end(online=False)
        self._page.show_problem(problem)

    def _end(self, *, online: bool) -> None:
        self.running, self._online = False, online
        self._page.show_running(False)
        self.refresh()
        self.ended.emit()
