"""A withdrawn laptop at work: it hands over what central lacks, then removes its workspace."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.operations import locking
from inspector_app.operations.locking import Withdrawal, Word
from inspector_app.operations.session import Session
from inspector_app.ui import desk_work
from inspector_app.ui.desk_work import Flight
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.network_watch import NetworkWatch
from inspector_app.ui.withdrawn_page import WithdrawnPage


class Withdrawing(QObject):
    """Keeps the page up to date until the workspace is gone or the person leaves it."""

    left = Signal()

    def __init__(self, window: MainWindow, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._jobs, self._session = window, jobs, session
        self._standing: Withdrawal
        self._flight: Flight | None = None
        self._word: Word | None = None
        self.gone = False
        self.page = WithdrawnPage()
        self.page.hand_over_wanted.connect(self.hand_over)
        self.page.left.connect(self.left)
        self.watch = NetworkWatch(self)
        self.watch.due.connect(self.hand_over)

    def show(self, standing: Withdrawal) -> None:
        """Show the page and begin at once."""
        self._standing = standing
        self._window.show_only(self.page)
        self.watch.listen()
        self.hand_over()

    def hand_over(self) -> None:
        """Try to give central what it lacks."""
        if self._flight is not None or self.gone:
            return
        self._flight = Flight()
        self.page.show_standing(self._standing, busy=True)
        self._jobs.fetch(
            partial(desk_work.hand_over, self._session, self._flight),
            then=self._taken_back,
            failed=self._answered,
            owner=self,
            progress=lambda _stage: None,
        )

    def _taken_back(self, _none: None) -> None:
        """Central takes this device again: whoever knows the passphrase works on."""
        self.left.emit()

    def _answered(self, problem: Problem) -> None:
        self._flight = None
        self._word = locking.word_of(problem)
        if self._word is None:
            self.page.show_problem(problem)
        self.watch.failed(problem)
        act = partial(self._read, self._session, self._word)
        self._jobs.run(act, then=self._show, failed=self.page.show_problem, owner=self)

    @staticmethod
    def _read(session: Session, word: Word | None) -> Withdrawal | None:
        return locking.note_word(session, word) if word else locking.withdrawal(session)

    def _show(self, standing: Withdrawal | None) -> None:
        if standing is None:
            self.left.emit()
            return
        self._standing = standing
        self.page.show_standing(standing, busy=False)
        if standing.is_empty and self._word is Word.LOCKED:
            act = partial(locking.wipe, self._session)
            self._jobs.run(act, then=self._wiped, failed=self.page.show_problem, owner=self)

    def _wiped(self, _none: None) -> None:
        self.gone = True
        self.watch.stop()
        self.page.show_gone()

    def leave(self) -> None:
        """Give the workspace back, where it is still there."""
        if not self.gone:
            self._jobs.run(partial(desk_work.close_after, self._session, self._flight))
        self.deleteLater()
