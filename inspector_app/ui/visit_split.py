"""The three parts of a visit beside each other; on a small or enlarged screen the basis stands
below the sections, so that the open item keeps its room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.ui import theme

LEFT, RIGHT, TOGETHER = 232, 284, 228  # px at 100 %
ITEM = 440  # what the open item needs


class VisitSplit(QWidget):
    """Sections · items · basis of the item."""

    def __init__(self, sections: QWidget, middle: QWidget, basis: QWidget) -> None:
        super().__init__()
        self._sections, self._middle, self._basis = sections, middle, basis
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(theme.SPACE_S))
        self._arrange(narrow=False)
        basis.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the sections the room of a basis that is hidden."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share_rows()
        return super().eventFilter(watched, event)

    def _share_rows(self) -> None:
        below = self.narrow and self._basis.isVisibleTo(self)
        self._grid.setRowStretch(1, 1 if below else 0)

    @property
    def narrow(self) -> bool:
        """Whether the basis stands below the sections."""
        return bool(self._narrow)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(TOGETHER) + theme.px(ITEM) // 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        whole = LEFT + ITEM + RIGHT + 2 * theme.SPACE_S
        self._arrange(narrow=event.size().width() < theme.px(whole))
        super().resizeEvent(event)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for one in (self._sections, self._middle, self._basis):
            self._grid.removeWidget(one)
        self._sections.setFixedWidth(theme.px(TOGETHER if narrow else LEFT))
        self._basis.setFixedWidth(theme.px(TOGETHER if narrow else RIGHT))
        self._grid.addWidget(self._sections, 0, 0)
        self._grid.addWidget(self._middle, 0, 1, 2 if narrow else 1, 1)
        self._grid.addWidget(self._basis, 1 if narrow else 0, 0 if narrow else 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(0, 1)
        self._share_rows()
