"""Keys of a page that work wherever the keyboard is on it; in a line that is typed into, the
line keeps them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget


def add_key(page: QWidget, key: str, act: Callable[[], object]) -> QShortcut:
    """Let a key (``T``, ``/``, ``Ctrl+L``) do an act while the keyboard is on the page."""
    made = QShortcut(QKeySequence(key), page)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(act)
    return made


def go_down(line: QLineEdit, below: QWidget) -> QShortcut:
    """Let ↓ lead from a line to the list that it narrows."""
    made = QShortcut(QKeySequence(Qt.Key.Key_Down), line)
    made.setContext(Qt.ShortcutContext.WidgetShortcut)
    made.activated.connect(below.setFocus)
    return made
