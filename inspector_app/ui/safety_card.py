"""The sync page's list of what is not safe yet and why, and the certificate of the day."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.operations import record_words
from inspector_app.operations.life_line import Safety, Unsafe
from inspector_app.operations.life_line_certificate import what_words
from inspector_app.ui import parts, theme, words
from inspector_app.ui.flow import Flow
from inspector_app.ui.life_badge import LifeLineBar, life_badge

AT_ONCE = 12  # lines; more would let the window stand still for a moment


class SafetyCard(QFrame):
    """Shows how own records stand; ``printed`` and ``saved`` ask for the certificate."""

    dossier_wanted = Signal(str)
    printed = Signal()
    saved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self.line = LifeLineBar()
        self.print = parts.button(_("Print the day's certificate"), icon="printer-outline")
        self.save = parts.button(_("Save as PDF"), icon="content-save-outline")
        self.note = parts.label("", "muted", wrap=True)
        self.note.hide()
        self._title = parts.label("", "section")
        self._lines = parts.column(space=0)
        self._rest: tuple[Unsafe, ...] = ()
        self._now: datetime
        self.more = parts.button("", "link")
        self.more.hide()
        rule = _("Nothing is removed from this computer before central's signed receipt.")
        title = parts.label(_("Life line of your records"), "section")
        layout = parts.column(
            Flow((title, self.print, self.save), theme.SPACE_M),
            self.note,
            self.line,
            parts.rule(),
            self._title,
            self._lines,
            parts.row(self.more, 1),
            parts.label(rule, "note", wrap=True),
            space=theme.SPACE_M,
        )
        parts.pad(layout, theme.SPACE_XL)
        self.setLayout(layout)
        self.print.clicked.connect(self.printed)
        self.save.clicked.connect(self._choose)
        self.more.clicked.connect(self.show_more)

    def show_safety(self, safety: Safety, now: datetime) -> None:
        """Show the counts and what is not safe, major hazards first, then the oldest."""
        self.line.show_counts(safety.counts)
        count = sum(one.count for one in safety.unsafe)
        title = _("Not safe yet: {count}").format(count=count)
        none = not any(safety.counts.values())
        safe = (
            _("You recorded nothing here yet.") if none else _("Everything you recorded is safe.")
        )
        self._title.setText(title if count else safe)
        theme.set_state(self._title, "waiting" if count else "na" if none else "safe")
        parts.empty(self._lines)
        self._rest, self._now = safety.unsafe, now
        self.show_more()

    def show_more(self) -> None:
        """Show the next lines of a long list."""
        shown, self._rest = self._rest[:AT_ONCE], self._rest[AT_ONCE:]
        for one in shown:
            self._lines.addWidget(self._line(one, self._now))
        self.more.setVisible(bool(self._rest))
        self.more.setText(_("Show {count} more").format(count=len(self._rest)))

    def _line(self, one: Unsafe, now: datetime) -> parts.Line:
        why = record_words.reason(one.why, one.files)
        note = _("{enterprise} · {age} · {why}").format(
            enterprise=one.enterprise or _("Without a name"), age=words.age(one.since, now), why=why
        )
        line = parts.Line(what_words(one), note)
        if one.major:
            line.add_badge(parts.badge(_("Major"), "major"))
        line.add_badge(life_badge(one.stage))
        line.clicked.connect(lambda: self.dossier_wanted.emit(one.dossier))
        return line

    def show_note(self, text: str) -> None:
        """Say what became of the certificate."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _choose(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save the day's certificate"), _("certificate") + ".pdf", "PDF (*.pdf)"
        )
        if path:
            self.saved.emit(path)
