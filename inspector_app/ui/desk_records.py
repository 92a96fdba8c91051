"""Records of the service on the desk: begun and opened from a visit or an enterprise's file."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from inspector_app.operations import records
from inspector_app.operations.records import NewRecord
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import dossier_extras
from inspector_app.ui.dossier_page import DossierPage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.record_page import RecordPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.visit_page import VisitPage


class RecordDesk(QObject):
    """Shows one record at a time on a page of its own; reports what was stored."""

    changed = Signal(object)
    failed = Signal(object)
    page_wanted = Signal(str)
    paper_wanted = Signal(str, str)  # dossier, record

    def __init__(self, jobs: Jobs, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session = jobs, session
        self._shell: Shell
        self._dossier: DossierPage
        self._record: RecordPage | None = None

    def attach(self, shell: Shell, dossier: DossierPage) -> None:
        """Show in this shell from now on."""
        self._shell, self._dossier = shell, dossier
        dossier.extras.records.opened.connect(self.open)
        dossier.extras.records.begun.connect(self._begin)

    def load_dossier(self) -> None:
        """Read the records and results of the enterprise that is shown."""
        page = self._dossier
        act = partial(dossier_extras.extras_of, self.session, page.dossier)
        self._jobs.run(act, self._show, self.failed.emit, owner=page)

    def _show(self, look: dossier_extras.DossierExtrasLook) -> None:
        if look.dossier == self._dossier.dossier:
            self._dossier.extras.show_extras(look)

    def _begin(self, form: str) -> None:
        act = partial(records.open_record, self.session, NewRecord(self._dossier.dossier, form))
        self._jobs.run(act, self._begun, self.failed.emit, owner=self)

    def _begun(self, made: tuple[str, Changes]) -> None:
        self.changed.emit(made[1])
        self.open(made[0])

    def open(self, record: str) -> None:
        """Show a record; leaving it leads back to where it was opened."""
        back = self._shell.shown if self._shell.shown in ("visit", "dossier") else "today"
        page = self._record = RecordPage(self._jobs, self.session)
        page.closed.connect(partial(self._leave, back))
        page.changed.connect(self.changed)
        page.paper_wanted.connect(self.paper_wanted)
        self._shell.add_page("record", page)
        page.open_record(record)
        self.page_wanted.emit("record")

    def _leave(self, back: str) -> None:
        """Go back to where the record was opened: in a visit, to its overview."""
        self.page_wanted.emit(back)
        page = self._shell.page(back)
        if isinstance(page, VisitPage):
            page.extras.show_overview()

    def keep_typed(self) -> None:
        """Let what is typed but not recorded reach the store."""
        if self._record is not None and isValid(self._record):
            self._record.keep_typed()
