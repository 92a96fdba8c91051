"""A half-done checklist on its way to another version: what is kept, moved, wanted and dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.moving import MoveView
from inspector_app.operations.moving_way import MoveLine
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import verdict_word
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.visit_values import VERDICTS

MOST = 60


class MovingView(QWidget):
    """Shows the plan before anything is done; Enter on the first button does it."""

    wanted = Signal(str, str)  # form and the version to move to
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: MoveView | None = None
        self._title = parts.label("", "section", wrap=True)
        self._said = parts.label("", "muted", wrap=True)
        self.problem = ProblemStrip()
        self.do = parts.button(_("Move to the new version"), "primary")
        self.leave = parts.button(_("Leave it as it is") + "  Esc", name=_("Leave it as it is"))
        self._cards: QVBoxLayout = parts.column(space=theme.SPACE_M)
        texts = parts.column(self._title, self._said, self._cards, space=theme.SPACE_M)
        area = parts.scrolled(texts)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(_("What becomes of the answers"))
        buttons = Flow((self.do, self.leave))
        layout = parts.column(self.problem, area, buttons)
        layout.setStretch(1, 1)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)
        begin_at(self, self.do)
        self.do.clicked.connect(self._wanted)
        self.leave.clicked.connect(self.closed)

    def show_view(self, view: MoveView) -> None:
        """Show what would become of the answers."""
        self._view = view
        self.problem.clear()
        title = _("{title}: from version {before} to {after}")
        self._title.setText(title.format(title=view.title, before=view.before, after=view.after))
        self._said.setText(in_short(view))
        parts.empty(self._cards)
        if view.newly_required:
            self._add(_("Newly required"), "waiting", view.newly_required, _required)
        if view.dropped:
            self._add(_("Dropped: kept in an appendix"), "fail", view.dropped, _dropped)
        if view.moved:
            self._add(_("Moved to another place"), "", view.moved, _moved)
        if view.kept:
            self._add(_("Kept as they are"), "ok", view.kept, _kept)
        self._cards.addStretch(1)

    def _add(
        self, title: str, state: str, lines: tuple[MoveLine, ...], say: Callable[[MoveLine], str]
    ) -> None:
        head = parts.row(parts.label(title, "section"), parts.badge(str(len(lines)), state), 1)
        texts = [_line(one, say(one)) for one in lines[:MOST]]
        if len(lines) > MOST:
            more = _("and {count} more").format(count=len(lines) - MOST)
            texts.append(parts.label(more, "note"))
        self._cards.addWidget(_card(head, texts))

    def show_problem(self, problem: Problem) -> None:
        """Show why it could not be moved."""
        self.problem.show_problem(problem, _("Nothing was moved; all answers stand as before."))

    def _wanted(self) -> None:
        if self._view is not None:
            self.wanted.emit(self._view.form, self._view.after)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def in_short(view: MoveView) -> str:
    """Return in a sentence what a move does."""
    text = _(
        "{kept} answers are kept, {moved} move to another place, {wanted} questions are newly "
        "required, {dropped} answers are dropped. It can be undone."
    )
    return text.format(
        kept=len(view.kept),
        moved=len(view.moved),
        wanted=len(view.newly_required),
        dropped=len(view.dropped),
    )


def answer_of(line: MoveLine) -> str:
    """Return an answer in words: a verdict's word, else the value as it was given."""
    return verdict_word(line.value) if line.value in VERDICTS else line.value or "–"


def _required(line: MoveLine) -> str:
    return line.item


def _dropped(line: MoveLine) -> str:
    return _("answer {answer}: {reason}").format(answer=answer_of(line), reason=line.reason)


def _moved(line: MoveLine) -> str:
    said = _("from {place}").format(place=line.before) if line.before else ""
    return " · ".join(text for text in (answer_of(line), said) if text)


def _kept(line: MoveLine) -> str:
    return answer_of(line)


def _line(line: MoveLine, note: str) -> QWidget:
    made = QWidget()
    texts = [parts.label(line.question or line.ref, "", wrap=True, select=True)]
    if note:
        texts.append(parts.label(note, "note", wrap=True, select=True))
    made.setLayout(parts.column(*texts, space=2))
    return made


def _card(head: QHBoxLayout, lines: Iterable[QWidget]) -> QFrame:
    layout = parts.column(head, *lines)
    return parts.card(layout, space=theme.SPACE_M)
