"""Recording what enterprises replied about told hazards, from the page of hazards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.domain.dossier import Hazard
from inspector_app.operations import hazard_replies, hazards
from inspector_app.operations.session import Changes, Session
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_work import merged
from inspector_app.ui.reply_dialog import ReplyDialog, Typed, is_new


class ReplyDesk(QObject):
    """``session`` says in whose records; ``recorded`` carries the Changes."""

    failed = Signal(object)
    recorded = Signal(object)

    def __init__(self, jobs: Jobs, session: Callable[[], Session], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self.dialog: ReplyDialog | None = None

    def ask(self, over: QWidget, hazard: str) -> None:
        """Open the dialog of a hazard over a page."""
        act = partial(_look, self._session(), hazard)
        self._jobs.run(act, partial(self._open, over), self.failed.emit, owner=over)

    def _open(self, over: QWidget, found: tuple[Hazard, date]) -> None:
        self.dialog = dialog = ReplyDialog(*found, over.window())
        dialog.entered.connect(partial(self._record, found[0]))
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _record(self, hazard: Hazard, typed: Typed) -> None:
        dialog = self.dialog
        if dialog is not None:
            act = partial(_recorded, self._session(), hazard, typed)
            self._jobs.run(act, self._was_recorded, dialog.show_problem, owner=dialog)

    def _was_recorded(self, changes: Changes) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.recorded.emit(changes)


def _look(session: Session, hazard: str) -> tuple[Hazard, date]:
    return hazard_replies.known_hazard(session, hazard), session.today()


def _recorded(session: Session, hazard: Hazard, typed: Typed) -> Changes:
    changes = hazard_replies.record_reply(session, typed.reply)
    if typed.category != hazard.likely_category:
        said = hazard_replies.classify_hazard(session, hazard.hazard, typed.category)
        changes = merged(changes, said)
    if typed.analysis is not None and is_new(typed.analysis, hazard):
        changes = merged(changes, hazards.analyse_hazard(session, typed.analysis))
    return changes
