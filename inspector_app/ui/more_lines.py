"""Lists of pressable lines that may be long: some at once, the others when they are asked for.

A line is a widget of several; two thousand of them would hold the window for seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts

AT_ONCE = 16
Make = Callable[[], QWidget]


def add_lines(column: QVBoxLayout, makers: Sequence[Make], most: int = AT_ONCE) -> None:
    """Add the first lines at the end of a column, and a button for as many more where some are
    left; a line is made when it is shown. The keyboard goes to the first line that came."""
    inner = parts.column(space=0)
    column.addLayout(inner)
    _grow(inner, makers, most)


def _grow(inner: QVBoxLayout, makers: Sequence[Make], most: int) -> None:
    for make in makers[:most]:
        inner.addWidget(make())
    rest = makers[most:]
    if not rest:
        return
    more = parts.button(_("Show {count} more").format(count=len(rest)), "link")

    def show_more() -> None:
        at = inner.indexOf(more)
        inner.removeWidget(more)
        more.hide()
        more.deleteLater()
        _grow(inner, rest, most)
        item = inner.itemAt(at)
        first = item.widget() if item is not None else None
        if first is not None:
            first.setFocus()

    more.clicked.connect(show_more)
    inner.addWidget(more)
