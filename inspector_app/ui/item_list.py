"""The middle of the visit page: closed lines above, the open item, closed lines below."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.focus_in_view import bring_focus_to_view
from inspector_app.ui.item_panel import ItemPanel
from inspector_app.ui.item_rows import ItemRows
from inspector_app.ui.visit_values import ItemKind, ItemView, SectionView

LOW = 360  # px at 100 %: lower than this a view shows an item or its hazard, not both


class ItemList(QWidget):
    """Shows a section with one item open. The open item is one widget that moves through the
    section, so the keyboard's way (tab order) never changes."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = parts.Elided("", "note")
        self._above, self._below = ItemRows(), ItemRows()
        self.open = ItemPanel()
        self.open.show_item(None)
        begin_at(self, self.open)
        inner = parts.column(self._above, self.open, self._below, 1, space=0)
        self._area = parts.scrolled(inner, arrows=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.SPACE_XS))
        layout.addWidget(self.title)
        self._column = layout
        layout.addWidget(self._area)
        self._above.picked.connect(self.picked)
        self._below.picked.connect(self.picked)
        # Once the layout has settled the open item is brought to view; a timer of this object
        # dies with it.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._bring_to_view)

    def take_title(self) -> None:
        """Put the title above the items again; a page short of room shows it elsewhere."""
        self._column.insertWidget(0, self.title)

    def show_section(
        self, section: SectionView | None, key: str, unsaved: frozenset[str] = frozenset()
    ) -> None:
        """Show a section with the line of this key open."""
        items = section.items if section else ()
        index = next((n for n, item in enumerate(items) if item.key == key), -1)
        moved = self.open.item is None or self.open.item.key != key
        self.title.show_text(f"{section.checklist_title} · {section.title}" if section else "")
        self._show_rows(items, index, unsaved)
        self.open.show_item(items[index] if index >= 0 else None)
        if moved:
            self._settle.start()

    def _show_rows(self, items: tuple[ItemView, ...], index: int, unsaved: frozenset[str]) -> None:
        cut = max(index, 0)
        judged = any(item.kind is ItemKind.CONFORMITY for item in items)
        self._above.show_items(items[:cut], unsaved, judged=judged)
        below = items[cut + 1 :] if index >= 0 else items
        self._below.show_items(below, unsaved, judged=judged)

    def return_to_open(self) -> None:
        """Put the keyboard back on the open item and show it: what stood below it is closed."""
        self.open.setFocus()
        self.bring_to_view()

    def bring_to_view(self) -> None:
        """Scroll so that the open item stands whole, once its size is known."""
        self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A banner or a search above must not push the open item out of sight."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._settle.start()

    def _bring_to_view(self) -> None:
        self._area.ensureWidgetVisible(self.open, 0, theme.px(theme.SPACE_S))
        if self.open.height() > self._area.viewport().height():
            self._area.verticalScrollBar().setValue(self._top())
        bring_focus_to_view()  # its hazard may have the keyboard already

    def _top(self) -> int:
        """Return where an item higher than the view begins: in a low window at the part below it
        that is written, its hazard."""
        if self._area.viewport().height() < theme.px(LOW):
            part = QApplication.focusWidget()
            while part is not None and part.parentWidget() is not self.open:
                part = part.parentWidget()
            if part is not None and self.open.below.indexOf(part) >= 0:
                return self.open.y() + part.y()
        return self.open.y()
