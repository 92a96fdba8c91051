"""Above every page: search, how the records stand with central, and the person."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme


@dataclass(frozen=True, slots=True)
class Standing:
    """How this computer stands with central: reachable (None: not tried), what waits, at work."""

    facts: int = 0
    blobs: int = 0
    online: bool | None = None
    busy: bool = False
    fetched: bool = True  # whether anything ever came from central


def standing_words(standing: Standing) -> tuple[str, str, str]:
    """Return (words, state, icon) of the button in the top bar."""
    if standing.busy:
        return (_("Syncing …"), "", "sync")
    waiting = standing.facts + standing.blobs
    if not waiting and not standing.fetched:
        return (_("Not synced yet"), "waiting", "cloud-download-outline")
    if not waiting:
        return (_("All on central"), "safe", "cloud-check-outline")
    words = _("{count} to send").format(count=waiting)
    if standing.online is False:
        words = _("Offline · {count} to send").format(count=waiting)
    return (words, "waiting", "cloud-upload-outline")


class SearchField(QLineEdit):
    """Search as you type; ↓ goes to the list, Enter opens its first line, Esc clears."""

    down = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Enterprise, pinyin initials, credit code, address   Ctrl+K"))
        self.setAccessibleName(_("Search enterprises"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(theme.px(160))
        self.setMaximumWidth(theme.px(520))
        self.setMaxLength(100)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Down:
            self.down.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            return False
        return True


class TopBar(QFrame):
    """Reports what the person asks for; knows nothing of pages."""

    searched = Signal(str)
    search_down = Signal()
    search_entered = Signal()
    sync_page_wanted = Signal()
    sync_wanted = Signal()
    settings_wanted = Signal()
    lock_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "topbar")
        self.search = SearchField()
        self.standing = parts.button(_("All on central"), "flat")
        self.person = parts.button(person or _("Person"), "flat", icon="account-circle-outline")
        self.person.setMenu(self._menu())
        inner = parts.row(self.search, 1, self.standing, self.person)
        inner.setStretch(0, 3)
        inner.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        self.setLayout(inner)
        self.search.textChanged.connect(self.searched)
        self.search.down.connect(self.search_down)
        self.search.entered.connect(self.search_entered)
        self.standing.clicked.connect(self.sync_page_wanted)
        self.show_standing(Standing())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for words, signal in (
            (_("Sync now"), self.sync_wanted),
            (_("Settings"), self.settings_wanted),
            (_("Lock or switch inspector"), self.lock_wanted),
            (_("Quit"), self.quit_wanted),
        ):
            action = QAction(words, menu)
            action.triggered.connect(signal)
            menu.addAction(action)
        return menu

    def show_standing(self, standing: Standing) -> None:
        """Show whether everything is on central, or how much waits."""
        words, state, icon = standing_words(standing)
        self.standing.setText(words)
        self.standing.setAccessibleName(_("Sync: {state}").format(state=words))
        parts.put_icon(self.standing, icon, state or "muted")
        theme.set_state(self.standing, state)
