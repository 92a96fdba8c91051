"""The answers of a visit as the window holds them: shown at once, marked until they are on disk."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.domain.scoring import Conformity, Verdict, conformity
from inspector_app.errors import Problem
from inspector_app.operations.answers import OpenChecklist
from inspector_app.ui.visit_lines import Around, Views, checklist_key, sections_of
from inspector_app.ui.visit_values import ItemKind, ItemView, SectionView, find, items_of
from inspector_app.ui.visit_work import Answered, Given, find_checklist, ref_in


class VisitBook:
    """Holds the running forms of the window and what is not saved yet. No Qt, no store."""

    def __init__(self, checklists: tuple[OpenChecklist, ...], around: Around) -> None:
        self._checklists = checklists
        self._around = around
        self._views: Views = {}
        self._waiting: dict[str, int] = {}
        self.failed: dict[str, tuple[Given, Problem]] = {}
        self._done: list[str] = []
        self.sections: tuple[SectionView, ...] = ()
        self.rebuild()

    @property
    def unsaved(self) -> frozenset[str]:
        """Keys of lines whose answer has not reached the disk."""
        return frozenset(self._waiting) | frozenset(self.failed)

    @property
    def checklists(self) -> tuple[OpenChecklist, ...]:
        """The running forms of the window."""
        return self._checklists

    def rebuild(self) -> None:
        """Read the sections anew from the running forms."""
        self.sections = sections_of(self._checklists, self._around, self._views)

    def surround(self, around: Around) -> None:
        """Take over what changed around the answers."""
        if around == self._around:
            return
        if not around.alike(self._around):
            self._views = {}
        self._around = around
        self.rebuild()

    def item(self, key: str) -> ItemView | None:
        """Return the line of a key, None where it is not shown now."""
        found = find(self.sections, key)
        return found[1] if found else None

    def checklist(self, key: str) -> OpenChecklist | None:
        """Return the window's checklist of a line."""
        return find_checklist(self._checklists, key)

    def answer(self, given: Given) -> None:
        """Show an answer at once; raises BadAnswer where the question takes none."""
        checklist = self.checklist(given.key)
        if checklist is None:
            return
        checklist.running.set(ref_in(checklist, given.key), given.value)
        self._put_words(checklist, given.key, given.reason, given.note)
        self._waiting[given.key] = self._waiting.get(given.key, 0) + 1
        self.failed.pop(given.key, None)
        self.rebuild()

    def _put_words(self, checklist: OpenChecklist, key: str, reason: str, note: str) -> None:
        stable = key.removeprefix(checklist_key(checklist))
        checklist.reasons[stable] = reason
        checklist.notes[stable] = note

    def saved(self, answered: Answered) -> None:
        """Mark a line as saved."""
        self._settle(answered.key)
        self._done.append(answered.key)

    def not_saved(self, given: Given, problem: Problem) -> None:
        """Keep a line visibly unsaved."""
        self._settle(given.key)
        self.failed[given.key] = (given, problem)

    def _settle(self, key: str) -> None:
        left = self._waiting.get(key, 0) - 1
        if left > 0:
            self._waiting[key] = left
        else:
            self._waiting.pop(key, None)

    def last_done(self) -> str:
        """Take the line answered last off the list of what can be undone; "" for none."""
        return self._done.pop() if self._done else ""

    def undone(self, answered: Answered) -> None:
        """Show what stands again after an undo."""
        checklist = self.checklist(answered.key)
        if checklist is not None:
            checklist.running.set(ref_in(checklist, answered.key), answered.value)
            self._put_words(checklist, answered.key, answered.reason, answered.note)
            self.rebuild()

    def add_row(self, key: str, row: str) -> None:
        """Show a row that was added to a repeat."""
        checklist = self.checklist(key)
        if checklist is not None:
            checklist.running.add_row(ref_in(checklist, key), row_id=row)
            self.rebuild()

    def try_row(self, key: str) -> None:
        """Show a row that nothing stores."""
        checklist = self.checklist(key)
        if checklist is not None:
            checklist.running.add_row(ref_in(checklist, key))
            self.rebuild()

    def remove_row(self, key: str) -> None:
        """Show that a row was taken away."""
        checklist = self.checklist(key)
        if checklist is not None:
            checklist.running.remove_row(ref_in(checklist, key))
            self.rebuild()

    def conformity(self) -> Conformity:
        """Return how the check items on the screen divide."""
        judged = (one for one in items_of(self.sections) if one.kind is ItemKind.CONFORMITY)
        return conformity(Verdict(one.value) for one in judged)

    def hazardless(self) -> int:
        """Return how many nonconforming items have no hazard yet."""
        return sum(item.value == "no" and not item.hazards for item in items_of(self.sections))

    def given_by(self, item: ItemView) -> Given:
        """Return an item's present answer as something to keep."""
        return Given(item.key, item.value, item.reason, item.note)

    def with_note(self, key: str, note: str) -> Given | None:
        """Return the present answer with another remark, None where the line is gone."""
        item = self.item(key)
        return replace(self.given_by(item), note=note) if item else None
