"""Import from a folder or a memory card: choose, see what is new, attach with progress."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStorageInfo, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.operations import import_folder
from inspector_app.operations.import_folder import FoundPicture, Sorted
from inspector_app.operations.session import Session
from inspector_app.ui import parts
from inspector_app.ui.dialog_size import open_at
from inspector_app.ui.import_folder_grid import PictureGrid
from inspector_app.ui.item_look import say
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.problems import ProblemStrip


def memory_cards() -> tuple[Path, ...]:
    """Return the photo folders (DCIM) of the cards and phones that are connected."""
    roots = (Path(one.rootPath()) for one in QStorageInfo.mountedVolumes() if one.isReady())
    return tuple(folder for root in roots if (folder := root / "DCIM").is_dir())


class ImportFolder(QDialog):
    """Takes photos of a folder in. ``wanted`` carries the files to attach; whoever attaches them
    says so with ``note_stored`` and ``note_failed``; ``stopped`` asks to attach no more."""

    wanted = Signal(object)
    stopped = Signal()

    def __init__(
        self,
        jobs: Jobs,
        session: Session,
        about: tuple[str, str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._session = jobs, session
        self._visit, self._day, item = about
        self.setWindowTitle(_("Photos from a folder or memory card"))
        self._found: tuple[FoundPicture, ...] = ()
        self._stop = threading.Event()
        self._left = self._stored = self._known = 0
        self._failed: list[str] = []
        self._build(item)
        open_at(self, 960, 680)
        self.finished.connect(lambda _result: self.stop())
        self._update()

    def _build(self, item: str) -> None:
        self.problem = ProblemStrip()
        choose = parts.button(_("Choose a folder") + " …", icon="folder-open-outline")
        choose.clicked.connect(self.choose)
        places = [parts.button(str(card), icon="sd") for card in memory_cards()]
        for button in places:
            button.clicked.connect(partial(self.read, Path(button.text())))
        self.only_day = QCheckBox()
        self.only_day.toggled.connect(lambda _on: self._show())
        self.grid = PictureGrid(self._jobs)
        self.grid.chosen.connect(self._update)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_("Progress"))
        self._told = parts.label("", "note", wrap=True)
        self.take = parts.button("", "primary")
        self.take.clicked.connect(self.import_chosen)
        self.leave = parts.button("")
        self.leave.clicked.connect(self._leave)
        head = parts.row(choose, *places, self.only_day, 1)
        foot = parts.row(self._told, self.leave, self.take)
        foot.setStretch(0, 1)
        goes_to = parts.label(_("Photos go to") + ": " + item, "strong", wrap=True)
        layout: QVBoxLayout = parts.column(goes_to, head, self.problem, self.grid, self._bar, foot)
        layout.setStretch(3, 1)
        parts.pad(layout)
        self.setLayout(layout)

    # --- looking

    def choose(self) -> None:
        """Let the person choose a folder, then read it."""
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if name:
            self.read(Path(name))

    def read(self, folder: Path) -> None:
        """Look for pictures below a folder."""
        self.stop()
        self._stop = stop = threading.Event()
        self.problem.clear()
        self._bar.setRange(0, 0)
        self._bar.show()
        act = partial(_find, folder, stop)
        self._jobs.fetch(act, self._have_found, self._no_folder, self, self._tell_found)

    def _tell_found(self, count: int) -> None:
        say(self._told, _("{count} pictures found …").format(count=count))

    def _have_found(self, found: tuple[FoundPicture, ...]) -> None:
        self._found = found
        of_day = sum(one.day == self._day for one in found)
        self.only_day.setText(
            _("Only of the visit's day {day} ({count})").format(day=self._day, count=of_day)
        )
        self.only_day.setChecked(0 < of_day < len(found))
        self._show()
        self.grid.setFocus()

    def _no_folder(self, problem: Problem) -> None:
        self._found = ()
        self._show()
        self.problem.show_problem(problem, safe="")

    def _show(self) -> None:
        only = self.only_day.isChecked()
        self.grid.show_found(self._found, lambda one: not only or one.day == self._day)
        self._bar.hide()
        self._update()

    # --- taking in

    @property
    def busy(self) -> bool:
        """Whether photos are being taken in."""
        return self._left > 0

    def import_chosen(self) -> None:
        """Attach the chosen pictures that are not here yet."""
        paths = self.grid.paths()
        if not paths or self.busy:
            return
        self._stop = threading.Event()
        self._left, self._stored, self._known, self._failed = len(paths), 0, 0, []
        self._bar.setRange(0, len(paths))
        self._update()
        act = partial(import_folder.originals_of, self._session, self._visit)
        self._jobs.run(act, partial(self._have_known, paths), self._no_import, owner=self)

    def _have_known(self, paths: list[Path], originals: frozenset[str]) -> None:
        act = partial(import_folder.sort_out, paths, originals, self._stop.is_set)
        self._jobs.fetch(act, self._sorted, self._no_import, owner=self)

    def _sorted(self, files: Sorted) -> None:
        self._known = len(files.known)
        self._left = len(files.fresh)
        self._update()
        if files.fresh and not self._stop.is_set():
            self.wanted.emit(list(files.fresh))
        else:
            self._left = 0
            self._update()

    def _no_import(self, problem: Problem) -> None:
        self._left = 0
        self.problem.show_problem(problem)
        self._update()

    def note_stored(self, _photo: object) -> None:
        """Count a photo that is on disk."""
        self._stored += 1
        self._went_by()

    def note_failed(self, path: Path, problem: Problem) -> None:
        """Remember a file that was not taken, with its reason."""
        self._failed.append(f"{path.name}: {problem.message}")
        self._went_by()

    def _went_by(self) -> None:
        self._left = 0 if self._stop.is_set() else max(0, self._left - 1)
        self._update()

    def stop(self) -> None:
        """Take nothing more in; what is attached stays."""
        self._stop.set()
        if self.busy:
            self._left = 0
            self.stopped.emit()

    def _leave(self) -> None:
        if self.busy:
            self.stop()
            self._update()
        else:
            self.accept()

    # --- showing

    @property
    def summary(self) -> str:
        """What was taken in, in a sentence; "" before anything was."""
        if not (self._stored or self._known or self._failed):
            return ""
        told = [
            _("{count} photos attached.").format(count=self._stored),
            _("{count} skipped: they are here already.").format(count=self._known)
            if self._known
            else "",
            " ".join(self._failed[:3]),
        ]
        return " ".join(part for part in told if part)

    def _update(self) -> None:
        count = len(self.grid.selectedIndexes())
        self.take.setText(_("Attach {count} photos").format(count=count) + "  Enter")
        self.take.setEnabled(bool(count) and not self.busy)
        self.leave.setText(_("Stop") if self.busy else _("Close") + "  Esc")
        self.only_day.setVisible(bool(self._found))
        self._bar.setVisible(self.busy)
        self._bar.setValue(self._stored + len(self._failed) + self._known)
        say(self._told, self.summary or self._guidance())

    def _guidance(self) -> str:
        if not self._found:
            return _("Choose the folder of the card; pictures in its subfolders are shown too.")
        return _("Arrows and Space choose, Shift extends, Ctrl+A chooses all shown.")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DeferredDelete:
            self.stop()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.take.isEnabled():
            self.import_chosen()
        else:
            super().keyPressEvent(event)


def _find(folder: Path, stop: threading.Event, tell: object) -> tuple[FoundPicture, ...]:
    assert callable(tell)
    return import_folder.find_pictures(folder, tell, stop.is_set)
