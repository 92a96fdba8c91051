"""How large a dialog opens: as designed, but never larger than the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from inspector_app.ui import theme

FRAME = QSize(16, 48)  # what the system draws around a window


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its size at this scale, bounded by the screen it opens on."""
    wanted = QSize(theme.px(width), theme.px(height))
    room = dialog.screen().availableSize() - FRAME
    dialog.resize(wanted.boundedTo(room.expandedTo(dialog.minimumSizeHint())))
