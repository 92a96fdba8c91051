"""What an enterprise replied about one told hazard, and what is known of the hazard besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QLayout, QLineEdit, QWidget

from inspector_app.domain.dossier import Hazard
from inspector_app.domain.hazards import HazardAnalysed, HazardReplied, Replied
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.hazard_panel_fields import BlankText, CategoryChoice
from inspector_app.ui.hazard_panel_major import analysis_words
from inspector_app.ui.problems import ProblemStrip

WIDTH, HEIGHT = 720, 620
DAY = "2026-11-30"
STATES = {
    Replied.DONE: N_("Rectified"),
    Replied.PARTLY: N_("Partly rectified"),
    Replied.UNDONE: N_("Not rectified"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person entered: the reply, the kind of hazard, cause and danger of a major one."""

    reply: HazardReplied
    category: str
    analysis: HazardAnalysed | None


class ReplyDialog(QDialog):
    """``entered`` carries a Typed; the dialog stays until it was recorded."""

    entered = Signal(object)

    def __init__(self, hazard: Hazard, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Reply of the enterprise"))
        self._hazard = hazard
        self.problem = ProblemStrip()
        self._make_fields(hazard.reply or HazardReplied(hazard=hazard.hazard, date=""), today)
        self._make_about(hazard)
        self._lay_out()
        self.state.currentIndexChanged.connect(lambda _index: self._show_state())
        self._show_state()
        open_at(self, WIDTH, HEIGHT)
        self.state.setFocus()

    def _make_fields(self, said: HazardReplied, today: date) -> None:
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.state = QComboBox()
        for code, word in STATES.items():
            self.state.addItem(_(word), code.value)
        self.state.setCurrentIndex(self.state.findData(said.status.value))
        self.measure, self.control = BlankText(3), BlankText(2)
        self.measure.setPlainText(said.measure)
        self.control.setPlainText(said.control)
        self.lines = {name: QLineEdit(getattr(said, name)) for name in _LINES}
        for name in ("done_on", "planned_on"):
            self.lines[name].setPlaceholderText(DAY)

    def _make_about(self, hazard: Hazard) -> None:
        self.category = CategoryChoice()
        self.category.show_category(hazard.likely_category)
        said = hazard.analysis or HazardAnalysed(hazard=hazard.hazard)
        self.analysis = {name: BlankText(2) for name in analysis_words()}
        for name, text in self.analysis.items():
            text.setPlainText(getattr(said, name))

    def _lay_out(self) -> None:
        inner = parts.column(
            parts.label(self._hazard.body.place, "section", wrap=True),
            parts.label(self._hazard.body.finding, wrap=True),
            self._told(),
            self._about(),
            1,
            space=theme.SPACE_M,
        )
        self.record = parts.button(_("Record reply") + "  Ctrl+Enter", "primary")
        self.record.setShortcut("Ctrl+Return")
        cancel = parts.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        self.record.clicked.connect(self._enter)
        for one in (self.record, cancel):
            one.setAutoDefault(False)  # Enter in a line goes nowhere: Ctrl+Enter records
        foot = parts.row(1, cancel, self.record)
        layout = parts.column(parts.scrolled(inner), self.problem, foot)
        layout.setStretch(0, 1)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _told(self) -> QWidget:
        words = _line_words()
        lines = {name: _boxed(parts.field(words[name], line)) for name, line in self.lines.items()}
        control = _boxed(parts.field(_("Control until then"), self.control))
        self._done = (lines["done_on"],)
        self._open = (lines["planned_on"], lines["reason"], control)
        day = parts.field(_("Date of the reply"), self.day)
        return FieldGrid(
            (
                (day, parts.field(_("State"), self.state)),
                (parts.field(_("What was done"), self.measure),),
                (lines["responsible"], lines["cost"]),
                (lines["done_on"],),
                (lines["planned_on"], lines["reason"]),
                (control,),
            )
        )

    def _about(self) -> QWidget:
        words = analysis_words()
        fields = [parts.field(words[name], text) for name, text in self.analysis.items()]
        about = FieldGrid(((parts.field(_("Kind of hazard"), self.category),), fields))
        for text in self.analysis.values():
            above = text.parentWidget()
            assert above is not None
            above.setVisible(self._hazard.is_major)
        return about

    def _show_state(self) -> None:
        done = self.state.currentData() == Replied.DONE
        for box in self._done:
            box.setVisible(done)
        for box in self._open:
            box.setVisible(not done)

    @property
    def typed(self) -> Typed:
        """What stands in the fields; what the state hides is not said."""
        status = Replied(self.state.currentData())
        lines = {name: line.text().strip() for name, line in self.lines.items()}
        hidden = ("planned_on", "reason") if status is Replied.DONE else ("done_on",)
        reply = HazardReplied(
            hazard=self._hazard.hazard,
            date=self.day.date().toString(Qt.DateFormat.ISODate),
            status=status,
            measure=self.measure.toPlainText().strip(),
            control="" if status is Replied.DONE else self.control.toPlainText().strip(),
            **{name: "" if name in hidden else text for name, text in lines.items()},
        )
        said = {name: text.toPlainText().strip() for name, text in self.analysis.items()}
        analysis = HazardAnalysed(hazard=self._hazard.hazard, **said)
        return Typed(reply, self.category.category, analysis if self._hazard.is_major else None)

    def _enter(self) -> None:
        self.problem.clear()
        self.record.setEnabled(False)
        self.entered.emit(self.typed)

    def show_problem(self, problem: Problem) -> None:
        """Say why it was not recorded; what was typed stays."""
        self.record.setEnabled(True)
        self.problem.show_problem(problem, _("What you typed is kept here."), retry=False)


_LINES = ("responsible", "cost", "done_on", "planned_on", "reason")


def _line_words() -> dict[str, str]:
    return {
        "responsible": _("Person in charge of it"),
        "cost": _("Cost (yuan)"),
        "done_on": _("Finished on"),
        "planned_on": _("Planned for"),
        "reason": _("Why it is open"),
    }


def _boxed(field: QLayout) -> QWidget:
    made = QWidget()
    field.setContentsMargins(0, 0, 0, 0)
    made.setLayout(field)
    return made


def is_new(said: HazardAnalysed | None, hazard: Hazard) -> bool:
    """Tell whether cause and danger are said otherwise than before."""
    stands = hazard.analysis or HazardAnalysed(hazard=hazard.hazard)
    return said is not None and msgspec.structs.astuple(said) != msgspec.structs.astuple(stands)
