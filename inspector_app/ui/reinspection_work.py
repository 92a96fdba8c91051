"""What the re-inspection page asks of the operations: plain values from the store thread."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.dossier import enterprise_of, visit_of
from inspector_app.domain.hazards import Outcome
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations import marking, reinspection
from inspector_app.operations.reinspection import Waiting
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import dossier_of_visit, require_dossier

MOST_PICTURES = 3  # of one hazard, beside the new ones


@dataclass(frozen=True, slots=True)
class Look:
    """A re-inspection as it stands."""

    dossier: str
    enterprise: str
    waiting: tuple[Waiting, ...]
    suggested: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a person found of a hazard."""

    hazard: str
    outcome: Outcome
    note: str
    deadline: str


def look(session: Session, visit: str) -> Look:
    """Return the told hazards of a re-inspection."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    return Look(
        dossier=key,
        enterprise=enterprise_of(key, dossier).name,
        waiting=reinspection.waiting_hazards(session, visit),
        suggested=reinspection.suggested_deadline(session, visit),
        ended=not visit_of(dossier, visit).is_open,
    )


def record(session: Session, visit: str, found: Found) -> tuple[Changes, Look]:
    """Record a judgement; return what was stored and how the visit stands then."""
    changes = reinspection.judge(
        session, visit, found.hazard, found.outcome, note=found.note, deadline=found.deadline
    )
    return changes, look(session, visit)


def pictures(session: Session, photos: tuple[PhotoAttached, ...]) -> list[tuple[str, bytes]]:
    """Return caption and thumbnail of the first photos that are on this laptop."""
    blobs = session.workspace.blobs
    here = [one for one in photos if blobs.has(one.thumbnail_sha256 or one.sha256)]
    return [(one.caption, marking.shown_thumbnail(session, one)) for one in here[:MOST_PICTURES]]
