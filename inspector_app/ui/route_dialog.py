"""The way of a day without a map: where to go in which order, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from inspector_app.i18n import _
from inspector_app.operations.finding import Stop
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.tables import Cell, Column, RowsTable

WIDTH, HEIGHT = 720, 520


class RouteDialog(QDialog):
    """A table of stops; Enter opens the enterprise, the list can be copied as text."""

    opened = Signal(str)

    def __init__(self, stops: Sequence[Stop], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Route"))
        self._stops = tuple(stops)
        numbered = list(enumerate(self._stops, 1))
        self.table: RowsTable[tuple[int, Stop]] = RowsTable(_columns(), _("Route"))
        self.table.show_rows(numbered)
        self.copy = parts.button(_("Copy as text"), icon="content-copy")
        self.close_button = parts.button(_("Close"), "primary")
        note = _(
            "In straight lines between the coordinates of the sites; roads are longer. The first "
            "enterprise is the start."
        )
        inner = parts.column(
            parts.label(_total(self._stops), "section"),
            parts.label(note, "note", wrap=True),
            self.table,
            parts.row(self.copy, 1, self.close_button),
            space=theme.SPACE_M,
        )
        inner.setStretch(2, 1)
        parts.pad(inner)
        self.setLayout(inner)
        open_at(self, WIDTH, HEIGHT)
        self.table.opened.connect(lambda row: self.opened.emit(row[1].dossier))
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.accept)
        self.table.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._stops))


def _columns() -> tuple[Column[tuple[int, Stop]], ...]:
    return (
        Column(_("No."), lambda row: Cell(str(row[0]), token="muted"), 56),
        Column(_("Enterprise"), lambda row: Cell(row[1].enterprise, row[1].site, bold=True)),
        Column(_("Address"), lambda row: Cell(row[1].address, token="muted"), 230, 1),
        Column(_("From the last"), lambda row: Cell(distance_words(row[1].km)), 120),
    )


def distance_words(km: float) -> str:
    """Return a distance in words; -1 is one that nobody knows."""
    if km < 0:
        return _("no coordinates")
    return _("{km} km").format(km=f"{km:.1f}") if km else "–"


def _total(stops: Sequence[Stop]) -> str:
    km = sum(stop.km for stop in stops if stop.km > 0)
    return _("{count} places, {km} km").format(count=len(stops), km=f"{km:.1f}")


def as_text(stops: Sequence[Stop]) -> str:
    """Return the route line by line, to paste it into a message."""
    return "\n".join(
        f"{number}. {stop.enterprise} · {stop.site} · {stop.address} · {distance_words(stop.km)}"
        for number, stop in enumerate(stops, 1)
    )
