"""A pad in a dialog: somebody signs for one question of a record."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.signature_pad import SignaturePad


class SignDialog(QDialog):
    """``signed`` carries the signature as PNG bytes."""

    signed = Signal(bytes)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Sign"))
        self.pad = SignaturePad()
        self.take = parts.button(_("Take the signature"), "primary")
        self.take.setEnabled(False)
        clear, cancel = parts.button(_("Clear")), parts.button(_("Cancel"))
        layout = parts.column(
            parts.label(label, "section", wrap=True),
            self.pad,
            parts.row(clear, 1, cancel, self.take),
            space=theme.SPACE_M,
        )
        layout.setStretch(1, 1)
        parts.pad(layout)
        self.setLayout(layout)
        self.resize(theme.px(520), theme.px(320))
        self.pad.changed.connect(self.take.setEnabled)
        clear.clicked.connect(self.pad.clear)
        cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self._signed)

    def _signed(self) -> None:
        self.signed.emit(self.pad.png())
        self.accept()
