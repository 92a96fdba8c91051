"""The bar under a visit: who is visited by whom since when, saved when, and how to end it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.i18n import _
from inspector_app.ui import parts, theme, words
from inspector_app.ui.item_look import key_button
from inspector_app.ui.visit_values import VisitHead

WHOLE = 680  # px at 100 %: what head, time and all words with their keys need


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
        self._end = key_button(_("End service"), "F8")
        self.papers = key_button(_("Papers…"), "F7")
        self.papers.setAccessibleName(_("Make a paper…"))
        self._notice = key_button("", "F9", kind="primary")
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
        self._short = False
        self._words = {"end": _("End service"), "papers": _("Papers…"), "notice": ""}
        self.show_hazards(0)

    # --- narrow: the keys stay in the tooltips, and the item says itself what is saved

    def _show_words(self) -> None:
        for name, one, key in (
            ("end", self._end, "F8"),
            ("papers", self.papers, "F7"),
            ("notice", self._notice, "F9"),
        ):
            word = self._words[name]
            one.setText(word if self._short else f"{word}  {key}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        short = event.size().width() < theme.px(WHOLE)
        if short != self._short:
            self._short = short
            self._head.setVisible(not short)
            self._saved.setVisible(not short)
            self._show_words()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), super().minimumSizeHint().height())

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
        self._words["end"] = _("Service ended") if head.ended else _("End service")
        self._show_words()

    def show_hazards(self, count: int) -> None:
        """Show how many hazards the notice would tell."""
        text = self._words["notice"] = _("Issue notice ({count})").format(count=count)
        self._notice.setAccessibleName(text)
        self._notice.setEnabled(count > 0)
        self._show_words()

    def show_saved(self, text: str, state: str) -> None:
        """Show when the last act reached the disk, that it is on its way, or that it failed."""
        self._saved.setText(text)
        theme.set_state(self._saved, state)

    @property
    def saved_text(self) -> str:
        return self._saved.text()
