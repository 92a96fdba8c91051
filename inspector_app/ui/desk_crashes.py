"""Asks once what shall become of the reports of crashes that nobody has seen yet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector_app import __version__, crashes
from inspector_app.errors import BadInput, Problem, system_reason
from inspector_app.i18n import _
from inspector_app.operations.session import Session
from inspector_app.protocol import CrashReport
from inspector_app.sync.run import open_link
from inspector_app.ui.crash_dialog import CrashDialog
from inspector_app.ui.jobs import Jobs


class CrashDesk(QObject):
    """Shows the dialog over the window where a report waits; ``said`` tells how it ended."""

    said = Signal(str)

    def __init__(self, jobs: Jobs, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._session, self._window = jobs, session, window
        self._reports: tuple[Path, ...] = ()
        self.dialog: CrashDialog | None = None

    def look(self) -> None:
        """Ask about waiting reports, if there are any."""
        self._reports = crashes.waiting(self._session.data_dir / "logs")
        if not self._reports or self.dialog is not None:
            return
        dialog = CrashDialog(crashes.read_all(self._reports), self._window)
        dialog.send_wanted.connect(self._send)
        dialog.save_wanted.connect(self._save)
        dialog.declined.connect(partial(self._end, _("The report was not sent.")))
        self.dialog = dialog
        dialog.open()

    def _send(self, report: str) -> None:
        self._jobs.fetch(
            partial(send_report, self._session, report),
            then=lambda _none: self._end(_("The report was sent. Thank you.")),
            failed=self._failed,
            owner=self,
        )

    def _save(self, path: str, report: str) -> None:
        self._jobs.run(
            partial(save_report, Path(path), report),
            then=lambda _none: self._end(_("The report was saved.")),
            failed=self._failed,
            owner=self,
        )

    def _failed(self, problem: Problem) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(problem)

    def _end(self, words: str) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        crashes.forget(self._reports)
        dialog.hide()
        dialog.deleteLater()
        self.said.emit(words)


def send_report(session: Session, report: str) -> None:
    """Hand a report over to central (network thread); raises a SyncProblem where it cannot."""
    with open_link(session.workspace) as link:
        link.report_crash(CrashReport(version=__version__, text=report))


def save_report(path: Path, report: str) -> None:
    """Write a report where the person asked for it."""
    try:
        path.write_text(report, encoding="utf-8")
    except OSError as error:
        what = _("The report was not saved")
        raise BadInput(what=what, reason=system_reason(error)) from error
