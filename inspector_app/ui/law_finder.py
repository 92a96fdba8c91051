"""Finds clauses: a line to type into, instruments and clauses below, the clause beside them.

Enter on an instrument shows its clauses, Enter on a clause cites it. Esc goes one step back.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QStackedWidget, QWidget

from inspector_app.i18n import _
from inspector_app.operations.law import Clause, InstrumentLine, LawBook
from inspector_app.ui import parts
from inspector_app.ui.clause_card import (
    ClauseCard,
    force_of,
    reading_of_clause,
    reading_of_instrument,
)
from inspector_app.ui.day_line import DayLine
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.hazard_panel_values import Citation
from inspector_app.ui.item_look import level_word
from inspector_app.ui.list_and_card import ListAndCard
from inspector_app.ui.shortcuts import add_key
from inspector_app.ui.tables import Cell, Column, RowsTable


class LawFinder(QWidget):
    """Shows a law book; ``cited`` carries the Citation that a person chose."""

    cited = Signal(object)
    left = Signal()

    def __init__(self, today: date, cite_word: str, cite_key: str) -> None:
        super().__init__()
        self._book = LawBook()
        self._within: InstrumentLine | None = None
        self._make_parts(today, cite_word, cite_key)
        self._arrange()
        self._listen()
        self.setFocusProxy(self.line)
        add_key(self, "F3", self.sides.turn)

    def _make_parts(self, today: date, cite_word: str, cite_key: str) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Words of the clause, the article or the number"))
        self.line.setAccessibleName(_("Search the law"))
        self.line.setClearButtonEnabled(True)
        self.only = QCheckBox(_("Only in force on"))
        self.day = DayLine(today, _("Day"))
        self.all_instruments = parts.button(_("Instruments"), "tab")
        self.all_clauses = parts.button(_("Clauses"), "tab")
        self.within = parts.button("", "flat", icon="close")
        self.within.hide()
        self.instruments: RowsTable[InstrumentLine] = RowsTable(
            _instrument_columns(self), _("Instruments")
        )
        self.clauses: RowsTable[Clause] = RowsTable(_clause_columns(), _("Clauses"))
        self.nothing = EmptyState("book-search-outline")
        self.card = ClauseCard(cite_word, cite_key)

    def _arrange(self) -> None:
        for one in (self.all_instruments, self.all_clauses):
            one.setCheckable(True)
        self._stack = QStackedWidget()
        for view in (self.instruments, self.clauses, self.nothing):
            self._stack.addWidget(view)
        search = parts.row(self.line, self.only, self.day)
        search.setStretch(0, 1)
        tabs = parts.row(self.all_instruments, self.all_clauses, self.within, 1)
        left = QWidget()
        lists = parts.column(tabs, self._stack)
        lists.setStretch(1, 1)
        left.setLayout(lists)
        self._left = left
        self.sides = ListAndCard(left, self.card)
        layout = parts.column(search, self.sides)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _listen(self) -> None:
        self.line.textChanged.connect(lambda _text: self._search())
        self.line.installEventFilter(self)
        self.only.toggled.connect(lambda _on: self._search())
        self.day.chosen.connect(self._search)
        self.all_instruments.clicked.connect(self.show_instruments)
        self.all_clauses.clicked.connect(self.show_clauses)
        self.within.clicked.connect(self.leave_instrument)
        self.instruments.opened.connect(self.enter)
        self.clauses.opened.connect(lambda _row: self.cite())
        self.card.cite_wanted.connect(self.cite)
        for table in (self.instruments, self.clauses):
            table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._read())
            table.rows.modelReset.connect(self._read)

    def dress(self) -> None:
        """Style the parts ahead of the first look at them."""
        for one in (self, *self.findChildren(QWidget)):
            one.ensurePolished()

    # --- showing

    def show_book(self, book: LawBook) -> None:
        """Show a law book; what is typed stays."""
        self._book = book
        self._search()

    def search_for(self, text: str) -> None:
        """Type a text for the person, as a first guess."""
        self.line.setText(text)
        self.line.selectAll()

    def _search(self) -> None:
        text, on = self.line.text(), self._on()
        instruments = [
            one
            for one in self._book.instruments_with(text)
            if on is None or one.instrument.in_force(on)
        ]
        within = self._within.instrument.id if self._within else ""
        clauses = self._book.clauses_with(text, instrument=within, on=on)
        self.instruments.show_rows(instruments)
        self.clauses.show_rows(clauses)
        self.all_instruments.setText(_("Instruments {count}").format(count=len(instruments)))
        self.all_clauses.setText(_("Clauses {count}").format(count=len(clauses)))
        if text.strip() or self._within:
            self.show_clauses()
        else:
            self.show_instruments()

    def _on(self) -> date | None:
        return self.day.day if self.only.isChecked() else None

    def show_instruments(self) -> None:
        """Show the instruments that match."""
        self._show(self.instruments)

    def show_clauses(self) -> None:
        """Show the clauses that match."""
        self._show(self.clauses)

    def _show(self, table: RowsTable[InstrumentLine] | RowsTable[Clause]) -> None:
        clauses = table is self.clauses
        self.all_clauses.setChecked(clauses)
        self.all_instruments.setChecked(not clauses)
        self._stack.setCurrentWidget(table if table.rows.rows else self.nothing)
        begin_at(self._left, table)
        self.nothing.show_texts(
            _("Nothing of the library has these words"),
            _("Try fewer words, or part of one; blanks separate words."),
        )
        self._read()

    def enter(self, line: InstrumentLine) -> None:
        """Show the clauses of one instrument."""
        self._within = line
        title = line.instrument.title
        self.within.setText(title if len(title) <= 18 else f"{title[:17]}…")
        self.within.setToolTip(title)
        self.within.setAccessibleName(_("Leave {title}").format(title=title))
        self.within.show()
        self.line.clear()
        self._search()
        self.clauses.setFocus()

    def leave_instrument(self) -> None:
        """Show the clauses of all instruments again."""
        self._within = None
        self.within.hide()
        self._search()
        self.line.setFocus()

    # --- reading and citing

    @property
    def clause(self) -> Clause | None:
        """The chosen clause, where clauses are shown."""
        return self.clauses.chosen if self._stack.currentWidget() is self.clauses else None

    def _read(self) -> None:
        line = self.instruments.chosen if self._on_instruments else None
        clause = self.clause
        if clause is not None:
            self.card.show_reading(reading_of_clause(clause))
        else:
            self.card.show_reading(reading_of_instrument(line) if line else None)

    @property
    def _on_instruments(self) -> bool:
        return self._stack.currentWidget() is self.instruments

    def cite(self) -> None:
        """Cite the chosen clause, or the chosen instrument as a whole."""
        clause = self.clause
        if clause is not None:
            self.cited.emit(citation_of(clause))
        elif self._on_instruments and self.instruments.chosen is not None:
            self.cited.emit(Citation(self.instruments.chosen.citation))

    # --- keyboard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._typed(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _typed(self, key: Qt.Key) -> bool:
        """Let the line drive the list: ↓ goes there, Enter opens or cites what is chosen."""
        table = self._stack.currentWidget()
        if not isinstance(table, RowsTable):
            return False
        if key == Qt.Key.Key_Down:
            table.setFocus()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            table.open_chosen()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._within is not None:
            self.leave_instrument()
        elif self.line.text():
            self.line.clear()
            self.line.setFocus()
        else:
            self.left.emit()


def citation_of(clause: Clause) -> Citation:
    """Return a clause as it goes into a hazard: its text, and its parts for a criterion."""
    one = clause.instrument
    return Citation(
        text=clause.citation,
        standard=f"{one.title}（{one.number}）",
        article=clause.article,
        criterion=clause.criterion or clause.question,
        logic=clause.logic,
        item=clause.item,
        url=one.url,
        verified=clause.verified,
    )


def _instrument_columns(finder: LawFinder) -> tuple[Column[InstrumentLine], ...]:
    def force(line: InstrumentLine) -> Cell:
        return force_cell(line, finder.day.day)

    return (
        Column(_("Instrument"), lambda one: Cell(one.instrument.title, one.instrument.number)),
        Column(_("In force"), force, 200, 1),
        Column(_("Clauses"), lambda one: Cell(str(one.clauses), token="muted"), 72, 2),
    )


def force_cell(line: InstrumentLine, day: date) -> Cell:
    """Return since when an instrument is in force, and whether it is on this day."""
    one = line.instrument
    if one.in_force(day):
        note, token = _("in force"), "text"
    elif day < one.effective_from:
        note, token = _("not yet in force"), "waiting"
    else:
        note, token = _("no longer in force"), "fail"
    return Cell(force_of(one), note, token=token)


def _clause_columns() -> tuple[Column[Clause], ...]:
    return (
        Column(_("Clause"), lambda one: Cell(one.question, one.citation)),
        Column(_("Article"), lambda one: Cell(one.article, one.instrument.number), 200, 2),
        Column(_("Level"), level_cell, 88, 1),
    )


def level_cell(clause: Clause) -> Cell:
    """Return the level of the item, and whether its clause was read."""
    note = "" if clause.verified else _("not read")
    major = clause.level == "major"
    return Cell(level_word(clause.level), note, token="major" if major else "text", bold=major)
