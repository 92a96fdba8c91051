"""Is this sheet the one that was issued? From a photo, a scan, a PDF, or a scanner's text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.paper_checks import DOUBTFUL, REFUTED, SOUND, PaperCheck
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.problems import ProblemStrip

WIDTH, HEIGHT = 640, 400
PICTURES = "*.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp"
_VERDICTS = {  # words, state of the badge
    SOUND: (N_("Matches the records"), "ok"),
    DOUBTFUL: (N_("Cannot be told here"), "waiting"),
    REFUTED: (N_("Do not rely on it"), "fail"),
}


class PaperCheckDialog(QDialog):
    """``file_given`` carries a path, ``code_given`` a scanner's text; ``opened`` asks for the
    stored paper with this number."""

    file_given = Signal(str)
    code_given = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Check a paper"))
        self.setAcceptDrops(True)
        self._number = ""
        self.problem = ProblemStrip()
        self.choose = parts.button(_("Photo, scan or PDF…"), icon="file-search-outline")
        self.code = QLineEdit()
        self.code.setPlaceholderText(_("or the text of its code, from a scanner: IA1|…"))
        self.code.setAccessibleName(_("Text of the code"))
        self.verdict = parts.badge("")
        self.told = parts.label("", wrap=True, select=True)
        self.show_paper = parts.button(_("Show the stored paper"), icon="file-eye-outline")
        self.leave = parts.button(_("Close"))
        self._lay_out()
        self._wire()
        self.clear()
        open_at(self, WIDTH, HEIGHT)
        self.choose.setFocus()

    def _lay_out(self) -> None:
        note = _(
            "The code at the foot of a paper says what was issued. Take the sheet from straight "
            "above, so that the code is sharp. No network is needed, and nothing is recorded."
        )
        given = parts.row(self.choose, self.code)
        given.setStretch(1, 1)
        found = parts.column(parts.row(self.verdict, 1), self.told, 1, space=theme.SPACE_M)
        layout = parts.column(
            parts.label(note, "note", wrap=True),
            given,
            self.problem,
            parts.scrolled(found),
            parts.row(self.show_paper, 1, self.leave),
            space=theme.SPACE_M,
        )
        layout.setStretch(3, 1)
        parts.pad(layout)
        self.setLayout(layout)

    def _wire(self) -> None:
        self.choose.clicked.connect(self._choose)
        self.show_paper.clicked.connect(self._open)
        self.leave.clicked.connect(self.accept)

    # --- what is given

    def clear(self) -> None:
        """Show no result."""
        self._number = ""
        self.problem.clear()
        self.verdict.hide()
        self.told.clear()
        self.show_paper.hide()

    def _choose(self) -> None:
        kinds = _("Papers and pictures") + f" (*.pdf {PICTURES})"
        path, _kind = QFileDialog.getOpenFileName(self, _("Check a paper"), "", kinds)
        if path:
            self.give_file(path)

    def give_file(self, path: str) -> None:
        """Ask for a check of this file."""
        self.clear()
        self.file_given.emit(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A scanner types the code and ends with Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.code.hasFocus() and self.code.text().strip():
            text = self.code.text().strip()
            self.clear()
            self.code.selectAll()
            self.code_given.emit(text)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file dragged here."""
        if [url for url in event.mimeData().urls() if url.isLocalFile()]:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the file dropped here."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            self.give_file(local[0])

    # --- what was found

    def show_check(self, check: PaperCheck) -> None:
        """Show what was found."""
        words, state = _VERDICTS[check.verdict]
        self.verdict.setText(_(words))
        theme.set_state(self.verdict, state)
        self.verdict.show()
        self.told.setText("\n".join(check.sentences))
        self._number = check.number
        self.show_paper.setVisible(bool(check.number))
        (self.show_paper if check.number else self.choose).setFocus()

    def show_problem(self, problem: Problem) -> None:
        """Say why nothing could be found out."""
        self.problem.show_problem(problem, safe="")

    def _open(self) -> None:
        number = self._number
        self.accept()
        self.opened.emit(number)
