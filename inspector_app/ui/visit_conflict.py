"""Two people, two answers: both side by side with who and when, and three ways on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow


@dataclass(frozen=True, slots=True)
class Side:
    """One head of a conflict: its fact, who and when, and what it says, line by line."""

    fact: str
    who: str
    when: str
    lines: tuple[str, ...]
    mine: bool


class VisitConflict(QFrame):
    """Shows both sides; ``kept`` carries the fact whose content shall stand."""

    kept = Signal(str)
    anew = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self._sides: tuple[Side, ...] = ()
        self._cards = parts.row(space=theme.SPACE_M)
        self.keep_mine = parts.button(_("Keep mine"))
        self.keep_theirs = parts.button(_("Keep theirs"))
        self.write_new = parts.button(_("Write anew"))
        self.keep_mine.clicked.connect(lambda: self._keep(True))
        self.keep_theirs.clicked.connect(lambda: self._keep(False))
        self.write_new.clicked.connect(self.anew)
        said = _("Two people recorded different things. Both are kept.")
        title = parts.label(said, "strong", wrap=True)
        buttons = Flow((self.keep_mine, self.keep_theirs, self.write_new))
        layout = parts.column(title, self._cards, buttons)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)
        self.hide()

    def show_sides(self, sides: tuple[Side, ...]) -> None:
        """Show the sides, mine first; fewer than two hide the widget."""
        self._sides = tuple(sorted(sides, key=lambda side: not side.mine))
        parts.empty(self._cards)
        for side in self._sides:
            head = parts.label(f"{side.who} · {side.when}", "muted", wrap=True)
            body = parts.label("\n".join(side.lines), wrap=True, select=True)
            self._cards.addWidget(parts.card(parts.column(head, body, 1), space=theme.SPACE_S), 1)
        self.setVisible(len(sides) > 1)

    def _keep(self, mine: bool) -> None:
        chosen = next((s for s in self._sides if s.mine is mine), None)
        if chosen is None and self._sides:
            chosen = self._sides[0 if mine else -1]
        if chosen is not None:
            self.kept.emit(chosen.fact)
