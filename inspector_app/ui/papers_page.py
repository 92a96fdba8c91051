"""Issued notices, the latest first: number, enterprise, delivery."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector_app.i18n import _
from inspector_app.store.rows import NoticeRow
from inspector_app.ui import parts, theme, words
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.tables import Cell, Column, RowsTable


class PapersPage(QWidget):
    """A table of papers; Enter shows the stored paper."""

    opened = Signal(object)
    dossier_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = parts.label("", "muted")
        self.open = parts.button(_("Show the paper"), icon="file-eye-outline")
        self.dossier = parts.button(_("To the enterprise"), icon="factory")
        self.table: RowsTable[NoticeRow] = RowsTable(_columns(), _("Papers"))
        self.nothing = EmptyState("file-document-outline")
        self.nothing.show_texts(
            _("No paper has been issued yet"),
            _("A hazard notice is issued on the visit page, after the hazards are recorded."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        title = parts.label(_("Papers"), "page")
        head = parts.row(title, 1, self.count, self.dossier, self.open)
        layout = parts.column(head, self._stack, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        parts.pad(layout)
        self.setLayout(layout)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self.opened)
        self.open.clicked.connect(self.table.open_chosen)
        self.dossier.clicked.connect(self._to_dossier)
        self.show_rows(())

    def show_rows(self, rows: Sequence[NoticeRow]) -> None:
        """Show these papers."""
        self.table.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        for one in (self.open, self.dossier):
            one.setEnabled(bool(rows))
        self.count.setText(_("{count} papers").format(count=len(rows)))

    def _to_dossier(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.dossier_wanted.emit(row.dossier)


def _columns() -> tuple[Column[NoticeRow], ...]:
    return (
        Column(_("Number"), _number, 320),
        Column(_("Enterprise"), lambda row: Cell(row.enterprise, bold=True)),
        Column(_("Issued"), lambda row: Cell(words.clock(row.issued_at)), 150, 1),
        Column(_("Delivery"), _delivery, 180),
    )


def _number(row: NoticeRow) -> Cell:
    if row.voided:
        return Cell(row.number, _("void"), token="muted")
    if row.duplicated:
        return Cell(row.number, _("number met twice"), token="fail")
    return Cell(row.number)


def _delivery(row: NoticeRow) -> Cell:
    if not row.delivered:
        return Cell(_("Not yet delivered"), token="waiting")
    token = "waiting" if row.delivered == "refused" else "ok"
    return Cell(words.delivery(row.delivered), token=token)
