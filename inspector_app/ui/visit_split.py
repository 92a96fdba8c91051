"""The three parts of a visit beside each other; on a small or enlarged screen the basis stands
below the sections, on a still smaller one F6 shows both in the place of the open item."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget
from shiboken6 import isValid

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import give_keyboard
from inspector_app.ui.item_list import ItemList
from inspector_app.ui.item_look import key_button
from inspector_app.ui.visit_middle import VisitMiddle
from inspector_app.ui.visit_sections import VisitSections

LEFT, RIGHT, TOGETHER = 232, 284, 228  # px at 100 %
ITEM = 440  # what the open item needs
WIDEST = 16777215  # Qt's own "as wide as you like"
BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
WIDE, NARROW, TIGHT = "wide", "narrow", "tight"


class VisitSplit(QWidget):
    """Sections · items · basis of the item."""

    def __init__(self, sections: QWidget, middle: QWidget, basis: QWidget) -> None:
        super().__init__()
        self._sections, self._middle, self._basis = sections, middle, basis
        self._kind, self._aside = "", False
        self._with_basis = True
        self._from: QWidget | None = None
        self._items = middle.items if isinstance(middle, VisitMiddle) else middle
        self.turn_button = key_button("", "F6", kind="flat")
        self.turn_button.clicked.connect(self.turn)
        self._head = parts.row(self.turn_button, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(theme.SPACE_S))
        self._grid.addLayout(self._head, 0, 0, 1, 2)
        self._arrange(WIDE)
        basis.installEventFilter(self)
        if isinstance(sections, VisitSections):
            sections.entered.connect(self._enter)
        if isinstance(middle, VisitMiddle):
            middle.turned.connect(self.show_middle)
            middle.currentChanged.connect(lambda n: self._show_basis(n == 0))

    @property
    def narrow(self) -> bool:
        """Whether the basis stands below the sections, or F6 shows both."""
        return self._kind != WIDE

    @property
    def tight(self) -> bool:
        """Whether the middle stands alone until F6 asks for the rest."""
        return self._kind == TIGHT

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the sections the room of a basis that is hidden."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share_rows()
        return super().eventFilter(watched, event)

    def _share_rows(self) -> None:
        below = self._kind == NARROW and self._basis.isVisibleTo(self)
        self._grid.setRowStretch(2, 1 if below else 0)

    def _show_basis(self, wanted: bool) -> None:
        self._with_basis = wanted
        self._show()

    # --- one in place of the other

    def give_way(self, wanted: bool) -> None:
        """Leave the whole page to what is searched, where there is little room."""
        self.setVisible(not (wanted and self.tight))

    def turn(self) -> None:
        """Go to the sections; where only one has room, show them or the middle again."""
        if self._aside:
            self.show_middle()
            self._go_back()
            return
        self._from = QApplication.focusWidget()
        self._aside = self.tight
        self._show()
        give_keyboard(self._sections)

    def show_middle(self) -> None:
        """Show the middle again, where the sections stand in its place."""
        if self._aside:
            self._aside = False
            self._show()

    def _enter(self) -> None:
        self.show_middle()
        self._to_middle()

    def _to_middle(self) -> None:
        shown = self._middle.currentWidget() if isinstance(self._middle, VisitMiddle) else None
        target = shown or self._middle
        if isinstance(target, ItemList):
            target.open.take_focus()
        else:
            give_keyboard(target)

    def _go_back(self) -> None:
        known = self._from
        self._from = None
        there = known is not None and isValid(known) and self._middle.isAncestorOf(known)
        if known is not None and there and known.isVisible():
            known.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._to_middle()

    def _show(self) -> None:
        beside = not self.tight
        self._middle.setVisible(beside or not self._aside)
        self._sections.setVisible(beside or self._aside)
        self._basis.setVisible(self._with_basis and (beside or self._aside))
        if isinstance(self._items, ItemList):
            self._items.title.setVisible(beside or self._with_basis)
        self.turn_button.setVisible(self.tight and (self._aside or self._with_basis))
        text = _("Back to the items") if self._aside else _("Sections, basis, photos")
        self.turn_button.setText(f"{text}  F6")
        self.turn_button.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget() or self
        back = self._sections.isAncestorOf(focused) and event.key() in BACK
        if event.key() == Qt.Key.Key_F6 or (self._aside and event.key() == Qt.Key.Key_Escape):
            self.turn()
        elif back:
            self._enter()
        elif self._aside and event.text().isdigit():
            event.accept()  # no verdict on an item that nobody sees
        else:
            super().keyPressEvent(event)

    # --- how much room there is

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(TOGETHER) + theme.px(ITEM) // 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange(_kind(event.size().width()))
        super().resizeEvent(event)

    def _arrange(self, kind: str) -> None:
        if kind == self._kind:
            return
        self._kind, self._aside = kind, False
        for one in (self._sections, self._middle, self._basis):
            self._grid.removeWidget(one)
        self._give_widths()
        self._place_title()
        self._grid.addWidget(self._sections, 1, 0)
        if kind == TIGHT:
            self._grid.addWidget(self._middle, 1, 0, 2, 2)
            self._grid.addWidget(self._basis, 1, 1)
        else:
            self._grid.addWidget(self._middle, 1, 1, 2 if kind == NARROW else 1, 1)
            row, column = (2, 0) if kind == NARROW else (1, 2)
            self._grid.addWidget(self._basis, row, column)
        self._grid.setColumnStretch(0, 1 if kind == TIGHT else 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(1, 1)
        self._share_rows()
        self._show()

    def _place_title(self) -> None:
        """Show the section's title beside the button where every line counts."""
        if not isinstance(self._items, ItemList):
            return
        if self.tight:
            self._head.insertWidget(1, self._items.title, 100)
        else:
            self._items.take_title()

    def _give_widths(self) -> None:
        fixed = {WIDE: (LEFT, RIGHT), NARROW: (TOGETHER, TOGETHER)}.get(self._kind)
        for number, one in enumerate((self._sections, self._basis)):
            one.setMinimumWidth(theme.px(fixed[number]) if fixed else 0)
            one.setMaximumWidth(theme.px(fixed[number]) if fixed else WIDEST)


def _kind(width: int) -> str:
    gap = theme.SPACE_S
    if width < theme.px(TOGETHER + ITEM + gap):
        return TIGHT
    return NARROW if width < theme.px(LEFT + ITEM + RIGHT + 2 * gap) else WIDE
