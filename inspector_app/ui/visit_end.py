"""Ending a visit: what keeps it from ending, with a place for the reason beside each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.item_look import say
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.tab_order import tab_after


@dataclass(frozen=True, slots=True)
class OpenMajor:
    """A major item without answer; ``key`` is ``form@version/ref``."""

    key: str
    question: str
    reason: str = ""  # where one is known already


@dataclass(frozen=True, slots=True)
class Ending:
    """What the person gave: a reason for each open item, and a note."""

    reasons: tuple[tuple[str, str], ...]
    note: str


class VisitEnd(QFrame):
    """Shows what is open; ``wanted`` carries an Ending, ``answer`` the item to go to."""

    wanted = Signal(object)
    answer = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self._lines: dict[str, QLineEdit] = {}
        self._title = parts.label(_("End service"), "page")
        self._summary = parts.label("", wrap=True)
        self._hint = parts.label("", "strong", wrap=True)
        theme.set_state(self._hint, "fail")
        self.problem = ProblemStrip()
        self._items = QVBoxLayout()
        self._items.setSpacing(theme.px(theme.SPACE_M))
        self._same = QLineEdit()
        self._fill = parts.button(_("Use for all without a reason"))
        self._fill.clicked.connect(self._fill_reasons)
        self.note = QLineEdit()
        self._end = parts.button(_("End service") + "  Ctrl+Enter", "primary")
        self._back = parts.button(_("Back") + "  Esc", name=_("Back"))
        self._end.clicked.connect(self.end)
        self._back.clicked.connect(self.closed)
        self._arrange()

    def _arrange(self) -> None:
        self._all = QWidget()
        fill = parts.row(self._fill, 1)
        self._all.setLayout(parts.column(parts.field(_("One reason"), self._same), fill))
        inner = parts.column(
            self._title,
            self._summary,
            self._hint,
            self.problem,
            self._all,
            self._items,
            parts.field(_("Note on the visit"), self.note),
            Flow((self._end, self._back)),
            1,
            space=theme.SPACE_M,
        )
        parts.pad(inner, theme.SPACE_M)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(parts.scrolled(inner))

    @property
    def open_keys(self) -> tuple[str, ...]:
        return tuple(self._lines)

    @property
    def hint(self) -> str:
        return self._hint.text()

    def show_open(self, items: tuple[OpenMajor, ...], waiting: int, hazardless: int) -> None:
        """Show the open major items, the count of all unchecked ones, and of nonconforming items
        without a hazard; reasons typed before stay."""
        typed = {key: line.text() for key, line in self._lines.items()}
        parts.empty(self._items)
        self._lines = {}
        rows = [self._row(item, typed.get(item.key) or item.reason) for item in items]
        for row in rows:
            self._items.addWidget(row)
        tab_after(self._fill, *rows)
        self._all.setVisible(len(items) > 1)
        self._summary.setText(_summary(len(items), waiting, hazardless))
        say(self._hint, "")
        first = next(iter(self._lines.values()), self.note)
        first.setFocus()

    def _row(self, item: OpenMajor, typed: str) -> QFrame:
        line = QLineEdit(typed)
        line.setPlaceholderText(_("Reason why it was not checked"))
        line.setAccessibleName(_("Reason for: {question}").format(question=item.question))
        self._lines[item.key] = line
        go = parts.button(_("Answer it"), name=_("Answer: {q}").format(q=item.question))
        go.clicked.connect(lambda: self.answer.emit(item.key))
        badge = parts.badge(_("Major"), "major")
        head = parts.row(badge, parts.label(item.question, wrap=True))
        head.setStretch(1, 1)
        head.setAlignment(badge, Qt.AlignmentFlag.AlignTop)
        below = parts.row(line, go)
        below.setStretch(0, 1)
        return parts.card(parts.column(head, below), space=theme.SPACE_M)

    def reasons(self) -> dict[str, str]:
        """Return the reasons typed so far, by item."""
        typed = {key: line.text().strip() for key, line in self._lines.items()}
        return {key: text for key, text in typed.items() if text}

    def give_reason(self, key: str, text: str) -> None:
        """Put a reason beside an item."""
        self._lines[key].setText(text)

    def end(self) -> None:
        """Report that the visit shall end, or point at the first item without a reason."""
        lacking = [line for line in self._lines.values() if not line.text().strip()]
        if lacking:
            text = _("{count} major items have neither answer nor reason.")
            say(self._hint, text.format(count=len(lacking)))
            lacking[0].setFocus()
            return
        say(self._hint, "")
        self.wanted.emit(Ending(tuple(self.reasons().items()), self.note.text().strip()))

    def show_problem(self, problem: Problem) -> None:
        """Show why the visit did not end."""
        self.problem.show_problem(problem)

    def _fill_reasons(self) -> None:
        for line in self._lines.values():
            if not line.text().strip():
                line.setText(self._same.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _summary(majors: int, waiting: int, hazardless: int) -> str:
    lines = []
    if majors:
        lines.append(
            _("{count} items on major hazards are unanswered: answer them or say why not.").format(
                count=majors
            )
        )
    if waiting > majors:
        lines.append(
            _("{count} other items stay unchecked and are counted as such.").format(
                count=waiting - majors
            )
        )
    if hazardless:
        lines.append(
            _("{count} nonconforming items have no hazard recorded.").format(count=hazardless)
        )
    return "\n".join(lines) or _("Everything that applies is answered.")
