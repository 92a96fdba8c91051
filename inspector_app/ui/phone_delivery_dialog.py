"""Delivery without a printer: a code to scan; the paper is served while this dialog is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from inspector_app.i18n import _
from inspector_app.operations.phone_delivery import PhonePaper
from inspector_app.ui import parts, theme
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_server import TOKEN_BYTES, PhoneServer
from inspector_app.ui.phone_code import PhoneDialog
from inspector_app.ui.phone_delivery_server import serve_paper


class PhoneDelivery(PhoneDialog):
    """Shows the code; ``delivered`` carries (who received it, ISO time of the fetch) once the
    person has confirmed."""

    delivered = Signal(str, str)
    _fetched = Signal(str)

    def __init__(
        self,
        paper: PhonePaper,
        addresses: Callable[[], tuple[Address, ...]],
        random_bytes: Callable[[int], bytes],
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("To the enterprise's phone"), addresses, self._serve, parent)
        self._paper = paper
        self._random, self._clock = random_bytes, clock
        self._at = ""
        self._build()
        self._arrange()
        self._fetched.connect(self._note_fetched)
        self.code.begin()
        self.grow()

    def _build(self) -> None:
        self._state = parts.label(_("The paper was not fetched yet."), "section", wrap=True)
        self.to = QLineEdit()
        self.to.setAccessibleName(_("Received by"))
        self.to.returnPressed.connect(self.confirm)
        self._to = QFrame()
        self._to.setLayout(parts.field(_("Received by"), self.to))
        said = _("Record the delivery")
        self.record = parts.button(said + "  F9", "primary", name=said)
        self.record.setEnabled(False)
        self.record.clicked.connect(self.confirm)
        self.leave = parts.button(_("Close") + "  Esc", name=_("Close"))
        self.leave.clicked.connect(self.reject)

    def _arrange(self) -> None:
        steps = (
            _("1. Let the enterprise's phone and this computer use the same network or hotspot."),
            _("2. Scan the code with the phone's camera or WeChat; the paper opens."),
            _("3. Let the receiver read it and keep it, then record the delivery here."),
        )
        right = parts.column(
            parts.label(self._paper.title, "strong", wrap=True),
            *(parts.label(step, wrap=True) for step in steps),
            self.code.network,
            self._state,
            self._to,
            1,
            space=theme.SPACE_M,
        )
        hint = parts.label(
            _(
                "The paper can be read only while this window is open, in this network, by who "
                "has the code; no internet is used."
            ),
            "note",
            wrap=True,
        )
        buttons = parts.row(1, self.leave, self.record, space=theme.SPACE_M)
        self.lay_out(right, parts.column(hint, buttons))

    def _serve(self, address: str) -> PhoneServer:
        return serve_paper(address, self._random(TOKEN_BYTES), self._paper, self._fetched.emit)

    # --- what the phone did

    def _note_fetched(self, phone: str) -> None:
        if not self._at:
            now = self._clock()
            self._at = now.isoformat(timespec="seconds")
            told = _("Fetched at {time} by {phone}").format(time=f"{now:%H:%M:%S}", phone=phone)
            self._state.setText(told)
            theme.set_state(self._state, "ok")
            self.record.setEnabled(True)
            self.ask(self.to)

    def confirm(self) -> None:
        """Report the delivery and close; only what was fetched was delivered."""
        if self._at:
            self.delivered.emit(self.to.text().strip(), self._at)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F9:
            self.confirm()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Enter in the field confirms; elsewhere it closes nothing
        else:
            super().keyPressEvent(event)
