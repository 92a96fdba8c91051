"""The try-out: a form runs with the parts of a visit and keeps nothing; what ``forms check``
finds stands beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from inspector_app.checklists.problems import Finding
from inspector_app.errors import Problem
from inspector_app.i18n import _
from inspector_app.ui import checklist_words, parts, theme
from inspector_app.ui.form_acts import TryoutActs
from inspector_app.ui.form_view import FormView
from inspector_app.ui.item_basis import ItemBasis
from inspector_app.ui.item_look import key_button
from inspector_app.ui.shortcuts import add_key
from inspector_app.ui.tryout_work import Tried, Wanted
from inspector_app.ui.visit_values import ItemKind
from inspector_app.ui.visit_work import Given

MOST = 100
EXAMPLE_PHOTO = "example.jpg"


class TryoutSide(QWidget):
    """Beside a form that is tried out: the basis of the open item, or what is wrong with it."""

    def __init__(self, basis: ItemBasis) -> None:
        super().__init__()
        self.show_basis = parts.button(_("Basis"), "tab")
        self.show_findings = parts.button("", "tab")
        self._lines: QVBoxLayout = parts.column(space=theme.SPACE_M)
        parts.pad(self._lines, theme.SPACE_S)
        self._area = parts.scrolled(self._lines)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Problems of the checklist"))
        self._stack = QStackedWidget()
        self._stack.addWidget(basis)
        self._stack.addWidget(self._area)
        tabs = parts.column(
            parts.row(self.show_basis, self.show_findings, 1, space=0), self._stack, space=0
        )
        tabs.setStretch(1, 1)
        self.setLayout(tabs)
        for number, one in enumerate((self.show_basis, self.show_findings)):
            one.setCheckable(True)
            one.clicked.connect(lambda _on, view=number: self._turn(view))
        self.findings: tuple[Finding, ...] = ()
        self.wait()

    def _turn(self, view: int) -> None:
        self._stack.setCurrentIndex(view)
        self.show_basis.setChecked(view == 0)
        self.show_findings.setChecked(view == 1)

    def turn(self) -> None:
        """Show the other of the two."""
        self._turn(1 - self._stack.currentIndex())

    def wait(self) -> None:
        """Say that the check is under way."""
        self.findings = ()
        self._say(_("Checking …"))
        parts.empty(self._lines)
        self._lines.addWidget(parts.label(_("The form is being checked …"), "muted", wrap=True))
        self._lines.addStretch(1)
        self._turn(0)

    def show_found(self, found: tuple[Finding, ...]) -> None:
        """Show what the check found; errors first, and at once where there are any."""
        self.findings = tuple(sorted(found, key=lambda one: one.is_warning))
        self._say(_("Problems {count}").format(count=len(found)))
        parts.empty(self._lines)
        for one in self.findings[:MOST]:
            self._lines.addWidget(_line(one))
        if not found:
            said = _("“forms check” finds nothing to correct.")
            self._lines.addWidget(parts.label(said, "muted", wrap=True))
        if len(found) > MOST:
            more = _("and {count} more").format(count=len(found) - MOST)
            self._lines.addWidget(parts.label(more, "note"))
        self._lines.addStretch(1)
        if any(not one.is_warning for one in found):
            self._turn(1)

    def _say(self, text: str) -> None:
        self.show_findings.setText(f"{text}  F3")
        self.show_findings.setAccessibleName(text)


def _line(found: Finding) -> QWidget:
    place = [found.sheet, str(found.row) if found.row else "", found.column]
    state = "waiting" if found.is_warning else "fail"
    word = _("Warning") if found.is_warning else _("Error")
    head = parts.row(parts.badge(word, state), parts.label(found.code, "note"), 1)
    where = " · ".join(text for text in (found.file, *place) if text)
    texts = [
        parts.label(where, "note", wrap=True, select=True),
        parts.label(found.message, "", wrap=True, select=True),
        parts.label(found.remedy, "muted", wrap=True, select=True),
    ]
    made = QWidget()
    made.setLayout(parts.column(head, *texts, space=theme.SPACE_XS))
    return made


class TryoutPage(QWidget):
    """Runs a form without a store; ``again`` asks to read it anew."""

    closed = Signal()
    again = Signal(object)

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        theme.mark(self, "ground")
        self.wanted = wanted
        self.acts = TryoutActs(self)
        basis = ItemBasis()
        basis.without_photos()
        self.side = TryoutSide(basis)
        self.form = FormView(self.acts, self.side, basis)
        self.form.items.open.offer(photos=False, hazards=False)
        self.back = parts.button(_("Back"), "flat", icon="arrow-left")
        self.restart = key_button(_("Start again"), "F5", icon="restart")
        self._arrange()
        self._listen()

    def _arrange(self) -> None:
        said = parts.badge(_("Try-out: nothing is recorded"), "waiting")
        title = parts.Elided(self.wanted.name, "section")
        texts = QWidget()
        texts.setLayout(parts.column(title, parts.Elided(_as_at(self.wanted), "note"), space=2))
        head = parts.row(self.back, texts, said, self.restart)
        head.setStretch(1, 1)
        layout = parts.column(head, self.form)
        layout.setStretch(1, 1)
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)
        self.setFocusProxy(self.form.items.open)

    def _listen(self) -> None:
        self.back.clicked.connect(self.closed)
        self.form.left.connect(self.closed)
        self.form.photo_wanted.connect(self._pretend_photo)
        self.restart.clicked.connect(lambda: self.again.emit(self.wanted))
        add_key(self, "F5", self.restart.click)
        add_key(self, "F3", self.side.turn)

    def show_form(self, tried: Tried) -> None:
        """Run a form from its beginning."""
        self.acts.open(tried.checklist, tried.around)

    def show_problem(self, problem: Problem) -> None:
        """Say why the form does not run; the check beside it says where."""
        safe = _("Nothing was changed; the file is as it was.")
        self.form.problem.show_problem(problem, safe, retry=False)

    def _pretend_photo(self) -> None:
        """Answer a question that asks for a picture; no picture is read."""
        item = self.form.item
        if item is not None and item.kind is ItemKind.IMAGE:
            self.acts.answer(Given(item.key, EXAMPLE_PHOTO, item.reason, item.note))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.items.open.take_focus()


def _as_at(wanted: Wanted) -> str:
    """Return on which day, and at what kind of place, the form is tried."""
    day = wanted.day.isoformat()
    if wanted.place is not None:
        where = checklist_words.place(wanted.place)
        return _("As on {day} at {place}").format(day=day, place=where)
    return _("As on {day} at a place with all facilities: every item shows").format(day=day)
