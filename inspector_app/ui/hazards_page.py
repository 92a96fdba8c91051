"""Hazards over all enterprises by deadline; overdue ones stand first and in red."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from inspector_app.i18n import _
from inspector_app.store.rows import HazardRow
from inspector_app.ui import parts, theme, words
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.enterprises_page import token_of
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.tables import Cell, Column, RowsTable


class HazardsPage(QWidget):
    """Open hazards, or all of them; Enter opens the enterprise."""

    opened = Signal(str)
    scope_chosen = Signal()
    reply_wanted = Signal(str, str)  # dossier, hazard
    answer_came = Signal(str)  # hazard: the enterprise replied about it

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self._rows: tuple[HazardRow, ...] = ()
        self.count = parts.label("", "muted")
        self.closed_too = QCheckBox(_("Closed ones too"))
        self.reply = parts.button(_("Reply form"), icon="file-document-edit-outline")
        self.answer = parts.button(_("Record reply"), icon="email-check-outline")
        self.major_only = QCheckBox(_("Major ones only"))
        self.table: RowsTable[HazardRow] = RowsTable(
            self._columns(), _("Hazards"), key=lambda row: row.hazard
        )
        self.nothing = EmptyState("shield-check-outline")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        title = parts.label(_("Hazards"), "page")
        head = parts.row(title, 1, self.count)
        tools = Flow((self.major_only, self.closed_too, self.reply, self.answer), theme.SPACE_M)
        layout = parts.column(head, tools, self._stack, space=theme.SPACE_M)
        layout.setStretch(2, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, self._stack))
        begin_at(self, self.table)
        self.table.opened.connect(lambda row: self.opened.emit(row.dossier))
        self.reply.clicked.connect(self._ask_reply)
        self.answer.clicked.connect(self._tell_answer)
        self.closed_too.toggled.connect(lambda _on: self.scope_chosen.emit())
        self.major_only.toggled.connect(lambda _on: self._show())

    def _ask_reply(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.reply_wanted.emit(row.dossier, row.hazard)

    def _tell_answer(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.answer_came.emit(row.hazard)

    def _columns(self) -> tuple[Column[HazardRow], ...]:
        return (
            Column(_("Deadline"), self._deadline, 128, least=112),
            Column(_("Level"), _level, 120, least=92),
            Column(_("Hazard"), lambda row: Cell(row.finding, row.place)),
            Column(_("Enterprise"), lambda row: Cell(row.enterprise, bold=True), 240, least=120),
            Column(_("State"), _state, 130, 1),
        )

    def _deadline(self, row: HazardRow) -> Cell:
        if row.state != "open":
            return Cell(row.deadline or "–", token="muted")
        said, state = words.due(row.deadline, self.today)
        return Cell(row.deadline or "–", said, token=token_of(state) if state else "text")

    def show_rows(self, rows: Sequence[HazardRow]) -> None:
        """Show these hazards, the earliest deadline first."""
        self._rows = tuple(sorted(rows, key=lambda row: (row.deadline or "9999", row.enterprise)))
        self._show()

    def _show(self) -> None:
        majors = self.major_only.isChecked()
        rows = [row for row in self._rows if not majors or row.level == "major"]
        self.table.show_rows(rows)
        self.reply.setEnabled(bool(rows))
        self.answer.setEnabled(bool(rows))
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        self.nothing.show_texts(
            _("No hazard waits for rectification"),
            _("Hazards recorded on visits stand here by deadline until they are re-inspected."),
        )
        self.count.setText(_("{count} hazards").format(count=len(rows)))


def _level(row: HazardRow) -> Cell:
    if row.level != "major":
        return Cell(words.level(row.level))
    note = "" if row.reported else _("not yet reported")
    return Cell(words.level(row.level), note, token="major", bold=True)


def _state(row: HazardRow) -> Cell:
    token = {"open": "text", "withdrawn": "muted"}.get(row.state, "ok")
    note = _("two versions") if row.conflict else ""
    return Cell(words.hazard_state(row.state), note, token=token)
