"""Re-inspection of told hazards: a list, the open one beside it, one key for each outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from inspector_app.domain.hazards import Outcome
from inspector_app.i18n import _
from inspector_app.operations.reinspection import Waiting, tally
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import parts, reinspection_work, theme
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.item_look import key_button
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.reinspection_card import OUTCOMES, ReinspectionCard, outcome_word
from inspector_app.ui.reinspection_work import Look
from inspector_app.ui.visit_acts import VisitActs
from inspector_app.ui.visit_end import Ending
from inspector_app.ui.visit_photos import VisitPhotos

KEYS = {getattr(Qt.Key, f"Key_{look.key}"): outcome for outcome, look in OUTCOMES.items()}

LIST, CARD = 240, 460  # px at 100 %: what each needs beside the other
WIDEST = 16777215  # Qt's own "as high as you like"


class ReinspectionPage(QWidget):
    """One visit that looks at told hazards again. ``paper_wanted`` carries (dossier, visit)."""

    closed = Signal()
    changed = Signal(object)
    paper_wanted = Signal(str, str)
    notice_wanted = Signal(str)

    def __init__(self, jobs: Jobs, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self._jobs = jobs
        self.acts = VisitActs(jobs, session, self)
        self.photos = VisitPhotos(self.acts, self)
        self.look: Look | None = None
        self._make_parts()
        self._lay_out()
        self._wire()

    # --- building

    def _make_parts(self) -> None:
        self.title, self.sum = parts.Elided("", "page"), parts.label("", "muted", wrap=True)
        self.saved = parts.label("", "note")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Told hazards"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = ReinspectionCard()
        self.photos.watch(self.card.after)
        self.nothing = EmptyState("shield-check-outline")
        self.nothing.show_texts(
            _("No told hazard waits here"),
            _("Hazards of earlier visits stand here until they are rectified."),
        )
        self.problem = ProblemStrip()
        self.back = parts.button(_("Close page"), "flat")
        self.end = key_button(_("End service"), "F8")
        self.paper = key_button(_("Re-inspection opinion"), "F9", kind="primary")

    def _lay_out(self) -> None:
        area = self._area = parts.scrolled(parts.column(self.card, self.nothing, 1), arrows=False)
        split = Columns((Column(self.list, 2, LIST), Column(area, 5, CARD)))
        head = parts.row(parts.column(self.title, self.sum, space=2), self.saved)
        head.setStretch(0, 1)
        foot = parts.row(self.back, 1, self.end, self.paper)
        layout = parts.column(head, self.problem, split, foot, space=theme.SPACE_S)
        layout.setStretch(2, 1)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)
        begin_at(self, self.card)

    def _wire(self) -> None:
        self.list.currentRowChanged.connect(self._row_chosen)
        self.card.judged.connect(self._judge)
        self.card.notice_wanted.connect(self.notice_wanted)
        self.card.note.returnPressed.connect(self.card.setFocus)
        self.card.note.installEventFilter(self)
        self.back.clicked.connect(self.closed)
        self.end.clicked.connect(self.end_visit)
        self.paper.clicked.connect(self.ask_paper)
        self.acts.opened.connect(self.refresh)
        self.acts.surrounded.connect(self.refresh)
        self.acts.changed.connect(self.changed)
        self.acts.ended.connect(self._was_ended)
        self.acts.end_refused.connect(self.problem.show_problem)
        self.acts.refused.connect(self.problem.show_problem)
        self.acts.saved.connect(lambda text, _state: self.saved.setText(text))

    # --- opening and showing

    def open_visit(self, visit: str) -> None:
        """Show the told hazards that this visit looks at again."""
        self.acts.open(visit)

    def refresh(self) -> None:
        """Read the hazards again; the open one stays open."""
        act = partial(reinspection_work.look, self.acts.session, self.acts.visit)
        self._jobs.run(act, self._show, self.problem.show_problem, owner=self)

    def _show(self, look: Look) -> None:
        first = self.look is None
        self.look = look
        self.title.show_text(_("Re-inspection · {name}").format(name=look.enterprise))
        self.sum.setText(_sum_words(look.waiting))
        self._show_list(look)
        self.end.setEnabled(not look.ended)
        self.paper.setEnabled(any(one.result for one in look.waiting))
        self.card.setVisible(bool(look.waiting))
        self.nothing.setVisible(not look.waiting)
        if first:
            self._go(self._next_open(-1))
            self.card.setFocus()
        else:
            self._show_open()

    def _show_list(self, look: Look) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for number, one in enumerate(look.waiting, 1):
            self.list.addItem(_line(number, one))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)

    @property
    def waiting(self) -> Waiting | None:
        """The hazard that stands open."""
        row = self.list.currentRow()
        known = self.look.waiting if self.look is not None else ()
        return known[row] if 0 <= row < len(known) else None

    def _row_chosen(self, _row: int) -> None:
        self._show_open()

    def _show_open(self) -> None:
        one = self.waiting
        if one is None or self.look is None:
            return
        fresh = one.hazard.hazard != self.card.hazard
        self.card.show_hazard(one, self.look.suggested)
        self.photos.give(self.card.after, f"hazard:{one.hazard.hazard}")
        if fresh:
            self._area.verticalScrollBar().setValue(0)
            act = partial(reinspection_work.pictures, self.acts.session, one.before)
            then = partial(self._have_pictures, one.hazard.hazard)
            self._jobs.run(act, then, owner=self)

    def _have_pictures(self, hazard: str, pictures: list[tuple[str, bytes]]) -> None:
        if hazard == self.card.hazard:
            self.card.show_before(pictures)

    def _next_open(self, after: int) -> int:
        known = self.look.waiting if self.look is not None else ()
        rows = [n for n, one in enumerate(known) if one.result is None]
        later = [n for n in rows if n > after]
        return next(iter([*later, *rows]), after if after >= 0 else 0)

    def _go(self, row: int) -> None:
        self.list.setCurrentRow(row)
        self._show_open()

    # --- acts

    def _judge(self, outcome: Outcome, note: str, deadline: str) -> None:
        one = self.waiting
        if one is None or (self.look is not None and self.look.ended):
            return
        found = reinspection_work.Found(one.hazard.hazard, outcome, note, deadline)
        act = partial(reinspection_work.record, self.acts.session, self.acts.visit, found)
        then = partial(self._recorded, self.list.currentRow())
        self._jobs.run(act, then, self.card.show_problem, owner=self)

    def _recorded(self, row: int, answer: tuple[Changes, Look]) -> None:
        self.acts.note_saved(answer[0])
        self._show(answer[1])
        self._go(self._next_open(row))
        self.card.setFocus()

    def end_visit(self) -> None:
        """Check out; hazards nobody looked at stay open."""
        self.acts.end(Ending((), ""))

    def _was_ended(self) -> None:
        said = _("The service has ended.")
        self.problem.show_note(said, _("F9 makes the re-inspection opinion."), state="ok")

    def ask_paper(self) -> None:
        """Ask for the re-inspection opinion of this visit, where something was judged."""
        if self.look is not None and self.paper.isEnabled():
            self.paper_wanted.emit(self.look.dossier, self.acts.visit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the list stands above the card it shows one line: the card needs the room."""
        inner = event.size().width() - 2 * theme.px(theme.SPACE_M)
        above = inner < theme.px(LIST + CARD + theme.SPACE_M)
        line = 2 * self.list.fontMetrics().lineSpacing() + theme.px(theme.SPACE_S)
        self.list.setMaximumHeight(line if above else WIDEST)
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.card.setFocus()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        row = self.list.currentRow()
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_P: self.card.after.choose,
            Qt.Key.Key_N: self.card.note.setFocus,
            Qt.Key.Key_Up: partial(self._go, max(0, row - 1)),
            Qt.Key.Key_Down: partial(self._go, min(self.list.count() - 1, row + 1)),
            Qt.Key.Key_U: lambda: self._go(self._next_open(row)),
            Qt.Key.Key_F8: self.end_visit,
            Qt.Key.Key_F9: self.ask_paper,
        }
        if key in KEYS:
            self.card.judge(KEYS[key])
        elif key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)


def _line(number: int, one: Waiting) -> QListWidgetItem:
    said = outcome_word(one.result.outcome) if one.result else _("not yet looked at")
    level = _("Major") + " · " if one.hazard.is_major else ""
    made = QListWidgetItem(f"{number}. {one.hazard.body.place}\n{level}{said}")
    made.setToolTip(one.hazard.body.finding)
    state = OUTCOMES[one.result.outcome].state if one.result else "muted"
    token = {"ok": "ok", "waiting": "waiting", "late": "fail"}.get(state, "text")
    made.setForeground(theme.color(token))
    return made


def _sum_words(waiting: tuple[Waiting, ...]) -> str:
    sums = tally(waiting)
    return _(
        "{rectified} rectified, {partly} partly, {not_rectified} not, {not_checkable} could not be "
        "checked, {open} to look at"
    ).format(
        rectified=sums.rectified,
        partly=sums.partly,
        not_rectified=sums.not_rectified,
        not_checkable=sums.not_checkable,
        open=sums.open,
    )
