"""Delivery without a printer: a code to scan; the paper is served while this dialog is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.operations.phone_delivery import PhonePaper
from inspector_app.ui import parts, theme
from inspector_app.ui.join_code_field import qr_picture
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_dialog import LOOK_EVERY, QR_SIDE
from inspector_app.ui.phone_camera_server import TOKEN_BYTES, PhoneServer, PhoneUnreachable
from inspector_app.ui.phone_delivery_server import serve_paper
from inspector_app.ui.problems import ProblemStrip


class PhoneDelivery(QDialog):
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
        super().__init__(parent)
        self.setWindowTitle(_("To the enterprise's phone"))
        self._paper, self._addresses = paper, addresses
        self._random, self._clock = random_bytes, clock
        self._server: PhoneServer | None = None
        self._known: tuple[Address, ...] = ()
        self._at = ""
        self._build()
        self.setLayout(self._layout())
        self.setMinimumWidth(theme.px(720))
        self._fetched.connect(self._note_fetched)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self.finished.connect(lambda _result: self.stop())
        self.look()
        self._timer.start()
        self._grow()

    def _build(self) -> None:
        self._code = QLabel()
        self._code.setFixedSize(theme.px(QR_SIDE), theme.px(QR_SIDE))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setAccessibleName(_("Code for the phone"))
        self._url = parts.label("", "note", wrap=True, select=True)
        self._url.setFixedWidth(theme.px(QR_SIDE))
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Network"))
        self.choice.currentIndexChanged.connect(lambda _index: self._serve())
        self._network = QFrame()
        self._network.setLayout(parts.field(_("Network"), self.choice))
        self.problem = ProblemStrip()
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

    def _layout(self) -> QVBoxLayout:
        steps = (
            _("1. Let the enterprise's phone and this computer use the same network or hotspot."),
            _("2. Scan the code with the phone's camera or WeChat; the paper opens."),
            _("3. Let the receiver read it and keep it, then record the delivery here."),
        )
        right = parts.column(
            parts.label(self._paper.title, "strong", wrap=True),
            *(parts.label(step, wrap=True) for step in steps),
            self._network,
            self._state,
            self._to,
            1,
            space=theme.SPACE_M,
        )
        left = parts.column(self._code, self._url, 1)
        body = parts.row(left, right, space=theme.SPACE_XL)
        body.setStretch(1, 1)
        hint = parts.label(
            _(
                "The paper can be read only while this window is open, in this network, by who "
                "has the code; no internet is used."
            ),
            "note",
            wrap=True,
        )
        foot = parts.row(hint, self.leave, self.record, space=theme.SPACE_M)
        foot.setStretch(0, 1)
        layout = parts.column(self.problem, body, parts.rule(), foot, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        parts.pad(layout)
        return layout

    # --- the server

    @property
    def url(self) -> str:
        """Where the paper is served; "" while it is not."""
        return self._server.url if self._server is not None else ""

    def look(self) -> None:
        """Notice networks that came up or went; a running server stays while its address does."""
        found = self._addresses()
        if found == self._known and (self._server is not None or found):
            return
        before = self.choice.currentData()
        self._known = found
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in found:
            self.choice.addItem(f"{one.name} · {one.address}", one.address)
        self.choice.setCurrentIndex(max(self.choice.findData(before), 0) if found else -1)
        self.choice.blockSignals(False)
        self._network.setVisible(len(found) > 1)
        if self._server is None or self.choice.currentData() != before:
            self._serve()

    def _serve(self) -> None:
        self._stop_server()
        address = self.choice.currentData()
        if address is None:
            self._show_code("")
            self.problem.show_note(
                _("This computer is in no local network."),
                _("Switch on the phone's hotspot and connect this computer to it."),
            )
            return
        try:
            token = self._random(TOKEN_BYTES)
            self._server = serve_paper(str(address), token, self._paper, self._fetched.emit)
        except PhoneUnreachable as problem:
            self._show_code("")
            self.problem.show_problem(problem)
        else:
            # A page that goes (the laptop is locked) takes its dialogs along without closing them.
            self.destroyed.connect(self._server.close)
            self.problem.clear()
            self._show_code(self._server.url)

    def _show_code(self, url: str) -> None:
        self._url.setText(url)
        if url:
            self._code.setPixmap(qr_picture(url, theme.px(QR_SIDE)))
        else:
            self._code.clear()

    def _stop_server(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def stop(self) -> None:
        """Serve no longer: the token is dead, the port is free."""
        self._timer.stop()
        self._stop_server()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DeferredDelete, QEvent.Type.Close):
            self.stop()
        return super().event(event)

    # --- what the phone did

    def _note_fetched(self, phone: str) -> None:
        if not self._at:
            now = self._clock()
            self._at = now.isoformat(timespec="seconds")
            told = _("Fetched at {time} by {phone}").format(time=f"{now:%H:%M:%S}", phone=phone)
            self._state.setText(told)
            theme.set_state(self._state, "ok")
            self.record.setEnabled(True)
            self.to.setFocus()

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

    def _grow(self) -> None:
        """Be as high as the texts need at this width."""
        layout = self.layout()
        if layout is not None:
            wanted = layout.totalHeightForWidth(max(self.width(), self.minimumWidth()))
            self.resize(max(self.width(), self.minimumWidth()), max(self.height(), wanted))
