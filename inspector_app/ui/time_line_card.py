"""The time line of an enterprise on its page; a line leads to its visit or paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inspector_app.domain.hazards import Outcome
from inspector_app.domain.visits import NotPerformed
from inspector_app.i18n import N_, _
from inspector_app.operations.time_line import Moment, What
from inspector_app.ui import parts, theme, words
from inspector_app.ui.more_lines import add_lines
from inspector_app.ui.reinspection_card import outcome_word

WORDS = {
    What.VISIT: (N_("Visit"), "ok"),
    What.NOT_PERFORMED: (N_("Not performed"), "waiting"),
    What.HAZARD: (N_("Hazard"), "late"),
    What.REINSPECTED: (N_("Re-inspection"), ""),
    What.NOTICE: (N_("Notice"), ""),
    What.PAPER: (N_("Paper"), ""),
    What.CONFIRMED: (N_("Confirmed by central"), "ok"),
}


class TimeLineCard(QFrame):
    """Shows moments, the latest first, some at once."""

    visit_wanted = Signal(str)
    paper_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self._lines: QVBoxLayout = parts.column(space=0)
        title = parts.label(_("Time line"), "section")
        title.setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4))
        layout = parts.column(title, self._lines, space=0)
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)

    def show_moments(self, moments: tuple[Moment, ...]) -> None:
        """Show these moments."""
        parts.empty(self._lines)
        add_lines(self._lines, [partial(self._line, one) for one in moments])

    def _line(self, one: Moment) -> parts.Line:
        said, state = WORDS[one.what]
        badge = parts.badge("" if one.what is What.HAZARD else _(said), state)
        if one.what is What.HAZARD:
            badge = parts.badge(words.level(one.code), "major" if one.code == "major" else "late")
        line = parts.Line(f"{one.day}  {_text(one)}", _note(one), badge)
        line.clicked.connect(lambda: self._press(one))
        return line

    def _press(self, one: Moment) -> None:
        if one.number:
            self.paper_wanted.emit(one.number)
        elif one.visit:
            self.visit_wanted.emit(one.visit)


def _text(one: Moment) -> str:
    if one.what is What.CONFIRMED:
        return _("Central confirmed {count} records of {year}").format(
            count=one.count, year=one.text
        )
    if one.what is What.NOT_PERFORMED:
        return words.not_performed(NotPerformed(one.code))
    return one.text


def _note(one: Moment) -> str:
    if one.what is What.REINSPECTED:
        return outcome_word(Outcome(one.code))
    if one.what is What.NOT_PERFORMED:
        return one.text
    return one.at[11:16] if len(one.at) > 10 else ""
