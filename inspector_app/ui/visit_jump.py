"""Type to jump: finds an item by any part of its text over all sections."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.item_look import sign_of
from inspector_app.ui.visit_values import ItemView, SectionView, items_of

MOST = 30


class VisitJump(QWidget):
    """A line to type into and what it finds; ``picked`` carries an item's key."""

    picked = Signal(str)
    left = Signal()
    shown = Signal(bool)  # whether it stands on the page now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[ItemView, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Jump to an item: type any part of its text"))
        self.line.setAccessibleName(_("Jump to an item"))
        self.found = QListWidget()
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setWordWrap(True)  # a question is read whole, also on a narrow page
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setMinimumHeight(theme.px(96))
        self.found.setMaximumHeight(theme.px(200))
        self.setLayout(parts.column(self.line, self.found, space=2))
        self.line.textChanged.connect(self._search)
        self.line.installEventFilter(self)
        self.found.itemClicked.connect(self._take)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shown.emit(False)

    def begin(self, sections: tuple[SectionView, ...]) -> None:
        """Show the line and search in these sections."""
        self._items = tuple(items_of(sections))
        self.line.clear()
        self._search("")
        self.show()
        self.line.setFocus()

    def _search(self, text: str) -> None:
        self.found.clear()
        wanted = text.strip().casefold()
        hits = (item for item in self._items if wanted in _searched(item))
        for item, _n in zip(hits, range(MOST), strict=False):
            line = QListWidgetItem(f"{sign_of(item)}  {item.number} · {item.label}", self.found)
            line.setData(Qt.ItemDataRole.UserRole, item.key)
        self.found.setCurrentRow(0)
        if not self.found.count():
            nothing = QListWidgetItem(_("No item has these words."), self.found)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._typed(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _typed(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.found.currentItem() is not None:
                self._take(self.found.currentItem())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self.found.currentRow() + step
            self.found.setCurrentRow(max(0, min(self.found.count() - 1, row)))
        else:
            return False
        return True

    def _take(self, line: QListWidgetItem | None) -> None:
        self.hide()
        if line is None:
            self.left.emit()
        else:
            self.picked.emit(str(line.data(Qt.ItemDataRole.UserRole)))


def _searched(item: ItemView) -> str:
    basis = f"{item.basis.item} {item.basis.article}" if item.basis else ""
    return f"{item.number} {item.label} {basis}".casefold()
