"""The phone as a camera: a code to scan, and what has arrived; the server lives as long as this."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.phone_camera_addresses import Address
from inspector_app.ui.phone_camera_page import page_of
from inspector_app.ui.phone_camera_server import MOST_BYTES, TOKEN_BYTES, PhoneServer, Upload
from inspector_app.ui.phone_code import PhoneDialog

LINES = 3  # of what arrived last
LONGEST_ITEM = 60  # characters


class PhoneCamera(PhoneDialog):
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
        super().__init__(_("Photos from the phone"), addresses, self._serve, parent)
        self._item = item if len(item) <= LONGEST_ITEM else item[: LONGEST_ITEM - 1] + "…"
        self._random = random_bytes
        self._stored = 0
        self._build()
        self._arrange()
        self.code.begin()
        self.grow()

    def _build(self) -> None:
        self._count = parts.label("", "section", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(theme.SPACE_XS))
        self._close = parts.button(_("Done") + "  Esc", "primary", name=_("Done"))
        self._close.clicked.connect(self.accept)

    def _arrange(self) -> None:
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
            self.code.network,
            self._count,
            self._lines,
            1,
            space=theme.SPACE_S,
        )
        hint = parts.label(_hint(), "note", wrap=True)
        foot = parts.row(hint, self._close, space=theme.SPACE_L)
        foot.setStretch(0, 1)
        self.lay_out(right, foot)

    def _serve(self, address: str) -> PhoneServer:
        page = partial(page_of, self._item, MOST_BYTES)
        return PhoneServer(address, self._random(TOKEN_BYTES), page, self.uploaded.emit)

    @property
    def stored(self) -> int:
        """How many photos were kept so far."""
        return self._stored

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
        QTimer.singleShot(0, self, self.grow)
        while self._lines.count() > LINES:
            last = self._lines.takeAt(self._lines.count() - 1)
            widget = last.widget() if last is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _hint() -> str:
    return _(
        "The page does not open? On Windows, allow this program through the firewall for private "
        "and public networks when asked; a guest network may keep devices apart, a hotspot does "
        "not. The page works only while this window is open, without the internet."
    )
