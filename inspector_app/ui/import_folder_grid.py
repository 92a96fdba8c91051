"""The grid of an import: small pictures with the time they were taken, chosen by keyboard too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from inspector_app.i18n import _
from inspector_app.operations.import_folder import FoundPicture, small_picture
from inspector_app.ui import theme
from inspector_app.ui.jobs import Jobs

CELL, PICTURE = QSize(172, 170), QSize(152, 114)
BATCH = 6  # pictures of a job, so that closing the window never waits long
Loaded = list[tuple[int, bytes]]


class PictureGrid(QListWidget):
    """Shows found pictures; ``chosen`` follows every change of the choice."""

    chosen = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._found: tuple[FoundPicture, ...] = ()
        self._asked: set[int] = set()
        self._loading = False
        self.setAccessibleName(_("Pictures"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(_scaled(PICTURE))
        self.setGridSize(_scaled(CELL))
        self.setWordWrap(True)
        self.setViewportMargins(*[theme.px(theme.SPACE_XS)] * 4)
        self.itemSelectionChanged.connect(self.chosen)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._load())
        self._blank = QPixmap(_scaled(PICTURE))
        self._blank.fill(theme.color("raised"))

    def show_found(
        self, found: tuple[FoundPicture, ...], keep: Callable[[FoundPicture], bool]
    ) -> None:
        """Show these pictures where ``keep`` says so; the choice begins anew."""
        self.clear()
        self._found = tuple(one for one in found if keep(one))
        self._asked = set()
        for one in self._found:
            item = QListWidgetItem(QIcon(self._blank), f"{one.taken}\n{one.path.name}")
            item.setSizeHint(_scaled(CELL))
            if not one.by_camera:
                item.setToolTip(_("Time of the file; the camera wrote none."))
                item.setForeground(QColor(theme.color("muted")))
            self.addItem(item)
        if self._found:
            self.setCurrentRow(0)
            self.clearSelection()
        QTimer.singleShot(0, self, self._load)

    def paths(self) -> list[Path]:
        """Return the chosen files in the order they were taken."""
        rows = sorted((index.row() for index in self.selectedIndexes()), reverse=True)
        return [self._found[row].path for row in rows]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space adds the picture at hand to the choice or takes it out; Enter is the dialog's."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            item.setSelected(not item.isSelected())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    # --- small pictures, of what is in view

    def _load(self) -> None:
        if self._loading:
            return
        wanted = [row for row in self._in_view() if row not in self._asked][:BATCH]
        if not wanted:
            return
        self._loading = True
        self._asked.update(wanted)
        files = [(row, self._found[row].path) for row in wanted]
        told = partial(self._have, self._found)
        self._jobs.fetch(partial(_small_ones, files), told, self._lost, owner=self)

    def _in_view(self) -> range:
        if not self._found:
            return range(0)
        cell = self.gridSize()
        across = max(1, self.viewport().width() // cell.width())
        first = self.verticalScrollBar().value() // cell.height() * across
        rows = self.viewport().height() // cell.height() + 2
        return range(max(0, first), min(len(self._found), first + rows * across))

    def _have(self, found: tuple[FoundPicture, ...], loaded: Loaded) -> None:
        self._loading = False
        for row, data in loaded if found is self._found else ():
            image = QImage.fromData(data)
            item = self.item(row)
            if not image.isNull():
                item.setIcon(QIcon(_centred(image, _scaled(PICTURE))))
        self._load()

    def _lost(self, _problem: object) -> None:
        self._loading = False


def _scaled(size: QSize) -> QSize:
    return QSize(theme.px(size.width()), theme.px(size.height()))


def _centred(image: QImage, size: QSize) -> QPixmap:
    return QPixmap.fromImage(
        image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    )


def _small_ones(files: list[tuple[int, Path]]) -> Loaded:
    return [(row, small_picture(path)) for row, path in files]
