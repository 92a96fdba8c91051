"""Fills the ledger page, saves ledgers, makes archives: what leaves the workspace in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.domain.ledgers import FeeLedger, HazardLedger
from inspector_app.durable import write_file
from inspector_app.errors import BadInput, Problem, system_reason
from inspector_app.i18n import _, language
from inspector_app.operations.archiving import (
    ArchiveMade,
    ArchiveProgress,
    ArchiveWish,
    archivable_years,
    dossier_named,
    make_archives,
)
from inspector_app.operations.fee_ledger import FeeBook, fee_ledger
from inspector_app.operations.hazard_ledger import hazard_ledger
from inspector_app.operations.ledger_scope import LedgerScope, LedgerStopped, Tell, read_period
from inspector_app.operations.session import Session
from inspector_app.store.rows import EnterpriseRow
from inspector_app.ui.archive_dialog import ArchiveDialog, Whose
from inspector_app.ui.collecting import give_back
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.ledger_page import FEES, LedgerPage, Wanted

EVERY = 20  # enterprises between two words about the progress


class LedgerDesk(QObject):
    """Ledgers and archives of one signed-in inspector; they are read beside the store's queue, so
    that nothing a person records waits for them. ``shown`` comes when a ledger stands."""

    shown = Signal()
    opened = Signal(str)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session, self._window = jobs, session, window
        self._page: LedgerPage
        self._held: tuple[int, date] | None = None  # the moment of what the page shows
        self._stop = Event()
        self._stop_archive = Event()
        self.dialog: ArchiveDialog | None = None

    def attach(self, page: LedgerPage) -> None:
        """Fill this page from now on."""
        self._page, self._held = page, None
        page.wanted.connect(self._gather)
        page.stop_wanted.connect(self.stop)
        page.save_wanted.connect(self._save)
        page.opened.connect(self._open)
        page.archive_wanted.connect(partial(self.ask_archive, "", ""))

    # --- ledgers

    def load(self) -> None:
        """Gather what the page asks for, unless that stands there and nothing was written since."""
        if self._held == self._moment():
            self.shown.emit()
        else:
            self._page.ask()

    def _moment(self) -> tuple[int, date]:
        return self.session.workspace.age, self.session.clock().date()

    def stop(self) -> None:
        """Stop the gathering; what stood before stays."""
        self._stop.set()

    def _gather(self, wanted: Wanted) -> None:
        self._stop.set()
        self._stop = stop = Event()
        page, self._held = self._page, None
        moment = self._moment()
        act = partial(_gathered, self.session, wanted, stop)

        def show(found: HazardLedger | FeeBook) -> None:
            if not stop.is_set():
                self._held = moment
                self._show(found)

        def fail(problem: Problem) -> None:
            overtaken = isinstance(problem, LedgerStopped) and self._stop is not stop
            if not overtaken:
                page.show_problem(problem)

        def tell(step: tuple[int, int]) -> None:
            if not stop.is_set():
                page.show_waiting(*step)

        self._jobs.fetch(act, then=show, failed=fail, owner=page, progress=tell)

    def _show(self, found: HazardLedger | FeeBook) -> None:
        if isinstance(found, FeeBook):
            self._page.show_fees(found)
        else:
            self._page.show_hazards(found)
        self.shown.emit()

    def _save(self, path: str, ledger: HazardLedger | FeeLedger) -> None:
        act = partial(save_ledger, Path(path), ledger)
        page = self._page
        self._jobs.fetch(act, then=self._saved, failed=page.show_problem, owner=page)

    def _saved(self, path: Path) -> None:
        self._page.show_note(_("Saved as {path}").format(path=path))

    def _open(self, code: str) -> None:
        act = partial(dossier_named, self.session, code=code)
        self._jobs.run(act, then=self.opened.emit, failed=self._page.show_problem, owner=self)

    # --- archives

    def ask_archive(self, dossier: str, name: str) -> None:
        """Ask of whom, which year and where; ``dossier`` is proposed first where one is given."""
        self._ask((Whose((dossier,), name),) if dossier else ())

    def ask_archive_of(self, rows: Sequence[EnterpriseRow]) -> None:
        """Ask likewise, proposing these enterprises."""
        names = _(", ").join(row.name for row in rows)
        self._ask((Whose(tuple(row.dossier for row in rows), names),) if rows else ())

    def _ask(self, own: tuple[Whose, ...]) -> None:
        choices = (*own, Whose(()))
        act = partial(archivable_years, self.session, choices[0].dossiers)
        self._jobs.run(act, partial(self._show_dialog, choices), self.failed.emit, owner=self)

    def _show_dialog(self, choices: tuple[Whose, ...], years: tuple[int, ...]) -> None:
        if self.dialog is not None:
            return
        where = QStandardPaths.StandardLocation.DocumentsLocation
        folder = QStandardPaths.writableLocation(where)
        self.dialog = dialog = ArchiveDialog(choices, years, folder, self._window)
        dialog.wanted.connect(self._archive)
        dialog.stop_wanted.connect(self._stop_archiving)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _stop_archiving(self) -> None:
        self._stop_archive.set()

    def _archive(self, wish: ArchiveWish, folder: str) -> None:
        dialog = self.dialog
        assert dialog is not None
        self._stop_archive = stop = Event()
        act = partial(_archived, self.session, wish, Path(folder), stop)
        self._jobs.fetch(
            act, dialog.show_made, dialog.show_problem, owner=dialog, progress=dialog.show_progress
        )

    def _closed(self, _result: int) -> None:
        gone, self.dialog = self.dialog, None
        if gone is not None:
            gone.deleteLater()

    def leave(self) -> None:
        """Stop what is under way: the workspace is about to close."""
        self._stop.set()
        self._stop_archive.set()


def _gathered(
    session: Session, wanted: Wanted, stop: Event, tell: Callable[[tuple[int, int]], None]
) -> HazardLedger | FeeBook:
    starts, ends = read_period(wanted.period)
    scope = LedgerScope("", starts, ends, wanted.state, language())
    if wanted.which == FEES:
        return fee_ledger(session, scope, tell=_seldom(tell), stopped=stop.is_set)
    try:
        return hazard_ledger(session, scope, tell=_seldom(tell), stopped=stop.is_set)
    finally:
        give_back()  # all files of the workspace were read for it


def _seldom(tell: Callable[[tuple[int, int]], None]) -> Tell:
    def told(done: int, count: int) -> None:
        if done % EVERY == 0:
            tell((done, count))

    return told


def save_ledger(path: Path, ledger: HazardLedger | FeeLedger) -> Path:
    """Write a ledger as a workbook; raises BadInput where that fails."""
    from inspector_app.documents.ledgers import fee_ledger_xlsx, hazard_ledger_xlsx

    made = fee_ledger_xlsx(ledger) if isinstance(ledger, FeeLedger) else hazard_ledger_xlsx(ledger)
    try:
        write_file(path, made)
    except OSError as error:
        raise BadInput(what=str(path), reason=system_reason(error)) from error
    return path


def _archived(
    session: Session,
    wish: ArchiveWish,
    folder: Path,
    stop: Event,
    tell: Callable[[ArchiveProgress], None],
) -> tuple[ArchiveMade, ...]:
    return make_archives(session, wish, folder, progress=tell, cancelled=stop.is_set)
