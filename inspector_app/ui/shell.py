"""The frame of the working window: rail at the left, top bar, the page, a status line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QStackedWidget, QWidget

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.first_focus import give_keyboard
from inspector_app.ui.palette import Palette
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.top_bar import TopBar

RAIL_WIDTH, NARROW_RAIL = 148, 128
WIDE_WINDOW = 1100  # px at 100 %; below it the rail keeps its words and drops its icons


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rail; Ctrl and its key open it."""

    name: str
    word: str
    icon: str
    key: str = ""


ENTRIES = (
    Entry("today", N_("Today"), "calendar-check-outline", "1"),
    Entry("enterprises", N_("Enterprises"), "factory", "2"),
    Entry("hazards", N_("Hazards"), "alert-outline", "3"),
    Entry("papers", N_("Papers"), "file-document-outline", "4"),
    Entry("ledger", N_("Ledgers"), "table-large", "5"),
    Entry("checklists", N_("Checklists"), "clipboard-list-outline", "6"),
    Entry("law", N_("Legal basis"), "scale-balance", "7"),
    Entry("sync", N_("Sync"), "sync", "8"),
    Entry("help", N_("Help"), "help-circle-outline", "9"),
    Entry("settings", N_("Settings"), "cog-outline", "0"),
)
BELOW = ("help", "settings")
STANDS_FOR = {  # pages without a line of their own, and the line they belong to
    "dossier": "enterprises",
    "checklist": "checklists",
    "tryout": "checklists",
    "record": "visit",
}
VISIT = Entry("visit", N_("This visit"), "clipboard-check-outline")


class Rail(QFrame):
    """The pages by name; the visit in progress stands on top while there is one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "rail")
        self.setFixedWidth(theme.px(RAIL_WIDTH))
        self.buttons: dict[str, QPushButton] = {}
        self._icons = True
        above = [self._button(VISIT)]
        below: list[QWidget] = []
        for entry in ENTRIES:
            (below if entry.name in BELOW else above).append(self._button(entry))
        self.buttons["visit"].hide()
        inner = parts.column(*above, 1, *below, space=theme.SPACE_XS)
        parts.pad(inner, theme.SPACE_S)
        inner.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(12))
        area = parts.scrolled(inner)  # on a low, enlarged screen the lines scroll
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(parts.column(area))

    def _button(self, entry: Entry) -> QPushButton:
        made = parts.button(_(entry.word), "rail", icon=entry.icon)
        made.setCheckable(True)
        if entry.key:
            made.setToolTip(f"Ctrl+{entry.key}")
        made.clicked.connect(lambda _on, name=entry.name: self._press(name))
        self.buttons[entry.name] = made
        return made

    def show_icons(self, shown: bool) -> None:
        """Take less room on a small or enlarged screen: words without icons."""
        if shown == self._icons:
            return
        self._icons = shown
        self.setFixedWidth(theme.px(RAIL_WIDTH if shown else NARROW_RAIL))
        self.mark(next((key for key, one in self.buttons.items() if one.isChecked()), ""))

    def _press(self, name: str) -> None:
        self.mark(name)
        self.chosen.emit(name)

    def mark(self, name: str) -> None:
        """Show which page stands open; a page without a line leaves none marked."""
        for key, one in self.buttons.items():
            one.setChecked(key == name)
            parts.put_icon(one, _icon_of(key), "accent" if key == name else "muted")
            if not self._icons:
                one.setIcon(QIcon())


def _icon_of(name: str) -> str:
    return next(e.icon for e in (VISIT, *ENTRIES) if e.name == name)


class Shell(QWidget):
    """Holds the pages; which is shown is decided by its owner through ``show_page``."""

    page_wanted = Signal(str)
    help_wanted = Signal()
    lock_wanted = Signal()
    commands_wanted = Signal()

    def __init__(self, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rail, self.top = Rail(), TopBar(person)
        self.problem, self.stack = ProblemStrip(), QStackedWidget()
        self.status, self.message, self.saved = _status_line()
        self._names: dict[str, QWidget] = {}
        self.commands = Palette(self)
        strip = parts.row(self.problem)
        strip.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), 0)
        page = parts.column(self.top, strip, self.stack, self.status, space=0)
        page.setStretch(2, 1)
        outer = parts.row(self.rail, page, space=0)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self.rail.chosen.connect(self.page_wanted)
        self.commands.closed.connect(self.give_keyboard)
        self._add_shortcuts()

    def _add_shortcuts(self) -> None:
        for entry in ENTRIES:
            self._shortcut(f"Ctrl+{entry.key}", partial(self.page_wanted.emit, entry.name))
        self._shortcut("Ctrl+K", self.search)
        self._shortcut("F1", self.help_wanted.emit)
        self._shortcut("Ctrl+L", self.lock_wanted.emit)
        self._shortcut("F2", self.commands_wanted.emit)

    def _shortcut(self, keys: str, call: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.activated.connect(call)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.rail.show_icons(event.size().width() >= theme.px(WIDE_WINDOW))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the function keys to the shown page, also while the keyboard is beside it."""
        page, focused = self.page(self.shown), QApplication.focusWidget()
        beside = page is not None and not (focused is page or page.isAncestorOf(focused or self))
        if page is not None and beside and Qt.Key.Key_F3 <= event.key() <= Qt.Key.Key_F12:
            page.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def add_page(self, name: str, page: QWidget) -> None:
        """Give a page its place; a page of that name is replaced."""
        old = self._names.get(name)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self._names[name] = page
        self.stack.addWidget(page)

    def page(self, name: str) -> QWidget | None:
        """Return the page of a name, if there is one."""
        return self._names.get(name)

    @property
    def shown(self) -> str:
        """The name of the page that stands open."""
        here = self.stack.currentWidget()
        return next((name for name, page in self._names.items() if page is here), "")

    def show_page(self, name: str) -> None:
        """Bring a page to the front and mark its line in the rail."""
        self.stack.setCurrentWidget(self._names[name])
        self.rail.mark(STANDS_FOR.get(name, name))
        self.status.setVisible(name != "visit")  # the visit page has a line of its own
        self.problem.clear()

    def give_keyboard(self) -> None:
        """Put the keyboard into the open page, or on its line in the rail where it has no use."""
        page = self.stack.currentWidget()
        if page is None:
            return
        give_keyboard(page, self.rail.buttons.get(self.shown, self.top.search))

    def show_visit_entry(self, shown: bool) -> None:
        """Offer the way back to the visit in progress, or not."""
        self.rail.buttons["visit"].setVisible(shown)

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self.top.search.setFocus()
        self.top.search.selectAll()

    def say(self, text: str) -> None:
        """Show a short message in the status line."""
        self.message.show_text(text)

    def show_saved(self, text: str) -> None:
        """Show when the last record was stored."""
        self.saved.setText(text)

    def show_problem(self, problem: Problem, retry: bool = False) -> None:
        """Show a problem above the page."""
        self.problem.show_problem(problem, retry=retry)


def _status_line() -> tuple[QFrame, parts.Elided, QLabel]:
    bar = QFrame()
    theme.mark(bar, "statusbar")
    message, saved = parts.Elided("", "note"), parts.label("", "note")
    inner = parts.row(message, saved, space=theme.SPACE_L)
    inner.setStretch(0, 1)
    inner.setContentsMargins(theme.px(16), theme.px(5), theme.px(16), theme.px(5))
    bar.setLayout(inner)
    return bar, message, saved
