"""The checklists of the library: found by sector, tag and words, with how each stands on a day.

Enter opens one to read, T tries one out; E says at which enterprise they shall apply.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget, QWidget

from inspector_app.checklists.library import Library
from inspector_app.i18n import _
from inspector_app.operations import shelf
from inspector_app.operations.shelf import Applying, Place, Shelved
from inspector_app.ui import checklist_words, parts, theme, words
from inspector_app.ui.day_line import DayLine
from inspector_app.ui.empty_state import EmptyState
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.item_look import key_button
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.shortcuts import add_key, go_down
from inspector_app.ui.tables import Cell, Column, RowsTable

LONGEST = 14  # characters of a choice that a filter must show


class ChecklistsPage(QWidget):
    """Shows the shelf; reports which form is opened or tried out."""

    opened = Signal(object)
    tried = Signal(object)
    file_wanted = Signal()
    place_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = Library()
        self._shelf: tuple[Shelved, ...] = ()
        self._place: Place | None = None
        self._applying: Applying | None = None
        self._make_filters(today)
        self.table: RowsTable[Shelved] = RowsTable(self._columns(), _("Checklists"))
        self.nothing = EmptyState("clipboard-search-outline")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self._make_acts()
        self._arrange()
        self._listen()
        begin_at(self, self.table)

    def _make_filters(self, today: date) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Words of the title"))
        self.line.setAccessibleName(_("Search checklists"))
        self.line.setClearButtonEnabled(True)
        self.sector, self.tag = choice_box(_("Sector")), choice_box(_("Facility"))
        self.day = DayLine(today, _("On this day"))

    def _make_acts(self) -> None:
        self.count = parts.label("", "muted")
        self.sentence = parts.label("", "muted", wrap=True, select=True)
        self.place = key_button(_("At an enterprise"), "E", icon="factory")
        self.file = key_button(_("Try out a file"), "F", kind="flat", icon="folder-open-outline")
        self.only = QCheckBox(_("Only what applies"))
        self.only.hide()

    def _arrange(self) -> None:
        title = parts.label(_("Checklists"), "page")
        head = parts.row(title, self.count, 1, self.file, self.place)
        filters = parts.row(self.line, self.sector, self.tag, self.day)
        filters.setStretch(0, 1)
        where = parts.row(self.sentence, self.only, space=theme.SPACE_M)
        where.setStretch(0, 1)
        layout = parts.column(head, filters, where, self._stack, space=theme.SPACE_S)
        layout.setStretch(3, 1)
        parts.pad(layout)
        self.setLayout(scrolling(layout, self._stack))

    def _listen(self) -> None:
        self.line.textChanged.connect(lambda _text: self._show())
        self.line.returnPressed.connect(self.table.setFocus)
        go_down(self.line, self.table)
        for box in (self.sector, self.tag):
            box.activated.connect(lambda _index: self._show())
        self.day.chosen.connect(self._day_chosen)
        self.only.toggled.connect(lambda _on: self._show())
        self.place.clicked.connect(self.place_wanted)
        self.file.clicked.connect(self.file_wanted)
        self.table.opened.connect(self.opened)
        for key, act in (
            ("/", self.line.setFocus),
            ("E", self.place_wanted.emit),
            ("F", self.file_wanted.emit),
            ("T", self._try),
        ):
            add_key(self, key, act)

    def _columns(self) -> tuple[Column[Shelved], ...]:
        return (
            Column(_("Checklist"), _named),
            Column(_("Sector"), _sector, 132, 3),
            Column(_("In force"), self._force, 208, 1),
            Column(_("Items"), _items, 132, 2),
            Column(_("Applies"), self._applies, 148, 4),
        )

    # --- showing

    def show_shelf(self, library: Library, forms: tuple[Shelved, ...]) -> None:
        """Show these forms of a library."""
        self._library, self._shelf = library, forms
        entries = [one.entry for one in forms]
        sectors = dict.fromkeys(entry.sector for entry in entries)
        tags = dict.fromkeys(tag for entry in entries for tag in entry.tags)
        fill(self.sector, _("All sectors"), {one: words.sector(one) for one in sectors})
        fill(self.tag, _("All facilities"), {one: words.tag(one) for one in tags})
        self._day_chosen()

    def show_place(self, place: Place | None) -> None:
        """Say from now on what applies at this place; None for no place."""
        self._place = place
        self.only.setVisible(place is not None)
        self.only.setChecked(place is not None)
        self._day_chosen()

    def _day_chosen(self) -> None:
        place, day = self._place, self.day.day
        self._applying = shelf.applying(self._library, place, day) if place else None
        if self._applying is not None:
            self.sentence.setText(checklist_words.applying(self._applying))
        else:
            self.sentence.setText(
                _("Which of them apply depends on sector, facilities, size and day of the visit.")
            )
        gaps = self._applying is not None and bool(self._applying.gaps)
        theme.set_state(self.sentence, "waiting" if gaps else "")
        self._show()

    def _show(self) -> None:
        found = shelf.matching(
            self._shelf,
            sector=str(self.sector.currentData() or ""),
            tag=str(self.tag.currentData() or ""),
            text=self.line.text(),
        )
        applying = self._applying
        if applying is not None and self.only.isChecked():
            found = tuple(one for one in found if applying.has(one.entry))
        self.table.show_rows(found)
        self._stack.setCurrentWidget(self.table if found else self.nothing)
        self.nothing.show_texts(
            _("No checklist of the library fits"), _("Change the words, the filters or the day.")
        )
        self.count.setText(str(len(found)))
        self.count.setAccessibleName(_("{count} checklists").format(count=len(found)))

    @property
    def place_shown(self) -> Place | None:
        """The place for which is said what applies."""
        return self._place

    def _force(self, one: Shelved) -> Cell:
        state = shelf.standing(self._library, one.entry, self.day.day)
        token = checklist_words.TOKENS[state]
        said = checklist_words.standing(state)
        return Cell(checklist_words.force(one.entry), said, token=token)

    def _applies(self, one: Shelved) -> Cell:
        if self._applying is None:
            return Cell(words.tags(one.entry.tags), token="muted")
        why = checklist_words.reason(shelf.reason(self._library, self._applying, one.entry))
        if self._applying.has(one.entry):
            return Cell(_("applies"), why, token="ok", bold=True)
        return Cell(_("does not apply"), why, token="muted")

    def _try(self) -> None:
        chosen = self.table.chosen
        if chosen is not None:
            self.tried.emit(chosen)


def choice_box(name: str) -> QComboBox:
    """Return a filter that keeps a modest width whatever its choices are."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumContentsLength(LONGEST // 2)
    policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    made.setSizeAdjustPolicy(policy)
    return made


def fill(box: QComboBox, everything: str, choices: dict[str, str]) -> None:
    """Offer these choices (value → word) after one that filters nothing; the chosen one stays."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for value, word in choices.items():
        box.addItem(word, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _named(one: Shelved) -> Cell:
    entry = one.entry
    note = _("{form} · version {version}").format(form=entry.form_id, version=entry.version)
    if one.published:
        note += _(" · published by central")
    return Cell(entry.title, note, bold=True)


def _sector(one: Shelved) -> Cell:
    return Cell(words.sector(one.entry.sector), _(", ").join(map(words.scale, one.entry.scales)))


def _items(one: Shelved) -> Cell:
    if one.problem is not None:
        return Cell(_("cannot be used"), one.problem.message, token="fail")
    note = _("major {count}").format(count=one.majors) if one.majors else ""
    if one.unread:
        unread = _("not read {count}").format(count=one.unread)
        note = f"{note} · {unread}" if note else unread
    return Cell(str(one.items), note)
