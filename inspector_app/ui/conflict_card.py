"""A disagreement: the versions side by side, who and when, and one press to settle it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme, words
from inspector_app.ui.conflict_values import Conflict, Version


class ConflictCard(QFrame):
    """Reports which version shall stand; leaving both is no act at all."""

    settle_wanted = Signal(str, str)

    def __init__(self, conflict: Conflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        title = _("{about}: two people said different things").format(about=conflict.about)
        advice = _("Both are kept. Choose what is right, or leave both for central to settle.")
        versions = parts.row(
            *(self._version(conflict.subject, one) for one in conflict.versions),
            space=theme.SPACE_S,
        )
        leave = parts.button(_("Leave both"), "flat")
        leave.clicked.connect(self.hide)
        layout = parts.column(
            parts.label(title, "strong", wrap=True),
            parts.label(advice, "muted", wrap=True),
            versions,
            parts.row(1, leave),
        )
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _version(self, subject: str, version: Version) -> QFrame:
        who = _("{person}, {time}").format(person=version.who, time=words.clock(version.when))
        keep = parts.button(_("This is right"), name=_("This is right: {who}").format(who=who))
        keep.clicked.connect(lambda: self.settle_wanted.emit(subject, version.fact))
        fields = [
            line
            for name, value in version.fields
            for line in (parts.label(name, "field"), parts.label(value, "strong", wrap=True))
        ]
        layout = parts.column(parts.label(who, "note"), *fields, 1, keep, space=theme.SPACE_XS)
        return parts.card(layout, space=theme.SPACE_M)
