"""Tab goes as one reads: what is made while a page stands open comes where it is seen, not last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(before: QWidget, *made: QWidget) -> None:
    """Let Tab go from a widget through all that takes the keyboard in these new ones, then on to
    what followed it."""
    last = before
    for part in made:
        for one in (part, *part.findChildren(QWidget)):
            takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
            if takes and one is not last and one.window() is last.window():
                QWidget.setTabOrder(last, one)
                last = one
