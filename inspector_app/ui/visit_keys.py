"""The keys of a visit: one for each verdict and act, as the footer and the help page say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from inspector_app.ui.visit_page import VisitPage

KEYPAD = Qt.KeyboardModifier.KeypadModifier
VERDICT_KEYS = {Qt.Key.Key_1: "yes", Qt.Key.Key_2: "no", Qt.Key.Key_3: "na"}

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class VisitKeys:
    """Turns key presses on the page into its acts."""

    def __init__(self, page: VisitPage) -> None:
        self._page = page
        self._acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_U: page.go_on,
            Qt.Key.Key_P: page.take_photo,
            Qt.Key.Key_N: page.items.open.write_remark,
            Qt.Key.Key_H: page.begin_hazard,
            Qt.Key.Key_L: page.show_hazards,
            Qt.Key.Key_T: page.sections.take,
            Qt.Key.Key_R: page.extras.show_overview,
            Qt.Key.Key_A: page.extras.ask_checklist,
            Qt.Key.Key_C: lambda: page.extras.copy_citation(page.item),
            Qt.Key.Key_Slash: page.begin_jump,
            Qt.Key.Key_F7: page.footer.papers_wanted.emit,
            Qt.Key.Key_F8: page.show_end,
            Qt.Key.Key_F9: page.ask_notice,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False where it means nothing here."""
        page, key = self._page, Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            page.acts.undo()
        elif event.matches(QKeySequence.StandardKey.Paste):
            page.paste()
        elif event.modifiers() not in (Qt.KeyboardModifier.NoModifier, KEYPAD):
            return False
        elif key in VERDICT_KEYS and page.on_items:
            page.give_verdict(VERDICT_KEYS[key])
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif key in STEPS:
            return self._step(STEPS[key])
        elif key in self._acts:
            self._acts[key]()
        else:
            return False
        return True

    def _leave(self) -> None:
        """Esc leads back to the open item from wherever the keyboard is on the page."""
        page = self._page
        if page.on_items and page.desk.is_open:
            page.panel.close_panel()
        elif page.free_desk.is_open and not page.on_items:
            page.free_panel.close_panel()
        else:
            page.show_items()
            page.items.open.take_focus()

    def _step(self, step: int) -> bool:
        """Go to the item before or after, unless the keyboard is in a text about this one."""
        page, focused = self._page, QApplication.focusWidget()
        writing = focused is not None and (
            focused is page.items.open.reason or page.panel.isAncestorOf(focused)
        )
        if writing or not page.on_items:
            return False
        page.step(step)
        return True
