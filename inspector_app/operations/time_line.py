"""An enterprise's time line: visits, hazards, re-inspections, papers and what central confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inspector_app.domain.dossier import hazards_of, papers_of, visits_of
from inspector_app.domain.dossier_papers import issued_papers_of
from inspector_app.domain.fold import Dossier
from inspector_app.domain.hazards import Outcome
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier


class What(StrEnum):
    """What happened at a moment."""

    VISIT = "visit"
    NOT_PERFORMED = "not_performed"
    HAZARD = "hazard"
    REINSPECTED = "reinspected"
    NOTICE = "notice"
    PAPER = "paper"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Moment:
    """A line: when (ISO day or time), what, its text; ``visit`` or ``number`` lead there.

    ``code`` is an outcome, a reason or a level; ``count`` how many records central confirmed.
    """

    at: str
    what: What
    text: str = ""
    code: str = ""
    visit: str = ""
    number: str = ""
    count: int = 0

    @property
    def day(self) -> str:
        return self.at[:10]


def time_line(session: Session, dossier: str) -> tuple[Moment, ...]:
    """Return what happened at an enterprise as far as this laptop knows, the latest first."""
    found = require_dossier(session, dossier)
    moments = [
        *_visits(found),
        *_hazards(found),
        *_papers(found),
        *_confirmed(session, dossier),
    ]
    return tuple(sorted(moments, key=lambda one: (one.day, one.at), reverse=True))


def _visits(dossier: Dossier) -> Iterator[Moment]:
    for one in visits_of(dossier):
        if one.not_performed is not None:
            reason = one.not_performed.reason.value
            yield Moment(one.date, What.NOT_PERFORMED, one.not_performed.note, reason)
        elif one.started is not None:
            people = "、".join(person.name for person in one.started.inspectors)
            at = one.started.checked_in or one.date
            yield Moment(_on(one.date, at), What.VISIT, people, visit=one.visit)


def _on(day: str, at: str) -> str:
    """Return the time where it is of that day, else the day: a visit may be entered later."""
    return at if at.startswith(day) else day


def _hazards(dossier: Dossier) -> Iterator[Moment]:
    for one in hazards_of(dossier):
        level, visit = one.body.level.value, one.body.visit
        yield Moment(one.fact.recorded_at, What.HAZARD, one.body.place, level, visit)
        for seen in one.reinspections:
            outcome = Outcome(seen.outcome).value
            yield Moment(seen.date, What.REINSPECTED, one.body.place, outcome, seen.visit)


def _papers(dossier: Dossier) -> Iterator[Moment]:
    for notice in papers_of(dossier):
        number = notice.body.number
        yield Moment(notice.body.issued_at, What.NOTICE, number, number=number)
    for paper in issued_papers_of(dossier):
        text = f"{paper.body.title} {paper.body.number}"
        yield Moment(paper.body.issued_at, What.PAPER, text, number=paper.body.number)


def _confirmed(session: Session, dossier: str) -> Iterator[Moment]:
    with session.workspace.reading() as reader:
        receipts = [one for one in reader.receipts() if one.volume.startswith(f"{dossier}/")]
    for one in receipts:
        yield Moment(one.at, What.CONFIRMED, one.volume.rpartition("/")[2], count=one.number)
