"""One checklist to read: its items with clause, level, criterion and how to check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.checklists.library import Instrument, Library
from inspector_app.i18n import _
from inspector_app.operations import shelf
from inspector_app.operations.law import cite, plain, words_of
from inspector_app.operations.shelf import ItemLine, Shelved
from inspector_app.ui import checklist_words, parts, theme, words
from inspector_app.ui.clause_card import ClauseCard, reading_of_item
from inspector_app.ui.first_focus import begin_at
from inspector_app.ui.item_look import key_button, level_word
from inspector_app.ui.list_and_card import ListAndCard
from inspector_app.ui.shortcuts import add_key, go_down
from inspector_app.ui.tables import Cell, Column, RowsTable

LOW = 420  # px at 100 %


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its number in the form and its citation."""

    number: int
    line: ItemLine
    citation: str
    instrument: str  # its number, as papers cite it


class ChecklistPage(QWidget):
    """Shows the contents of a form; C copies the citation of the chosen item."""

    closed = Signal()
    tried = Signal(object)
    copied = Signal(str)

    def __init__(self, library: Library, form: Shelved, day: date) -> None:
        super().__init__()
        self.form, self._library = form, library
        self._items: tuple[Numbered, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Words of an item"))
        self.line.setAccessibleName(_("Search items"))
        self.line.setClearButtonEnabled(True)
        self.table: RowsTable[Numbered] = RowsTable(_columns(), _("Items"))
        self.card = ClauseCard(_("Copy the citation"), "C")
        self.back = parts.button(_("Checklists"), "flat", icon="arrow-left")
        self.try_out = key_button(_("Try it out"), "T", kind="primary")
        self._arrange(day)
        self._listen()
        begin_at(self, self.table)

    def _arrange(self, day: date) -> None:
        entry = self.form.entry
        state = shelf.standing(self._library, entry, day)
        said = checklist_words.standing(state)
        badge = parts.badge(said, checklist_words.BADGES[state])
        acts = parts.row(self.back, 1, badge, self.try_out)
        self._facts = [parts.Elided(text, "muted") for text in _facts(self.form)]
        head = parts.column(
            acts,
            parts.label(entry.title, "section", wrap=True, select=True),
            *self._facts,
            space=theme.SPACE_XS,
        )
        left = QWidget()
        lists = parts.column(self.line, self.table)
        lists.setStretch(1, 1)
        left.setLayout(lists)
        begin_at(left, self.table)
        self.sides = ListAndCard(left, self.card)
        layout = parts.column(parts.card(head, space=theme.SPACE_M), self.sides)
        layout.setStretch(1, 1)
        parts.pad(layout)
        self.setLayout(layout)

    def _listen(self) -> None:
        self.back.clicked.connect(self.closed)
        self.try_out.clicked.connect(lambda: self.tried.emit(self.form))
        self.line.textChanged.connect(lambda _text: self._show())
        self.line.returnPressed.connect(self.table.setFocus)
        go_down(self.line, self.table)
        self.table.opened.connect(lambda _row: self.copy())
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._read())
        self.table.rows.modelReset.connect(self._read)
        self.card.cite_wanted.connect(self.copy)
        for key, act in (
            ("C", self.copy),
            ("T", self.try_out.click),
            ("/", self.line.setFocus),
            ("F3", self.sides.turn),
            ("Esc", self.closed.emit),
        ):
            add_key(self, key, act)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for one in self._facts:  # on a low, enlarged screen the items need the room
            one.setVisible(event.size().height() >= theme.px(LOW))
        super().resizeEvent(event)

    def show_items(self, items: tuple[ItemLine, ...]) -> None:
        """Show the items of the form."""
        known = self._library.instruments
        self._items = tuple(
            _numbered(number, one, known.get(one.item.standard))
            for number, one in enumerate(items, 1)
        )
        self._show()

    def _show(self) -> None:
        wanted = words_of(self.line.text())
        found = [one for one in self._items if _has(one, wanted)]
        self.table.show_rows(found)

    def _read(self) -> None:
        chosen = self.table.chosen
        if chosen is None:
            self.card.show_reading(None)
            return
        item = chosen.line.item
        instrument = self._library.instruments.get(item.standard)
        self.card.show_reading(reading_of_item(item, instrument))

    def copy(self) -> None:
        """Copy the citation of the chosen item."""
        chosen = self.table.chosen
        if chosen is not None and chosen.citation:
            QGuiApplication.clipboard().setText(chosen.citation)
            self.copied.emit(chosen.citation)


def _numbered(number: int, line: ItemLine, cited: Instrument | None) -> Numbered:
    named = cited.number if cited is not None else line.item.standard
    return Numbered(number, line, cite(cited, line.item.article), named)


def _columns() -> tuple[Column[Numbered], ...]:
    return (
        Column(_("No."), lambda one: Cell(str(one.number), token="muted"), 56),
        Column(_("Item"), lambda one: Cell(one.line.item.question, one.line.section)),
        Column(_("Clause"), lambda one: Cell(one.line.item.article, one.instrument), 180, 2),
        Column(_("Level"), _level, 88, 1),
    )


def _level(one: Numbered) -> Cell:
    item = one.line.item
    major = item.level == "major"
    note = "" if item.verified else _("not read")
    return Cell(level_word(item.level), note, token="major" if major else "text", bold=major)


def _has(one: Numbered, wanted: tuple[str, ...]) -> bool:
    item = one.line.item
    known = plain(f"{item.item}{one.citation}{one.line.section}{item.question}{item.major_if}")
    return all(word in known for word in wanted)


def _facts(form: Shelved) -> tuple[str, str]:
    """Return what there is to know of a form: its identity, then where it applies."""
    entry = form.entry
    origin = _("published by central") if form.published else _("comes with the program")
    identity = (
        _("{form} · version {version}").format(form=entry.form_id, version=entry.version),
        checklist_words.force(entry),
        _("{count} items").format(count=form.items),
        _("major {count}").format(count=form.majors) if form.majors else "",
        _("not read {count}").format(count=form.unread) if form.unread else "",
        origin,
    )
    about = (
        words.sector(entry.sector),
        _(", ").join(words.scale(one) for one in entry.scales),
        words.tags(entry.tags),
    )
    return _joined(identity), _joined(about)


def _joined(texts: tuple[str, ...]) -> str:
    return "  ·  ".join(text for text in texts if text)
