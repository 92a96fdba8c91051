"""The records of a visit or an enterprise: what is still to do, what exists, what may be begun."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from inspector_app.checklists.library import RecordForm
from inspector_app.domain.dossier_records import RecordState
from inspector_app.i18n import _
from inspector_app.operations.records import RecordLine, RecordsPage
from inspector_app.ui import parts, record_words, theme
from inspector_app.ui.flow import Flow
from inspector_app.ui.tab_order import tab_after

MOST = 30


class RecordsCard(QFrame):
    """Lists records; ``opened`` carries a record's id, ``begun`` the id of a form to begin."""

    opened = Signal(str)
    begun = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "card")
        self._lines: QVBoxLayout = parts.column(space=0)
        self._title = parts.label(_("Records of the service"), "section")
        self.more = parts.button(_("Another form"), "flat", icon="plus")
        self.more.clicked.connect(self._offer)
        head = Flow((self._title, self.more))
        layout = parts.column(head, self._lines)
        parts.pad(layout, theme.SPACE_S)
        self.setLayout(layout)
        self._page = RecordsPage((), (), ())

    def show_records(self, page: RecordsPage) -> None:
        """Show what the services ask for first, then what exists."""
        self._page = page
        parts.empty(self._lines)
        lines = [self._asked(form) for form in page.asked]
        lines += [self._existing(line) for line in page.records[:MOST]]
        for one in lines:
            self._lines.addWidget(one)
        tab_after(self.more, *lines)
        if not page.asked and not page.records:
            nothing = _("No record has been begun; sign-in sheets, confirmations and so on.")
            self._lines.addWidget(parts.label(nothing, "muted", wrap=True))
        count = len(page.asked) + len(page.records)
        title = _("Records of the service")
        self._title.setText(f"{title}  {count}" if count else title)
        self.more.setEnabled(bool(page.offered))

    def _asked(self, form: RecordForm) -> parts.Line:
        badge = parts.badge(_("to fill"), "waiting")
        line = parts.Line(form.entry.title, record_words.about(form), badge)
        line.clicked.connect(lambda: self.begun.emit(form.entry.form_id))
        return line

    def _existing(self, one: RecordLine) -> parts.Line:
        said = record_words.state(one.state)
        badge = parts.badge(said, record_words.BADGES[one.state])
        line = parts.Line(f"{one.code}  {one.title}".strip(), record_words.note(one), badge)
        if one.conflict:
            line.add_badge(parts.badge(_("two versions"), "waiting"))
        line.clicked.connect(lambda: self.opened.emit(one.record))
        return line

    def _offer(self) -> None:
        menu = QMenu(self)
        for form in self._page.offered:
            act = menu.addAction(f"{form.code}  {form.entry.title}")
            act.triggered.connect(lambda _on=False, one=form: self.begun.emit(one.entry.form_id))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    @property
    def to_do(self) -> int:
        """How many records are to do."""
        return to_do(self._page)


def to_do(page: RecordsPage) -> int:
    """Return how many records the services ask for or somebody began that are not closed yet."""
    waiting = [one for one in page.records if one.state is RecordState.OPEN]
    return len(page.asked) + len(waiting)
