"""Issued papers, the latest first: kind, number, enterprise, delivery."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from inspector_app.i18n import N_, _
from inspector_app.operations.paper_lists import kind_of_number
from inspector_app.operations.paper_numbers import NumberGiven, NumberState
from inspector_app.store.rows import NoticeRow
from inspector_app.ui import paper_words, parts, theme, words
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.tables import Cell, Column, RowsTable

_ABSENT = {
    NumberState.ELSEWHERE: N_(
        "{count} numbers given out here have no paper on this computer, because their enterprises "
        "are no longer assigned to it; the papers are on central: {numbers}"
    ),
    NumberState.EARLIER_CODE: N_(
        "{count} numbers were never used: this computer counted on when it got a new device code: "
        "{numbers}"
    ),
}


class PapersPage(QWidget):
    """A table of papers; Enter shows the stored paper."""

    opened = Signal(object)
    dossier_wanted = Signal(str)
    check_wanted = Signal()
    archive_wanted = Signal(str, str)  # the enterprise of the chosen paper and its name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[NoticeRow, ...] = ()
        self.count = parts.label("", "muted")
        self.numbers = parts.label("", "note", wrap=True, select=True)
        self.numbers.hide()
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind of paper"))
        self.open = parts.button(_("Show the paper"), icon="file-eye-outline")
        self.archive = parts.button(_("Archive…"), icon="archive-arrow-down-outline")
        self.dossier = parts.button(_("To the enterprise"), icon="factory")
        self.check = parts.button(_("Check a paper…"), icon="qrcode-scan")
        self.table: RowsTable[NoticeRow] = RowsTable(
            _columns(), _("Papers"), key=lambda row: row.number
        )
        self.nothing = EmptyState("file-document-outline")
        self.nothing.show_texts(
            _("No paper has been issued yet"),
            _("A hazard notice is issued on the visit page, after the hazards are recorded."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self._lay_out()
        begin_at(self, self.table)
        self.table.opened.connect(self.opened)
        self.open.clicked.connect(self.table.open_chosen)
        self.dossier.clicked.connect(self._to_dossier)
        self.archive.clicked.connect(self._ask_archive)
        self.check.clicked.connect(self.check_wanted)
        self.kind.currentIndexChanged.connect(lambda _index: self._show())
        self.show_rows(())

    def _lay_out(self) -> None:
        title = parts.label(_("Papers"), "page")
        head = parts.row(title, 1, self.count)
        tools = Flow((self.kind, self.open, self.dossier, self.archive, self.check))
        layout = parts.column(head, tools, self._stack, self.numbers, space=theme.SPACE_M)
        layout.setStretch(2, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, self._stack))

    def show_rows(self, rows: Sequence[NoticeRow]) -> None:
        """Show these papers; the chosen kind stays chosen."""
        self._rows = tuple(rows)
        known = {kind_of_number(row.number) for row in rows}
        chosen = str(self.kind.currentData() or "")
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(_("All papers"), "")
        for kind in paper_words.PAPERS:
            if kind in known:
                self.kind.addItem(paper_words.paper(kind), kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        self.kind.setVisible(len(known) > 1)
        self._show()

    def show_numbers(self, absent: Sequence[NumberGiven]) -> None:
        """Explain the numbers of this year that no paper here bears."""
        said = [
            _(words).format(count=len(found), numbers=paper_words.listed(found))
            for state, words in _ABSENT.items()
            if (found := [one.number for one in absent if one.state is state])
        ]
        self.numbers.setText("\n".join(said))
        self.numbers.setVisible(bool(said))

    def _show(self) -> None:
        kind = str(self.kind.currentData() or "")
        rows = [one for one in self._rows if kind in ("", kind_of_number(one.number))]
        self.table.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        for one in (self.open, self.dossier):
            one.setEnabled(bool(rows))
        self.count.setText(_("{count} papers").format(count=len(rows)))

    def _to_dossier(self) -> None:
        row = self.table.chosen
        if row is not None:
            self.dossier_wanted.emit(row.dossier)

    def _ask_archive(self) -> None:
        row = self.table.chosen
        self.archive_wanted.emit(row.dossier if row else "", row.enterprise if row else "")


def _columns() -> tuple[Column[NoticeRow], ...]:
    return (
        Column(_("Number"), _number, 300, least=200),
        Column(_("Kind"), lambda row: Cell(paper_words.paper_of_number(row.number)), 170, 2),
        Column(_("Enterprise"), lambda row: Cell(row.enterprise, bold=True)),
        Column(_("Issued"), lambda row: Cell(words.clock(row.issued_at)), 150, 1),
        Column(_("Delivery"), _delivery, 180, least=104),
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
