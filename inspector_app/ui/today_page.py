"""The first page: what to do, what is not yet safe on central, the last visits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.operations.conflicts import Conflict
from inspector_app.operations.lists import ReinspectionLine, Today
from inspector_app.store.rows import Pending, TaskRow, VisitRow
from inspector_app.ui import conflict_values, parts, theme, words
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.more_lines import A_TURN, AT_ONCE, add_lines

LOWEST = 150  # px at 100 %: of a column where they stand below each other
MOST_CONFLICTS = 8  # the rest comes up as these are settled
DONE = ("ended", "not_performed")


def pending_words(facts: int, blobs: int) -> str:
    """Return the plain sentence about what is only on this computer."""
    if not facts and not blobs:
        return _("Everything is on central.")
    if not blobs:
        return _("{count} records are only on this computer.").format(count=facts)
    return _("{count} records and {blobs} photos or papers are only on this computer.").format(
        count=facts, blobs=blobs
    )


def first_sync_words() -> str:
    """Return what the first sync brings."""
    return _("Sync once with network: your enterprises and tasks come and stay here without it.")


class TodayPage(QWidget):
    """Three columns of lines; every line leads to where the work is done."""

    dossier_wanted = Signal(str)
    task_wanted = Signal(object)
    visit_wanted = Signal(str)
    enterprises_wanted = Signal()
    sync_wanted = Signal()
    conflict_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = parts.label("", "page")
        self.clock = parts.label("", "muted")
        theme.set_state(self.clock, "waiting")
        self.todo, self.unsafe, self.visits = (parts.column(space=0) for _n in range(3))
        shown = (
            Column(_column(_("To do"), self.todo), 5, 340),
            Column(_column(_("Not yet on central"), self.unsafe), 3, 280),
            Column(_column(_("Last visits"), self.visits), 4, 300),
        )
        self._cards = [one.card for one in shown]
        self.columns = Columns(shown)
        head = parts.row(self.title, 1, self.clock)
        layout = parts.column(head, self.columns, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, *(one.card for one in shown), least=LOWEST))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Today"))

    def show_today(
        self,
        today: Today,
        now: datetime,
        doubtful: bool = False,
        conflicts: Sequence[Conflict] = (),
    ) -> None:
        """Show the day's lists; ``doubtful`` says that the computer's clock cannot be right."""
        self.title.setText(_("Today, {day}").format(day=today.day.isoformat()))
        self.clock.setText(_("The clock of this computer seems wrong.") if doubtful else "")
        held = self._held()
        if held >= 0:
            self.setFocus()  # or the keyboard goes to the rail as its line goes
        self._show_todo(today, AT_ONCE if held > 0 else A_TURN)
        self._show_pending(today, now, conflicts)
        self._show_visits(today.last_visits)
        self._hold(held)

    def _held(self) -> int:
        """Return which line has the keyboard; -1 where it is elsewhere."""
        if self.hasFocus():
            return 0
        focused = [n for n, one in enumerate(self._pressable()) if one.hasFocus()]
        return focused[0] if focused else -1

    def _hold(self, number: int) -> None:
        """Give the keyboard to the line that stands where the focused one stood."""
        if number >= 0:  # new lines are shown with the next turn
            QTimer.singleShot(0, self, partial(self._give_keyboard, number))

    def _give_keyboard(self, number: int) -> None:
        lines = self._pressable()
        elsewhere = QApplication.focusWidget()
        moved_on = elsewhere is not None and elsewhere is not self and elsewhere.isVisible()
        if lines and not moved_on:
            lines[min(number, len(lines) - 1)].setFocus()

    def _pressable(self) -> list[QPushButton]:
        """Return the lines and buttons that show, as they stand, whenever each was made."""
        shown = [one for one in self.findChildren(QPushButton) if one.isVisible()]

        def place(one: QPushButton) -> tuple[int, int]:
            column = [number for number, card in enumerate(self._cards) if card.isAncestorOf(one)]
            return column[0] if column else -1, one.mapTo(self, QPoint(0, 0)).y()

        return sorted(shown, key=place)

    # --- to do

    def _show_todo(self, today: Today, now: int) -> None:
        parts.empty(self.todo)
        tasks = [task for task in today.tasks if task.visit_state not in DONE]
        planned = [partial(self._task_line, task, today.day) for task in tasks]
        add_lines(self.todo, planned, now=now)
        if today.reinspections:
            self.todo.addWidget(_group(_("Re-inspections")))
        lines = [partial(self._reinspection_line, one, today.day) for one in today.reinspections]
        add_lines(self.todo, lines, now=now)
        if not tasks and not today.reinspections:
            self.todo.addWidget(self._nothing_to_do(today))
        self.todo.addStretch(1)

    def _nothing_to_do(self, today: Today) -> EmptyState:
        if today.assigned:
            nothing = EmptyState("calendar-check-outline")
            nothing.show_texts(
                _("Nothing is planned for these days"),
                _("Start a visit from an enterprise's page, or sync to fetch new tasks."),
                _("Choose an enterprise"),
            )
            nothing.pressed.connect(self.enterprises_wanted)
            return nothing
        nothing = EmptyState("cloud-download-outline")
        said = _("Your enterprises are not on this computer yet")
        advice = first_sync_words()
        if today.fetched:
            said = _("No enterprise is assigned to you yet")
            advice = _("Ask who looks after central to assign your enterprises, then sync again.")
        nothing.show_texts(said, advice, _("Sync now"))
        nothing.pressed.connect(self.sync_wanted)
        return nothing

    def _task_line(self, task: TaskRow, day: date) -> parts.Line:
        running = task.visit_state == "open"
        said, state = words.due(task.planned, day)
        end = parts.badge(_("In progress"), "ok") if running else parts.badge(said, state)
        work = words.services(task.services)
        if task.kind == "reinspection":
            work = words.task_kind(task.kind)
        note = _("{day} · {services}").format(day=task.planned, services=work)
        line = parts.Line(task.enterprise, note, end)
        if running:
            line.clicked.connect(lambda: self.visit_wanted.emit(task.visit))
        else:
            line.clicked.connect(lambda: self.task_wanted.emit(task))
        return line

    def _reinspection_line(self, one: ReinspectionLine, day: date) -> parts.Line:
        said, state = words.due(one.due, day)
        note = f"{one.hazard.place} · {one.hazard.finding}"
        line = parts.Line(one.hazard.enterprise, note, parts.badge(said, state))
        if one.hazard.level == "major":
            line.add_badge(parts.badge(_("Major"), "major"))
        line.clicked.connect(lambda: self.dossier_wanted.emit(one.hazard.dossier))
        return line

    # --- not yet on central

    def _show_pending(self, today: Today, now: datetime, conflicts: Sequence[Conflict]) -> None:
        parts.empty(self.unsafe)
        waits = bool(today.pending.facts or today.pending.blobs)
        safe = today.fetched and not waits
        texts = _pending_texts(today.pending, now) if waits or safe else _unfetched_texts()
        theme.set_state(texts[0], "safe" if safe else "waiting")
        button = parts.button(_("Sync now"), "" if safe else "primary")
        button.clicked.connect(self.sync_wanted)
        # The act before the notes: on an enlarged screen these are what scrolls out of sight.
        inner = parts.column(texts[0], button, *texts[1:], space=theme.SPACE_S)
        parts.pad(inner, theme.SPACE_S)
        self.unsafe.addLayout(inner)
        if conflicts:
            said = _("Two people said different things ({count})").format(count=len(conflicts))
            self.unsafe.addWidget(_group(said))
        for one in conflicts[:MOST_CONFLICTS]:
            self.unsafe.addWidget(self._conflict_line(one))
        self.unsafe.addStretch(1)

    def _conflict_line(self, one: Conflict) -> parts.Line:
        people = _(" / ").join(
            version.who or _("Central or another inspector") for version in one.versions
        )
        note = _("{enterprise} · {people}").format(enterprise=one.enterprise, people=people)
        line = parts.Line(conflict_values.about(one), note, parts.badge(_("to settle"), "waiting"))
        line.clicked.connect(lambda: self.conflict_wanted.emit(one))
        return line

    # --- last visits

    def _show_visits(self, visits: Iterable[VisitRow]) -> None:
        parts.empty(self.visits)
        known = sorted(visits, key=lambda one: one.state != "open")
        for visit in known:
            self.visits.addWidget(self._visit_line(visit))
        if not known:
            nothing = EmptyState("clipboard-text-clock-outline")
            nothing.show_texts(
                _("No visits yet"), _("Finished and running visits will stand here.")
            )
            self.visits.addWidget(nothing)
        self.visits.addStretch(1)

    def _visit_line(self, visit: VisitRow) -> parts.Line:
        note = _("{day} · {services}").format(
            day=visit.date, services=words.services(visit.services)
        )
        if visit.state == "not_performed":
            reason = words.not_performed(visit.not_performed)
            note = _("{day} · {services}").format(day=visit.date, services=reason)
        line = parts.Line(visit.enterprise, note, _visit_badge(visit.state))
        if visit.state == "not_performed":
            line.clicked.connect(lambda: self.dossier_wanted.emit(visit.dossier))
        else:
            line.clicked.connect(lambda: self.visit_wanted.emit(visit.visit))
        return line


def _visit_badge(state: str) -> QLabel:
    if state == "open":
        return parts.badge(_("In progress"), "ok")
    if state == "not_performed":
        return parts.badge(_("Not performed"), "waiting")
    return parts.badge(_("Ended"))


def _texts(sentence: str, *notes: str) -> list[QLabel]:
    said = parts.label(sentence, "section", wrap=True)
    return [said, *(parts.label(note, "muted", wrap=True) for note in notes)]


def _unfetched_texts() -> list[QLabel]:
    none = _("Nothing has come from central, and nothing was recorded here.")
    return _texts(_("Not synced yet"), none)


def _pending_texts(pending: Pending, now: datetime) -> list[QLabel]:
    said = pending_words(pending.facts, pending.blobs)
    if not pending.facts and not pending.blobs:
        return _texts(said, _("Nothing would be lost with this computer."))
    notes = [_("To send: {size}").format(size=words.size(pending.bytes))]
    if pending.oldest:
        notes.append(_("The oldest: {age}").format(age=words.age(pending.oldest, now)))
    return _texts(said, *notes, _("Do not lend or reset this computer before a sync."))


def _group(text: str) -> QLabel:
    made = parts.label(text, "note", wrap=True)
    made.setContentsMargins(theme.px(8), theme.px(12), 0, theme.px(4))
    return made


def _column(title: str, lines: QVBoxLayout) -> QFrame:
    area = parts.scrolled(lines)
    lines.setContentsMargins(0, 0, 0, 0)
    head = parts.label(title, "section")
    head.setContentsMargins(theme.px(8), theme.px(4), 0, 0)
    inner = parts.column(head, area)
    inner.setStretch(1, 1)
    return parts.card(inner, "column", theme.SPACE_S)
