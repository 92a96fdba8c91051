"""Visits: begin, read, refuse, end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from inspector_app.checklists.library import FormEntry, Library
from inspector_app.domain.acts import act
from inspector_app.domain.dossier import (
    Enterprise,
    Hazard,
    Paper,
    Visit,
    answers_of,
    enterprise_of,
    hazards_of,
    papers_of,
    photos_of,
    policy_on,
    shown,
    signatures_of,
    sites_of,
    visit_of,
    visits_of,
)
from inspector_app.domain.dossier_records import checklists_in_use, versions_in_use
from inspector_app.domain.enterprise import PolicyRecorded, SiteRecorded
from inspector_app.domain.fold import Dossier
from inspector_app.domain.ids import read_join_code, visit_of_join_code, visit_of_task
from inspector_app.domain.papers import PhotoAttached, SignatureGiven
from inspector_app.domain.visits import (
    SERVICE_CODES,
    Escort,
    Inspector,
    NotPerformed,
    TaskKind,
    VisitNotPerformed,
    VisitStarted,
)
from inspector_app.errors import BadInput, Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.session import Changes, Session, UnknownRecord, volume_of

MAX_INSPECTORS = 20
NO_ESCORT = Escort()


class VisitOver(Problem):
    """The visit has ended; its record is closed."""

    code = "OP-04"
    template = N_("This visit has ended; its record is closed.")
    remedy_template = N_("Start a new visit, or correct the record with an addition.")


@dataclass(frozen=True, slots=True)
class VisitStart:
    """What is entered before a visit; ``site`` "" means the whole enterprise."""

    date: date
    services: tuple[str, ...]
    inspectors: tuple[Inspector, ...]
    site: str = ""
    escort: Escort = NO_ESCORT
    task: str = ""
    join_code: str = ""
    place: str = ""
    purpose: TaskKind = TaskKind.SERVICE


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Everything the visit page shows."""

    dossier: str
    visit: Visit
    enterprise: Enterprise
    site: SiteRecorded | None
    policy: PolicyRecorded | None
    checklists: tuple[FormEntry, ...]
    gaps: tuple[str, ...]
    hazards: tuple[Hazard, ...]
    earlier_hazards: tuple[Hazard, ...]
    photos: tuple[PhotoAttached, ...]
    signatures: tuple[SignatureGiven, ...]
    papers: tuple[Paper, ...]
    last_results: dict[str, tuple[str, str]]  # stable ref or item → (day, value)


def start_visit(session: Session, dossier: str, start: VisitStart) -> tuple[str, Changes]:
    """Begin (or join) a visit and check in; returns its id.

    A planned task gives every laptop the same visit, so does a join code typed on both.
    """
    _check_start(session, dossier, start)
    visit = _visit_id(session, dossier, start)
    body = VisitStarted(
        visit=visit,
        date=start.date.isoformat(),
        services=start.services,
        inspectors=start.inspectors,
        site=start.site,
        escort=start.escort,
        task=start.task,
        join_code=start.join_code,
        checked_in=session.now(),
        place=start.place,
        purpose=start.purpose,
    )
    return visit, session.write([act(body, volume_of(dossier, start.date))])


def _visit_id(session: Session, dossier: str, start: VisitStart) -> str:
    if start.join_code:
        return visit_of_join_code(dossier, read_join_code(start.join_code))
    return visit_of_task(start.task, start.date) if start.task else session.new_id()


def _check_start(session: Session, dossier: str, start: VisitStart) -> None:
    require_dossier(session, dossier)
    if not start.inspectors or any(not one.name.strip() for one in start.inspectors):
        raise BadInput(what=_("Inspectors"), reason=_("at least one name is needed"))
    if len(start.inspectors) > MAX_INSPECTORS:
        raise BadInput(what=_("Inspectors"), reason=_("there are too many"))
    unknown = [code for code in start.services if code not in SERVICE_CODES]
    if not start.services or unknown:
        raise BadInput(what=_("Services"), reason=_("choose one or more of 01 to 07"))
    if not date(2017, 1, 1) <= start.date <= date(2099, 12, 31):
        raise BadInput(what=_("Visit date"), reason=_("the year cannot be right"))


