"""The middle of the visit page: closed lines above, the open item, closed lines below."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.ui import parts, theme
from inspector_app.ui.item_panel import ItemPanel
from inspector_app.ui.item_rows import ItemRows
from inspector_app.ui.visit_values import ItemView, SectionView


class ItemList(QWidget):
    """Shows a section with one item open. The open item is one widget that moves through the
    section, so the keyboard's way (tab order) never changes."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = parts.Elided("", "note")
        self._above, self._below = ItemRows(), ItemRows()
        self.open = ItemPanel()
        self.open.show_item(None)
        inner = parts.column(self._above, self.open, self._below, 1, space=0)
        self._area = parts.scrolled(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(theme.SPACE_XS))
        layout.addWidget(self._title)
        layout.addWidget(self._area)
        self._above.picked.connect(self.picked)
        self._below.picked.connect(self.picked)
        # Once the layout has settled the open item is brought to view; a timer of this object
        # dies with it.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._bring_to_view)

    def show_section(
        self, section: SectionView | None, key: str, unsaved: frozenset[str] = frozenset()
    ) -> None:
        """Show a section with the line of this key open."""
        items = section.items if section else ()
        index = next((n for n, item in enumerate(items) if item.key == key), -1)
        moved = self.open.item is None or self.open.item.key != key
        self._title.show_text(f"{section.checklist_title} · {section.title}" if section else "")
        self._show_rows(items, index, unsaved)
        self.open.show_item(items[index] if index >= 0 else None)
        if moved:
            self._settle.start()

    def _show_rows(self, items: tuple[ItemView, ...], index: int, unsaved: frozenset[str]) -> None:
        cut = max(index, 0)
        self._above.show_items(items[:cut], unsaved)
        self._below.show_items(items[cut + 1 :] if index >= 0 else items, unsaved)

    def bring_to_view(self) -> None:
        """Scroll so that the open item stands whole, once its size is known."""
        self._settle.start()

    def _bring_to_view(self) -> None:
        self._area.ensureWidgetVisible(self.open, 0, theme.px(48))
        if self.open.height() > self._area.viewport().height():
            self._area.verticalScrollBar().setValue(self.open.y())
