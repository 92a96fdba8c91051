"""How the windows look, and whose computer this is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from inspector_app.i18n import N_, _
from inspector_app.ui import parts, theme
from inspector_app.ui.preferences import LOCK_AFTER, Preferences

LANGUAGES = (("zh_CN", "中文"), ("en", "English"))
SHADES = (
    ("system", N_("As the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
    ("contrast", N_("High contrast")),
)
WIDTH = 720


@dataclass(frozen=True, slots=True)
class About:
    """Whose workspace this is and where."""

    person: str
    device: str
    central: str
    data_dir: str
    version: str


class SettingsPage(QWidget):
    """Every choice takes effect at once; there is no Save button."""

    chosen = Signal(object)
    folder_wanted = Signal(str)
    lock_wanted = Signal()

    def __init__(
        self, preferences: Preferences, about: About, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.language, self.shade, self.scale = QComboBox(), QComboBox(), QComboBox()
        self.lock_after = QComboBox()
        self.folder = parts.button(_("Open the folder"))
        self.lock = parts.button(_("Lock or switch inspector"), icon="lock-outline")
        self._fill()
        layout = parts.column(
            parts.label(_("Settings"), "page"),
            self._look(),
            self._locking(),
            self._whose(about),
            1,
            space=theme.SPACE_M,
        )
        parts.pad(layout)
        self.setLayout(parts.column(parts.scrolled(layout)))
        self.setFocusProxy(self.language)
        self.folder.clicked.connect(lambda: self.folder_wanted.emit(about.data_dir))
        self.lock.clicked.connect(self.lock_wanted)

    def _fill(self) -> None:
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        for code, name in SHADES:
            self.shade.addItem(_(name), code)
        for scale in theme.SCALES:
            self.scale.addItem(f"{round(scale * 100)} %", scale)
        for minutes in LOCK_AFTER:
            self.lock_after.addItem(_("{count} minutes").format(count=minutes), minutes)
        known = self._preferences
        for box, value in (
            (self.language, known.language),
            (self.shade, known.choice),
            (self.scale, known.scale),
            (self.lock_after, known.lock_after),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
            box.currentIndexChanged.connect(lambda _n: self._choose())

    def _boxes(self) -> tuple[QComboBox, ...]:
        return (self.language, self.shade, self.scale, self.lock_after)

    @property
    def choice_at_hand(self) -> int:
        """Which of the choices has the keyboard; -1 where none has."""
        return next((n for n, box in enumerate(self._boxes()) if box.hasFocus()), -1)

    def take_in_hand(self, choice: int) -> None:
        """Give the keyboard to a choice: a choice makes the window anew, and the next arrow key
        is meant for the same one."""
        if choice >= 0:
            self._boxes()[choice].setFocus()

    def _look(self) -> QFrame:
        fields = parts.row(
            parts.field(_("Language"), self.language),
            parts.field(_("Colours"), self.shade),
            parts.field(_("Size of everything"), self.scale),
            space=theme.SPACE_M,
        )
        for number in range(3):
            fields.setStretch(number, 1)
        return _card(_("Look"), parts.column(fields))

    def _locking(self) -> QFrame:
        hint = _(
            "Half-typed texts are kept. Another inspector may then unlock this computer with a "
            "passphrase of their own: each one's records are encrypted apart."
        )
        field = parts.field(_("Lock when nobody touches it for"), self.lock_after, hint)
        return _card(_("Locking"), parts.column(field, parts.row(self.lock, 1)))

    def _whose(self, about: About) -> QFrame:
        lines = parts.column(space=theme.SPACE_M)
        for caption, value in (
            (_("Inspector"), about.person),
            (_("Device code (stands in paper numbers)"), about.device),
            (_("Central"), about.central),
            (_("Data folder (encrypted)"), about.data_dir),
            (_("Version"), about.version),
        ):
            lines.addLayout(
                parts.column(
                    parts.label(caption, "field"),
                    parts.label(value or "–", "", wrap=True, select=True),
                    space=2,
                )
            )
        lines.addLayout(parts.row(self.folder, 1))
        return _card(_("This computer"), lines)

    def _choose(self) -> None:
        self._preferences = replace(
            self._preferences,
            language=self.language.currentData(),
            choice=self.shade.currentData(),
            scale=self.scale.currentData(),
            lock_after=self.lock_after.currentData(),
        )
        self.chosen.emit(self._preferences)


def _card(title: str, body: QVBoxLayout) -> QFrame:
    made = parts.card(parts.column(parts.label(title, "section"), body, space=theme.SPACE_M))
    made.setMaximumWidth(theme.px(WIDTH))
    return made
