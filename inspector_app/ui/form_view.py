"""A form with its sections, the open item and what stands beside it, by keyboard alone.

The same parts as on the visit page, over acts that are given: a try-out keeps nothing, a record
of the service goes to the store.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from inspector_app.errors import Problem
from inspector_app.ui import parts
from inspector_app.ui.form_acts import FormActs
from inspector_app.ui.form_problems import ProblemPlaces
from inspector_app.ui.item_basis import ItemBasis
from inspector_app.ui.item_list import ItemList
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.visit_jump import VisitJump
from inspector_app.ui.visit_sections import VisitSections
from inspector_app.ui.visit_split import VisitSplit
from inspector_app.ui.visit_values import (
    ItemView,
    SectionView,
    after_verdict,
    beside,
    find,
    items_of,
    next_unanswered,
    unanswered,
)
from inspector_app.ui.visit_work import Given

VERDICT_KEYS = {Qt.Key.Key_1: "yes", Qt.Key.Key_2: "no", Qt.Key.Key_3: "na"}
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class FormView(QWidget):
    """Fills a form; ``left`` is sent at Esc, ``moved`` carries the item that is open now."""

    left = Signal()
    moved = Signal(object)
    photo_wanted = Signal()
    sources_wanted = Signal(object)

    def __init__(self, acts: FormActs, side: QWidget, basis: ItemBasis | None = None) -> None:
        super().__init__()
        self.acts, self.basis = acts, basis
        self._key = ""
        self.problem, self.jump = ProblemStrip(), VisitJump()
        self.sections, self.items = VisitSections(), ItemList()
        self.sections.without_hazards()
        self.problems = ProblemPlaces()
        self.items.open.below.addWidget(self.problems.here)
        self.split = VisitSplit(self.sections, self.items, side)
        self.jump.shown.connect(self.split.give_way)
        layout = parts.column(self.problem, self.problems.above, self.jump, self.split)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self._listen()
        self._keys = self._key_table()

    def _listen(self) -> None:
        item, acts = self.items.open, self.acts
        item.judged.connect(self._judged)
        item.answered.connect(self._answered)
        item.remarked.connect(self._remarked)
        item.advance.connect(lambda: self._step(1))
        item.photo_wanted.connect(self.photo_wanted)
        item.sources_wanted.connect(self.sources_wanted)
        item.row_added.connect(lambda: acts.add_row(self._key))
        item.row_removed.connect(lambda: acts.remove_row(self._key))
        item.retry.connect(lambda: acts.retry(self._key))
        self.items.picked.connect(self.go)
        self.jump.picked.connect(self.go)
        self.jump.left.connect(item.take_focus)
        self.sections.picked.connect(self._section_picked)
        self.sections.next_wanted.connect(self.go_on)
        acts.opened.connect(self._opened)
        acts.shown.connect(self.show_all)
        acts.saved.connect(item.show_saved)
        acts.failed.connect(self._failed)
        acts.refused.connect(self.problem.show_problem)

    # --- showing

    def _opened(self) -> None:
        self.problem.clear()
        sections = self.acts.book.sections
        lines = [*unanswered(sections), *items_of(sections)]
        self._key = ""
        self.go(lines[0].key if lines else "")

    @property
    def item(self) -> ItemView | None:
        """The open item."""
        return self.acts.book.item(self._key)

    def go(self, key: str) -> None:
        """Open the item of this key."""
        self._key = key
        self.split.show_middle()
        self.show_all()
        self.items.open.take_focus()

    def go_to_ref(self, ref: str) -> None:
        """Open the item at a ref of a form (as operations name it), where it is shown."""
        known = items_of(self.acts.book.sections)
        found = next((item.key for item in known if item.ref == ref), "")
        if found:
            self.go(found)

    def go_on(self) -> None:
        """Open the next unanswered item."""
        self.go(next_unanswered(self.acts.book.sections, self._key) or self._key)

    def show_all(self) -> None:
        """Show everything as the acts have it now."""
        book = self.acts.book
        section = self._section()
        if section is None and book.sections and self._key:
            self._key = book.sections[0].items[0].key  # what was open does not apply any more
            section = self._section()
        self.sections.show_sections(book.sections, section.key if section else "")
        self.items.show_section(section, self._key, book.unsaved)
        if self.basis is not None:
            self.basis.show_item(self.item)
        self._show_problems()
        self.moved.emit(self.item)

    def _section(self) -> SectionView | None:
        found = find(self.acts.book.sections, self._key)
        return self.acts.book.sections[found[0]] if found else None

    def _show_problems(self) -> None:
        book = self.acts.book
        self.problems.show_of(book, self.item)
        if self._key in book.failed:
            self.items.open.show_problem(book.failed[self._key][1])
        else:
            self.items.open.problem.clear()

    def _failed(self, key: str, problem: Problem) -> None:
        if key == self._key:
            self.items.open.show_problem(problem)
        else:
            self.problem.show_problem(problem)

    # --- answers

    def _judged(self, value: str, reason: str) -> None:
        item = self.item
        if item is not None:
            self.acts.answer(Given(self._key, value, reason, item.note))
            self.go(after_verdict(self.acts.book.sections, self._key))

    def _answered(self, value: str) -> None:
        item = self.item
        if item is not None and value != item.value:
            self.acts.answer(Given(self._key, value, item.reason, item.note))

    def _remarked(self, key: str, note: str) -> None:
        given = self.acts.book.with_note(key, note)
        if given is not None:
            self.acts.answer(given)

    # --- keyboard

    def _section_picked(self, key: str) -> None:
        section = next((s for s in self.acts.book.sections if s.key == key), None)
        if section is not None and section.items:
            self._key = next(iter(unanswered((section,))), section.items[0]).key
            self.show_all()

    def _step(self, step: int) -> None:
        self.go(beside(self.acts.book.sections, self._key, step))

    def _key_table(self) -> dict[Qt.Key, Callable[[], object]]:
        return {
            Qt.Key.Key_U: self.go_on,
            Qt.Key.Key_N: self.items.open.write_remark,
            Qt.Key.Key_P: self.photo_wanted.emit,
            Qt.Key.Key_Up: lambda: self._step(-1),
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Slash: lambda: self.jump.begin(self.acts.book.sections),
            Qt.Key.Key_Escape: self.left.emit,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.acts.undo()
        elif event.modifiers() not in PLAIN:
            super().keyPressEvent(event)
        elif key in VERDICT_KEYS and self.items.open.judge(VERDICT_KEYS[key]):
            event.accept()
        elif key in self._keys:
            self._keys[key]()
        else:
            super().keyPressEvent(event)
