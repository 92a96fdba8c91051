"""After a crash: what would be told, word for word, and the person's decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.problems import ProblemStrip

WIDTH, HEIGHT = 640, 460


class CrashDialog(QDialog):
    """Shows a report; nothing leaves the computer before a button is pressed."""

    send_wanted = Signal(str)
    save_wanted = Signal(str, str)
    declined = Signal()

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("The program stopped unexpectedly"))
        self.preview = QPlainTextEdit(report)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(_("The report, word for word"))
        self.preview.setTabChangesFocus(True)
        self.problem = ProblemStrip()
        self.send = parts.button(_("Send to central"), "primary")
        self.save = parts.button(_("Save as a file"))
        self.decline = parts.button(_("Do not send"), "flat")
        note = _(
            "Your records are safe. This report helps to mend the program; it names places in "
            "the program and versions, nothing of an enterprise or a person."
        )
        inner = parts.column(
            parts.label(_("The program stopped unexpectedly"), "page"),
            parts.label(note, wrap=True),
            self.preview,
            self.problem,
            parts.row(self.decline, 1, self.save, self.send),
            space=theme.SPACE_M,
        )
        parts.pad(inner)
        self.setLayout(inner)
        open_at(self, WIDTH, HEIGHT)
        self.send.clicked.connect(lambda: self.send_wanted.emit(self.preview.toPlainText()))
        self.save.clicked.connect(self._choose)
        self.decline.clicked.connect(self.declined)
        self.rejected.connect(self.declined)
        self.preview.setFocus()  # read first: nothing is sent by an Enter meant for the window

    def show_problem(self, problem: Problem) -> None:
        """Say why it could not be sent or saved; the report stays."""
        self.problem.show_problem(problem)

    def _choose(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save the report"), "inspector-app-crash.txt", "*.txt"
        )
        if path:
            self.save_wanted.emit(path, self.preview.toPlainText())
