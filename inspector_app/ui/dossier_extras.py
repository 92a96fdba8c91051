"""Below an enterprise's file: its records, and what its last visits came to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from inspector_app.i18n import _
from inspector_app.operations import lists, records, scoring
from inspector_app.operations.records import RecordsPage
from inspector_app.operations.session import Session
from inspector_app.operations.time_line import Moment, time_line
from inspector_app.ui import parts, theme
from inspector_app.ui.columns import Column, Columns
from inspector_app.ui.records_card import RecordsCard
from inspector_app.ui.score_card import LIGHTS, ScoreLook, in_short, look_of
from inspector_app.ui.time_line_card import TimeLineCard

LAST = 5  # visits whose result is computed


@dataclass(frozen=True, slots=True)
class VisitResult:
    """What one visit came to."""

    visit: str
    date: str
    look: ScoreLook


@dataclass(frozen=True, slots=True)
class DossierExtrasLook:
    """Records and results of an enterprise."""

    dossier: str
    records: RecordsPage
    results: tuple[VisitResult, ...]
    moments: tuple[Moment, ...] = ()


def extras_of(session: Session, dossier: str) -> DossierExtrasLook:
    """Return the records of an enterprise and what its last visits came to (store thread)."""
    page = lists.dossier_page(session, dossier)
    took_place = [one for one in page.visits if one.started is not None]
    results = tuple(
        VisitResult(one.visit, one.date, look_of(scoring.score_visit(session, one.visit)))
        for one in took_place[:LAST]
    )
    kept = records.records_of_dossier(session, dossier)
    return DossierExtrasLook(dossier, kept, results, time_line(session, dossier))


class DossierExtras(QWidget):
    """Shows records and results; ``visit_wanted`` carries the visit of a pressed result."""

    visit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = RecordsCard()
        self._results: QVBoxLayout = parts.column(space=0)
        columns = Columns((Column(self.records, 3, 560), Column(self._result_card(), 2, 300)))
        self.line = TimeLineCard()
        self.line.visit_wanted.connect(self.visit_wanted)
        self.setLayout(parts.column(columns, self.line, space=theme.SPACE_M))

    def _result_card(self) -> QFrame:
        title = parts.label(_("Results of the last visits"), "section")
        title.setContentsMargins(theme.px(8), theme.px(4), 0, theme.px(4))
        return parts.card(parts.column(title, self._results, 1, space=0), space=theme.SPACE_S)

    def show_extras(self, look: DossierExtrasLook) -> None:
        """Show them, the last visit first."""
        self.records.show_records(look.records)
        self.line.show_moments(look.moments)
        parts.empty(self._results)
        for one in look.results:
            said, state = LIGHTS[one.look.light]
            word = _(said).partition(_(": "))[0]
            line = parts.Line(one.date, in_short(one.look), parts.badge(word, state))
            line.setToolTip(_(said))
            line.clicked.connect(lambda _on=False, key=one.visit: self.visit_wanted.emit(key))
            self._results.addWidget(line)
        if not look.results:
            nothing = parts.label(_("No visit has taken place yet."), "muted", wrap=True)
            nothing.setContentsMargins(theme.px(8), 0, 0, theme.px(8))
            self._results.addWidget(nothing)
