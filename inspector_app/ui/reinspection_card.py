"""One told hazard at its re-inspection: what it was, photos before and now, four keys."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDateEdit, QFrame, QLabel, QPushButton, QWidget

from inspector_app.domain.dossier import Hazard
from inspector_app.domain.hazards import Outcome
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.reinspection import NEEDS_DEADLINE, Waiting
from inspector_app.ui import parts, theme
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_editors import OneLine
from inspector_app.ui.item_look import key_button
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.problems import ProblemStrip

PICTURE = 220  # px of a photo before


class OutcomeLook:
    """How an outcome is shown: its key, word and colour state."""

    def __init__(self, key: str, word: str, state: str) -> None:
        self.key, self.word, self.state = key, word, state


OUTCOMES = {
    Outcome.RECTIFIED: OutcomeLook("1", N_("Rectified"), "ok"),
    Outcome.PARTLY: OutcomeLook("2", N_("Partly rectified"), "waiting"),
    Outcome.NOT_RECTIFIED: OutcomeLook("3", N_("Not rectified"), "late"),
    Outcome.NOT_CHECKABLE: OutcomeLook("4", N_("Could not be checked"), ""),
}


def outcome_word(outcome: Outcome) -> str:
    """Return the word of an outcome: 已整改, 部分整改, 未整改, 无法复查."""
    return _(OUTCOMES[outcome].word)


class ReinspectionCard(QFrame):
    """``judged`` carries (outcome, note, new deadline); ``noted`` a note typed alone."""

    judged = Signal(object, str, str)
    notice_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Hazard"))
        self.hazard = ""
        self._notice_number = ""
        self._make_texts()
        self._make_outcomes()
        self._lay_out()

    # --- building

    def _make_texts(self) -> None:
        self.place = parts.label("", "section", wrap=True)
        self.level, self.clock = parts.badge("", "major"), parts.badge("")
        self.finding = parts.label("", wrap=True, select=True)
        self.measure = parts.label("", "muted", wrap=True)
        self.notice = parts.button("", "link", icon="file-document-outline")
        self.notice.clicked.connect(lambda: self.notice_wanted.emit(self._notice_number))
        self.before = parts.row(space=theme.SPACE_S)
        self.nothing_before = parts.label(_("No photo was taken then"), "note", wrap=True)
        self.after = PhotoStrip()
        self.problem = ProblemStrip()

    def _make_outcomes(self) -> None:
        self.note = OneLine()
        self.note.setMaxLength(500)
        self.deadline = QDateEdit()
        self.deadline.setCalendarPopup(True)
        self.deadline.setDisplayFormat("yyyy-MM-dd")
        self.buttons: dict[Outcome, QPushButton] = {}
        for outcome, look in OUTCOMES.items():
            made = key_button(_(look.word), look.key)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, one=outcome: self.judge(one))
            self.buttons[outcome] = made

    def _lay_out(self) -> None:
        head = parts.row(self.place, self.clock, self.level)
        head.setStretch(0, 1)
        then, now = QWidget(), QWidget()
        then.setLayout(
            parts.column(parts.label(_("Then"), "field"), self.before, self.nothing_before, 1)
        )
        now.setLayout(parts.column(parts.label(_("Now"), "field"), self.after, 1))
        self.photos = Columns((Column(then, 1, 260), Column(now, 1, 260)))
        outcomes = QWidget()
        outcomes.setLayout(parts.row(Flow(tuple(self.buttons.values()))))
        fields = parts.row(
            parts.field(_("Note") + "  N", self.note),
            parts.field(_("New deadline where work is left"), self.deadline),
            space=theme.SPACE_M,
        )
        fields.setStretch(0, 1)
        layout = parts.column(
            head,
            self.finding,
            self.measure,
            parts.row(self.notice, 1),
            fields,
            outcomes,
            self.problem,
            self.photos,
        )
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    # --- showing

    def show_hazard(self, waiting: Waiting, suggested: str) -> None:
        """Show a hazard; ``suggested`` is the new deadline proposed where work is left."""
        fresh = waiting.hazard.hazard != self.hazard
        self.hazard = waiting.hazard.hazard
        body, result = waiting.hazard.body, waiting.result
        self.place.setText(body.place)
        self.finding.setText(body.finding)
        told = _told(waiting.hazard)
        self.measure.setText(told)
        self.measure.setVisible(bool(told))
        self.level.setText(_("Major"))
        self.level.setVisible(waiting.hazard.is_major)
        self._show_clock(waiting)
        self._show_notice(waiting)
        for outcome, button in self.buttons.items():
            button.setChecked(result is not None and result.outcome is outcome)
        if fresh:
            self.problem.clear()
            self.note.setText(result.note if result else "")
            limit = QDate.fromString((result and result.deadline) or suggested, "yyyy-MM-dd")
            self.deadline.setDate(limit)
            self.show_before([])

    def _show_clock(self, waiting: Waiting) -> None:
        left = waiting.days_left
        if left is None:
            self.clock.setText(_("no deadline"))
            theme.set_state(self.clock, "")
        elif left < 0:
            self.clock.setText(_("{count} days overdue").format(count=-left))
            theme.set_state(self.clock, "late")
        else:
            self.clock.setText(_("{count} days left").format(count=left))
            theme.set_state(self.clock, "waiting" if left <= 2 else "")

    def _show_notice(self, waiting: Waiting) -> None:
        self._notice_number = waiting.notice
        self.notice.setVisible(bool(waiting.notice))
        told = _("{number}, {day}").format(number=waiting.notice, day=waiting.told_on)
        self.notice.setText(told)
        self.notice.setAccessibleName(_("Notice {number}").format(number=waiting.notice))

    def show_before(self, pictures: list[tuple[str, bytes]]) -> None:
        """Show the photos of then: caption and thumbnail bytes of each."""
        parts.empty(self.before)
        for caption, data in pictures:
            self.before.addWidget(_picture(caption, data))
        self.before.addStretch(1)
        self.nothing_before.setVisible(not pictures)

    def show_problem(self, problem: Problem) -> None:
        """Say why the judgement was not recorded."""
        self.problem.show_problem(problem)

    # --- acts

    def judge(self, outcome: Outcome) -> None:
        """Report what was found now, with the note and the deadline as they stand."""
        limit = self.deadline.date().toString(Qt.DateFormat.ISODate)
        deadline = limit if outcome in NEEDS_DEADLINE else ""
        self.judged.emit(outcome, self.note.text().strip(), deadline)


def _told(hazard: Hazard) -> str:
    """Return what was suggested, and what the enterprise replied since."""
    lines = []
    if hazard.body.measure:
        lines.append(_("Suggested: {measure}").format(measure=hazard.body.measure))
    reply = hazard.reply
    if reply is not None:
        said = reply.measure or reply.reason
        form = _("Replied {day}: {text}") if said else _("Replied {day}")
        lines.append(form.format(day=reply.date, text=said))
    return "\n".join(lines)


def _picture(caption: str, data: bytes) -> QLabel:
    made = QLabel()
    shown = QPixmap()
    if shown.loadFromData(data):
        side = theme.px(PICTURE)
        kept = Qt.AspectRatioMode.KeepAspectRatio
        made.setPixmap(shown.scaled(side, side, kept, Qt.TransformationMode.SmoothTransformation))
    else:
        made.setText(caption or _("Photo of then"))
    made.setToolTip(caption)
    made.setAccessibleName(caption or _("Photo of then"))
    return made
