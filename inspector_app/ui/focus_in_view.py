"""Whatever takes the keyboard is scrolled into view: Qt does so for Tab, but not for a page that
puts the keyboard somewhere itself."""

from __future__ import annotations

from PySide6 import QtCore  # its enums are looked up late, as in ``parts``
from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from inspector_app.ui import theme

CAPTION = 32  # px at 100 %: the caption above a field is shown with it


class FocusInView(QObject):
    """Follows the keyboard of the application as long as its window lives."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self, singleShot=True, interval=0)  # once the layout has settled
        self._soon.timeout.connect(self._bring)
        self._young = True  # nobody has had the time to press anything in the window yet
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self._is_ours(new.window()):
            return
        # never under a finger or a pressed mouse: the press would be let go elsewhere
        if self._young or QApplication.mouseButtons() == QtCore.Qt.MouseButton.NoButton:
            self._soon.start()

    def _bring(self) -> None:
        self._young = False
        bring_focus_to_view()

    def _is_ours(self, top: QWidget) -> bool:
        """Whether a window is ours or a dialog of ours."""
        above: QWidget | None = top
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is not None


def bring_focus_to_view() -> None:
    """Scroll every area around the widget that has the keyboard so that it is seen; one that is
    higher than its area (an open item) is left where its page has put it."""
    focused = QApplication.focusWidget()
    if focused is not None:
        bring_to_view(focused)


def bring_to_view(widget: QWidget) -> None:
    """Scroll every area around a widget so that it is seen."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            _bring(widget, above)
        above = above.parentWidget()


def _bring(widget: QWidget, area: QScrollArea) -> None:
    """Scroll as little as shows the whole widget; Qt's own way shows a text's cursor alone."""
    content, room = area.widget(), area.viewport().height()
    if content is None or widget.height() >= room:
        return
    top = widget.mapTo(content, QPoint(0, 0)).y()
    bar = area.verticalScrollBar()
    value = max(bar.value(), top + widget.height() + theme.px(theme.SPACE_S) - room)
    bar.setValue(min(value, top - min(theme.px(CAPTION), room - widget.height())))
