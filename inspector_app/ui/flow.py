"""Widgets beside each other as far as they fit, the others in lines below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.ui import theme


class Flow(QWidget):
    """Places its widgets as a text places its words; it is as narrow as the widest of them.

    A widget, not a QLayout of its own: what a layout written in Python gives back to Qt would be
    destroyed twice, by either side.
    """

    def __init__(self, widgets: Sequence[QWidget] = (), space: int = theme.SPACE_S) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._space = theme.px(space)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for one in widgets:
            self.addWidget(one)

    def addWidget(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            widget.show()  # hidden on purpose stays hidden
        self._widgets.append(widget)
        self.updateGeometry()

    def clear(self) -> None:
        """Remove all widgets; they are deleted when the event loop turns."""
        for one in self._widgets:
            one.hide()
            one.deleteLater()
        self._widgets = []
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        sizes = [one.sizeHint() for one in self._shown()]
        wide = sum(size.width() for size in sizes) + self._space * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        sizes = [one.sizeHint() for one in self._shown()]
        widest = max((size.width() for size in sizes), default=0)
        return QSize(widest, max((size.height() for size in sizes), default=0))

    def _shown(self) -> list[QWidget]:
        return [one for one in self._widgets if not one.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width(), move=True)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody saw it has asked for no layout."""
        super().showEvent(event)
        self.updateGeometry()
        self._place(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place(self.width(), move=True)
        return super().event(event)

    def _place(self, width: int, *, move: bool) -> int:
        """Return the height needed; with ``move`` the widgets go to their places."""
        top, gap = 0, 0
        for line in self._lines(width):
            tall = max(one.sizeHint().height() for one in line)
            top += gap
            left = 0
            for one in line if move else ():
                size = one.sizeHint().boundedTo(QSize(max(width, 1), tall))
                one.setGeometry(QRect(QPoint(left, top + (tall - size.height()) // 2), size))
                left += size.width() + self._space
            top, gap = top + tall, self._space
        return top

    def _lines(self, width: int) -> list[list[QWidget]]:
        """Return the widgets line by line; each line has one at least."""
        lines: list[list[QWidget]] = []
        left = width
        for one in self._shown():
            wide = one.sizeHint().width()
            if not lines or wide > left:
                lines.append([])
                left = width
            lines[-1].append(one)
            left -= wide + self._space
        return lines
