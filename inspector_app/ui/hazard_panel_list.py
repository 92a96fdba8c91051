"""The hazards of a visit: to correct, to withdraw, to add to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.store.rows import Stage
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import level_word
from inspector_app.ui.life_badge import life_badge
from inspector_app.ui.tab_order import tab_after
from inspector_app.ui.visit_values import MAJOR


@dataclass(frozen=True, slots=True)
class HazardRow:
    """A hazard as listed."""

    hazard: str
    place: str
    finding: str
    level: str
    deadline: str
    photos: int = 0
    corrected: bool = False
    conflict: bool = False
    reported: bool = False
    stage: Stage | None = None


class HazardList(QFrame):
    """Shows the hazards of a visit; ``withdrawn`` carries hazard and reason."""

    edited = Signal(str)
    withdrawn = Signal(str, str)
    added = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self._title = parts.label("", "page", wrap=True)
        self._list = QWidget()
        self._rows: QVBoxLayout = parts.column()
        self._list.setLayout(self._rows)
        self._edits: dict[str, QPushButton] = {}
        self._reasons: dict[QLineEdit, QPushButton] = {}
        self._last = ""
        self._shown: tuple[tuple[HazardRow, ...], bool] = ((), True)
        self._stale = True
        self._add = parts.button(_("Free hazard") + "  H", "primary", icon="plus")
        self._back = parts.button(_("Back") + "  Esc", name=_("Back"))
        self._add.clicked.connect(self.added)
        self._back.clicked.connect(self.closed)
        inner = parts.column(
            self._title, Flow((self._add, self._back)), self._list, 1, space=theme.SPACE_M
        )
        parts.pad(inner, theme.SPACE_S)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts.scrolled(inner))

    def show_hazards(self, hazards: tuple[HazardRow, ...], open_visit: bool = True) -> None:
        """Show these hazards, major ones first as given; their cards are made where the list is
        open: it hears of every photo, and two hundred cards take half a second."""
        if (hazards, open_visit) == self._shown:
            return
        self._shown, self._stale = (hazards, open_visit), True
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the cards that were not looked at until now."""
        self._make()
        super().showEvent(event)

    def _make(self) -> None:
        if not self._stale:
            return
        self._stale = False
        hazards, open_visit = self._shown
        self._title.setText(_("Hazards of this visit: {count}").format(count=len(hazards)))
        self._add.setEnabled(open_visit)
        focused = QApplication.focusWidget()
        held = focused is not None and self._list.isAncestorOf(focused)
        parts.empty(self._rows)
        self._edits, self._reasons = {}, {}
        cards = [self._card(number, one, open_visit) for number, one in enumerate(hazards, 1)]
        for card in cards:
            self._rows.addWidget(card)
        tab_after(self._back, *cards)
        if held:
            self.take_focus()
        if not hazards:
            empty = _("No hazard recorded yet. ② on an item or H records one.")
            self._rows.addWidget(parts.label(empty, "muted", wrap=True))

    def take_focus(self) -> None:
        """Put the keyboard on the hazard that was opened last, else on the first thing to do."""
        self._make()
        first = self._add if self._add.isEnabled() else self._back
        target = self._edits.get(self._last, first)
        (target if target.isEnabled() else first).setFocus()

    def _edit(self, hazard: str) -> None:
        self._last = hazard
        self.edited.emit(hazard)

    def _card(self, number: int, one: HazardRow, open_visit: bool) -> QFrame:
        head = parts.label(f"{number} · {one.place}", "strong", wrap=True)
        edit = parts.button(_("Correct"), name=_("Correct hazard {n}").format(n=number))
        edit.clicked.connect(lambda: self._edit(one.hazard))
        self._edits[one.hazard] = edit
        edit.setEnabled(open_visit)
        due = _("until {day}").format(day=one.deadline) if one.deadline else ""
        photos = _("photos {count}").format(count=one.photos)
        note = parts.label(" · ".join(bit for bit in (due, photos) if bit), "note")
        reason, ask = self._withdrawal(number, one, open_visit)
        foot = Flow((*self._badges(one), note, edit, ask))
        body = parts.label(one.finding, wrap=True)
        card = parts.card(parts.column(head, body, foot, reason), space=theme.SPACE_M)
        theme.set_state(card, "major" if one.level == MAJOR else "")
        return card

    def _badges(self, one: HazardRow) -> list[QWidget]:
        made: list[QWidget] = [
            parts.badge(level_word(one.level), "major" if one.level == MAJOR else "")
        ]
        if one.corrected:
            made.append(parts.badge(_("Corrected on the spot"), "ok"))
        if one.reported:
            made.append(parts.badge(_("Reported"), "ok"))
        if one.conflict:
            made.append(parts.badge(_("two versions"), "waiting"))
        if one.stage is not None:
            made.append(life_badge(one.stage))
        return made

    def _withdrawal(
        self, number: int, one: HazardRow, open_visit: bool
    ) -> tuple[QLineEdit, QPushButton]:
        reason = QLineEdit()
        reason.setPlaceholderText(_("Why it is withdrawn; Enter withdraws"))
        reason.setAccessibleName(_("Reason to withdraw hazard {n}").format(n=number))
        reason.hide()
        ask = parts.button(_("Withdraw"), "flat", name=_("Withdraw hazard {n}").format(n=number))
        ask.setEnabled(open_visit)

        def begin() -> None:
            reason.show()
            reason.setFocus()

        def finish() -> None:
            if reason.text().strip():
                self.withdrawn.emit(one.hazard, reason.text().strip())

        self._reasons[reason] = ask
        ask.clicked.connect(begin)
        reason.returnPressed.connect(finish)
        return reason, ask

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = next((one for one in self._reasons if one.hasFocus()), None)
        if event.key() == Qt.Key.Key_Escape and typing is not None:
            self._reasons[typing].setFocus()
            typing.hide()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_H and self._add.isEnabled():
            self.added.emit()
        else:
            super().keyPressEvent(event)
