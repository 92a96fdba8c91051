"""Chooses an enterprise, then one of its sites: typed, found, taken by Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.shelf import Place
from inspector_app.store.rows import EnterpriseRow
from inspector_app.ui import checklist_words, parts, theme, words
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.tables import Cell, Column, RowsTable

WIDTH, HEIGHT = 720, 480


class PlaceDialog(QDialog):
    """``searched`` carries what is typed, ``enterprise_chosen`` a dossier, ``chosen`` the Place."""

    searched = Signal(str)
    enterprise_chosen = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("At which enterprise?"))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Enterprise, pinyin initials or credit code"))
        self.line.setAccessibleName(_("Search an enterprise"))
        self.enterprises: RowsTable[EnterpriseRow] = RowsTable(
            _enterprise_columns(), _("Enterprises")
        )
        self.places: RowsTable[Place] = RowsTable(_place_columns(), _("Sites"))
        self.problem = ProblemStrip()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.enterprises)
        self._stack.addWidget(self.places)
        cancel = parts.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        layout = parts.column(
            self.line, self._stack, self.problem, parts.row(1, cancel), space=theme.SPACE_M
        )
        layout.setStretch(1, 1)
        parts.pad(layout, theme.SPACE_L)
        self.setLayout(layout)
        self.line.textChanged.connect(self.searched)
        self.line.installEventFilter(self)
        self.enterprises.opened.connect(lambda row: self.enterprise_chosen.emit(row.dossier))
        self.places.opened.connect(self._take)
        self.line.setFocus()

    def show_enterprises(self, rows: tuple[EnterpriseRow, ...]) -> None:
        """Show what the text found."""
        self._stack.setCurrentWidget(self.enterprises)
        self.enterprises.show_rows(rows)

    def show_places(self, places: tuple[Place, ...]) -> None:
        """Ask for the site; a single place is taken at once."""
        if len(places) == 1:
            self._take(places[0])
            return
        self.places.show_rows(places)
        self._stack.setCurrentWidget(self.places)
        self.places.setFocus()

    def show_problem(self, problem: Problem) -> None:
        """Show why the enterprise could not be read."""
        self.problem.show_problem(problem)

    def _take(self, place: Place) -> None:
        self.chosen.emit(place)
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Down:
                shown = self.places if self._stack.currentIndex() else self.enterprises
                shown.setFocus()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.enterprises.open_chosen()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size of the design, as far as the window below allows."""
        super().showEvent(event)
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        host = self.parentWidget()
        if host is not None:
            wanted = wanted.boundedTo(host.window().size() - QSize(32, 32))
        self.resize(wanted)


def _enterprise_columns() -> tuple[Column[EnterpriseRow], ...]:
    return (
        Column(_("Enterprise"), lambda row: Cell(row.name, row.code, bold=True)),
        Column(
            _("Sector"), lambda row: Cell(words.sector(row.sector), words.scale(row.scale)), 160
        ),
    )


def _place_columns() -> tuple[Column[Place], ...]:
    return (
        Column(
            _("Site"),
            lambda one: Cell(
                one.site_name or _("The whole enterprise"), checklist_words.profile(one), bold=True
            ),
        ),
    )
