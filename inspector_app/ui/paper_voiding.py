"""Voiding an issued paper: pressed, then its reason; the number stays used."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme


class PaperVoiding(QWidget):
    """Asks why, then reports it; shows the reason of a paper that is void."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begin = parts.button(_("Void this paper…"), "flat", icon="file-cancel-outline")
        self.reason = QLineEdit()
        self.do = parts.button(_("Void it"), "danger")
        self.do.setEnabled(False)
        self._leave = parts.button(_("Leave it"), "flat")
        self._asking = QWidget()
        self._asking.setLayout(
            parts.column(
                parts.field(
                    _("Why is it void?"),
                    self.reason,
                    _("The number stays used; the paper stays readable and is listed as void."),
                ),
                parts.row(1, self._leave, self.do),
            )
        )
        self._said = parts.label("", wrap=True)
        theme.set_state(self._said, "fail")
        self.setLayout(parts.column(self.begin, self._asking, self._said))
        self.begin.clicked.connect(self._ask)
        self.reason.textChanged.connect(lambda text: self.do.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self.do.click)
        self._leave.clicked.connect(lambda: self.show_state(""))
        self.do.clicked.connect(lambda: self.wanted.emit(self.reason.text().strip()))
        self.show_state("")

    def show_state(self, voided: str) -> None:
        """Show the reason of a void paper, or offer to void it."""
        self._asking.hide()
        self.reason.clear()
        self.begin.setVisible(not voided)
        self._said.setText(_("Void: {reason}").format(reason=voided) if voided else "")
        self._said.setVisible(bool(voided))

    def _ask(self) -> None:
        self.begin.hide()
        self._asking.show()
        self.reason.setFocus()
        QTimer.singleShot(0, self, self._in_sight)  # once the new lines have their places

    def _in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.do)
