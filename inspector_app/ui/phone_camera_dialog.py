"""The phone as a camera: a code to scan, and what has arrived; the server lives as long as this."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QLabel, QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.join_code_field import qr_picture
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_page import page_of
from inspector_app.ui.phone_camera_server import (
    MOST_BYTES,
    TOKEN_BYTES,
    PhoneServer,
    PhoneUnreachable,
    Upload,
)
from inspector_app.ui.problems import ProblemStrip

QR_SIDE = 280
LINES = 3  # of what arrived last
LONGEST_ITEM = 60  # characters
LOOK_EVERY = 2_000  # ms: a hotspot may come up while the dialog is open


class PhoneCamera(QDialog):
    """Receives photos for one record. ``uploaded`` carries an Upload on the UI thread; whoever
    stores it says so with ``note_stored`` or ``note_refused``."""

    uploaded = Signal(object)

    def __init__(
        self,
        item: str,
        addresses: Callable[[], tuple[Address, ...]],
        random_bytes: Callable[[int], bytes],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Photos from the phone"))
        self._item = item if len(item) <= LONGEST_ITEM else item[: LONGEST_ITEM - 1] + "…"
        self._addresses, self._random = addresses, random_bytes
        self._server: PhoneServer | None = None
        self._stored = 0
        self._known: tuple[Address, ...] = ()
        self._build()
        self.setLayout(self._layout())
        self.setMinimumWidth(theme.px(720))
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self.look)
        self.finished.connect(lambda _result: self.stop())
        self.look()
        self._look.start()
        self._grow()

    def _build(self) -> None:
        self._code = QLabel()
        self._code.setFixedSize(theme.px(QR_SIDE), theme.px(QR_SIDE))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setAccessibleName(_("Code for the phone"))
        self._code.setWordWrap(True)
        self._url = parts.label("", "note", wrap=True, select=True)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Network"))
        self.choice.currentIndexChanged.connect(lambda _index: self._serve())
        self._network = QFrame()
        self._network.setLayout(parts.field(_("Network"), self.choice))
        self.problem = ProblemStrip()
        self._count = parts.label("", "section", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(theme.SPACE_XS))
        self._close = parts.button(_("Done") + "  Esc", "primary", name=_("Done"))
        self._close.clicked.connect(self.accept)

    def _layout(self) -> QVBoxLayout:
        steps = (
            _("1. Let phone and computer use the same network: best the phone's own hotspot."),
            _("2. Scan the code with the phone's camera or WeChat."),
            _("3. Take or choose photos; each arrives here at once."),
        )
        goes_to = parts.label(self._item, "strong", wrap=True)
        right = parts.column(
            parts.label(_("Photos go to"), "field"),
            goes_to,
            *(parts.label(step, wrap=True) for step in steps),
            self._network,
            self._count,
            self._lines,
            1,
            space=theme.SPACE_S,
        )
        left = parts.column(self._code, self._url, 1)
        body = parts.row(left, right, space=theme.SPACE_XL)
        body.setStretch(1, 1)
        hint = parts.label(_hint(), "note", wrap=True)
        foot = parts.row(hint, self._close, space=theme.SPACE_L)
        foot.setStretch(0, 1)
        layout = parts.column(self.problem, body, parts.rule(), foot, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        parts.pad(layout)
        return layout

    # --- the server

    @property
    def url(self) -> str:
        """Where the page is served; "" while it is not."""
        return self._server.url if self._server is not None else ""

    @property
    def stored(self) -> int:
        """How many photos were kept so far."""
        return self._stored

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
        kept = max(self.choice.findData(before), 0)
        self.choice.setCurrentIndex(kept if found else -1)
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
            self._server = PhoneServer(
                str(address),
                self._random(TOKEN_BYTES),
                partial(page_of, self._item, MOST_BYTES),
                self.uploaded.emit,
            )
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
        self._look.stop()
        self._stop_server()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DeferredDelete, QEvent.Type.Close):
            self.stop()
        return super().event(event)

    # --- what arrives

    def note_stored(self, upload: Upload) -> None:
        """Tell phone and person that a photo is on disk."""
        self._stored += 1
        upload.answer(self._stored)
        self._count.setText(_("{count} received").format(count=self._stored))
        theme.set_state(self._count, "ok")
        size = _("{size} MB").format(size=f"{len(upload.data) / 1e6:.1f}")
        text = _("Received {number} · {sha}").format(number=self._stored, sha=upload.sha256[:8])
        self._say(f"{text} · {size}", "ok")

    def note_refused(self, upload: Upload, problem: Problem) -> None:
        """Tell phone and person why a photo was not kept."""
        upload.refuse(problem)
        self._say(f"{problem.message} {problem.remedy}  [{problem.code}]", "fail")

    def _say(self, text: str, state: str) -> None:
        line = parts.label(text, "note", wrap=True)
        theme.set_state(line, state)
        self._lines.insertWidget(0, line)
        QTimer.singleShot(0, self, self._grow)
        while self._lines.count() > LINES:
            last = self._lines.takeAt(self._lines.count() - 1)
            widget = last.widget() if last is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _grow(self) -> None:
        """Be as high as the texts need at this width."""
        layout = self.layout()
        if layout is not None:
            wanted = layout.totalHeightForWidth(max(self.width(), self.minimumWidth()))
            self.resize(max(self.width(), self.minimumWidth()), max(self.height(), wanted))


def _hint() -> str:
    return _(
        "The page does not open? On Windows, allow this program through the firewall for private "
        "and public networks when asked; a guest network may keep devices apart, a hotspot does "
        "not. The page works only while this window is open, without the internet."
    )
