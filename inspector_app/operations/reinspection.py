"""Re-inspection (复查): which told hazards wait, what was found of each, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from inspector_app.domain.acts import subject_of
from inspector_app.domain.dossier import (
    Hazard,
    Paper,
    hazard_of,
    hazards_of,
    papers_of,
    photos_of,
)
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazards import HazardReinspected, HazardState, Outcome
from inspector_app.domain.papers import PhotoAttached, PhotoRole
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.hazards import deadline_rules
from inspector_app.operations.notice_draft import photos_of_hazard
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of
from inspector_app.operations.visits import (
    dossier_of_visit,
    require_dossier,
    require_open,
    visit_at,
)

NEEDS_DEADLINE = (Outcome.PARTLY, Outcome.NOT_RECTIFIED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A told hazard at its re-inspection: the notice that told it, photos before and after, the
    days left until its deadline on the day of the visit (negative: overdue; None: no deadline),
    and what this visit found (None: not yet looked at)."""

    hazard: Hazard
    notice: str
    told_on: str
    before: tuple[PhotoAttached, ...]
    after: tuple[PhotoAttached, ...]
    days_left: int | None
    result: HazardReinspected | None


def waiting_hazards(session: Session, visit: str) -> tuple[Waiting, ...]:
    """Return the hazards of earlier visits that this visit looks at again: those still open and
    those it has already judged; major ones first, then by deadline."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    day = visit_at(session, key, visit).date
    found = (_waiting(dossier, one, visit, day) for one in hazards_of(dossier))
    return tuple(one for one in found if one is not None)


def _waiting(dossier: Dossier, hazard: Hazard, visit: str, day: str) -> Waiting | None:
    mine = [one for one in hazard.reinspections if one.visit == visit]
    if hazard.body.visit == visit or not (mine or hazard.is_open):
        return None
    notice = _told_by(dossier, hazard.hazard)
    photos = photos_of_hazard(dossier, hazard)
    after = photos_of(dossier, owner=f"hazard:{hazard.hazard}", visit=visit)
    taken_now = {one.photo for one in after}
    return Waiting(
        hazard=hazard,
        notice=notice.body.number if notice else "",
        told_on=notice.body.issued_at[:10] if notice else "",
        before=tuple(p for p in photos if p.photo not in taken_now and p.role is not AFTER),
        after=after,
        days_left=days_between(day, hazard.deadline),
        result=mine[-1] if mine else None,
    )


AFTER = PhotoRole.AFTER


def _told_by(dossier: Dossier, hazard: str) -> Paper | None:
    told = [one for one in papers_of(dossier) if hazard in one.body.hazards]
    in_force = [one for one in told if one.voided is None] or told
    return max(in_force, key=lambda one: one.body.issued_at, default=None)


def days_between(day: str, deadline: str) -> int | None:
    """Return the days from a day to a deadline, None where one of them is none."""
    try:
        return (date.fromisoformat(deadline) - date.fromisoformat(day)).days
    except ValueError:
        return None


def suggested_deadline(session: Session, visit: str) -> str:
    """Return the new deadline proposed where something is left to do."""
    day = visit_at(session, dossier_of_visit(session, visit), visit).date
    return (date.fromisoformat(day) + timedelta(deadline_rules(session).general_days)).isoformat()


def judge(
    session: Session,
    visit: str,
    hazard: str,
    outcome: Outcome,
    *,
    note: str = "",
    deadline: str = "",
) -> Changes:
    """Record what this visit found of a hazard; a later judgement in the same visit replaces it.

    Raises BadInput where something is left to do and no deadline is given, or the deadline is no
    day or lies before the visit; UnknownRecord for a hazard of another enterprise.
    """
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    require_open(session, visit)
    if hazard_of(dossier, hazard) is None:
        raise UnknownRecord(what=_("Hazard"), key=hazard)
    day = visit_at(session, key, visit).date
    limit = _checked_deadline(outcome, day, deadline)
    body = HazardReinspected(
        hazard=hazard, date=day, outcome=outcome, visit=visit, note=note.strip(), deadline=limit
    )
    return session.supersede(volume_of(key, day), subject_of(body, visit), body)


def _checked_deadline(outcome: Outcome, day: str, deadline: str) -> str:
    if outcome not in NEEDS_DEADLINE:
        return ""
    left = days_between(day, deadline)
    if left is None:
        raise BadInput(what=_("New deadline"), reason=_("a day is needed, as 2026-12-02"))
    if left < 0:
        raise BadInput(what=_("New deadline"), reason=_("it lies before the visit"))
    return deadline


@dataclass(frozen=True, slots=True)
class Tally:
    """How the hazards of a re-inspection stand."""

    rectified: int
    partly: int
    not_rectified: int
    not_checkable: int
    open: int

    @property
    def complete(self) -> bool:
        """Whether every hazard was looked at."""
        return self.open == 0


def tally(waiting: tuple[Waiting, ...]) -> Tally:
    """Return how many hazards came to which outcome."""
    outcomes = [one.result.outcome if one.result else None for one in waiting]
    return Tally(
        rectified=outcomes.count(Outcome.RECTIFIED),
        partly=outcomes.count(Outcome.PARTLY),
        not_rectified=outcomes.count(Outcome.NOT_RECTIFIED),
        not_checkable=outcomes.count(Outcome.NOT_CHECKABLE),
        open=outcomes.count(None),
    )


def is_closed(waiting: Waiting) -> bool:
    """Tell whether the hazard is rectified as far as known now."""
    return waiting.hazard.state is HazardState.RECTIFIED
