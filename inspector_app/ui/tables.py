"""Lists in rows: a model over frozen rows and a table that opens a row by Enter or double click."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from inspector_app.ui import parts, theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 48
LEAST_STRETCH = 220  # what the widest column keeps where the window is narrow


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: a text, a note below it, the token that colours it."""

    text: str
    note: str = ""
    token: str = "text"
    bold: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: its title, what a row shows there, its width in px (0: takes what is left).

    Where the window is narrow, columns with ``spare`` go first, the highest number first; then
    those with ``least`` shrink to that width.
    """

    title: str
    cell: Callable[[R], Cell]
    width: int = 0
    spare: int = 0
    least: int = 0


class Rows(QAbstractTableModel, Generic[R]):
    """Rows of values; they are replaced as a whole."""

    def __init__(self, columns: Sequence[Column[R]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[R, ...] = ()

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows instead of those before."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, index: Index) -> Cell:
        """Return what stands at an index."""
        return self.columns[index.column()].cell(self.rows[index.row()])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index).text
        if role == CELL:
            return self.cell(index)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            cell = self.cell(index)
            return f"{cell.text}\n{cell.note}" if cell.note else cell.text
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class CellPainter(QStyledItemDelegate):
    """Draws a cell's text and note in the theme's colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        widget: QWidget = option.widget
        control = QStyle.ControlElement.CE_ItemViewItem
        widget.style().drawControl(control, option, painter, widget)
        cell = index.data(CELL)
        if isinstance(cell, Cell):
            side = theme.px(theme.SPACE_S)
            area: QRect = option.rect.adjusted(side, 0, -side, 0)
            _draw(painter, area, cell)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(80), theme.px(ROW_HEIGHT))


def _draw(painter: QPainter, area: QRect, cell: Cell) -> None:
    painter.save()
    if not cell.note:
        _draw_line(painter, area, cell.text, cell)
    else:
        middle = area.top() + area.height() // 2
        upper, lower = QRect(area), QRect(area)
        upper.setTop(area.top() + theme.px(4))
        upper.setBottom(middle)
        lower.setTop(middle)
        lower.setBottom(area.bottom() - theme.px(4))
        _draw_line(painter, upper, cell.text, cell)
        note = Cell(cell.note, token="muted", right=cell.right)
        _draw_line(painter, lower, note.text, note, theme.NOTE)
    painter.restore()


def _draw_line(
    painter: QPainter, area: QRect, text: str, cell: Cell, size: int = theme.TEXT
) -> None:
    painter.setFont(theme.font(size, cell.bold))
    painter.setPen(theme.color(cell.token))
    side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
    plain = " ".join(text.split())
    shown = painter.fontMetrics().elidedText(plain, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)


class RowsTable(QTableView, Generic[R]):
    """A table over rows; ``opened`` carries the row chosen by Enter or double click."""

    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        name: str,
        parent: QWidget | None = None,
        *,
        key: Callable[[R], Hashable] | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self.rows: Rows[R] = Rows(columns)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setItemDelegate(CellPainter(self))
        self._dress()
        self.doubleClicked.connect(self._open)

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        parts.scroll_by_touch(self)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(theme.px(56))
        for number, column in enumerate(self.rows.columns):
            if column.width:
                self.setColumnWidth(number, theme.px(column.width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[R], *, afresh: bool = False) -> None:
        """Show these rows. What was chosen and marked stays so, where the table has a key to know
        it by; ``afresh``, or where it is gone, the first row is chosen."""
        chosen, marked = (set(), set()) if afresh else self._held()
        self.rows.show_rows(rows)
        keys = [self._key(row) for row in rows] if self._key is not None else []
        again = [number for number, key in enumerate(keys) if key in marked]
        here = next((n for n, key in enumerate(keys) if key in chosen), (again or [0])[0])
        if not rows:
            return
        # Not selectRow: what that does depends on the keys that happen to be held down.
        flag = QItemSelectionModel.SelectionFlag
        first = self.rows.index(here, 0)
        self.selectionModel().setCurrentIndex(first, flag.ClearAndSelect | flag.Rows)
        for number in again:
            self.selectionModel().select(self.rows.index(number, 0), flag.Select | flag.Rows)

    def _held(self) -> tuple[set[Hashable], set[Hashable]]:
        """Return the keys of the chosen row (one or none) and of the marked ones."""
        if self._key is None or self.chosen is None:
            return set(), set()
        return {self._key(self.chosen)}, {self._key(row) for row in self.marked}

    @property
    def chosen(self) -> R | None:
        """The chosen row, if any."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    @property
    def marked(self) -> tuple[R, ...]:
        """All marked rows in the order they stand, where several can be marked."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self.rows.rows[number] for number in numbers)

    def open_chosen(self) -> None:
        """Open the chosen row, or the first one."""
        row = self.chosen
        if row is None and self.rows.rows:
            row = self.rows.rows[0]
        if row is not None:
            self.opened.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare_columns()

    def _spare_columns(self) -> None:
        columns = self.rows.columns
        room = self.viewport().width() - theme.px(LEAST_STRETCH)
        room -= sum(theme.px(one.width) for one in columns if not one.spare)
        for number, one in sorted(enumerate(columns), key=lambda pair: pair[1].spare):
            if one.spare:
                room -= theme.px(one.width)
                self.setColumnHidden(number, room < 0)
        self._shrink_columns()

    def _shrink_columns(self) -> None:
        """Give the widest column its least width at the cost of those that can do with less."""
        columns = [(n, c) for n, c in enumerate(self.rows.columns) if c.width]
        shown = [(n, c) for n, c in columns if not self.isColumnHidden(n)]
        room = self.viewport().width() - theme.px(LEAST_STRETCH)
        lacking = sum(theme.px(one.width) for _n, one in shown) - room
        for number, one in shown:
            if one.least:
                given = max(0, min(lacking, theme.px(one.width - one.least)))
                self.setColumnWidth(number, theme.px(one.width) - given)
                lacking -= given

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.rows[index.row()])
