"""All assigned enterprises; the search field above filters them at every key press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector_app.i18n import _
from inspector_app.operations.finding import View
from inspector_app.store.rows import EnterpriseRow
from inspector_app.ui import parts, theme, words
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.finding_bar import FindingBar
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.tables import Cell, Column, RowsTable

MOST = 300


class EnterprisesPage(QWidget):
    """A table of enterprises; reports which one is opened."""

    opened = Signal(str)
    sync_wanted = Signal()
    route_wanted = Signal(tuple)  # dossiers, the start first
    archive_wanted = Signal(tuple)  # rows

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.count = parts.label("", "muted")
        self._said, self._asked = "", ("", View())
        self.table: RowsTable[EnterpriseRow] = RowsTable(
            self._columns(), _("Enterprises"), key=lambda row: row.dossier
        )
        self.table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.table.setAccessibleDescription(_marking_words())
        self.bar = FindingBar()
        self.route = parts.button(_("Route"), icon="map-marker-path")
        self.route.setToolTip(_("Order the marked enterprises for a day.") + " " + _marking_words())
        self.archive = parts.button(_("Archive…"), icon="archive-arrow-down-outline")
        self.archive.setToolTip(_("Archive the marked enterprises.") + " " + _marking_words())
        self.nothing = EmptyState("factory")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        title = parts.label(_("Enterprises"), "page")
        head = parts.row(title, 1, self.count, self.archive, self.route)
        layout = parts.column(head, self.bar, self._stack, space=theme.SPACE_M)
        layout.setStretch(2, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, self._stack))
        begin_at(self, self.table)
        self.table.opened.connect(lambda row: self.opened.emit(row.dossier))
        self.nothing.pressed.connect(self.sync_wanted)
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._count())
        self.route.clicked.connect(self._ask_route)
        self.archive.clicked.connect(self.ask_archive)

    def ask_archive(self) -> None:
        """Ask for the archive of the marked enterprises."""
        self.archive_wanted.emit(self.table.marked)

    def _ask_route(self) -> None:
        marked = self.table.marked
        rows = marked if len(marked) > 1 else tuple(self.table.rows.rows)
        self.route_wanted.emit(tuple(row.dossier for row in rows))

    def _columns(self) -> tuple[Column[EnterpriseRow], ...]:
        return (
            Column(_("Enterprise"), lambda row: Cell(row.name, row.code, bold=True)),
            Column(_("Sector"), _sector, 148, 2),
            Column(_("Address"), lambda row: Cell(row.address, token="muted"), 232, 5),
            Column(_("Open hazards"), _hazards, 112),
            Column(_("Next deadline"), self._deadline, 120),
            Column(_("Last visit"), lambda row: Cell(row.last_visit or "–", token="muted"), 104, 3),
            Column(_("Policy until"), self._policy, 112, 4),
        )

    def _deadline(self, row: EnterpriseRow) -> Cell:
        if not row.next_deadline:
            return Cell("–", token="muted")
        words_, state = words.due(row.next_deadline, self.today)
        return Cell(row.next_deadline, words_, token=token_of(state))

    def _policy(self, row: EnterpriseRow) -> Cell:
        left = words.days_until(row.policy_ends, self.today)
        if left is None:
            return Cell("–", token="muted")
        if left < 0:
            return Cell(row.policy_ends, _("ended"), token="fail")
        if left <= 30:
            return Cell(row.policy_ends, _("ends soon"), token="waiting")
        return Cell(row.policy_ends, token="muted")

    def show_rows(self, rows: Sequence[EnterpriseRow], text: str = "") -> None:
        """Show what was found for a text; "" means all."""
        asked = (text, self.bar.view)
        self.table.show_rows(rows, afresh=asked != self._asked)
        self._asked = asked
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        begin_at(self, self.table if rows else self.nothing.button)
        self._said = _count(len(rows), text)
        self._count()
        for one in (self.route, self.archive):
            one.setEnabled(bool(rows))
        if not rows and self.bar.view.narrows:
            self.nothing.show_texts(
                _("No enterprise fits this view"),
                _("Choose another concern, sector or size above."),
            )
        elif not rows and text:
            self.nothing.show_texts(
                _("No enterprise matches “{text}”").format(text=text),
                _("Two characters of the name, pinyin initials or part of the code are enough."),
            )
        elif not rows:
            self.nothing.show_texts(
                _("No enterprise is assigned to you on this computer yet"),
                _("Sync once with network; your enterprises then stay here without it."),
                _("Sync now"),
            )

    def _count(self) -> None:
        marked = len(self.table.marked)
        said = _("{count} enterprises marked").format(count=marked)
        self.count.setText(said if marked > 1 else self._said)


def _marking_words() -> str:
    return _(
        "Mark several with Shift + arrow keys, all with Ctrl+A, single ones with Ctrl + click."
    )


def token_of(state: str) -> str:
    """Return the colour token of a state word."""
    return {"late": "fail", "waiting": "waiting", "ok": "ok"}.get(state, "muted")


def _sector(row: EnterpriseRow) -> Cell:
    return Cell(words.sector(row.sector), words.scale(row.scale))


def _hazards(row: EnterpriseRow) -> Cell:
    if not row.open_hazards:
        return Cell("–", token="muted")
    text = _("{count} open").format(count=row.open_hazards)
    if row.major_hazards:
        note = _("{count} major").format(count=row.major_hazards)
        return Cell(text, note, token="major", bold=True)
    return Cell(text)


def _count(found: int, text: str) -> str:
    if found >= MOST:
        return _("The first {count}; type to narrow down").format(count=found)
    if text:
        return _("{count} found").format(count=found)
    return _("{count} enterprises").format(count=found)
