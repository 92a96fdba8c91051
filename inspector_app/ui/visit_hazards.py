"""One hazard panel at work: prefill or draft in, draft at every pause, record, correct."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.dossier import Hazard
from inspector_app.errors import Problem
from inspector_app.operations import drafts, hazards
from inspector_app.operations.session import Changes
from inspector_app.operations.visits import VisitOver
from inspector_app.ui import hazard_panel_work
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.hazard_panel_values import HazardEdit, Suggestions, from_kept
from inspector_app.ui.hazard_panel_work import draft_key
from inspector_app.ui.visit_acts import VisitActs
from inspector_app.ui.visit_conflict import Side, VisitConflict
from inspector_app.ui.visit_photos import VisitPhotos
from inspector_app.ui.visit_work import find_checklist


class VisitHazards(QObject):
    """Serves one panel; ``recorded`` carries the hazard's id, ``closed`` follows Esc."""

    recorded = Signal(str)
    closed = Signal()

    def __init__(
        self, acts: VisitActs, photos: VisitPhotos, panel: HazardPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._acts, self._photos, self._panel = acts, photos, panel
        self._key = ""  # of the item, "" for a free hazard, the hazard's id for a correction
        self._conflict: VisitConflict | None = None
        photos.watch(panel.photos)
        panel.recorded.connect(self._record)
        panel.typed.connect(self._keep_draft)
        panel.closed.connect(self.closed)

    @property
    def is_open(self) -> bool:
        return not self._panel.isHidden()

    def _offers(self) -> Suggestions:
        around = self._acts.surroundings
        return around.offers if around else Suggestions()

    def begin(self, key: str) -> None:
        """Open the panel for a new hazard of an item, or a free one (""); the prefill follows."""
        around = self._acts.surroundings
        if around is not None and around.head.ended:
            self._acts.refused.emit(VisitOver())
            return
        self._key = key
        if self._conflict is not None:
            self._conflict.show_sides(())
        hazard = self._acts.session.new_id()
        self._panel.open_with(HazardEdit(hazard=hazard, question=key), self._offers())
        kept = find_checklist(self._acts.kept, key) if key else None
        act = partial(
            hazard_panel_work.prefilled, self._acts.session, self._acts.visit, kept, key, hazard
        )
        self._acts.jobs.run(
            act, partial(self._prefilled, key), self._panel.show_problem, owner=self
        )

    def _prefilled(self, key: str, edit: HazardEdit) -> None:
        if key == self._key and self.is_open:
            self._panel.fill_in(edit, self._offers())
            self._give_photos(edit.hazard)

    def correct(self, hazard: Hazard) -> None:
        """Open the panel for a recorded hazard, or for the correction left half typed."""
        self._key = hazard.hazard
        self._panel.open_with(hazard_panel_work.recorded_edit(hazard), self._offers())
        self._ask_sides(hazard)
        self._give_photos(hazard.hazard)
        act = partial(drafts.draft, self._acts.session, draft_key(self._acts.visit, self._key))
        self._acts.jobs.run(
            act, partial(self._draft_read, self._key), self._panel.show_problem, owner=self
        )

    def _draft_read(self, key: str, text: str) -> None:
        left = from_kept(text) if text else None
        if left is not None:
            self._prefilled(key, left)

    def settle_with(self, conflict: VisitConflict) -> None:
        """Show in this widget where two people recorded a hazard differently, and let one stand."""
        self._conflict = conflict
        conflict.kept.connect(self._keep_side)
        conflict.anew.connect(self._panel.place.setFocus)
        self._acts.sides.connect(self._have_sides)

    def _ask_sides(self, hazard: Hazard) -> None:
        if self._conflict is not None:
            self._conflict.show_sides(())
            if hazard.conflict:
                self._acts.ask_sides(f"hazard:{hazard.hazard}")

    def _have_sides(self, subject: str, sides: tuple[Side, ...]) -> None:
        if self._conflict is not None and subject == f"hazard:{self._key}" and self.is_open:
            self._conflict.show_sides(sides)

    def _keep_side(self, fact: str) -> None:
        around = self._acts.surroundings
        if around is not None:
            act = partial(
                hazard_panel_work.keep_side,
                self._acts.session,
                around.head.dossier,
                self._key,
                fact,
            )
            self._acts.jobs.run(act, self._was_recorded, self._not_recorded, owner=self)

    def _give_photos(self, hazard: str) -> None:
        self._photos.give(self._panel.photos, f"hazard:{hazard}")

    def _keep_draft(self, text: str) -> None:
        name = draft_key(self._acts.visit, self._key)
        act = partial(drafts.save_draft, self._acts.session, name, text)
        self._acts.jobs.run(act, None, self._panel.show_problem, owner=self)

    def _record(self, edit: HazardEdit) -> None:
        act = partial(
            hazard_panel_work.record, self._acts.session, self._acts.visit, edit, self._key
        )
        self._acts.jobs.run(act, self._was_recorded, self._not_recorded, owner=self)

    def _was_recorded(self, made: tuple[str, Changes]) -> None:
        self._panel.hide()
        self._acts.note_saved(made[1])
        self.recorded.emit(made[0])

    def _not_recorded(self, problem: Problem) -> None:
        self._panel.report_draft()
        self._panel.show_problem(problem)

    def withdraw(self, hazard: str, reason: str) -> None:
        """Withdraw a hazard that was recorded by mistake."""
        acts = self._acts
        act = partial(hazards.withdraw_hazard, acts.session, hazard, reason)
        acts.jobs.run(act, acts.note_saved, acts.refused.emit, owner=acts)
