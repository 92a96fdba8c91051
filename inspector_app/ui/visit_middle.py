"""The middle of the visit page: the checklist, the hazards of the visit, or its end."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector_app.ui import parts
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.hazard_panel_list import HazardList
from inspector_app.ui.item_list import ItemList
from inspector_app.ui.visit_conflict import VisitConflict
from inspector_app.ui.visit_end import VisitEnd


class VisitMiddle(QStackedWidget):
    """Shows one of the three views; a free hazard's panel stands in place of the list.
    ``turned`` is sent whenever one of them is asked for."""

    turned = Signal()

    def __init__(self, items: ItemList, free_panel: HazardPanel) -> None:
        super().__init__()
        self.items, self.free_panel = items, free_panel
        self.hazard_list, self.end_view = HazardList(), VisitEnd()
        self.hazard_conflict = VisitConflict()
        self._free = parts.scrolled(parts.column(self.hazard_conflict, free_panel, 1))
        self._free.hide()
        self._hazards = QWidget()
        self._hazards.setLayout(parts.column(self.hazard_list, self._free))
        for view in (items, self._hazards, self.end_view):
            self.addWidget(view)

    def setCurrentWidget(self, widget: QWidget) -> None:
        """Show a view, wherever the keyboard is."""
        super().setCurrentWidget(widget)
        self.turned.emit()

    @property
    def on_items(self) -> bool:
        return self.currentWidget() is self.items

    @property
    def on_hazards(self) -> bool:
        return self.currentWidget() is self._hazards

    def show_items(self) -> None:
        """Show the checklist."""
        before = self.on_items
        self.setCurrentWidget(self.items)
        if not before:
            self.items.open.take_focus()

    def show_hazards(self) -> None:
        """Show the list of hazards."""
        self._free.hide()
        self.hazard_list.show()
        self.setCurrentWidget(self._hazards)
        self.hazard_list.take_focus()

    def show_free_panel(self) -> None:
        """Show the panel of a hazard that no item asked about, or of one to correct."""
        self.hazard_list.hide()
        self._free.show()
        self.setCurrentWidget(self._hazards)

    def show_end(self) -> None:
        """Show what keeps the visit from ending."""
        self.setCurrentWidget(self.end_view)
