"""The law browser as a page and as a dialog over the hazard panel."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from inspector_app.i18n import _
from inspector_app.operations.law import LawBook
from inspector_app.ui import parts, theme
from inspector_app.ui.hazard_panel_values import Citation
from inspector_app.ui.law_finder import LawFinder
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.shortcuts import add_key

WIDTH, HEIGHT = 980, 620
READY_AFTER = 2_000  # ms: what the first page asks for is done by then
LOWEST = 260  # px at 100 %: tabs, the head of the list and three lines


class LawPage(QWidget):
    """Instruments with their dates, all cited clauses, one search; C copies the citation.

    Its parts are made once the window stands, or when it is first shown: the start shall not wait.
    """

    copied = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        title = parts.label(_("Legal basis"), "page")
        said = _("What the checklists cite. The words are a paraphrase; the official text decides.")
        head = parts.row(title, parts.Elided(said, "muted"), space=theme.SPACE_M)
        head.setStretch(1, 1)
        self._column = parts.column(head, space=theme.SPACE_M)
        parts.pad(self._column)
        self.setLayout(scrolling(self._column))
        QTimer.singleShot(READY_AFTER, self, self._prepare)

    @cached_property
    def finder(self) -> LawFinder:
        """The search and what it finds."""
        made = LawFinder(self._today, _("Copy the citation"), "C")
        made.cited.connect(self._copy)
        made.sides.setMinimumHeight(theme.px(LOWEST))
        self._column.addWidget(made, 1)
        self.setFocusProxy(made.line)
        add_key(self, "C", made.cite)
        add_key(self, "/", made.line.setFocus)
        return made

    def _prepare(self) -> None:
        made = self.finder
        QTimer.singleShot(0, made, made.dress)

    def show_book(self, book: LawBook) -> None:
        """Show a law book."""
        self.finder.show_book(book)

    def showEvent(self, event: QShowEvent) -> None:
        self.finder.show()
        super().showEvent(event)

    def _copy(self, citation: Citation) -> None:
        QGuiApplication.clipboard().setText(citation.text)
        self.copied.emit(citation.text)


class LawDialog(QDialog):
    """The same search over a hazard: Enter puts the citation into its basis."""

    cited = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Cite a clause"))
        self.finder = LawFinder(today, _("Cite in the hazard"), "Enter")
        self.finder.only.setChecked(True)
        close = parts.button(_("Close") + "  Esc", name=_("Close"))
        close.clicked.connect(self.reject)
        layout = parts.column(self.finder, parts.row(1, close), space=theme.SPACE_M)
        layout.setStretch(0, 1)
        parts.pad(layout, theme.SPACE_L)
        self.setLayout(layout)
        self.finder.cited.connect(self._take)
        self.finder.left.connect(self.reject)
        self.finder.line.setFocus()

    def _take(self, citation: Citation) -> None:
        self.cited.emit(citation)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter and Esc for the search: both mean something there."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size of the design, as far as the window below allows."""
        super().showEvent(event)
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        host = self.parentWidget()
        if host is not None:
            wanted = wanted.boundedTo(host.window().size() - QSize(32, 32))
        self.resize(wanted)
