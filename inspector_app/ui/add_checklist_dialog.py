"""Adds a checklist to a visit: those in force on its day, found by sector, size, tag and words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from inspector_app.checklists.library import SIZES, FormEntry
from inspector_app.i18n import _
from inspector_app.operations import shelf
from inspector_app.operations.shelf import Shelved
from inspector_app.ui import checklist_words, parts, theme, words
from inspector_app.ui.checklists_page import choice_box, fill
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.tables import Cell, Column, RowsTable

WIDTH, HEIGHT = 860, 560


class AddChecklistDialog(QDialog):
    """``chosen`` carries the entry of the checklist that Enter adds."""

    chosen = Signal(object)

    def __init__(self, entries: tuple[FormEntry, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Add a checklist to this visit"))
        self._forms = tuple(Shelved(one, one.path is None) for one in entries)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Words of the title"))
        self.line.setAccessibleName(_("Search checklists"))
        self.sector, self.tag = choice_box(_("Sector")), choice_box(_("Facility"))
        self.scale = choice_box(_("Size"))
        self.table: RowsTable[Shelved] = RowsTable(_columns(), _("Checklists"))
        self.nothing = EmptyState("clipboard-search-outline")
        self.add = parts.button(_("Add") + "  Enter", "primary", name=_("Add"))
        self._arrange()
        self._fill(entries)
        self._listen()
        self._show()
        self.line.setFocus()

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        filters = parts.row(self.line, self.sector, self.scale, self.tag)
        filters.setStretch(0, 1)
        said = _("In force on the day of the visit and not among its checklists.")
        cancel = parts.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        layout = parts.column(
            filters,
            parts.label(said, "muted", wrap=True),
            self._stack,
            parts.row(1, cancel, self.add),
            space=theme.SPACE_M,
        )
        layout.setStretch(2, 1)
        parts.pad(layout, theme.SPACE_L)
        self.setLayout(layout)

    def _fill(self, entries: tuple[FormEntry, ...]) -> None:
        sectors = dict.fromkeys(entry.sector for entry in entries)
        tags = dict.fromkeys(tag for entry in entries for tag in entry.tags)
        fill(self.sector, _("All sectors"), {one: words.sector(one) for one in sectors})
        fill(self.tag, _("All facilities"), {one: words.tag(one) for one in tags})
        fill(self.scale, _("All sizes"), {one: words.scale(one) for one in SIZES})

    def _listen(self) -> None:
        self.line.textChanged.connect(lambda _text: self._show())
        self.line.installEventFilter(self)
        for box in (self.sector, self.tag, self.scale):
            box.activated.connect(lambda _index: self._show())
        self.table.opened.connect(self._take)
        self.add.clicked.connect(self.table.open_chosen)

    def _show(self) -> None:
        scale = str(self.scale.currentData() or "")
        found = shelf.matching(
            self._forms,
            sector=str(self.sector.currentData() or ""),
            tag=str(self.tag.currentData() or ""),
            text=self.line.text(),
        )
        rows = tuple(one for one in found if not scale or _suits(one.entry, scale))
        self.table.show_rows(rows)
        self._stack.setCurrentWidget(self.table if rows else self.nothing)
        self.nothing.show_texts(
            _("No checklist of the library fits"), _("Change the words or the filters.")
        )
        self.add.setEnabled(bool(rows))

    def _take(self, form: Shelved) -> None:
        self.chosen.emit(form.entry)
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.open_chosen()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the size of the design, as far as the window below allows."""
        super().showEvent(event)
        wanted = QSize(theme.px(WIDTH), theme.px(HEIGHT))
        host = self.parentWidget()
        if host is not None:
            wanted = wanted.boundedTo(host.window().size() - QSize(32, 32))
        self.resize(wanted)


def _suits(entry: FormEntry, scale: str) -> bool:
    return not entry.scales or scale in entry.scales


def _columns() -> tuple[Column[Shelved], ...]:
    def named(one: Shelved) -> Cell:
        return Cell(one.entry.title, checklist_words.force(one.entry), bold=True)

    def sector(one: Shelved) -> Cell:
        scales = _(", ").join(map(words.scale, one.entry.scales))
        return Cell(words.sector(one.entry.sector), scales)

    return (
        Column(_("Checklist"), named),
        Column(_("Sector"), sector, 150, 1),
        Column(
            _("Facilities"), lambda one: Cell(words.tags(one.entry.tags), token="muted"), 240, 2
        ),
    )
