"""重号: two papers with one number side by side; one is voided, the other stays in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from inspector_app.domain.dossier import Paper
from inspector_app.i18n import _
from inspector_app.operations.duplicates import Duplicate
from inspector_app.ui import parts, theme, words
from inspector_app.ui.field_grid import FieldGrid


class DuplicateCard(QFrame):
    """``void_wanted`` carries (duplicate, paper to void, reason)."""

    void_wanted = Signal(object, object, str)

    def __init__(self, duplicate: Duplicate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "strip")
        theme.set_state(self, "waiting")
        self._duplicate = duplicate
        self.reason = QLineEdit(_("The number was given twice by a copied computer"))
        self.reason.setMaxLength(200)
        title = _("Two papers bear the number {number}").format(number=duplicate.number)
        advice = _(
            "Both papers exist and both stay. Void one of them; the enterprise gets that paper "
            "again under a new number."
        )
        papers = FieldGrid([[self._paper(one) for one in duplicate.papers]])
        layout = parts.column(
            parts.label(title, "strong", wrap=True),
            parts.label(advice, "muted", wrap=True),
            parts.field(_("Reason"), self.reason),
            papers,
        )
        parts.pad(layout, theme.SPACE_M)
        self.setLayout(layout)

    def _paper(self, paper: Paper) -> QFrame:
        body = paper.body
        told = _("{count} hazards · check sum {sha}").format(
            count=len(body.hazards), sha=body.value_sha256[:12]
        )
        device = _("Computer {device}, {time}").format(
            device=paper.fact.device, time=words.clock(body.issued_at)
        )
        void = parts.button(_("Void this paper"), name=f"{_('Void this paper')}: {device}")
        void.clicked.connect(lambda: self._void(paper))
        void.setVisible(paper.voided is None)
        lines = parts.column(
            parts.label(device, "strong", wrap=True),
            parts.label(told, "note", wrap=True),
            space=theme.SPACE_XS,
        )
        if paper.voided is not None:
            lines.addWidget(parts.badge(_("void")))
        lines.addWidget(void)
        return parts.card(lines, space=theme.SPACE_M)

    def _void(self, paper: Paper) -> None:
        if self.reason.text().strip():
            self.void_wanted.emit(self._duplicate, paper, self.reason.text().strip())
        else:
            self.reason.setFocus()


def unsettled(dossier: str, papers: tuple[Paper, ...]) -> tuple[Duplicate, ...]:
    """Return the numbers of a dossier that several papers in force bear."""
    numbers = dict.fromkeys(one.body.number for one in papers if one.duplicated)
    found = (Duplicate(dossier, n, tuple(p for p in papers if p.body.number == n)) for n in numbers)
    return tuple(one for one in found if not one.settled)
