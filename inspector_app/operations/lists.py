"""Lists: what the first pages show. Rows come from projections; dossiers from the fold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from inspector_app.domain.dossier import (
    Enterprise,
    Hazard,
    Paper,
    Shown,
    Visit,
    contacts_of,
    enterprise_of,
    hazards_of,
    papers_of,
    policies_of,
    sites_of,
    tasks_of,
    visits_of,
)
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.domain.enterprise import ContactRecorded, PolicyRecorded, SiteRecorded
from inspector_app.domain.visits import TaskPlanned
from inspector_app.operations.hazards import deadline_rules
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier
from inspector_app.store.reading import Reader
from inspector_app.store.rows import EnterpriseRow, HazardRow, NoticeRow, Pending, TaskRow, VisitRow

LAST_VISITS = 20
LOOK_AHEAD = timedelta(days=14)
LOOK_BACK = timedelta(days=90)
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class ReinspectionLine:
    """A told hazard whose re-inspection is due; ``due`` is deadline + the organisation's days."""

    hazard: HazardRow
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The first page: work to do, what is not yet on central, the last visits."""

    day: date
    tasks: tuple[TaskRow, ...]
    reinspections: tuple[ReinspectionLine, ...]
    pending: Pending
    last_visits: tuple[VisitRow, ...]
    fetched: bool = True  # whether anything ever came from central
    assigned: bool = True  # whether an enterprise is here


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One enterprise's file."""

    enterprise: Enterprise
    contacts: tuple[Shown[ContactRecorded], ...]
    sites: tuple[Shown[SiteRecorded], ...]
    policies: tuple[Shown[PolicyRecorded], ...]
    tasks: tuple[Shown[TaskPlanned], ...]
    visits: tuple[Visit, ...]
    hazards: tuple[Hazard, ...]
    papers: tuple[Paper, ...]
    conflicts: tuple[str, ...]
    unknown: int
    others: tuple[IssuedPaper, ...] = ()  # papers that are no notices

    @property
    def open_hazards(self) -> tuple[Hazard, ...]:
        return tuple(hazard for hazard in self.hazards if hazard.is_open)


def today_page(session: Session) -> Today:
    """Return the first page for the working day."""
    day = session.today()
    rules = deadline_rules(session)
    with session.workspace.reading() as reader:
        tasks = reader.tasks(
            from_day=(day - LOOK_BACK).isoformat(), to_day=(day + LOOK_AHEAD).isoformat()
        )
        hazards = reader.hazards(open_only=True, limit=MOST_ROWS)
        pending = reader.pending()
        visits = reader.visits(limit=LAST_VISITS)
        assigned, fetched = has_enterprises(reader), has_fetched(reader)
    lines = (_reinspection(h, day, rules.reinspect_after_days) for h in hazards if h.deadline)
    horizon = (day + LOOK_AHEAD).isoformat()
    due = sorted((one for one in lines if one.due <= horizon), key=lambda one: one.due)
    return Today(day, tasks, tuple(due), pending, visits, fetched, assigned)


def has_enterprises(reader: Reader) -> bool:
    """Tell whether an enterprise is on this computer."""
    return bool(reader.enterprises(limit=1))


def has_fetched(reader: Reader) -> bool:
    """Tell whether anything ever came from central, by a sync or as a file."""
    return bool(reader.setting("last_sync")) or has_enterprises(reader)


def _reinspection(hazard: HazardRow, day: date, after: int) -> ReinspectionLine:
    try:
        due = (date.fromisoformat(hazard.deadline) + timedelta(days=after)).isoformat()
    except (ValueError, OverflowError):
        due = hazard.deadline
    return ReinspectionLine(hazard, due, due < day.isoformat())


def enterprises(session: Session, text: str = "", limit: int = 200) -> tuple[EnterpriseRow, ...]:
    """Return enterprises that match what is typed; all, by name, where nothing is."""
    with session.workspace.reading() as reader:
        if text.strip():
            return reader.search(text, limit)
        return reader.enterprises(limit=limit, offset=0, order="name")


def dossier_page(session: Session, dossier: str) -> DossierPage:
    """Return an enterprise's file; raises UnknownRecord where it is not on this laptop."""
    found = require_dossier(session, dossier)
    return DossierPage(
        enterprise=enterprise_of(dossier, found),
        contacts=contacts_of(found),
        sites=sites_of(found),
        policies=policies_of(found),
        tasks=tasks_of(found),
        visits=visits_of(found),
        hazards=hazards_of(found),
        papers=papers_of(found),
        conflicts=found.conflicts(),
        unknown=found.unknown,
        others=issued_papers_of(found),
    )


def hazards_page(session: Session, *, open_only: bool = True) -> tuple[HazardRow, ...]:
    """Return hazards over all enterprises by deadline."""
    with session.workspace.reading() as reader:
        return reader.hazards(open_only=open_only, limit=MOST_ROWS)


def papers_page(session: Session) -> tuple[NoticeRow, ...]:
    """Return issued papers, the latest first."""
    with session.workspace.reading() as reader:
        return reader.notices(limit=MOST_ROWS)


def pending(session: Session) -> Pending:
    """Return what is not yet on central."""
    with session.workspace.reading() as reader:
        return reader.pending()
