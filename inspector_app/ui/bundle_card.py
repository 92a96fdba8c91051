"""No network at all: sealed files written, taken and carried, from the sync page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.sync.bundle_carry import Carried
from inspector_app.ui import parts, theme, words
from inspector_app.ui.flow import Flow
from inspector_app.ui.problems import ProblemStrip

KIND = "*.iab"


class BundleCard(QFrame):
    """Asks for what to write and take; shows what this laptop carries for colleagues."""

    written = Signal(str)  # the file to write
    taken = Signal(list, str)  # files to take, code of a delivery
    answers_wanted = Signal(str)  # the folder to write answers into
    forgotten = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self._waiting: list[str] = []
        self.write = parts.button(_("Write a bundle"), icon="usb-flash-drive-outline")
        self.take = parts.button(_("Take a bundle"), icon="file-import-outline")
        self.answers = parts.button(_("Write the answers"), icon="file-export-outline")
        self.note = parts.label("", "muted", wrap=True)
        self.note.hide()
        self.problem = ProblemStrip()
        self.code = QLineEdit()
        self.code.setMaxLength(80)
        self.open = parts.button(_("Open"), "primary")
        self._asking = QWidget()
        self._lines = parts.column(space=0)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        hint = _(
            "A bundle holds what central does not have yet, sealed for central alone. A stick or a "
            "colleague's laptop carries it; central's answer comes back the same way."
        )
        code = parts.field(_("Code of the delivery (the administrator has it)"), self.code)
        self._asking.setLayout(parts.row(parts.column(code), self.open))
        self._asking.hide()
        title = parts.label(_("Without any network"), "section")
        layout = parts.column(
            Flow((title, self.write, self.take), theme.SPACE_M),
            parts.label(hint, "note", wrap=True),
            self.note,
            self.problem,
            self._asking,
            self._lines,
            parts.row(self.answers, 1),
            space=theme.SPACE_M,
        )
        parts.pad(layout, theme.SPACE_XL)
        self.setLayout(layout)
        self.answers.hide()

    def _wire(self) -> None:
        self.write.clicked.connect(self._choose_target)
        self.take.clicked.connect(self._choose_files)
        self.answers.clicked.connect(self._choose_folder)
        self.open.clicked.connect(self._give_code)
        self.code.returnPressed.connect(self._give_code)

    # --- asking

    def _choose_target(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Write a bundle"), _("bundle") + ".iab", KIND
        )
        if path:
            self.written.emit(path)

    def _choose_files(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Take a bundle"), "", KIND)
        if paths:
            self.give(list(paths))

    def give(self, paths: list[str]) -> None:
        """Take these files; a delivery's code is asked for where one is needed."""
        self._waiting = paths
        self.taken.emit(paths, "")

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where to write the answers"))
        if folder:
            self.answers_wanted.emit(folder)

    def ask_code(self, problem: Problem) -> None:
        """Ask for the code that opens the file."""
        self.problem.show_note(problem.message, problem.remedy)
        self._asking.show()
        self.code.setFocus()

    def _give_code(self) -> None:
        if self.code.text().strip():
            self.taken.emit(self._waiting, self.code.text().strip())

    # --- telling

    def show_done(self, sentence: str) -> None:
        """Say what became of it."""
        self.problem.clear()
        self._asking.hide()
        self.code.clear()
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def show_problem(self, problem: Problem) -> None:
        """Say why it was not written or taken; nothing was changed."""
        self.note.hide()
        self.problem.show_problem(problem, safe=_("Nothing was changed."))

    def show_carried(self, carried: Sequence[Carried]) -> None:
        """List the bundles carried for colleagues and how they stand."""
        parts.empty(self._lines)
        for one in carried:
            self._lines.addWidget(self._line(one))
        self.answers.setVisible(any(one.answer for one in carried))

    def _line(self, one: Carried) -> QWidget:
        made = QWidget()
        said = _("Bundle of laptop {device}, {size}, taken {at}").format(
            device=one.device, size=words.size(one.size), at=words.clock(one.taken_at)
        )
        badge = parts.badge(*_standing(one))
        drop = parts.button(_("Forget"), "link", name=_("Forget this bundle"))
        drop.clicked.connect(lambda: self.forgotten.emit(one.bundle))
        drop.setVisible(not one.waits)
        row = parts.row(parts.label(said, wrap=True), badge, drop)
        row.setStretch(0, 1)
        made.setLayout(row)
        return made


def _standing(one: Carried) -> tuple[str, str]:
    if one.refused:
        return _("Central refused it ({code})").format(code=one.refused), "late"
    if one.answer:
        return _("Answered"), "ok"
    return _("To hand over at the next sync"), "waiting"
