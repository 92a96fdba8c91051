"""Opening the records with the printed recovery key."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.enrol_page import SHORTEST, agreement
from inspector_app.ui.unlock_page import EntrancePage, secret_field, what_stays


class RecoveryPage(EntrancePage):
    """Opens the records with the printed recovery key and sets a new passphrase."""

    recover_wanted = Signal(str, str)
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Recovery key"),
            _("Type the key from the sheet printed at enrolment, then choose a new passphrase."),
            parent,
        )
        self.key = QLineEdit()
        self.key.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.passphrase, self.repeated = secret_field(), secret_field()
        self.recover = parts.button(_("Open and set the new passphrase"), "primary")
        self.back = parts.button(_("Back"), "link")
        for caption, editor in (
            (_("Recovery key"), self.key),
            (_("New passphrase"), self.passphrase),
            (_("New passphrase once more"), self.repeated),
        ):
            self.body.addLayout(parts.field(caption, editor))
            editor.returnPressed.connect(self._submit)
            editor.textChanged.connect(lambda _text: self._check())
        self.hint = parts.label("", "note", wrap=True)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.recover)
        self.foot.addWidget(self.back)
        self.recover.clicked.connect(self._submit)
        self.back.clicked.connect(self.back_wanted)
        self.setFocusProxy(self.key)
        self._check()

    def show_busy(self, busy: bool) -> None:
        """Show that the key is being tried."""
        self.recover.setEnabled(not busy)
        self.recover.setText(_("Opening …") if busy else _("Open and set the new passphrase"))

    def show_problem(self, problem: Problem) -> None:
        """Show why it did not open."""
        self.show_busy(False)
        self.problem.show_problem(problem, safe=what_stays(problem))
        self.key.setFocus()

    def _check(self) -> None:
        key, first, second = self.key.text(), self.passphrase.text(), self.repeated.text()
        words, state, differs = agreement(first, second)
        self.hint.setText(words)
        theme.set_state(self.hint, state)
        theme.set_state(self.repeated, "fail" if differs else "")
        self.recover.setEnabled(bool(key) and len(first) >= SHORTEST and first == second)

    def _submit(self) -> None:
        if self.recover.isEnabled():
            self.problem.clear()
            self.show_busy(True)
            self.recover_wanted.emit(self.key.text(), self.passphrase.text())
