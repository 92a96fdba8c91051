"""Cards beside each other where there is room, below each other where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.ui import theme


@dataclass(frozen=True, slots=True)
class Column:
    """A card, its share of the width and the least width (unscaled px) it can be read at."""

    card: QWidget
    share: int
    least: int


class Columns(QWidget):
    """Gives each card a column of its own while all fit; else the last ones share a column."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._beside = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(theme.SPACE_M))
        self._arrange(len(self._columns))

    @property
    def columns(self) -> tuple[Column, ...]:
        """All of them, from left to right."""
        return self._columns

    @property
    def beside(self) -> int:
        """How many columns stand beside each other now."""
        return self._beside

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest card: the others can go below it."""
        wide = max((one.card.minimumSizeHint().width() for one in self._columns), default=0)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(self._fitting(event.size().width()))
        super().resizeEvent(event)

    def _fitting(self, width: int) -> int:
        gap = theme.px(theme.SPACE_M)
        for count in range(len(self._columns), 1, -1):
            first, rest = self._columns[: count - 1], self._columns[count - 1 :]
            wanted = sum(theme.px(one.least) for one in first) + gap * (count - 1)
            if wanted + max(theme.px(one.least) for one in rest) <= width:
                return count
        return 1

    def _arrange(self, beside: int) -> None:
        """Place the cards row-wise in the last column once the others have theirs."""
        if beside == self._beside:
            return
        self._beside = beside
        last = beside - 1
        below = len(self._columns) - last
        for number, one in enumerate(self._columns):
            self._grid.removeWidget(one.card)
            if number < last:
                self._grid.addWidget(one.card, 0, number, below, 1)
            else:
                self._grid.addWidget(one.card, number - last, last)
        for number in range(len(self._columns)):
            shown = number < beside
            self._grid.setColumnStretch(number, self._columns[number].share if shown else 0)
            self._grid.setRowStretch(number, 1 if number < below else 0)
