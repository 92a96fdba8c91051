"""The bar under a visit: who is visited by whom since when, saved when, and how to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme, words
from inspector_app.ui.visit_values import VisitHead


class VisitFooter(QFrame):
    """Shows the visit's head and the time of the last save."""

    end_wanted = Signal()
    notice_wanted = Signal()
    close_wanted = Signal()
    papers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "statusbar")
        self._head = parts.Elided("", "muted")
        self._saved = parts.label("")
        self._saved.setAccessibleName(_("Saved"))
        self._back = parts.button(_("Close page"), "flat")
        self._end = parts.button(_("End service") + "  F8", name=_("End service"))
        self.papers = parts.button(_("Papers…") + "  F7", name=_("Make a paper…"))
        self._notice = parts.button("", "primary")
        self._back.clicked.connect(self.close_wanted)
        self._end.clicked.connect(self.end_wanted)
        self.papers.clicked.connect(self.papers_wanted)
        self._notice.clicked.connect(self.notice_wanted)
        layout = parts.row(
            self._head, self._saved, self._back, self.papers, self._end, self._notice
        )
        layout.setStretch(0, 1)
        layout.setContentsMargins(
            theme.px(theme.SPACE_M), theme.px(6), theme.px(theme.SPACE_M), theme.px(6)
        )
        self.setLayout(layout)
        self.show_hazards(0)

    def show_head(self, head: VisitHead) -> None:
        """Show enterprise, services, inspectors and when the visit began."""
        since = _("since {time}").format(time=head.started[11:16]) if head.started else ""
        bits = (
            head.enterprise,
            head.site,
            words.services(head.services),
            " ".join(head.inspectors),
            since,
            head.date if head.date != head.started[:10] else "",
        )
        self._head.show_text(" · ".join(bit for bit in bits if bit))
        self._end.setEnabled(not head.ended)
        if head.ended:
            self._end.setText(_("Service ended"))

    def show_hazards(self, count: int) -> None:
        """Show how many hazards the notice would tell."""
        text = _("Issue notice ({count})").format(count=count)
        self._notice.setText(f"{text}  F9")
        self._notice.setAccessibleName(text)
        self._notice.setEnabled(count > 0)

    def show_saved(self, text: str, state: str) -> None:
        """Show when the last act reached the disk, that it is on its way, or that it failed."""
        self._saved.setText(text)
        theme.set_state(self._saved, state)

    @property
    def saved_text(self) -> str:
        return self._saved.text()
