"""What a person does in a form that is filled in a window of its own, away from a visit's page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from inspector_app.errors import Problem
from inspector_app.operations.answers import OpenChecklist
from inspector_app.operations.session import Changes
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_lines import Around
from inspector_app.ui.visit_work import Answered, Given


class FormActs(QObject):
    """The answers of forms: ``shown`` follows every change of what is shown, ``saved`` carries
    words and state of the last save, ``failed`` an item's key and its problem."""

    opened = Signal()
    shown = Signal()
    saved = Signal(str, str)
    failed = Signal(str, object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = VisitBook((), Around())

    def answer(self, given: Given) -> None:
        """Take an answer."""
        raise NotImplementedError

    def retry(self, key: str) -> None:
        """Try again to keep an answer."""

    def undo(self) -> None:
        """Take the last answer back."""
        raise NotImplementedError

    def add_row(self, key: str) -> None:
        """Add a row to a repeat."""
        raise NotImplementedError

    def remove_row(self, key: str) -> None:
        """Take a row away."""
        raise NotImplementedError


class TryoutActs(FormActs):
    """Answers that live in this window alone: it is given no store, so it can record nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: list[Given] = []

    def open(self, checklist: OpenChecklist, around: Around) -> None:
        """Begin with a form; what was tried before is forgotten."""
        self._before.clear()
        self.book = VisitBook((checklist,), around)
        self.opened.emit()

    def answer(self, given: Given) -> None:
        """Show an answer."""
        item = self.book.item(given.key)
        if item is None:
            return
        before = self.book.given_by(item)
        if self._put(given):
            self._before.append(before)

    def _put(self, given: Given) -> bool:
        try:
            self.book.answer(given)
        except Problem as problem:
            self.failed.emit(given.key, problem)
            return False
        answered = Answered(given.key, given.value, given.reason, given.note, Changes(), "")
        self.book.saved(answered)
        self.shown.emit()
        return True

    def undo(self) -> None:
        """Show again what stood before the last answer."""
        while self._before:
            given = self._before.pop()
            if self.book.item(given.key) is not None:
                self._put(given)
                return

    def add_row(self, key: str) -> None:
        """Show one more row."""
        self._rows(lambda: self.book.try_row(key), key)

    def remove_row(self, key: str) -> None:
        """Show one row less."""
        self._rows(lambda: self.book.remove_row(key), key)

    def _rows(self, act: Callable[[], None], key: str) -> None:
        try:
            act()
        except Problem as problem:
            self.failed.emit(key, problem)
        self.shown.emit()
