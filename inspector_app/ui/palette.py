"""The command palette: everything the program can do here, found by words or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme

WIDTH, HEIGHT = 520, 360
PLACE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do: its words, the keys that do it at once ("" for none), and the act."""

    words: str
    keys: str
    run: Callable[[], object]


class Palette(QFrame):
    """A line to type into over the page; Enter does the marked line, Esc closes."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        theme.mark(self, "card")
        self.setProperty("overlay", True)
        self._commands: tuple[Command, ...] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("What do you want to do? Words or pinyin initials"))
        self.line.setAccessibleName(_("Command"))
        self.found = QListWidget()
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setAccessibleName(_("Commands found"))
        self.nothing = parts.label(_("No command fits. Try other words; Esc closes."), "muted")
        inner = parts.column(self.line, self.nothing, self.found, space=theme.SPACE_XS)
        parts.pad(inner, theme.SPACE_S)
        self.setLayout(inner)
        self.line.textChanged.connect(self._search)
        self.line.installEventFilter(self)
        self.found.itemClicked.connect(self._take)
        self.hide()

    def begin(self, commands: Iterable[Command]) -> None:
        """Show the line over the page, offering these commands."""
        self._commands = tuple(commands)
        self.line.clear()
        self._search("")
        self._stand()
        self.show()
        self.raise_()
        self.line.setFocus()

    def words(self) -> list[str]:
        """Return the words of the lines found, as listed."""
        rows = range(self.found.count())
        return [self._commands[self.found.item(n).data(PLACE)].words for n in rows]

    def _stand(self) -> None:
        over = self._over
        wide = min(theme.px(WIDTH), over.width() - theme.px(32))
        high = min(theme.px(HEIGHT), over.height() - theme.px(80))
        self.setGeometry((over.width() - wide) // 2, theme.px(56), wide, high)

    def _search(self, text: str) -> None:
        self.found.clear()
        for number, command in enumerate(self._commands):
            if matches(command.words, text):
                line = QListWidgetItem(_line(command), self.found)
                line.setData(PLACE, number)
                line.setSizeHint(QSize(0, theme.px(theme.HIT)))
        self.found.setCurrentRow(0)
        self.nothing.setVisible(self.found.count() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._typed(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _typed(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            self._close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.found.currentItem())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self.found.currentRow() + step
            self.found.setCurrentRow(max(0, min(self.found.count() - 1, row)))
        else:
            return False
        return True

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _take(self, line: QListWidgetItem | None) -> None:
        if line is None:
            return
        chosen = self._commands[line.data(PLACE)]
        self._close()
        chosen.run()


def _line(command: Command) -> str:
    return f"{command.words}    {command.keys}" if command.keys else command.words


def matches(words: str, typed: str) -> bool:
    """Tell whether every typed word stands in a command's words, their pinyin or its initials."""
    from inspector_app.store.pinyin import readings

    plain = words.casefold()
    spoken = [readings(one)[0] for one in plain if not one.isspace()]
    initials, whole = "".join(one[:1] for one in spoken), "".join(spoken)
    wanted = typed.casefold().split()
    return all(part in plain or part in initials or part in whole for part in wanted)
