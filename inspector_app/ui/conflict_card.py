"""A disagreement: the versions side by side, who and when, and three ways to settle it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from inspector_app.i18n import _
from inspector_app.operations.conflicts import Conflict, Version
from inspector_app.ui import conflict_values, parts, theme
from inspector_app.ui.field_grid import FieldGrid
from inspector_app.ui.flow import Flow


class ConflictCard(QFrame):
    """``settle_wanted`` carries (subject, fact) of the version that shall stand, ``write_wanted``
    (subject, fact, fields as typed); leaving both is no act at all."""

    settle_wanted = Signal(str, str)
    write_wanted = Signal(str, str, object)

    def __init__(self, conflict: Conflict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self._conflict = conflict
        self.fields: dict[str, QLineEdit] = {}
        about = conflict_values.about(conflict)
        title = _("{about}: two people said different things").format(about=about)
        advice = _("Both are kept. Choose what is right, or leave both for central to settle.")
        versions = FieldGrid([[self._version(one) for one in conflict.versions]])
        self.leave = parts.button(_("Leave both"), "flat")
        self.leave.clicked.connect(self.hide)
        self.anew = parts.button(_("Write anew"))
        self.anew.clicked.connect(self._begin_anew)
        self._writing = QWidget()
        self._writing.hide()
        layout = parts.column(
            parts.label(title, "strong", wrap=True),
            parts.label(advice, "muted", wrap=True),
            versions,
            self._writing,
            Flow((self.anew, self.leave)),
        )
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)
        self.anew.setVisible(self._base is not None)

    @property
    def _base(self) -> Version | None:
        """The version a new one begins with; None where nothing of it can be typed."""
        return next((one for one in self._conflict.versions if one.texts), None)

    def _version(self, version: Version) -> QFrame:
        who = conflict_values.who(version)
        text = _("Keep mine") if version.mine else _("Keep theirs")
        keep = parts.button(text, name=_("{act}: {who}").format(act=text, who=who))
        keep.clicked.connect(lambda: self.settle_wanted.emit(self._conflict.subject, version.fact))
        fields = [
            line
            for name, value in conflict_values.told(version)
            for line in (parts.label(name, "field"), parts.label(value, "strong", wrap=True))
        ]
        mine = [parts.badge(_("this computer"), "ok")] if version.mine else []
        head = parts.row(parts.label(who, "note", wrap=True), *mine)
        head.setStretch(0, 1)
        layout = parts.column(head, *fields, 1, keep, space=theme.SPACE_XS)
        return parts.card(layout, space=theme.SPACE_M)

    def _begin_anew(self) -> None:
        base = self._base
        if base is None or self.fields:
            return
        made = parts.column(space=theme.SPACE_S)
        for name, text in base.texts:
            edit = QLineEdit(text)
            edit.returnPressed.connect(self._write)
            self.fields[name] = edit
            made.addLayout(parts.field(conflict_values.field(name), edit))
        store = parts.button(_("Record the new version"), "primary")
        store.clicked.connect(self._write)
        made.addLayout(parts.row(store, 1))
        self._writing.setLayout(made)
        self._writing.show()
        self.anew.hide()
        next(iter(self.fields.values())).setFocus()

    def _write(self) -> None:
        base = self._base
        if base is not None:
            typed = {name: edit.text() for name, edit in self.fields.items()}
            self.write_wanted.emit(self._conflict.subject, base.fact, typed)
