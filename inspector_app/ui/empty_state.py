"""What stands where a list is empty: what is the case, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.ui import parts, theme

PICTURE = 40


class EmptyState(QWidget):
    """An icon, a sentence, an advice and, where one act helps, its button."""

    pressed = Signal()

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setMinimumHeight(theme.px(120))
        self._picture = parts.label()
        self._text = parts.label("", "strong", wrap=True)
        self._advice = parts.label("", "muted", wrap=True)
        self.button = parts.button("")
        self.button.hide()
        self.button.clicked.connect(self.pressed)
        center = Qt.AlignmentFlag.AlignHCenter
        for one in (self._picture, self._text, self._advice):
            one.setAlignment(center)
        layout = parts.column(1, self._picture, self._text, self._advice, self.button, 1)
        layout.setAlignment(self.button, center)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)
        theme.changed().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        side = theme.px(PICTURE)
        self._picture.setPixmap(theme.icon(self._icon, "edge").pixmap(QSize(side, side)))

    def show_texts(self, text: str, advice: str, button: str = "") -> None:
        """Say what is the case, what to do, and offer a button where given."""
        self._text.setText(text)
        self._advice.setText(advice)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
