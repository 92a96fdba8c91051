"""The visit page: sections, the open item, its basis, hazards, the bar under it all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.errors import Problem
from inspector_app.operations.ending import MajorItemsOpen
from inspector_app.operations.session import Session
from inspector_app.ui import parts, theme
from inspector_app.ui.form_problems import ProblemPlaces
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.item_basis import ItemBasis
from inspector_app.ui.item_list import ItemList
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_strip import PhotoStrip
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.visit_acts import VisitActs
from inspector_app.ui.visit_conflict import Side, VisitConflict
from inspector_app.ui.visit_extras import VisitExtras
from inspector_app.ui.visit_footer import VisitFooter
from inspector_app.ui.visit_hazards import VisitHazards
from inspector_app.ui.visit_jump import VisitJump
from inspector_app.ui.visit_keys import VisitKeys
from inspector_app.ui.visit_middle import VisitMiddle
from inspector_app.ui.visit_photos import VisitPhotos
from inspector_app.ui.visit_screen import end_lines, hazard_rows
from inspector_app.ui.visit_sections import VisitSections
from inspector_app.ui.visit_split import VisitSplit
from inspector_app.ui.visit_values import (
    NO,
    ItemView,
    SectionView,
    after_verdict,
    beside,
    find,
    next_unanswered,
    unanswered,
)
from inspector_app.ui.visit_work import Given


class VisitPage(QWidget):
    """One visit from the first answer to the end of the service, by keyboard alone.

    ``changed`` carries what other pages shall refresh, ``notice_wanted`` the visit's id.
    """

    closed = Signal()
    changed = Signal(object)
    notice_wanted = Signal(str)
    law_wanted = Signal(object)  # the hazard panel that wants to cite a clause

    def __init__(self, jobs: Jobs, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self.acts = VisitActs(jobs, session, self)
        self.photos = VisitPhotos(self.acts, self, self._strip)
        self._key = ""
        self._make_parts(session)
        self.extras = VisitExtras(self.acts, self.sections, self._middle, self)
        self._arrange()
        self._listen_to_parts()
        self._listen_to_acts()
        self._keys = VisitKeys(self)

    # --- building

    def _make_parts(self, session: Session) -> None:
        today = session.clock().date()
        self.problem = ProblemStrip()
        self.sections, self.footer = VisitSections(), VisitFooter()
        self.items, self.basis = ItemList(), ItemBasis()
        self.conflict = VisitConflict()
        self.panel, self.free_panel = HazardPanel(today), HazardPanel(today)
        self.jump, self.problems = VisitJump(), ProblemPlaces()
        middle = self._middle = VisitMiddle(self.items, self.free_panel)
        self.hazard_list, self.end_view = middle.hazard_list, middle.end_view
        self.hazard_conflict = middle.hazard_conflict
        for one in (self.panel, self.free_panel):
            one.hide()
        self.items.open.below.addWidget(self.problems.here)
        self.items.open.below.addWidget(self.conflict)
        self.items.open.below.addWidget(self.panel)
        self.photos.watch(self.basis.photos)
        self.desk = VisitHazards(self.acts, self.photos, self.panel, self)
        self.free_desk = VisitHazards(self.acts, self.photos, self.free_panel, self)
        self.free_desk.settle_with(self.hazard_conflict)

    def _arrange(self) -> None:
        self.split = VisitSplit(self.sections, self._middle, self.basis)
        above = (self.problem, self.extras.banner, self.problems.above, self.jump)
        self.jump.shown.connect(self.split.give_way)
        inner = parts.column(*above, self.split)
        inner.setStretch(4, 1)
        parts.pad(inner, theme.SPACE_S)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(inner, 1)
        outer.addWidget(self.footer)

    def _listen_to_parts(self) -> None:
        item = self.items.open
        item.judged.connect(self._judged)
        item.answered.connect(self._answered)
        item.remarked.connect(self._remarked)
        item.advance.connect(lambda: self.step(1))
        item.photo_wanted.connect(self.take_photo)
        item.hazard_wanted.connect(self.begin_hazard)
        item.row_added.connect(lambda: self.acts.add_row(self._key))
        item.row_removed.connect(lambda: self.acts.remove_row(self._key))
        item.retry.connect(lambda: self.acts.retry(self._key))
        self.items.picked.connect(self.go)
        self.jump.picked.connect(self.go)
        self.jump.left.connect(self.items.open.take_focus)
        self.sections.picked.connect(self._section_picked)
        self.sections.next_wanted.connect(self.go_on)
        self.sections.take_wanted.connect(self.acts.take_section)
        self.sections.hazards_wanted.connect(self.show_hazards)
        self.extras.left.connect(self.show_items)
        self.footer.end_wanted.connect(self.show_end)
        self.footer.notice_wanted.connect(self.ask_notice)
        self.footer.close_wanted.connect(self.closed)
        self._listen_to_hazards()

    def _listen_to_hazards(self) -> None:
        self.desk.recorded.connect(lambda _id: self._advance())
        for panel in (self.panel, self.free_panel):
            panel.law_wanted.connect(partial(self.law_wanted.emit, panel))
        self.desk.closed.connect(self.items.return_to_open)
        self.free_desk.recorded.connect(lambda _id: self.show_hazards())
        self.free_desk.closed.connect(self.show_hazards)
        self.hazard_list.edited.connect(self._correct)
        self.hazard_list.withdrawn.connect(self.desk.withdraw)
        self.hazard_list.added.connect(self.begin_free_hazard)
        self.hazard_list.closed.connect(self.show_items)
        self.end_view.wanted.connect(self.acts.end)
        self.end_view.answer.connect(self.go)
        self.end_view.closed.connect(self.show_items)
        self.conflict.kept.connect(lambda fact: self.acts.keep_side(self._key, fact))
        self.conflict.anew.connect(self.items.open.take_focus)

    def _listen_to_acts(self) -> None:
        acts = self.acts
        acts.opened.connect(self._opened)
        acts.shown.connect(self._show)
        acts.surrounded.connect(self._show_surroundings)
        acts.saved.connect(self._saved)
        acts.failed.connect(self._failed)
        acts.refused.connect(self.problem.show_problem)
        acts.changed.connect(self.changed)
        acts.ended.connect(self.show_items)
        acts.end_refused.connect(self._end_refused)
        acts.sides.connect(self._have_sides)

    # --- opening and showing

    def open_visit(self, visit: str) -> None:
        """Show a visit; where something was answered before, the first waiting item is open."""
        self._key = ""
        self.acts.open(visit)

    def _opened(self) -> None:
        self.problem.clear()
        sections = self.acts.book.sections
        lines = [item for section in sections for item in section.items]
        first = next(iter([*unanswered(self._own), *unanswered(sections), *lines]), None)
        self._show_surroundings()
        self.go(first.key if first else "")

    @property
    def _own(self) -> tuple[SectionView, ...]:
        """The sections that this laptop takes: all of them unless the visit is shared."""
        return tuple(one for one in self.acts.book.sections if self.acts.team.is_mine(one.key))

    @property
    def item(self) -> ItemView | None:
        """The open item."""
        return self.acts.book.item(self._key)

    def go(self, key: str) -> None:
        """Open the item of this key."""
        moved = key != self._key
        if moved and self.desk.is_open:
            self.panel.close_panel()
        self._key = key
        self.show_items()
        self._show()
        if moved:
            self._show_conflict()
        self.items.open.take_focus()

    def go_on(self) -> None:
        """Open the next unanswered item."""
        self.go(next_unanswered(self._own, self._key) or self._key)

    def _section(self) -> SectionView | None:
        found = find(self.acts.book.sections, self._key)
        return self.acts.book.sections[found[0]] if found else None

    def _show(self) -> None:
        book = self.acts.book
        section = self._section()
        if section is None and book.sections and self._key:
            self._key = next(iter(unanswered(book.sections)), book.sections[0].items[0]).key
            section = self._section()
        self.sections.show_sections(book.sections, section.key if section else "", self.acts.team)
        self.items.show_section(section, self._key, book.unsaved)
        self.basis.show_item(self.item)
        self.problems.show_of(book, self.item)
        if self.item is None or not self.item.conflict:
            self.conflict.show_sides(())
        self.photos.give(self.basis.photos, self.acts.subject_of(self._key) if self._key else "")
        if self._key in book.failed:
            self.items.open.show_problem(book.failed[self._key][1])
        else:
            self.items.open.problem.clear()

    def _show_surroundings(self) -> None:
        around = self.acts.surroundings
        if around is None:
            return
        told = around.hazards
        self.footer.show_head(around.head)
        self.footer.show_hazards(len(told))
        self.sections.show_gaps(around.head.gaps)
        self.sections.show_hazards(len(told), sum(h.is_major for h in told))
        self.hazard_list.show_hazards(hazard_rows(around), not around.head.ended)

    def _show_conflict(self) -> None:
        if self.item is not None and self.item.conflict:
            self.acts.ask_sides(self.acts.subject_of(self._key))

    def _have_sides(self, subject: str, sides: tuple[Side, ...]) -> None:
        if self._key and subject == self.acts.subject_of(self._key):
            self.conflict.show_sides(sides)

    def _saved(self, text: str, state: str) -> None:
        self.footer.show_saved(text, state)
        self.items.open.show_saved(text, state)

    def _failed(self, key: str, problem: Problem) -> None:
        if key == self._key:
            self.items.open.show_problem(problem)
        else:
            self.problem.show_problem(problem)

    # --- answers

    def _judged(self, value: str, reason: str) -> None:
        item, key = self.item, self._key
        if item is None:
            return
        self.acts.answer(Given(key, value, reason, item.note))
        if value == NO:
            self._open_hazard(key)
        else:
            self._advance()

    def _open_hazard(self, key: str) -> None:
        around = self.acts.surroundings
        known = [h for h in around.hazards if around.question_of(h) == key] if around else []
        if known:
            self.desk.correct(known[0])
        else:
            self.desk.begin(key)
        self.items.bring_to_view()

    def _advance(self) -> None:
        mine = find(self._own, self._key) is not None
        self.go(after_verdict(self._own if mine else self.acts.book.sections, self._key))

    def _answered(self, value: str) -> None:
        item = self.item
        if item is not None and value != item.value:
            self.acts.answer(Given(self._key, value, item.reason, item.note))

    def _remarked(self, key: str, note: str) -> None:
        given = self.acts.book.with_note(key, note)
        if given is not None:
            self.acts.answer(given)

    def _strip(self) -> PhotoStrip:
        """Return where new photos go: to the hazard in hand, else to the open item."""
        if self.free_desk.is_open and self._middle.on_hazards:
            return self.free_panel.photos
        return self.panel.photos if self.desk.is_open else self.basis.photos

    def take_photo(self) -> None:
        """Choose photos for the open hazard, else for the open item."""
        self._strip().choose()

    # --- the other views of the middle

    def show_items(self) -> None:
        """Show the checklist."""
        self._middle.show_items()

    def show_hazards(self) -> None:
        """Show the hazards of this visit."""
        self._middle.show_hazards()

    def begin_free_hazard(self) -> None:
        """Record a hazard that no item asked about."""
        self._middle.show_free_panel()
        self.free_desk.begin("")

    def _correct(self, hazard: str) -> None:
        around = self.acts.surroundings
        found = next((h for h in around.hazards if h.hazard == hazard), None) if around else None
        if found is not None:
            self._middle.show_free_panel()
            self.free_desk.correct(found)

    def keep_typed(self) -> None:
        """Let what is typed but not recorded reach the store: the page is about to go."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        for panel in (p for p in (self.panel, self.free_panel) if not p.isHidden()):
            panel.report_draft()
        self.photos.intake.flush()

    def show_end(self) -> None:
        """Show what keeps the visit from ending."""
        book = self.acts.book
        self._middle.show_end()
        self.end_view.show_open(
            end_lines(book.sections, self.acts.team),
            len(unanswered(book.sections)),
            book.hazardless(),
        )

    def _end_refused(self, problem: Problem) -> None:
        self.end_view.show_problem(problem)
        if isinstance(problem, MajorItemsOpen):
            self.show_end()
            self.end_view.show_problem(problem)

    def ask_notice(self) -> None:
        """Ask for the notice of this visit, where it has a hazard to tell."""
        around = self.acts.surroundings
        if around is not None and around.hazards:
            self.notice_wanted.emit(around.head.visit)

    # --- keyboard

    def _section_picked(self, key: str) -> None:
        section = next((s for s in self.acts.book.sections if s.key == key), None)
        if section is not None and section.items:
            waiting = next(iter(unanswered((section,))), section.items[0])
            self._key = waiting.key
            if not self.on_items:
                self.show_items()
            self._show()
            self._show_conflict()

    def step(self, step: int) -> None:
        """Open the item before (-1) or after (1)."""
        self.go(beside(self.acts.book.sections, self._key, step))

    def begin_hazard(self) -> None:
        """Open the hazard panel under the open item."""
        self.show_items()
        self.desk.begin(self._key)

    def begin_jump(self) -> None:
        """Show the line that finds an item by its words."""
        self.jump.begin(self.acts.book.sections)

    def showEvent(self, event: QShowEvent) -> None:
        """Coming back (from the notice, say) finds everything as it is now, and the keyboard."""
        super().showEvent(event)
        if self.acts.surroundings is not None:
            self.acts.refresh()
            self.items.open.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    @property
    def on_items(self) -> bool:
        """Whether the checklist is shown, where verdict keys count."""
        return self._middle.on_items

    def paste(self) -> None:
        """Take the picture of the clipboard for the open item or hazard."""
        self._strip().paste()

    def give_verdict(self, value: str) -> None:
        """Judge the open item, unless its hazard is being written."""
        if not self.desk.is_open:
            self.items.open.judge(value)
