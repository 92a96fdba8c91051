"""What is wrong with a form in use: said at the item it is about, in three lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.moving import path_of
from inspector_app.checklists.problems import EvaluationFailed, FormProblem, UnknownBasis
from inspector_app.i18n import _
from inspector_app.operations.answers import OpenChecklist
from inspector_app.ui import parts, theme
from inspector_app.ui.visit_book import VisitBook
from inspector_app.ui.visit_lines import checklist_key
from inspector_app.ui.visit_values import ItemView, items_of

MOST = 3


@dataclass(frozen=True, slots=True)
class FormNotice:
    """A problem of a running form; ``path`` names the field it stands at, "" for the whole form."""

    checklist: str
    title: str
    path: str
    problem: FormProblem


def notices_of(checklists: Iterable[OpenChecklist]) -> tuple[FormNotice, ...]:
    """Return what is wrong with running forms, each thing once."""
    found: dict[tuple[str, str, str], FormNotice] = {}
    for one in checklists:
        for path, problem in _problems(one.running):
            notice = FormNotice(checklist_key(one), one.entry.title, path, problem)
            found.setdefault((notice.checklist, path, problem.message), notice)
    return tuple(found.values())


def _problems(running: RunningForm) -> Iterator[tuple[str, FormProblem]]:
    if not running.problems:
        return
    at = {id(fault.problem): fault.path for fault in running.faults}
    items = {f.item.item: f.path for f in running.definition.walk() if f.item is not None}
    for problem in running.problems:
        path = at.get(id(problem), "")
        if isinstance(problem, UnknownBasis):
            path = items.get(str(problem.details["item"]), "")
        yield path, problem


def at_item(notices: Iterable[FormNotice], item: ItemView | None) -> tuple[FormNotice, ...]:
    """Return the notices about one item."""
    if item is None:
        return ()
    path = path_of(item.ref)
    return tuple(one for one in notices if one.checklist == item.checklist and one.path == path)


def elsewhere(notices: tuple[FormNotice, ...], items: Iterable[ItemView]) -> tuple[FormNotice, ...]:
    """Return the notices that stand at none of these items."""
    if not notices:  # as nearly always: 300 paths are not worth parsing for nothing
        return ()
    places = {(item.checklist, path_of(item.ref)) for item in items}
    return tuple(one for one in notices if (one.checklist, one.path) not in places)


def lines_of(problem: FormProblem) -> tuple[str, str, str]:
    """Return what happened, what is safe, and what to do, as an inspector needs it."""
    safe = _("All answers are kept; only what this part computes or shows is missing.")
    if isinstance(problem, EvaluationFailed | UnknownBasis):
        remedy = problem.remedy
    else:
        remedy = _("Go on with the visit and report it to the author of the checklist.")
    return f"{problem.message}  [{problem.code}]", safe, remedy


class FormProblems(QFrame):
    """Shows up to three problems, and how many there are besides; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self.setAccessibleName(_("Problems of the checklist"))
        self._shown: tuple[FormNotice, ...] = ()
        self._lines: QVBoxLayout = parts.column(space=theme.SPACE_XS)
        parts.pad(self._lines, theme.SPACE_M)
        self.setLayout(self._lines)
        self.hide()

    @property
    def text(self) -> str:
        """Everything said, line by line; "" while hidden."""
        return "" if self.isHidden() else self.accessibleDescription()

    def show_notices(self, notices: tuple[FormNotice, ...]) -> None:
        """Show these problems."""
        if notices == self._shown:
            return
        self._shown = notices
        parts.empty(self._lines)
        said: list[str] = []
        for one in notices[:MOST]:
            for number, line in enumerate(lines_of(one.problem)):
                self._lines.addWidget(parts.label(line, "" if number else "strong", wrap=True))
                said.append(line)
        if len(notices) > MOST:
            more = _("and {count} more of this kind").format(count=len(notices) - MOST)
            self._lines.addWidget(parts.label(more, "note"))
            said.append(more)
        self.setAccessibleDescription("\n".join(said))
        self.setVisible(bool(notices))


class ProblemPlaces:
    """The two places of a page: ``here`` at the open item, ``above`` for what stands at none."""

    def __init__(self) -> None:
        self.here, self.above = FormProblems(), FormProblems()

    def show_of(self, book: VisitBook, item: ItemView | None) -> None:
        """Show what is wrong with the forms of a book."""
        notices = notices_of(book.checklists)
        self.here.show_notices(at_item(notices, item))
        self.above.show_notices(elsewhere(notices, items_of(book.sections)))
