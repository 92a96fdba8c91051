"""Three screens for a new inspector: what is here, how a visit goes, why nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.low_window import scrolling
from inspector_app.ui.shortcuts import add_key

WIDTH = 640


@dataclass(frozen=True, slots=True)
class Screen:
    """A title, an icon, and lines of (keys or "", sentence)."""

    title: str
    icon: str
    lines: tuple[tuple[str, str], ...]


SCREENS = (
    Screen(
        N_("Your enterprises, without a network"),
        "factory",
        (
            ("", N_("Sync in the morning: the assigned enterprises come with their hazards.")),
            ("", N_("Everything here is encrypted; your passphrase opens it and nothing else.")),
            ("Ctrl+K", N_("finds an enterprise by name, pinyin initials or credit code.")),
            ("F2", N_("finds everything the program can do.")),
        ),
    ),
    Screen(
        N_("A visit, by keyboard"),
        "clipboard-check-outline",
        (
            ("1  2  3", N_("conforms, does not conform, not applicable; the next item opens.")),
            ("P", N_("takes a photo of the item; a phone can be the camera.")),
            ("H", N_("records a hazard that no item asks about.")),
            ("F9", N_("shows the notice: both sides sign, then it is issued and printed.")),
        ),
    ),
    Screen(
        N_("Nothing is ever lost"),
        "cloud-check-outline",
        (
            ("", N_("There is no Save button: an answer is on disk before the next key press.")),
            ("", N_("Each record shows where it is: here, backed up, accepted, safe.")),
            ("", N_("Sync in the evening, or days later; nothing is sent twice.")),
            ("F1", N_("explains the page you are on.")),
        ),
    ),
)


class Introduction(QWidget):
    """Shows one screen after another; ``done`` comes after the last one or when skipped."""

    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = QStackedWidget()
        for screen in SCREENS:
            self.stack.addWidget(_screen(screen))
        self.place = parts.label("", "muted")
        self.back = parts.button(_("Back"), "flat")
        self.skip = parts.button(_("Skip"), "flat")
        self.next = parts.button("", "primary")
        foot = parts.row(self.skip, 1, self.place, 1, self.back, self.next)
        card = parts.card(parts.column(self.stack, foot, space=theme.SPACE_L), space=24)
        card.setMaximumWidth(theme.px(WIDTH))
        self.setLayout(scrolling(parts.column(1, parts.row(1, card, 1), 1)))
        self.back.clicked.connect(lambda: self._turn(-1))
        self.next.clicked.connect(lambda: self._turn(1))
        self.skip.clicked.connect(self.done)
        self.setFocusProxy(self.next)
        self._add_keys()
        self._turn(0)

    def _turn(self, step: int) -> None:
        number = self.stack.currentIndex() + step
        if number >= len(SCREENS):
            self.done.emit()
            return
        self.stack.setCurrentIndex(max(0, number))
        last = number == len(SCREENS) - 1
        self.next.setText(_("Begin") if last else _("Next"))
        self.next.setAccessibleName(self.next.text())
        self.back.setEnabled(number > 0)
        self.skip.setVisible(not last)
        self.place.setText(_("{number} of {count}").format(number=number + 1, count=len(SCREENS)))

    def _add_keys(self) -> None:
        # Shortcuts, since a button with the keyboard takes the arrows for itself.
        add_key(self, "Right", lambda: self._turn(1))
        add_key(self, "Left", lambda: self._turn(-1))
        add_key(self, "Escape", self.done.emit)


def _screen(screen: Screen) -> QWidget:
    made = QWidget()
    lines: QVBoxLayout = parts.column(space=theme.SPACE_M)
    for keys, sentence in screen.lines:
        lines.addLayout(_line(keys, sentence))
    mark = QLabel()
    mark.setPixmap(theme.icon(screen.icon, "accent").pixmap(theme.px(36), theme.px(36)))
    head = parts.row(mark, parts.label(_(screen.title), "page", wrap=True), space=theme.SPACE_M)
    head.setStretch(1, 1)  # beside each other: on an enlarged screen every line counts
    made.setLayout(parts.column(head, lines, 1, space=theme.SPACE_L))
    return made


def _line(keys: str, sentence: str) -> QVBoxLayout:
    text = parts.label(_(sentence), wrap=True)
    if not keys:
        return parts.column(text)
    beside = parts.row(parts.label(keys, "key"), text)
    beside.setStretch(1, 1)
    return parts.column(beside)
