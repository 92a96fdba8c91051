"""The hazards of a visit: to correct, to withdraw, to add to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.store.rows import Stage
from inspector_app.ui import parts, theme
from inspector_app.ui.item_look import level_word
from inspector_app.ui.life_badge import life_badge
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
        self._title = parts.label("", "page")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(theme.SPACE_S))
        self._add = parts.button(_("Free hazard") + "  H", "primary", icon="plus")
        self._back = parts.button(_("Back") + "  Esc", name=_("Back"))
        self._add.clicked.connect(self.added)
        self._back.clicked.connect(self.closed)
        head = parts.row(self._title, 1, self._add, self._back)
        inner = parts.column(head, self._rows, 1, space=theme.SPACE_M)
        parts.pad(inner, theme.SPACE_S)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts.scrolled(inner))

    def show_hazards(self, hazards: tuple[HazardRow, ...], open_visit: bool = True) -> None:
        """Show these hazards, major ones first as given."""
        self._title.setText(_("Hazards of this visit: {count}").format(count=len(hazards)))
        self._add.setEnabled(open_visit)
        parts.empty(self._rows)
        for number, one in enumerate(hazards, 1):
            self._rows.addWidget(self._card(number, one, open_visit))
        if not hazards:
            empty = _("No hazard recorded yet. ② on an item or H records one.")
            self._rows.addWidget(parts.label(empty, "muted"))

    def take_focus(self) -> None:
        """Put the keyboard on the first thing to do here."""
        (self._add if self._add.isEnabled() else self._back).setFocus()

    def _card(self, number: int, one: HazardRow, open_visit: bool) -> QFrame:
        place = parts.label(f"{number} · {one.place}", "strong", wrap=True)
        head = parts.row(place, *self._badges(one))
        head.setStretch(0, 1)
        edit = parts.button(_("Correct"), name=_("Correct hazard {n}").format(n=number))
        edit.clicked.connect(lambda: self.edited.emit(one.hazard))
        edit.setEnabled(open_visit)
        due = _("until {day}").format(day=one.deadline) if one.deadline else ""
        photos = _("photos {count}").format(count=one.photos)
        note = parts.label(" · ".join(bit for bit in (due, photos) if bit), "note")
        foot = parts.row(note, 1, edit, *self._withdrawal(number, one, open_visit))
        body = parts.label(one.finding, wrap=True)
        card = parts.card(parts.column(head, body, foot), space=theme.SPACE_M)
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

    def _withdrawal(self, number: int, one: HazardRow, open_visit: bool) -> list[QWidget]:
        reason = QLineEdit()
        reason.setPlaceholderText(_("Why it is withdrawn; Enter withdraws"))
        reason.setAccessibleName(_("Reason to withdraw hazard {n}").format(n=number))
        reason.setMinimumWidth(theme.px(220))
        reason.hide()
        ask = parts.button(_("Withdraw"), "flat", name=_("Withdraw hazard {n}").format(n=number))
        ask.setEnabled(open_visit)

        def begin() -> None:
            reason.show()
            reason.setFocus()

        def finish() -> None:
            if reason.text().strip():
                self.withdrawn.emit(one.hazard, reason.text().strip())

        ask.clicked.connect(begin)
        reason.returnPressed.connect(finish)
        return [reason, ask]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_H and self._add.isEnabled():
            self.added.emit()
        else:
            super().keyPressEvent(event)
