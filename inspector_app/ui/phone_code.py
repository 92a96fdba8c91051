"""What a phone scans: the code of a page that is served as long as a dialog is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QComboBox, QDialog, QFrame, QLabel, QLayout, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import FRAME
from inspector_app.ui.join_code_field import qr_picture
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_server import PhoneServer, PhoneUnreachable
from inspector_app.ui.problems import ProblemStrip

QR_SIDE = 280
WIDTH = 720
LEAST_TEXT = 280  # px at 100 %: narrower than this the texts stand below the code
LOOK_EVERY = 2_000  # ms: a hotspot may come up while the dialog is open

Serve = Callable[[str], PhoneServer]  # of an address of this computer; raises PhoneUnreachable


class PhoneCode(QWidget):
    """The code and its address; ``network`` (a choice where there are several) and ``problem``
    stand where the dialog puts them."""

    def __init__(
        self,
        addresses: Callable[[], tuple[Address, ...]],
        serve: Serve,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._addresses, self._make = addresses, serve
        self._server: PhoneServer | None = None
        self._known: tuple[Address, ...] = ()
        self._side = min(theme.px(QR_SIDE), self.screen().availableSize().height() * 2 // 5)
        self._code = QLabel()
        self._code.setFixedSize(self._side, self._side)
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setAccessibleName(_("Code for the phone"))
        self._url = parts.label("", "note", wrap=True, select=True)
        self._url.setAccessibleName(_("Address for the phone"))
        self.setLayout(parts.column(self._code, self._url, 1))
        self.choice, self.network = QComboBox(), QFrame()
        self.network.setLayout(parts.field(_("Network"), self.choice))
        self.choice.currentIndexChanged.connect(lambda _index: self._serve())
        self.problem = ProblemStrip()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Serve from now on, and notice networks that come up or go."""
        self.look()
        self._timer.start()

    @property
    def wide(self) -> int:
        """How wide code and address are, in pixels."""
        return max(self._side, self._url.minimumWidth())

    @property
    def url(self) -> str:
        """Where the page is served; "" while it is not."""
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
        self.network.setVisible(len(found) > 1)
        if self._server is None or self.choice.currentData() != before:
            self._serve()

    def _serve(self) -> None:
        self._stop_server()
        address = self.choice.currentData()
        self._show_code("")
        if address is None:
            self.problem.show_note(
                _("This computer is in no local network."),
                _("Switch on the phone's hotspot and connect this computer to it."),
            )
            return
        try:
            self._server = self._make(str(address))
        except PhoneUnreachable as problem:
            self.problem.show_problem(problem)
        else:
            # A page that goes (the laptop is locked) takes its dialogs along without closing them.
            self.destroyed.connect(self._server.close)
            self.problem.clear()
            self._show_code(self._server.url)

    def _show_code(self, url: str) -> None:
        self._url.setText(url)
        longest = max(url.split("/"), key=len) + "/"  # its token breaks nowhere
        self._url.ensurePolished()
        wide = self._url.fontMetrics().horizontalAdvance(longest)
        room = max(self._side, wide + theme.px(2))
        self._url.setFixedSize(room, self._url.heightForWidth(room))
        if url:
            self._code.setPixmap(qr_picture(url, self._side))
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


class PhoneDialog(QDialog):
    """A dialog around such a code; what it serves ends with it."""

    def __init__(
        self,
        title: str,
        addresses: Callable[[], tuple[Address, ...]],
        serve: Serve,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        room = self.screen().availableSize() - FRAME
        self.setMinimumWidth(min(theme.px(WIDTH), room.width()))
        self.code = PhoneCode(addresses, serve)
        self.problem = self.code.problem
        self.finished.connect(lambda _result: self.stop())

    @property
    def url(self) -> str:
        """Where the page is served; "" while it is not."""
        return self.code.url

    def stop(self) -> None:
        """Serve no longer."""
        self.code.stop()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DeferredDelete, QEvent.Type.Close):
            self.stop()
        return super().event(event)

    def lay_out(self, beside: QLayout, foot: QLayout) -> None:
        """Put texts beside the code, over a foot that stays in sight on a low screen."""
        body = parts.row(self.code, beside, space=theme.SPACE_XL)
        body.setStretch(1, 1)
        self._body, self._area = body, parts.scrolled(body)
        layout = parts.column(self.problem, self._area, parts.rule(), foot, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        parts.pad(layout)
        self.setLayout(layout)

    def ask(self, field: QWidget) -> None:
        """Give the keyboard to a field beside the code, and bring it into sight."""
        field.setFocus()
        QTimer.singleShot(0, field, partial(self._area.ensureWidgetVisible, field))

    def grow(self) -> None:
        """Be as high as the texts need at this width, but no higher than the screen."""
        wide = max(self.width(), self.minimumWidth())
        inside = wide - 2 * theme.px(theme.SPACE_L)
        self._body.invalidate()  # the address is as wide as its token, known by now
        if self.code.wide + theme.px(theme.SPACE_XL + LEAST_TEXT) > inside:
            self._body.setDirection(QBoxLayout.Direction.TopToBottom)
        around = self.sizeHint().height() - self._area.sizeHint().height()
        wanted = around + self._body.totalHeightForWidth(inside)
        room = (self.screen().availableSize() - FRAME).height()
        self.resize(wide, min(max(self.height(), wanted), room))
