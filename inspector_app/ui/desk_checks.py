"""Checks of papers on the desk: the dialog, its file read and compared beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import _
from inspector_app.operations.paper_checks import PaperCheck, check_paper_code, check_paper_file
from inspector_app.operations.session import Session
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.paper_check_dialog import PaperCheckDialog

MOST_BYTES = 200 * 1024 * 1024


class CheckDesk(QObject):
    """``opened`` carries the number of a stored paper to show."""

    opened = Signal(str)

    def __init__(self, jobs: Jobs, session: Callable[[], Session], parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self.dialog: PaperCheckDialog | None = None

    def ask(self, window: QWidget) -> None:
        """Ask for a paper and tell what it is."""
        if self.dialog is not None:
            return
        self.dialog = dialog = PaperCheckDialog(window)
        dialog.file_given.connect(self._check_file)
        dialog.code_given.connect(self._check_code)
        dialog.opened.connect(self.opened)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _check_file(self, path: str) -> None:
        self._check(partial(_checked_file, self._session(), Path(path)))

    def _check_code(self, text: str) -> None:
        self._check(partial(check_paper_code, self._session(), text))

    def _check(self, act: Callable[[], PaperCheck]) -> None:
        dialog = self.dialog
        assert dialog is not None
        self._jobs.fetch(act, dialog.show_check, dialog.show_problem, owner=dialog)

    def _closed(self, _result: int) -> None:
        gone, self.dialog = self.dialog, None
        if gone is not None:
            gone.deleteLater()


def _checked_file(session: Session, path: Path) -> PaperCheck:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(what=path.name, reason=_("the file is too large"))
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(what=path.name, reason=system_reason(error)) from error
    return check_paper_file(session, data)
