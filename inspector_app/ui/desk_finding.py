"""Searches, filters, kept views and the route: what fills the list of enterprises."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.errors import Problem
from inspector_app.operations import finding
from inspector_app.operations.finding import Stop, View
from inspector_app.operations.session import Session
from inspector_app.store.rows import EnterpriseRow
from inspector_app.ui.enterprises_page import MOST, EnterprisesPage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.route_dialog import RouteDialog

ROUTE = 40  # stops at most: more is no day's work


class FindingDesk(QObject):
    """Answers what the enterprises page asks for; ``shown`` comes when its rows stand."""

    shown = Signal()
    opened = Signal(str)
    failed = Signal(object)

    def __init__(self, jobs: Jobs, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self.session, self._window = jobs, session, window
        self._page: EnterprisesPage
        self._number = 0
        self._text = ""
        self.dialog: RouteDialog | None = None

    def attach(self, page: EnterprisesPage) -> None:
        """Fill this page from now on."""
        self._page = page
        self._number += 1  # what the page before asked for is not shown here
        page.bar.chosen.connect(lambda _view: self.find(self._text))
        page.bar.kept.connect(self._keep)
        page.bar.dropped.connect(self._drop)
        page.route_wanted.connect(self._ask_route)
        act = partial(finding.views, self.session)
        self._jobs.run(act, then=page.bar.show_views, owner=page)
        sectors = partial(finding.sectors_here, self.session)
        self._jobs.run(sectors, then=page.bar.show_sectors, owner=page)

    def find(self, text: str) -> None:
        """Show what a text finds in the chosen view; an answer that a later key press has
        overtaken is not shown."""
        self._text = text
        self._number += 1
        number, page = self._number, self._page

        def show(rows: tuple[EnterpriseRow, ...]) -> None:
            if number == self._number:
                page.show_rows(rows, text)
                self.shown.emit()

        view = replace(page.bar.view, text=text)
        act = partial(finding.find_enterprises, self.session, view, MOST)
        self._jobs.run(act, then=show, owner=self)

    def _keep(self, view: View) -> None:
        act = partial(finding.keep_view, self.session, view)
        self._jobs.run(act, self._show_views, self.failed.emit, owner=self)

    def _show_views(self, kept: tuple[View, ...]) -> None:
        self._page.bar.show_views(kept)

    def _drop(self, name: str) -> None:
        act = partial(finding.drop_view, self.session, name)
        self._page.bar.show_view(View())
        self._jobs.run(act, self._show_views, self.failed.emit, owner=self)
        self.find(self._text)

    def _ask_route(self, dossiers: tuple[str, ...]) -> None:
        act = partial(finding.route, self.session, dossiers[:ROUTE])
        self._jobs.run(act, self._show_route, self._failed, owner=self)

    def _show_route(self, stops: list[Stop]) -> None:
        self.dialog = RouteDialog(stops, self._window)
        self.dialog.opened.connect(self._open_stop)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _open_stop(self, dossier: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.opened.emit(dossier)

    def _closed(self, _result: int) -> None:
        gone, self.dialog = self.dialog, None
        if gone is not None:
            gone.deleteLater()

    def _failed(self, problem: Problem) -> None:
        self.failed.emit(problem)
