"""The join code: made here and read out, or typed from the colleague's screen."""

from __future__ import annotations

import segno
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QWidget

from inspector_app.domain.ids import JOIN_LENGTH, read_join_code
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.ui import parts, theme

QR_SIDE = 104
QUIET = 3  # modules of white around the code, which scanners need


def qr_picture(text: str, side: int) -> QPixmap:
    """Return the text as a black and white QR code of about this side, in either shade."""
    matrix = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    wide = len(matrix) + 2 * QUIET
    image = QImage(wide, wide, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x + QUIET, y + QUIET, QColor("black"))
    return QPixmap.fromImage(image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))


def spaced(code: str) -> str:
    """Return the code in two groups, as it is read out."""
    return f"{code[:3]} {code[3:]}"


class CodeView(QFrame):
    """A join code, big, with its QR beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code, self.picture = parts.label("", "recovery", select=True), QLabel()
        self.code.setAccessibleName(_("Join code"))
        self.picture.setFixedSize(theme.px(QR_SIDE), theme.px(QR_SIDE))
        hint = _(
            "The colleague starts a visit of the same enterprise and types this code (or scans "
            "it with a phone to read it). No network is needed; everything comes together at "
            "central."
        )
        texts = parts.column(self.code, parts.label(hint, "note", wrap=True), 1)
        layout = parts.row(self.picture, texts, space=theme.SPACE_M)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_code(self, code: str) -> None:
        """Show a code; "" hides everything."""
        self.setVisible(bool(code))
        if code:
            self.code.setText(spaced(code))
            self.picture.setPixmap(qr_picture(code, theme.px(QR_SIDE)))


class JoinCodeField(QWidget):
    """Asks for the code; with ``proposed`` it offers one to begin a shared visit with."""

    def __init__(self, proposed: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposed = proposed
        self.edit = QLineEdit()
        self.edit.setMaxLength(JOIN_LENGTH + 4)
        self.edit.setPlaceholderText(_("Empty when one laptop works alone"))
        self.make = parts.button(
            _("New code for a colleague"), icon="account-multiple-plus-outline"
        )
        self.make.setEnabled(bool(proposed))
        self.view = CodeView()
        self.view.hide()
        row = parts.row(parts.field(_("Join code (two laptops, one visit)"), self.edit), self.make)
        row.setStretch(0, 1)
        row.setAlignment(self.make, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(parts.column(row, self.view))
        self.setFocusProxy(self.edit)
        self.make.clicked.connect(lambda: self.edit.setText(self._proposed))
        self.edit.textChanged.connect(self._typed)

    @property
    def code(self) -> str:
        """The code as typed, in capitals and without gaps."""
        return "".join(self.edit.text().split()).upper()

    def _typed(self) -> None:
        try:
            self.view.show_code(read_join_code(self.code))
            QTimer.singleShot(0, self, self._bring_to_view)
        except BadInput:
            self.view.show_code("")
        wrong = len(self.code) >= JOIN_LENGTH and self.view.isHidden()
        theme.set_state(self.edit, "fail" if wrong else "")

    def _bring_to_view(self) -> None:
        """Scroll to the code: the form above it is longer than a small screen."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.view)
