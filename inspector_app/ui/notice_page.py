"""The notice: the draft as it will print, signatures, issue; then the stored paper and its way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScroller, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import papers
from inspector_app.operations.issuing import PaperMade
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.pdf_sealing import seal_paper
from inspector_app.operations.phone_delivery import PhonePaper, delivered_to_phone, phone_paper
from inspector_app.operations.session import Changes, Session
from inspector_app.ui import notice_work, paper_work, parts, theme
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.first_focus import begin_at, give_keyboard
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.notice_delivery import NoticeDelivery
from inspector_app.ui.notice_preview import NoticePreview
from inspector_app.ui.notice_split import NoticeSplit
from inspector_app.ui.notice_work import Delivery, NoticeState
from inspector_app.ui.paper_form import PaperForm
from inspector_app.ui.phone_camera_addresses import Address, local_addresses
from inspector_app.ui.phone_delivery_dialog import PhoneDelivery
from inspector_app.ui.photo_bytes import Source
from inspector_app.ui.print_pdf import choose_printer, print_pdf
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.signature_sheet import RECEIVER, SignatureSheet, Signing, role_word

SIGNING = 1  # where the pad stands among what the left side shows
FOR_THEM = (RECEIVER, "ent_sign")  # who signs first: the enterprise's side
T = TypeVar("T")


class NoticePage(QWidget):
    """Takes a notice from draft to delivery; ``changed`` carries what to refresh."""

    closed = Signal()
    changed = Signal(object)
    issued = Signal(str)

    def __init__(self, jobs: Jobs, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self._jobs, self._session = jobs, session
        self.addresses: Callable[[], tuple[Address, ...]] = local_addresses
        self.phone: PhoneDelivery | None = None
        self.state: NoticeState | None = None
        self.problem = ProblemStrip()
        self.preview = NoticePreview()
        self.sheet = SignatureSheet()
        self.delivery = NoticeDelivery()
        self._make_side()
        self._arrange()
        self._listen()

    # --- building

    def _make_side(self) -> None:
        self._title = parts.label("", "section", wrap=True)
        self._facts = parts.label("", "muted", wrap=True, select=True)
        self.form = PaperForm()
        self._warnings = parts.label("", wrap=True)
        theme.set_state(self._warnings, "waiting")
        self._signed = QVBoxLayout()
        self._sign = parts.button(_("Sign") + "  F6", icon="draw-pen")
        self._issue = parts.button(_("Issue") + "  F9", "primary")
        self._back = parts.button(_("Back") + "  Esc", "flat")

    def _arrange(self) -> None:
        self._left = QStackedWidget()
        self._left.addWidget(self.preview)
        pad = parts.scrolled(parts.column(self.sheet))
        QScroller.ungrabGesture(pad.viewport())  # a finger signs here, it must not scroll
        self._left.addWidget(pad)
        self._drafting = QWidget()
        self._drafting.setLayout(
            parts.column(
                self.form,
                self._warnings,
                parts.label(_("Signatures"), "strong"),
                self._signed,
                FieldGrid(((self._sign, self._issue),)),
                1,
            )
        )
        self._stages = QStackedWidget()
        for stage in (self._drafting, self.delivery):
            self._stages.addWidget(parts.scrolled(parts.column(stage)))
        column = parts.column(self._title, self._facts, self._stages, self._back)
        column.setStretch(2, 1)
        side = parts.card(column, space=theme.SPACE_M)
        begin_at(side, self._back)
        frame = self._frame(self._left)
        begin_at(frame, self.preview.view)
        self.split = NoticeSplit(frame, side, self._back)
        layout = parts.column(self.problem, self.split)
        layout.setStretch(1, 1)
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _frame(self, inner: QWidget) -> QFrame:
        return parts.card(parts.column(inner), space=theme.SPACE_S)

    def _listen(self) -> None:
        self._sign.clicked.connect(partial(self.start_signing, ""))
        self._issue.clicked.connect(self.issue)
        self._back.clicked.connect(self.closed)
        self.sheet.given.connect(self._signature_given)
        self.sheet.closed.connect(self._stop_signing)
        self.delivery.print_wanted.connect(self.print)
        self.delivery.save_wanted.connect(self.save)
        self.delivery.phone_wanted.connect(self.show_on_phone)
        self.delivery.delivered.connect(self._delivered)
        self.delivery.sheet.connect(self._sheet_photo)
        self.delivery.void_wanted.connect(self._void)
        self.delivery.reply_wanted.connect(self.open_reply)
        self.form.chosen.connect(self.open_order)

    # --- opening

    def use_session(self, session: Session) -> None:
        """Work for this session from now on."""
        self._session = session

    def open_draft(self, visit: str) -> None:
        """Show the notice of a visit as it would be issued now."""
        self._run(partial(notice_work.load_draft, self._session, visit), self._show)

    def open_order(self, order: PaperOrder) -> None:
        """Show another paper as it would be issued now."""
        self._run(partial(paper_work.load_order, self._session, order), self._show)

    def open_number(self, number: str) -> None:
        """Show an issued paper from its stored bytes."""
        self._run(partial(paper_work.load_number, self._session, number), self._show)

    def open_reply(self) -> None:
        """Show the form to reply to the notice that is shown."""
        if self.state is not None and self.state.number:
            act = partial(paper_work.load_reply, self._session, self.state.number)
            self._run(act, self._show)

    @property
    def is_notice(self) -> bool:
        """Whether an issued notice is shown, which can be replied to."""
        return self.state is not None and not self.delivery.reply.isHidden()

    def _open_again(self, state: NoticeState) -> None:
        if state.number:
            self.open_number(state.number)
        elif state.order is not None:
            self.open_order(state.order)
        else:
            self.open_draft(state.visit)

    def _show(self, state: NoticeState) -> None:
        fresh = self.state is None or self.state.pdf != state.pdf
        self.state = state
        self.problem.clear()
        if fresh:
            self.preview.show_pdf(state.pdf)
        self._show_preview()
        self._stages.setCurrentIndex(1 if state.number else 0)
        draft = _("Draft: {title}").format(title=state.title) if state.title else _("Draft notice")
        self._title.setText(state.number or draft)
        self._facts.setText(_facts(state))
        self.form.show_order(None if state.number else state.order)
        self._warnings.setText("\n".join(state.warnings))
        self._warnings.setVisible(bool(state.warnings))
        self._show_signatures(state)
        if state.places:
            self.sheet.offer_places(state.places)
        self.sheet.offer(dict(state.people))
        self.delivery.show_state(state)
        if state.number:
            give_keyboard(self.delivery)
        else:
            self._sign.setFocus()

    def _show_signatures(self, state: NoticeState) -> None:
        parts.empty(self._signed)
        for one in state.signatures:
            text, mark = _signature_words(one)
            line = parts.label(text, wrap=True)
            theme.set_state(line, mark)
            self._signed.addWidget(line)
        if not state.signatures:
            self._signed.addWidget(
                parts.label(
                    _("Nobody has signed yet; signing by hand on paper is fine too."),
                    "note",
                    wrap=True,
                )
            )

    def _show_preview(self) -> None:
        self._left.setCurrentWidget(self.preview)
        self.split.show_paper(False)

    def _stop_signing(self) -> None:
        self._show_preview()
        self._sign.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- acts

    def start_signing(self, role: str = "") -> None:
        """Open the pad for a signature over the shown notice."""
        if self.state is not None and not self.state.number:
            self._left.setCurrentIndex(SIGNING)
            self.split.show_paper()
            places = [place for place, _label in self.state.places] or [RECEIVER]
            self.sheet.start(role or next((p for p in places if p in FOR_THEM), places[0]))

    def _signature_given(self, signing: Signing) -> None:
        if self.state is not None:
            order = self.state.order
            act = (
                partial(notice_work.take_signature, self._session, self.state.visit, signing)
                if order is None
                else partial(paper_work.take_signature, self._session, order, signing)
            )
            self._jobs.run(act, self._signature_kept, self.sheet.show_problem, owner=self)

    def _signature_kept(self, changes: Changes) -> None:
        self.changed.emit(changes)
        if self.state is not None:
            self._open_again(self.state)

    def issue(self) -> None:
        """Give the notice its number and store it for good."""
        if self.state is None or self.state.number or not self._issue.isEnabled():
            return
        self._issue.setEnabled(False)  # one press, one number
        order, visit = self.state.order, self.state.visit
        act: Callable[[], papers.Issued | PaperMade] = (
            partial(papers.issue_notice, self._session, visit)
            if order is None
            else partial(paper_work.issue, self._session, order)
        )
        self._run(act, self._was_issued)

    def _was_issued(self, issued: papers.Issued | PaperMade) -> None:
        self._issue.setEnabled(True)
        self.changed.emit(issued.changes)
        self.issued.emit(issued.number)
        self.open_number(issued.number)
        # behind the page in the store's queue: the paper is issued, its digital signature follows
        seal = partial(seal_paper, self._session, issued.number)
        self._jobs.run(seal, self.changed.emit, self._not_sealed, owner=self)

    def _not_sealed(self, problem: Problem) -> None:
        told = _("The paper is issued and may be handed over; it bears no digital signature.")
        self.problem.show_note(told, f"{problem.message}  [{problem.code}]")

    def print(self) -> None:
        """Let the person choose a printer, then print the stored paper away from the window."""
        if self.state is None or not self.state.number:
            return
        printer = choose_printer(self.preview.pages, self)
        if printer is not None:
            act = partial(print_pdf, self.state.pdf, printer)
            self._jobs.fetch(act, self._was_printed, self._failed, owner=self)

    def _was_printed(self, _nothing: object) -> None:
        self.problem.show_note(_("The paper was handed to the printer."), state="ok")

    def save(self, path: str = "") -> None:
        """Save the paper as a PDF file: the digitally signed revision where there is one."""
        if self.state is None or not self.state.number:
            return
        chosen = (
            path
            or QFileDialog.getSaveFileName(
                self, _("Save as PDF"), f"{self.state.number}.pdf", "PDF (*.pdf)"
            )[0]
        )
        if chosen:
            act = partial(notice_work.save_sealed, self._session, self.state.number, Path(chosen))
            self._jobs.run(act, self._was_saved, self._failed, owner=self)

    def _was_saved(self, path: Path) -> None:
        self.problem.show_note(_("Saved as {path}").format(path=path), state="ok")

    def show_on_phone(self) -> None:
        """Let the enterprise's phone fetch the paper over the local network."""
        if self.state is not None and self.state.number and self.phone is None:
            act = partial(phone_paper, self._session, self.state.number)
            self._run(act, self._open_phone)

    def _open_phone(self, paper: PhonePaper) -> None:
        if self.phone is not None or not self.isVisible():
            return
        session = self._session
        self.phone = PhoneDelivery(paper, self.addresses, session.random_bytes, session.clock, self)
        self.phone.to.setText(self.delivery.to.text())
        self.phone.delivered.connect(partial(self._reached_phone, paper.number))
        self.phone.finished.connect(self._phone_closed)
        self.phone.open()

    def _reached_phone(self, number: str, to: str, at: str) -> None:
        act = partial(delivered_to_phone, self._session, number, to, at)
        self._jobs.run(act, self._paper_changed, self.delivery.show_problem, owner=self)

    def _phone_closed(self, _result: int) -> None:
        gone, self.phone = self.phone, None
        if gone is not None:
            gone.deleteLater()

    def _delivered(self, delivery: Delivery) -> None:
        if self.state is not None:
            work = notice_work if self.state.order is None else paper_work
            act = partial(work.deliver, self._session, self.state.number, delivery)
            self._jobs.run(act, self._paper_changed, self.delivery.show_problem, owner=self)

    def _void(self, reason: str) -> None:
        if self.state is not None and self.state.number:
            act = partial(paper_work.void, self._session, self.state, reason)
            self._jobs.run(act, self._paper_changed, self._failed, owner=self)

    def _photograph_sheet(self) -> None:
        if self.state is not None and self.state.number:
            self.delivery.photos.choose()

    def _sheet_photo(self, source: Source) -> None:
        if self.state is not None:
            work = notice_work if self.state.order is None else paper_work
            act = partial(work.keep_sheet, self._session, self.state, source)
            self._jobs.run(act, self._paper_changed, self.delivery.photos.show_problem, owner=self)

    def _paper_changed(self, changes: Changes) -> None:
        self.changed.emit(changes)
        if self.state is not None:
            self._open_again(self.state)

    def _run(self, act: Callable[[], T], then: Callable[[T], None]) -> None:
        self._jobs.run(act, then, self._failed, owner=self)

    def _failed(self, problem: Problem) -> None:
        self._issue.setEnabled(True)
        self.problem.show_problem(problem, retry=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        signing = self._left.currentIndex() == SIGNING
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        acts = {
            (Qt.Key.Key_F3, False): self.split.turn,
            (Qt.Key.Key_F6, False): self.start_signing,
            (Qt.Key.Key_F7, False): self.show_on_phone,
            (Qt.Key.Key_F9, False): self.issue,
            (Qt.Key.Key_P, True): self.print,
            (Qt.Key.Key_P, False): self._photograph_sheet,
            (Qt.Key.Key_S, True): self.save,
            (Qt.Key.Key_Escape, False): self._stop_signing if signing else self.closed.emit,
        }
        if signing and control and enter:
            self.sheet.take()
        elif (Qt.Key(event.key()), control) in acts:
            acts[(Qt.Key(event.key()), control)]()
        else:
            super().keyPressEvent(event)


def _facts(state: NoticeState) -> str:
    counts = _("Hazards {count}").format(count=state.hazards)
    short = _("check sum {sha}").format(sha=state.sha256[:12])
    return f"{state.title or counts} · {short}"


def _signature_words(one: notice_work.SignedLine) -> tuple[str, str]:
    who = f"{role_word(one.role)} · {one.name}"
    if one.stale:
        return _("{who}: signed before the content changed, sign again").format(who=who), "fail"
    if one.refused:
        return _("{who}: refused ({reason})").format(who=who, reason=one.refused), "waiting"
    if one.drawn:
        return _("{who}: signed").format(who=who), "ok"
    return _("{who}: signs on paper").format(who=who), ""