def require_dossier(session: Session, dossier: str) -> Dossier:
    """Return the dossier; raises UnknownRecord where this laptop does not hold it."""
    with session.workspace.reading() as reader:
        found = reader.dossier(dossier)
    if not found.heads:
        raise UnknownRecord(what=_("Enterprise"), key=dossier)
    return found


def dossier_of_visit(session: Session, visit: str) -> str:
    """Return the dossier that holds a visit."""
    return _dossier_holding(session, f"visit:{visit}", _("Visit"))


def dossier_of_hazard(session: Session, hazard: str) -> str:
    """Return the dossier that holds a hazard."""
    return _dossier_holding(session, f"hazard:{hazard}", _("Hazard"))


def _dossier_holding(session: Session, subject: str, what: str) -> str:
    with session.workspace.reading() as reader:
        dossier = reader.dossier_of(subject)
    if dossier is None:
        raise UnknownRecord(what=what, key=subject.partition(":")[2])
    return dossier


def record_not_performed(
    session: Session,
    dossier: str,
    start: VisitStart,
    reason: NotPerformed,
    note: str = "",
) -> tuple[str, Changes]:
    """Record that a visit could not take place; the gate's photo is attached to the visit."""
    _check_start(session, dossier, start)
    visit = _visit_id(session, dossier, start)
    body = VisitNotPerformed(
        visit=visit,
        date=start.date.isoformat(),
        reason=reason,
        note=note,
        site=start.site,
        inspectors=start.inspectors,
    )
    return visit, session.write([act(body, volume_of(dossier, start.date))])


def is_reinspection(visit: Visit) -> bool:
    """Tell whether a visit only looks at told hazards again; no checklist applies then."""
    return visit.started is not None and visit.started.purpose is TaskKind.REINSPECTION


def applicable_forms(session: Session, visit: str) -> tuple[FormEntry, ...]:
    """Return the checklists for the visited site on the visit's day, major criteria first."""
    return visit_page(session, visit).checklists


def visit_page(session: Session, visit: str) -> VisitPage:
    """Return what the visit page shows; raises UnknownRecord where the visit is not here."""
    key = dossier_of_visit(session, visit)
    dossier = require_dossier(session, key)
    found = visit_of(dossier, visit)
    enterprise = enterprise_of(key, dossier)
    site_key = found.started.site if found.started else ""
    site = shown(dossier, f"site:{site_key}", SiteRecorded) if site_key else None
    place = site.body if site else None
    sector, tags = site_profile(enterprise, place)
    day = date.fromisoformat(found.date)
    library, scale = session.library, enterprise.scale
    applying: tuple[FormEntry, ...] = ()
    gaps: tuple[str, ...] = ()
    if not is_reinspection(found):
        applying = library.applicable(sector=sector, tags=tags, scale=scale, on=day)
        gaps = library.gaps(sector=sector, tags=tags, scale=scale, on=day)
    return VisitPage(
        dossier=key,
        visit=found,
        enterprise=enterprise,
        site=place,
        policy=policy_on(dossier, found.date, site_key),
        checklists=_in_use(session.library, applying, versions_in_use(dossier, visit)),
        gaps=gaps,
        hazards=hazards_of(dossier, visit),
        earlier_hazards=tuple(
            h for h in hazards_of(dossier) if h.is_open and h.body.visit != visit
        ),
        photos=photos_of(dossier, visit=visit),
        signatures=tuple(one.body for one in signatures_of(dossier, visit)),
        papers=papers_of(dossier, visit),
        last_results=last_results(dossier, visit),
    )


