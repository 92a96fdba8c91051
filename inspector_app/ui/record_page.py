"""One record of the service: filled with the editors of the checklists, closed when it is whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.domain.dossier_records import RecordState
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.records import RecordIncomplete
from inspector_app.operations.session import Session
from inspector_app.ui import parts, record_words, theme
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.flow import Flow
from inspector_app.ui.form_view import FormView
from inspector_app.ui.item_look import key_button
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.record_acts import RecordActs
from inspector_app.ui.record_pictures import RecordPictures
from inspector_app.ui.record_side import RecordSide
from inspector_app.ui.shortcuts import add_key


class RecordPage(QWidget):
    """Fills a record; ``closed`` asks to leave the page, ``changed`` carries what was stored."""

    closed = Signal()
    changed = Signal(object)
    paper_wanted = Signal(str, str)  # dossier, record

    def __init__(self, jobs: Jobs, session: Session) -> None:
        super().__init__()
        theme.mark(self, "ground")
        self.acts = RecordActs(jobs, session, self)
        self.side = RecordSide()
        self.form = FormView(self.acts, self.side)
        self.form.sections.say_filled()
        self.pictures = RecordPictures(self.acts, self.form, self)
        self._act: Callable[[str], None] | None = None
        self._make_parts()
        self._arrange()
        self._listen()
        begin_at(self, self.form.items.open)

    def _make_parts(self) -> None:
        self.back = parts.button(_("Back"), "flat", icon="arrow-left")
        self.title, self.about = parts.Elided("", "section"), parts.Elided("", "note")
        self.state, self.saved = parts.badge(""), parts.label("", "note")
        self.refill = key_button(_("Fill in what is known"), "F5", kind="flat")
        self.finish = key_button(_("Close the record"), "F8", kind="primary")
        self.again = parts.button(_("Go on with it"))
        self.paper = key_button(_("Make the paper"), "F9")
        self.take_back = parts.button(_("Take it back"), "flat")
        self.reason = QLineEdit()
        self._why = QWidget()
        self._why.setLayout(parts.field(_("Why?  Enter does it, Esc leaves it"), self.reason))
        self._why.hide()

    def _arrange(self) -> None:
        texts = QWidget()
        texts.setLayout(parts.column(self.title, self.about, space=2))
        head = parts.row(self.back, texts, self.state)
        head.setStretch(1, 1)
        acts = Flow((self.take_back, self.again, self.refill, self.paper, self.finish))
        foot = parts.row(self.saved, 1, acts)
        layout = parts.column(head, self._why, self.form, foot)
        layout.setStretch(2, 1)
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)

    def _listen(self) -> None:
        acts = self.acts
        self.back.clicked.connect(self.closed)
        self.form.left.connect(self._leave)
        self.refill.clicked.connect(acts.refill)
        self.finish.clicked.connect(acts.close)
        self.paper.clicked.connect(self.ask_paper)
        self.again.clicked.connect(lambda: self._ask(acts.reopen))
        self.take_back.clicked.connect(lambda: self._ask(acts.withdraw))
        self.reason.returnPressed.connect(self._reason_given)
        acts.looked.connect(self._show_look)
        acts.saved.connect(self._show_saved)
        acts.changed.connect(self.changed)
        acts.ended.connect(self.closed)
        acts.refused.connect(self._refused)
        add_key(self, "F5", self.refill.click)
        add_key(self, "F8", self.finish.click)
        add_key(self, "F9", self.paper.click)

    def open_record(self, record: str) -> None:
        """Show a record."""
        self.acts.open(record)

    def ask_paper(self) -> None:
        """Ask for the paper of this record; what is typed reaches the store first."""
        look = self.acts.look
        if look is not None:
            self.keep_typed()
            self.paper_wanted.emit(look.dossier, look.record)

    def _show_look(self) -> None:
        look = self.acts.look
        if look is None:
            return
        self.title.show_text(f"{look.form.code}  {look.form.entry.title}")
        self.about.show_text("  ·  ".join(text for text in (look.enterprise, look.date) if text))
        self.side.show_form(look.form)
        self.state.setText(record_words.state(look.state))
        theme.set_state(self.state, record_words.BADGES[look.state])
        is_open = self.acts.is_open
        for one in (self.refill, self.finish, self.take_back):
            one.setVisible(is_open)
        self.again.setVisible(look.state is RecordState.CLOSED)
        self.paper.setVisible(look.state is not RecordState.WITHDRAWN)

    def _show_saved(self, text: str, state: str) -> None:
        self.saved.setText(text)
        theme.set_state(self.saved, state)

    def _refused(self, problem: Problem) -> None:
        """Go to the first question that is still required; the strip above says the rest."""
        if isinstance(problem, RecordIncomplete) and problem.items:
            names = _(", ").join(one.question for one in problem.items[:5])
            self.form.problem.show_problem(
                problem, _("Still required: {names}").format(names=names)
            )
            self.form.go_to_ref(problem.items[0].ref)

    # --- why

    def _ask(self, act: Callable[[str], None]) -> None:
        self._act = act
        self.reason.clear()
        self._why.show()
        self.reason.setFocus()

    def _reason_given(self) -> None:
        reason = self.reason.text().strip()
        if reason and self._act is not None:
            self._why.hide()
            self._act(reason)

    def _leave(self) -> None:
        if self._why.isVisible():
            self._why.hide()
            self.form.items.open.take_focus()
        else:
            self.closed.emit()

    def keep_typed(self) -> None:
        """Let what is typed but not recorded reach the store: the page is about to go."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.pictures.paste()):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.items.open.take_focus()
