"""A paper and what is done with it: beside each other, or one at a time where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import give_keyboard
from inspector_app.ui.item_look import key_button

SIDE, PAPER = 340, 320  # px at 100 %: what each needs beside the other
WIDEST = 16777215  # Qt's own "as wide as you like"


class NoticeSplit(QWidget):
    """Shows both where there is room; else the acts, and the paper in their place while F3 asks."""

    def __init__(self, paper: QWidget, acts: QWidget, leave: QWidget) -> None:
        super().__init__()
        self._paper, self._acts, self._leave = paper, acts, leave
        self._narrow, self._reading = False, False
        self.turn_button = key_button("", "F3", kind="flat")
        self.turn_button.clicked.connect(self.turn)
        sides = QHBoxLayout()
        sides.setSpacing(theme.px(theme.SPACE_M))
        sides.addWidget(paper, 1)
        sides.addWidget(acts)
        self._foot = parts.row(self.turn_button, 1)
        layout = parts.column(sides, self._foot, space=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._show()

    @property
    def narrow(self) -> bool:
        """Whether only one of the two has room."""
        return self._narrow

    def turn(self) -> None:
        """Show the other one, where only one has room; else go from one to the other."""
        reading = self._paper.isAncestorOf(QApplication.focusWidget() or self)
        self.show_paper(not (self._reading if self._narrow else reading))
        target = self._acts if (not self._reading if self._narrow else reading) else self._paper
        give_keyboard(target)

    def show_paper(self, wanted: bool = True) -> None:
        """Show the paper where only one has room, or the acts again."""
        self._reading = wanted
        self._show()

    def _show(self) -> None:
        self._paper.setVisible(not self._narrow or self._reading)
        self._acts.setVisible(not (self._narrow and self._reading))
        wide = theme.px(SIDE)
        self._acts.setMinimumWidth(0 if self._narrow else wide)
        self._acts.setMaximumWidth(WIDEST if self._narrow else wide)
        self.turn_button.setVisible(self._narrow)
        text = _("Back to the steps") if self._reading else _("Read the paper")
        self.turn_button.setText(f"{text}  F3")
        self.turn_button.setAccessibleName(text)

    def _place_leave(self) -> None:
        """Where every line counts the button that leaves stands beside the one that turns."""
        beside = self._acts.layout()
        target = self._foot if self._narrow or beside is None else beside
        target.addWidget(self._leave)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(SIDE), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < theme.px(SIDE + PAPER + theme.SPACE_M)
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_leave()
            self._show()
        super().resizeEvent(event)