def _in_use(
    library: Library, applying: tuple[FormEntry, ...], used: Mapping[str, tuple[str, ...]]
) -> tuple[FormEntry, ...]:
    """Return the checklists of a visit: those in use as they were begun, the others that apply.

    A version published meanwhile does not take the place of the one a visit began with, and a
    checklist that somebody added stays.
    """
    known = {(entry.form_id, entry.version): entry for entry in library.entries}
    begun = {
        form: [known[(form, one)] for one in versions if (form, one) in known]
        for form, versions in used.items()
    }
    others = [entry for entry in applying if not begun.get(entry.form_id)]
    found = [*others, *(entry for entries in begun.values() for entry in entries)]
    return tuple(sorted(found, key=lambda e: (e.rank, e.form_id, e.age)))


def find_entry(session: Session, page: VisitPage, form: str, version: str = "") -> FormEntry:
    """Return a checklist of the library; without a version the one in use at this visit, else the
    newest in force on its day."""
    day = date.fromisoformat(page.visit.date)
    newest_first = sorted(
        session.library.entries,
        key=lambda one: (one.in_force(day), one.age),
        reverse=True,
    )
    for entry in (*page.checklists, *newest_first):
        if entry.form_id == form and version in ("", entry.version):
            return entry
    raise UnknownRecord(what=_("Checklist"), key=f"{form}@{version}")


def addable_checklists(session: Session, visit: str) -> tuple[FormEntry, ...]:
    """Return the checklists that may be added to a visit: in force on its day, made for the size
    of the enterprise, and not among those of the visit."""
    page = visit_page(session, visit)
    day = date.fromisoformat(page.visit.date)
    there = {entry.form_id for entry in page.checklists}
    newest: dict[str, FormEntry] = {}
    for entry in sorted(session.library.entries, key=lambda e: e.age):
        if entry.in_force(day) and entry.suits(page.enterprise.scale):
            newest[entry.form_id] = entry
    found = (entry for form, entry in newest.items() if form not in there)
    return tuple(sorted(found, key=lambda e: (e.rank, e.form_id)))


def site_profile(enterprise: Enterprise, site: SiteRecorded | None) -> tuple[str, tuple[str, ...]]:
    """Return sector and facility tags that decide on checklists: the site's, else the whole's.

    Where no site was named and the enterprise has tags of its own, those count."""
    if site is None:
        return enterprise.sector, enterprise.tags
    return site.sector or enterprise.sector, tuple(dict.fromkeys((*site.tags, *enterprise.tags)))


def last_results(dossier: Dossier, visit: str) -> dict[str, tuple[str, str]]:
    """Return the latest earlier answer of every question: stable ref → (day, value)."""
    results: dict[str, tuple[str, str]] = {}
    for earlier in reversed(visits_of(dossier)):
        if earlier.visit == visit:
            continue
        for form in checklists_in_use(dossier, earlier.visit):
            answers = answers_of(dossier, earlier.visit, form.form, form.version)
            for ref, one in answers.items():
                results[ref.rsplit("/", 1)[-1]] = (earlier.date, one.body.value)
    return results


def visit_at(session: Session, dossier: str, visit: str) -> Visit:
    """Return one visit from its own few facts, however large the dossier is; what was joined with
    it is not looked for."""
    subjects = (f"visit:{visit}", f"visit_end:{visit}")
    with session.workspace.reading() as reader:
        heads = {subject: reader.heads(dossier, subject) for subject in subjects}
    return visit_of(Dossier(heads, 0), visit)


def require_open(session: Session, visit: str) -> tuple[str, Visit]:
    """Return dossier and visit; raises VisitOver where it has ended."""
    key = dossier_of_visit(session, visit)
    found = visit_at(session, key, visit)
    if not found.is_open:
        raise VisitOver
    return key, found


def sites_at(session: Session, dossier: str) -> tuple[tuple[str, SiteRecorded], ...]:
    """Return (key, site) of every site of an enterprise, to choose from before a visit."""
    found = require_dossier(session, dossier)
    return tuple((one.key, one.body) for one in sites_of(found))
