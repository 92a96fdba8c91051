"""One line above a visit: a newer version of one of its checklists is in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.operations.moving import NewerVersion
from inspector_app.ui import parts, theme


class VisitBanner(QFrame):
    """Tells and offers the view of a move; nothing happens by itself. Hidden without news."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self._form, self._dismissed = "", ""
        self._text = parts.Elided("", "strong")
        self.look = parts.button(_("Look at it"), name=_("Look at the newer version"))
        self.later = parts.button(_("Later"), "flat")
        layout = parts.row(self._text, self.look, self.later)
        layout.setStretch(0, 1)
        parts.pad(layout, theme.SPACE_XS)
        layout.setContentsMargins(theme.px(theme.SPACE_M), *(theme.px(theme.SPACE_XS),) * 3)
        self.setLayout(layout)
        self.look.clicked.connect(lambda: self.wanted.emit(self._form))
        self.later.clicked.connect(self._dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What the banner says; "" while hidden."""
        return "" if self.isHidden() else self._text.whole

    def show_newer(self, newer: tuple[NewerVersion, ...]) -> None:
        """Tell of the first newer version that nobody put off."""
        known = [one for one in newer if f"{one.form}@{one.newer}" != self._dismissed]
        self.setVisible(bool(known))
        if not known:
            return
        first = known[0]
        self._form, self._version = first.form, first.newer
        text = _("A newer version of “{title}” is in force: {after} (in use here: {before}).")
        said = text.format(title=first.title, after=first.newer, before=first.version)
        self._text.show_text(said)
        self.setAccessibleName(said)

    def _dismiss(self) -> None:
        self._dismissed = f"{self._form}@{self._version}"
        self.hide()
