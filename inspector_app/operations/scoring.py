"""What a visit comes to: conformity, score by deduction, and the light it shows."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.checklists.scores import conformity_of, score_of
from inspector_app.domain.dossier import hazards_of
from inspector_app.domain.hazards import HazardState
from inspector_app.domain.scoring import Conformity, Light, Score, light
from inspector_app.operations.answers import OpenChecklist, restore
from inspector_app.operations.session import Session, volume_of
from inspector_app.operations.visits import find_entry, require_dossier, visit_page


@dataclass(frozen=True, slots=True)
class FormScore:
    """One checklist: how its items divide, and its points where it has any.

    ``majors_unchecked`` counts the items on major hazards that apply and have no answer.
    """

    form: str
    version: str
    title: str
    conformity: Conformity
    score: Score | None
    majors_unchecked: int


@dataclass(frozen=True, slots=True)
class VisitScore:
    """All checklists of a visit that apply, and together.

    ``confirmed_major`` are the major hazards that a person confirmed and nobody withdrew; one of
    them makes the visit red, also once it was put right on the spot.
    """

    visit: str
    forms: tuple[FormScore, ...]
    conformity: Conformity
    score: Score | None
    confirmed_major: int
    light: Light


def score_visit(session: Session, visit: str) -> VisitScore:
    """Return what the visit comes to over all checklists that apply."""
    page = visit_page(session, visit)
    dossier = require_dossier(session, page.dossier)
    volume = volume_of(page.dossier, page.visit.date)
    opened = (restore(session, dossier, volume, visit, entry) for entry in page.checklists)
    forms = tuple(score_checklist(one) for one in opened)
    found = hazards_of(dossier, visit)
    majors = sum(one.is_major and one.state is not HazardState.WITHDRAWN for one in found)
    together = sum((one.conformity for one in forms), Conformity())
    return VisitScore(
        visit=visit,
        forms=forms,
        conformity=together,
        score=_sum([one.score for one in forms if one.score is not None]),
        confirmed_major=majors,
        light=light(together, confirmed_major=majors),
    )


def score_form(session: Session, visit: str, form: str, version: str = "") -> FormScore:
    """Return what one checklist of a visit comes to, in the version in use where none is named."""
    page = visit_page(session, visit)
    dossier = require_dossier(session, page.dossier)
    entry = find_entry(session, page, form, version)
    volume = volume_of(page.dossier, page.visit.date)
    return score_checklist(restore(session, dossier, volume, visit, entry))


def score_checklist(checklist: OpenChecklist) -> FormScore:
    """Return what an open checklist comes to as it stands."""
    running = checklist.running
    points = score_of(running)
    return FormScore(
        form=checklist.form,
        version=checklist.version,
        title=checklist.entry.title,
        conformity=conformity_of(running),
        score=points if points.items else None,
        majors_unchecked=len(running.unanswered("major")),
    )


def _sum(scores: list[Score]) -> Score | None:
    return sum(scores, Score()) if scores else None
