"""Fields or cards beside each other, read line by line; below each other where there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QWidget

from inspector_app.ui import theme

EACH = 240  # px at 100 %: what a column needs
Cell = QWidget | QLayout


class FieldGrid(QWidget):
    """Shows lines of fields of equal width; one alone takes the whole line."""

    def __init__(self, lines: Sequence[Sequence[Cell]], each: int = EACH) -> None:
        super().__init__()
        self._each = each
        self._lines = [[_widget(one) for one in line] for line in lines]
        self._most = lcm(*(len(line) for line in self._lines))
        self._least = max(len(line) for line in self._lines)
        self._beside: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.SPACE_L))
        self._grid.setVerticalSpacing(theme.px(theme.SPACE_S))
        self._arrange(beside=True)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest field: the others can go below it."""
        cells = (one for line in self._lines for one in line if not one.isHidden())
        wide = max((one.minimumSizeHint().width() for one in cells), default=0)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(beside=event.size().width() >= theme.px(self._each) * self._least)
        super().resizeEvent(event)

    def _arrange(self, *, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        row = 0
        for line in self._lines:
            for number, one in enumerate(line):
                self._grid.removeWidget(one)
                wide = self._most // len(line) if beside else self._most
                self._grid.addWidget(one, row, number * wide if beside else 0, 1, wide)
                row += not beside
            row += beside
        for column in range(self._most):
            self._grid.setColumnStretch(column, 1)
        self.updateGeometry()


def _widget(cell: Cell) -> QWidget:
    if isinstance(cell, QWidget):
        return cell
    made = QWidget()
    cell.setContentsMargins(0, 0, 0, 0)
    if isinstance(cell, QBoxLayout):
        cell.addStretch(1)  # a caption stays at its field where the other column is higher
    made.setLayout(cell)
    return made
