"""The library on the desk: checklists to read and to try out, and the law behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.checklists.library import Library
from inspector_app.checklists.problems import Finding
from inspector_app.i18n import _
from inspector_app.operations import law, lists, shelf
from inspector_app.operations.law import LawBook
from inspector_app.operations.session import Session
from inspector_app.operations.shelf import Place, Shelved
from inspector_app.ui import tryout_work
from inspector_app.ui.checklist_page import ChecklistPage
from inspector_app.ui.checklists_page import ChecklistsPage
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.law_page import LawDialog, LawPage
from inspector_app.ui.place_dialog import PlaceDialog
from inspector_app.ui.shell import Shell
from inspector_app.ui.tryout_page import TryoutPage
from inspector_app.ui.tryout_work import Wanted

FORM_FILES = "*.xlsx *.md *.xml"
MOST_FOUND = 50


class LibraryDesk(QObject):
    """Opens the pages of the library; it reads, and records nothing."""

    page_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session, self._window = jobs, session, window
        self._book: tuple[Library, LawBook] | None = None
        self._shell: Shell
        self._list: ChecklistsPage
        self._law: LawPage
        self.dialog: PlaceDialog | LawDialog | None = None

    def attach(self, shell: Shell, checklists: ChecklistsPage, law_page: LawPage) -> None:
        """Show on these pages from now on."""
        self._shell, self._list, self._law = shell, checklists, law_page
        checklists.opened.connect(self.open_form)
        checklists.tried.connect(self.try_form)
        checklists.file_wanted.connect(self.choose_file)
        checklists.place_wanted.connect(self.ask_place)
        law_page.copied.connect(self._say_copied)

    # --- the shelf

    def load_shelf(self) -> None:
        """Read the forms of the library."""
        library = self.session.library
        act = partial(shelf.shelf, library)
        self._jobs.fetch(act, partial(self._list.show_shelf, library), owner=self._list)

    def open_form(self, form: Shelved) -> None:
        """Show the contents of a form; one that cannot be read is tried out, to see why."""
        if form.problem is not None:
            self.try_form(form)
            return
        page = ChecklistPage(self.session.library, form, self._list.day.day)
        page.closed.connect(partial(self.page_wanted.emit, "checklists"))
        page.tried.connect(self.try_form)
        page.copied.connect(self._say_copied)
        self._shell.add_page("checklist", page)
        act = partial(tryout_work.items, self._wanted(form))
        self._jobs.fetch(act, page.show_items, self.failed.emit, owner=page)
        self.page_wanted.emit("checklist")

    def ask_place(self) -> None:
        """Ask at which enterprise, and which of its sites, checklists shall apply."""
        dialog = PlaceDialog(self._window)
        dialog.searched.connect(partial(self._find_enterprises, dialog))
        dialog.enterprise_chosen.connect(partial(self._find_places, dialog))
        dialog.chosen.connect(self._list.show_place)
        self._open(dialog)
        self._find_enterprises(dialog, "")

    def _find_enterprises(self, dialog: PlaceDialog, text: str) -> None:
        act = partial(lists.enterprises, self.session, text, MOST_FOUND)
        self._jobs.run(act, dialog.show_enterprises, dialog.show_problem, owner=dialog)

    def _find_places(self, dialog: PlaceDialog, dossier: str) -> None:
        act = partial(shelf.places, self.session, dossier)
        self._jobs.run(act, dialog.show_places, dialog.show_problem, owner=dialog)

    # --- trying out

    def try_form(self, form: Shelved) -> None:
        """Try a form of the library out."""
        self._try(self._wanted(form))

    def try_file(self, path: Path) -> None:
        """Try out a file that an author works on."""
        self._try(self._wanted(None, path))

    def choose_file(self) -> None:
        """Ask for the file of a form."""
        pattern = _("Checklists ({patterns})").format(patterns=FORM_FILES)
        title = _("Try out a checklist")
        chosen, _filter = QFileDialog.getOpenFileName(self._window, title, "", pattern)
        if chosen:
            self.try_file(Path(chosen))

    def _wanted(self, form: Shelved | None, path: Path | None = None) -> Wanted:
        return Wanted(
            library=self.session.library,
            day=self._list.day.day,
            clock=self.session.clock,
            entry=form.entry if form is not None else None,
            path=path,
            place=self._place if form is not None else None,
        )

    @property
    def _place(self) -> Place | None:
        return self._list.place_shown

    def _try(self, wanted: Wanted) -> None:
        page = TryoutPage(wanted)
        back = self._shell.shown if self._shell.shown == "checklist" else "checklists"
        page.closed.connect(partial(self.page_wanted.emit, back))
        page.again.connect(partial(self._run, page))
        self._shell.add_page("tryout", page)
        self._run(page, wanted)
        self.page_wanted.emit("tryout")

    def _run(self, page: TryoutPage, wanted: Wanted) -> None:
        page.side.wait()
        act = partial(tryout_work.open_form, wanted)
        self._jobs.fetch(act, page.show_form, page.show_problem, owner=page)
        check = partial(tryout_work.findings, wanted)
        self._jobs.fetch(check, partial(_show_found, page), page.show_problem, owner=page)

    # --- the law

    def load_law(self) -> None:
        """Show the law of the library on its page."""
        self._with_book(self._law.show_book, self._law)

    def cite_in(self, panel: HazardPanel) -> None:
        """Open the search over a hazard; what is cited goes into its basis."""
        dialog = LawDialog(self._list.day.day, self._window)
        dialog.cited.connect(panel.cite)
        dialog.rejected.connect(panel.basis.setFocus)
        self._with_book(dialog.finder.show_book, dialog)
        self._open(dialog)

    def _with_book(self, show: Callable[[LawBook], None], owner: QObject) -> None:
        library = self.session.library
        if self._book is not None and self._book[0] is library:
            show(self._book[1])
            return

        def read(book: LawBook) -> None:
            self._book = (library, book)
            show(book)

        self._jobs.fetch(partial(law.law_book, library), read, self.failed.emit, owner=owner)

    def _say_copied(self, citation: str) -> None:
        self._shell.say(_("Copied: {citation}").format(citation=citation))

    def _open(self, dialog: PlaceDialog | LawDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(partial(self._finished, dialog))
        dialog.open()

    def _finished(self, dialog: PlaceDialog | LawDialog, _result: int) -> None:
        dialog.deleteLater()
        self.dialog = None


def _show_found(page: TryoutPage, found: tuple[Finding, ...]) -> None:
    page.side.show_found(found)
