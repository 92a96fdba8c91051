"""The two ledgers: hazards from finding to closing, and fees; filtered, summed, saved as xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from inspector_app.domain.ledgers import FeeLedger, FeeLine, HazardLedger, HazardLine
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.fee_ledger import FeeBook
from inspector_app.operations.ledger_scope import LedgerState
from inspector_app.ui import parts, theme
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.flow import Flow
from inspector_app.ui.ledger_columns import fee_columns, hazard_columns, money
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.tables import RowsTable

HAZARDS, FEES = "hazards", "fees"
STATES = {
    LedgerState.ALL: N_("All states"),
    LedgerState.OPEN: N_("Open"),
    LedgerState.OVERDUE: N_("Overdue"),
    LedgerState.CLOSED: N_("Closed"),
}
WORKBOOK = "*.xlsx"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ledger of which period and state; the period as ``read_period`` reads it."""

    which: str
    period: str
    state: LedgerState


class LedgerPage(QWidget):
    """``wanted`` asks for a ledger, ``stop_wanted`` ends its gathering, ``save_wanted`` carries
    (path, ledger as shown), ``opened`` code or name of an enterprise, ``archive_wanted`` comes
    without a choice: the archive of all."""

    wanted = Signal(object)
    stop_wanted = Signal()
    save_wanted = Signal(str, object)
    opened = Signal(str)
    archive_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._hazards, self._fees = HazardLedger(), FeeBook(FeeLedger(), 0)
        self.problem = ProblemStrip()
        self.sums = parts.label("", "muted", wrap=True)
        self.hazards: RowsTable[HazardLine] = RowsTable(hazard_columns(), _("Hazard ledger"))
        self.fees: RowsTable[FeeLine] = RowsTable(fee_columns(), _("Fee ledger"))
        self.nothing = EmptyState("table-large")
        self._make_choices()
        self._make_acts()
        self._lay_out()
        self._wire()

    # --- building

    def _make_choices(self) -> None:
        self.tabs = QButtonGroup(self)
        self.tab: dict[str, QPushButton] = {}
        for name, word in ((HAZARDS, _("Hazard ledger")), (FEES, _("Fee ledger"))):
            made = parts.button(word, "tab")
            made.setCheckable(True)
            self.tabs.addButton(made)
            self.tab[name] = made
        self.tab[HAZARDS].setChecked(True)
        self.period, self.state = QComboBox(), QComboBox()
        self.period.setEditable(True)
        self.period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period.setAccessibleName(_("Period"))
        self.period.setToolTip(_("A year, a month, a day, or two of them: 2026-01..2026-03"))
        for text in ("", *(str(self.today.year - n) for n in range(3))):
            self.period.addItem(text or _("All years"), text)
        self.period.setCurrentIndex(1)
        self.state.setAccessibleName(_("State"))
        for state, said in STATES.items():
            self.state.addItem(_(said), state.value)
        self.enterprise = QLineEdit()
        self.enterprise.setPlaceholderText(_("Enterprise or credit code"))
        self.enterprise.setAccessibleName(_("Enterprise or credit code"))
        self.enterprise.setClearButtonEnabled(True)
        self.enterprise.setFixedWidth(theme.px(240))
        self._whose = QWidget()  # whose wish for room counts the field's own width
        self._whose.setLayout(parts.row(self.enterprise))

    def _make_acts(self) -> None:
        self.save = parts.button(_("Save as xlsx") + "  Ctrl+S", icon="microsoft-excel")
        self.archive = parts.button(_("Archive…"), icon="archive-arrow-down-outline")
        self.open = parts.button(_("To the enterprise"), icon="factory")
        self.stop = parts.button(_("Stop"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._reading = parts.label("", "muted")
        self.waiting = QWidget()
        row = parts.row(self._reading, self._bar, self.stop, space=theme.SPACE_M)
        row.setStretch(1, 1)
        self.waiting.setLayout(row)
        self.waiting.hide()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for one in (self.hazards, self.fees, self.nothing):
            self._stack.addWidget(one)
        tabs = parts.row(*self.tab.values(), space=theme.SPACE_XS)
        head = parts.row(parts.label(_("Ledgers"), "page"), tabs, 1, space=theme.SPACE_M)
        asked = Flow((self.period, self.state, self._whose, self.open, self.archive, self.save))
        layout = parts.column(
            head, parts.row(asked), self.problem, self.waiting, self._stack, self.sums,
            space=theme.SPACE_M,
        )  # fmt: skip
        layout.setStretch(4, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, self._stack))
        self.setFocusProxy(self.tab[HAZARDS])

    def _wire(self) -> None:
        self.tabs.buttonClicked.connect(lambda _tab: self.ask())
        self.period.activated.connect(lambda _n: self.ask())
        line = self.period.lineEdit()
        assert line is not None
        line.returnPressed.connect(self.ask)
        self.state.activated.connect(lambda _n: self.ask())
        self.enterprise.textChanged.connect(lambda _text: self._show())
        self.hazards.opened.connect(self._open_line)
        self.fees.opened.connect(self._open_line)
        self.open.clicked.connect(self._open_chosen)
        self.archive.clicked.connect(self.archive_wanted)
        self.save.clicked.connect(lambda _on: self.save_as())
        self.stop.clicked.connect(self.stop_wanted)

    # --- asking

    @property
    def which(self) -> str:
        """The ledger that is open."""
        return FEES if self.tab[FEES].isChecked() else HAZARDS

    def choose(self, which: str) -> None:
        """Open one of the ledgers."""
        self.tab[which].setChecked(True)
        self.ask()

    def ask(self) -> None:
        """Ask for the ledger that is chosen."""
        self.state.setVisible(self.which == HAZARDS)
        text = self.period.currentText().strip()
        index = self.period.findText(text)
        period = str(self.period.itemData(index)) if index >= 0 else text
        self.wanted.emit(Wanted(self.which, period, LedgerState(str(self.state.currentData()))))

    def save_as(self, path: str = "") -> None:
        """Save what is shown, as a workbook where the person wants it."""
        if not self.save.isEnabled():
            return
        name = self.tab[self.which].text().replace(" ", "-")
        period = self.period.currentText().strip()
        chosen = (
            path
            or QFileDialog.getSaveFileName(
                self, _("Save as xlsx"), f"{name} {period}.xlsx", WORKBOOK
            )[0]
        )
        if chosen:
            self.save_wanted.emit(chosen, self.shown)

    @property
    def shown(self) -> HazardLedger | FeeLedger:
        """The ledger with the lines that are shown."""
        if self.which == FEES:
            return msgspec.structs.replace(self._fees.ledger, lines=self._fee_lines())
        return msgspec.structs.replace(self._hazards, lines=self._hazard_lines())

    # --- showing

    def show_waiting(self, done: int, count: int) -> None:
        """Tell how far the gathering is."""
        self.waiting.show()
        self._bar.setRange(0, max(count, 1))
        self._bar.setValue(done)
        self._reading.setText(
            _("Reading {done} of {count} enterprises").format(done=done, count=count)
        )

    def show_hazards(self, ledger: HazardLedger) -> None:
        """Show the hazard ledger."""
        self._hazards = ledger
        self._done()

    def show_fees(self, book: FeeBook) -> None:
        """Show the fee ledger."""
        self._fees = book
        self._done()

    def show_problem(self, problem: Problem) -> None:
        """Show what went wrong; what stood before stays."""
        self.waiting.hide()
        self.problem.show_problem(problem)

    def show_note(self, text: str) -> None:
        """Say what was done."""
        self.problem.show_note(text, state="ok")

    def _done(self) -> None:
        self.waiting.hide()
        self.problem.clear()
        self._show()

    def _show(self) -> None:
        fees = self.which == FEES
        rows: int
        if fees:
            lines = self._fee_lines()
            self.fees.show_rows(lines)
            self.sums.setText(_fee_sums(self.shown, self._fees.drafts))
            rows = len(lines)
        else:
            found = self._hazard_lines()
            self.hazards.show_rows(found)
            self.sums.setText(_hazard_sums(found))
            rows = len(found)
        self.nothing.show_texts(*_empty(fees))
        table: QWidget = self.fees if fees else self.hazards
        self._stack.setCurrentWidget(table if rows else self.nothing)
        for one in (self.save, self.open):
            one.setEnabled(rows > 0)

    def _hazard_lines(self) -> tuple[HazardLine, ...]:
        if not self.enterprise.text().strip():
            return self._hazards.lines
        return tuple(one for one in self._hazards.lines if self._asks_for(one))

    def _fee_lines(self) -> tuple[FeeLine, ...]:
        return tuple(one for one in self._fees.ledger.lines if self._asks_for(one))

    def _asks_for(self, line: HazardLine | FeeLine) -> bool:
        text = self.enterprise.text().strip().casefold()
        return text in line.ent_name.casefold() or text in line.ent_uscc.casefold()

    def _open_line(self, line: HazardLine | FeeLine) -> None:
        self.opened.emit(line.ent_uscc or line.ent_name)

    def _open_chosen(self) -> None:
        (self.fees if self.which == FEES else self.hazards).open_chosen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_S:
            self.save_as()
        elif event.key() == Qt.Key.Key_Escape and self.waiting.isVisible():
            self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)


def _hazard_sums(lines: tuple[HazardLine, ...]) -> str:
    late = sum(one.overdue_days > 0 for one in lines)
    open_ones = sum(not one.done_on for one in lines)
    told = _("{count} hazards · {open} open · {late} overdue")
    return told.format(count=len(lines), open=open_ones, late=late)


def _fee_sums(ledger: HazardLedger | FeeLedger, drafts: int) -> str:
    assert isinstance(ledger, FeeLedger)
    told = _("{count} expenses · CNY {sum} in all (voided lines apart)")
    said = told.format(count=len(ledger.lines), sum=money(ledger.spent()))
    if drafts:
        more = _("{count} begun expense records are not closed and count nothing")
        said += " · " + more.format(count=drafts)
    return said


def _empty(fees: bool) -> tuple[str, str]:
    if fees:
        return (
            _("No expense in this period"),
            _("Expense records (SF-EXPENSE) stand here once they are closed or issued."),
        )
    return (
        _("No hazard fits"),
        _("Choose another period or state, or empty the field of the enterprise."),
    )
