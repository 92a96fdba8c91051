"""A list and what there is to read about the chosen line: beside each other, or one at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import give_keyboard
from inspector_app.ui.item_look import key_button

LIST, CARD = 420, 300  # px at 100 %: what each needs beside the other


class ListAndCard(QWidget):
    """Shows both where there is room; else the list, and the card in its place while F3 asks."""

    def __init__(self, left: QWidget, card: QWidget) -> None:
        super().__init__()
        self._left, self._card = left, card
        self._narrow, self._reading = False, False
        self.turn_button = key_button("", "F3", kind="flat")
        self.turn_button.clicked.connect(self.turn)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(theme.px(theme.SPACE_M))
        self._sides.addWidget(left, 3)
        self._sides.addWidget(card, 2)
        layout = parts.column(self._sides, parts.row(self.turn_button, 1), space=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._show()

    @property
    def narrow(self) -> bool:
        """Whether only one of the two has room."""
        return self._narrow

    def turn(self) -> None:
        """Show the other one, where only one has room; else go to the card with the keyboard."""
        if not self._narrow:
            give_keyboard(self._card)
            return
        self._reading = not self._reading
        self._show()
        give_keyboard(self._card if self._reading else self._left)

    def _show(self) -> None:
        self._left.setVisible(not (self._narrow and self._reading))
        self._card.setVisible(not self._narrow or self._reading)
        self.turn_button.setVisible(self._narrow)
        text = _("Back to the list") if self._reading else _("Read the clause")
        self.turn_button.setText(f"{text}  F3")
        self.turn_button.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(CARD), theme.px(120))

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < theme.px(LIST + CARD)
        if narrow != self._narrow:
            self._narrow = narrow
            self._show()
        super().resizeEvent(event)
