"""Lists of pressable lines that may be long: some at once, the others when they are asked for.

A line is a widget of several; two thousand of them would hold the window for seconds, and dozens
in one turn longer than an eye takes for no time at all. So the first ones come now, and those
below them with the next turns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts

AT_ONCE = 16
A_TURN = 4
Make = Callable[[], QWidget]


def add_lines(
    column: QVBoxLayout, makers: Sequence[Make], most: int = AT_ONCE, *, now: int = A_TURN
) -> None:
    """Add the first lines at the end of a column, and a button for as many more where some are
    left; a line is made when it is shown, the first ``now`` of them before this returns. The
    keyboard goes to the first line that came."""
    inner = parts.column(space=0)
    column.addLayout(inner)
    _Lines(inner, makers, most).grow(now)


class _Lines(QObject):
    """The lines of one list, as far as they are made; lives as long as its layout."""

    def __init__(self, inner: QVBoxLayout, makers: Sequence[Make], most: int) -> None:
        super().__init__(inner)
        self._inner, self._makers, self._most = inner, makers, most
        self._made = self._due = 0
        self._more: QPushButton | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def grow(self, now: int = A_TURN) -> None:
        """Show as many more lines as are shown at once."""
        self._due = min(self._due + self._most, len(self._makers))
        self._offer(len(self._makers) - self._due)
        self._make(now)

    def _go_on(self) -> None:
        if self._inner.parentWidget() is not None:  # else the list was emptied in the meantime
            self._make(A_TURN)

    def _make(self, count: int) -> None:
        for number in range(self._made, min(self._made + count, self._due)):
            line = self._makers[number]()
            self._inner.insertWidget(number, line)
            before = self._line(number - 1)
            if before is not None and before.window() is line.window():
                QWidget.setTabOrder(before, line)  # else Tab came to it after all the page
        self._made = min(self._made + count, self._due)
        if self._made < self._due:
            self._next.start()

    def _line(self, number: int) -> QWidget | None:
        item = self._inner.itemAt(number) if number >= 0 else None
        return item.widget() if item is not None else None

    def _offer(self, left: int) -> None:
        if self._more is not None:
            self._inner.removeWidget(self._more)
            self._more.hide()
            self._more.deleteLater()
            self._more = None
        if left:
            self._more = parts.button(_("Show {count} more").format(count=left), "link")
            self._more.clicked.connect(self._show_more)
            self._inner.addWidget(self._more)

    def _show_more(self) -> None:
        self._next.stop()
        first = self._due
        self._make(first - self._made)
        self.grow()
        line = self._line(first)
        if line is not None:
            line.show()  # the layout does so with the next turn only, and what is hidden gets none
            line.setFocus()
