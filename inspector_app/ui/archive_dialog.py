"""Making archives: of whom, which year, into which folder; progress, cancel, what was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from inspector_app.errors import Problem
from inspector_app.i18n import _, language
from inspector_app.operations.archiving import ArchiveMade, ArchiveProgress, ArchiveWish
from inspector_app.ui import parts, theme
from inspector_app.ui.dialog_size import FRAME, open_at
from inspector_app.ui.problems import ProblemStrip

WIDTH, HEIGHT = 640, 320
PARTS = 1_000  # of the progress bar
LONGEST = 120  # characters of the names shown; all stand in the tip


@dataclass(frozen=True, slots=True)
class Whose:
    """A choice of enterprises: ids (none: all), and the name of the one or of each."""

    dossiers: tuple[str, ...]
    name: str = ""

    @property
    def words(self) -> str:
        """What the choice says."""
        if not self.dossiers:
            return _("All enterprises on this computer")
        if len(self.dossiers) == 1:
            return _("This enterprise")
        return _("The {count} marked enterprises").format(count=len(self.dossiers))


class ArchiveDialog(QDialog):
    """``wanted`` carries (wish, folder); ``stop_wanted`` ends the work, also when the dialog
    closes."""

    wanted = Signal(object, str)
    stop_wanted = Signal()

    def __init__(
        self,
        choices: Sequence[Whose],
        years: Sequence[int],
        folder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Archive"))
        self._working = False
        self._made_in = ""
        self.problem = ProblemStrip()
        self._make_fields(choices, years, folder)
        self._make_acts()
        self._lay_out()
        self._show_name(self.whose.currentIndex())
        open_at(self, WIDTH, HEIGHT)
        self._grow()
        self.finished.connect(lambda _result: self.stop_wanted.emit())
        self.start.setFocus()

    def _make_fields(self, choices: Sequence[Whose], years: Sequence[int], folder: str) -> None:
        self.whose, self.year = QComboBox(), QComboBox()
        self._choices = tuple(choices)
        self._name = parts.label("", "section", wrap=True)
        for one in choices:
            self.whose.addItem(one.words)
        self.whose.currentIndexChanged.connect(self._show_name)
        for year in years:
            self.year.addItem(str(year), year)
        self.year.addItem(_("Every year"), 0)
        self.folder = QLineEdit(folder)
        self.choose = parts.button(_("Choose a folder") + " …", icon="folder-open-outline")
        self.choose.clicked.connect(self._choose)

    def _make_acts(self) -> None:
        self.start = parts.button(_("Make the archive"), "primary")
        self.start.setDefault(True)
        self.leave = parts.button(_("Close"))
        self.show_folder = parts.button(_("Open the folder"), icon="folder-outline")
        self.show_folder.hide()
        self._bar = QProgressBar()
        self._bar.setRange(0, PARTS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.hide()
        self._told = parts.label("", "note", wrap=True, select=True)
        self.start.clicked.connect(self.begin)
        self.leave.clicked.connect(self._leave)
        self.show_folder.clicked.connect(self._open_folder)

    def _lay_out(self) -> None:
        note = _(
            "One zip for each enterprise and year: papers, photos, records, ledgers, an index and "
            "hashes. It opens without this program. Its content is not encrypted: choose a folder "
            "that only those who may read it can open."
        )
        where = parts.row(self.folder, self.choose)
        where.setStretch(0, 1)
        place = QFrame()
        place.setLayout(where)
        where.setContentsMargins(0, 0, 0, 0)
        self._fields = QFrame()
        whose = parts.row(
            parts.field(_("Enterprise"), self.whose), parts.field(_("Year"), self.year)
        )
        whose.setStretch(0, 1)
        self._fields.setLayout(
            parts.column(
                whose,
                parts.field(_("Folder"), place),
                space=theme.SPACE_M,
            )
        )
        self.folder.setAccessibleName(_("Folder"))
        layout = parts.column(
            self._name,
            parts.label(note, "note", wrap=True),
            self.problem,
            self._fields,
            self._bar,
            self._told,
            1,
            parts.row(self.show_folder, 1, self.leave, self.start),
            space=theme.SPACE_M,
        )
        parts.pad(layout)
        self.setLayout(layout)

    def _show_name(self, index: int) -> None:
        name = self._choices[index].name
        self._name.setText(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…")
        self._name.setToolTip(name)
        self._name.setVisible(bool(name))

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(self, _("Choose a folder"), self.folder.text())
        if found:
            self.folder.setText(found)

    # --- the work

    @property
    def working(self) -> bool:
        """Whether archives are being made."""
        return self._working

    def begin(self) -> None:
        """Ask for the archives that are chosen; after some were made, for the next choice."""
        if self._fields.isHidden():
            self._ask_again()
            return
        folder = self.folder.text().strip()
        if self._working or not folder:
            self.folder.setFocus()
            return
        self.problem.clear()
        self._told.clear()
        self.show_folder.hide()
        self._set_working(True)
        chosen = self._choices[self.whose.currentIndex()]
        year = int(self.year.currentData())
        self.wanted.emit(ArchiveWish(chosen.dossiers, year, language()), folder)

    def _ask_again(self) -> None:
        self._fields.show()
        self.show_folder.hide()
        self._told.clear()
        self.start.setText(_("Make the archive"))
        self.start.setAccessibleName(_("Make the archive"))
        self.year.setFocus()
        self._grow()

    def _set_working(self, working: bool) -> None:
        self._working = working
        self._fields.setEnabled(not working)
        self.start.setVisible(not working)
        self._bar.setVisible(working)
        self._bar.setValue(0)
        said = _("Cancel") if working else _("Close")
        self.leave.setText(said)
        self.leave.setAccessibleName(said)
        self.leave.setFocus()

    def show_progress(self, step: ArchiveProgress) -> None:
        """Show how far the work is."""
        of = step.progress
        part = of.bytes / of.all_bytes if of.all_bytes else of.files / max(of.all_files, 1)
        self._bar.setValue(int(PARTS * (step.archive - 1 + part) / step.archives))
        theme.set_state(self._told, "")
        told = _("{number} of {count}: {name}, {year} · file {file} of {files}")
        self._told.setText(
            told.format(
                number=step.archive,
                count=step.archives,
                name=step.name,
                year=step.year,
                file=of.files,
                files=of.all_files,
            )
        )

    def show_made(self, made: tuple[ArchiveMade, ...]) -> None:
        """Say what was made and until when it is to be kept."""
        self._set_working(False)
        self._made_in = str(Path(made[0].path).parent)
        self._fields.hide()
        self.show_folder.show()
        self.start.setText(_("Make another"))
        self.start.setAccessibleName(_("Make another"))
        self._told.setText("\n".join(_made_lines(made)))
        theme.set_state(self._told, "ok")
        self._grow()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong; archives made before it stay."""
        self._set_working(False)
        self._told.clear()
        self.problem.show_problem(problem, safe="")
        self._grow()

    def _grow(self) -> None:
        """Be as high as the texts need at this width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted = layout.totalHeightForWidth(self.width())
            room = self.screen().availableSize().height() - FRAME.height()
            self.resize(self.width(), min(max(self.height(), wanted), room))

    def _leave(self) -> None:
        if self._working:
            self.stop_wanted.emit()
        else:
            self.reject()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._made_in))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._working:
            self.stop_wanted.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DeferredDelete:
            self.stop_wanted.emit()
        return super().event(event)


def _made_lines(made: tuple[ArchiveMade, ...]) -> list[str]:
    size = sum(one.bytes for one in made) / 1e6
    told = _("{count} archives, {size} MB.")
    lines = [told.format(count=len(made), size=f"{size:.1f}")]
    until = max(one.keep_until for one in made)
    lines.append(_("Keep until {day} at least.").format(day=until))
    missing = sum(one.missing for one in made)
    if missing:
        text = _("{count} files are not on this computer yet; the index names them.")
        lines.append(text.format(count=missing))
    if len(made) == 1:
        lines.append(made[0].path)
    return lines
