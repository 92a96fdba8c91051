"""How an issued paper reaches the enterprise: print, save, phone, refusal, signed sheet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations.paper_lists import kind_of_number
from inspector_app.ui import parts, theme, words
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.item_look import say
from inspector_app.ui.notice_work import Delivery, NoticeState
from inspector_app.ui.paper_voiding import PaperVoiding
from inspector_app.ui.photo_strip import PhotoStrip

PRINTED, FILE, REFUSED = "printed", "file", "refused"


class NoticeDelivery(QWidget):
    """Acts on an issued paper; ``delivered`` carries a Delivery, ``sheet`` the photo's source."""

    print_wanted = Signal()
    save_wanted = Signal()
    phone_wanted = Signal()
    delivered = Signal(object)
    sheet = Signal(object)
    void_wanted = Signal(str)  # the reason
    reply_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._print = parts.button(_("Print") + "  Ctrl+P", "primary", icon="printer-outline")
        self._save = parts.button(_("Save as PDF") + "  Ctrl+S", icon="content-save-outline")
        self._phone = parts.button(_("Show on the phone") + "  F7", icon="cellphone-arrow-down")
        self._phone.clicked.connect(self.phone_wanted)
        self.reply = parts.button(_("Reply form"), icon="file-document-edit-outline")
        self.reply.clicked.connect(self.reply_wanted)
        self.voiding = PaperVoiding()
        self.voiding.wanted.connect(self.void_wanted)
        self._print.clicked.connect(self.print_wanted)
        self._save.clicked.connect(self.save_wanted)
        self.way = QComboBox()
        for way in (PRINTED, FILE, REFUSED):
            self.way.addItem(words.delivery(way), way)
        self.to, self.reason, self.witness = QLineEdit(), QLineEdit(), QLineEdit()
        self._record = parts.button(_("Record delivery"))
        self._record.clicked.connect(self.record)
        self._hint = parts.label("", "note", wrap=True)
        theme.set_state(self._hint, "fail")
        self._hint.hide()
        self._done = parts.label("", "note", wrap=True)
        self.photos = PhotoStrip()
        self.photos.added.connect(self._sheet_added)
        self._arrange()
        self.way.currentIndexChanged.connect(lambda _index: self._way_chosen())
        self._way_chosen()
        begin_at(self, self._print)

    def _arrange(self) -> None:
        self._refusal = QWidget()
        self._refusal.setLayout(
            parts.column(
                parts.field(_("Reason of the refusal"), self.reason),
                parts.field(_("Witness"), self.witness),
            )
        )
        self.setLayout(
            parts.column(
                self._print,
                self._save,
                self._phone,
                self.reply,
                parts.rule(),
                parts.label(_("Delivery"), "strong"),
                parts.field(_("How it was delivered"), self.way),
                parts.field(_("Received by"), self.to),
                self._refusal,
                self._hint,
                self._record,
                self._done,
                parts.label(_("Photo of the signed and sealed sheet"), "strong"),
                self.photos,
                self.voiding,
                1,
            )
        )

    def show_state(self, state: NoticeState) -> None:
        """Show what was recorded about this paper so far."""
        self._done.setText("\n".join(state.deliveries))
        self._done.setVisible(bool(state.deliveries))
        told = kind_of_number(state.number) in ("notice", "major_notice")
        self.reply.setVisible(told and not state.voided)
        self.voiding.show_state(state.voided)

    def record(self) -> None:
        """Report the delivery, or say what is missing."""
        given = Delivery(
            way=str(self.way.currentData()),
            to=self.to.text().strip(),
            witness=self.witness.text().strip(),
            reason=self.reason.text().strip(),
        )
        refused = given.way == REFUSED
        lacking = refused and not (given.reason and given.witness)
        say(self._hint, _("A refusal needs its reason and a witness.") if lacking else "")
        if lacking:
            (self.witness if given.reason else self.reason).setFocus()
        else:
            self.delivered.emit(given)

    def show_problem(self, problem: Problem) -> None:
        """Show what went wrong with the delivery."""
        say(self._hint, f"{problem.message} {problem.remedy}  [{problem.code}]")

    def _way_chosen(self) -> None:
        self._refusal.setVisible(self.way.currentData() == REFUSED)

    def _sheet_added(self, sources: list[object], _role: str) -> None:
        for source in sources:
            self.sheet.emit(source)
