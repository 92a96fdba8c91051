"""What the desk asks of the operations: runs on worker threads, returns plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from inspector_app.domain.dossier import all_shown, policy_on
from inspector_app.domain.organisation import PersonRegistered
from inspector_app.domain.papers import PhotoRole
from inspector_app.domain.visits import NotPerformed, TaskKind, TaskPlanned
from inspector_app.errors import BadInput, system_reason
from inspector_app.operations import (
    life_line,
    lists,
    locking,
    pdf_sealing,
    photos,
    teams,
    unlocking,
    visits,
)
from inspector_app.operations.conflicts import Conflict, conflicts, open_conflicts
from inspector_app.operations.life_line_certificate import certificate_pdf
from inspector_app.operations.pictures import read_picture
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import VisitStart, require_dossier, sites_at
from inspector_app.store.rows import Pending, Stage
from inspector_app.sync import handing_over
from inspector_app.sync.run import SyncResult, open_link, synchronise
from inspector_app.sync.stage import Stage as Step
from inspector_app.ui.start_fields import Beginning, Person
from inspector_app.ui.sync_page import LastSync

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

LAST_MOMENT = 3.0  # seconds a sync gets to stop before its workspace is closed


@dataclass(frozen=True, slots=True)
class Flight:
    """A sync under way: ``stop`` asks it to end, ``landed`` tells that it has."""

    stop: Event = field(default_factory=Event)
    landed: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class TodayLook:
    """The first page and the moment it was read."""

    today: lists.Today
    now: datetime
    doubtful: bool
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits, and what the last sync moved."""

    pending: Pending
    last: LastSync
    now: datetime
    fetched: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """What the window needs before its first page: whose workspace, which day."""

    central: str
    today: date
    withdrawal: locking.Withdrawal | None = None


def today(session: Session) -> TodayLook:
    """Return the first page."""
    return TodayLook(
        lists.today_page(session),
        session.clock(),
        session.clock_is_doubtful(),
        open_conflicts(session),
    )


def standing(session: Session) -> Standing:
    """Return how the records stand with central."""
    with session.workspace.reading() as reader:
        pending, last = reader.pending(), reader.setting("last_sync")
        fetched = lists.has_fetched(reader)
    return Standing(pending, last_sync(last), session.clock(), fetched)


def last_sync(stored: str) -> LastSync:
    """Return what the stored result of the last sync says; an empty one where there is none."""
    if not stored:
        return LastSync()
    read = json.loads(stored)
    known = {one.name for one in fields(LastSync)}
    return LastSync(**{name: value for name, value in read.items() if name in known})


def opening(session: Session) -> Opening:
    """Return central's address and the working day."""
    with session.workspace.reading() as reader:
        central = reader.setting("central_url")
    return Opening(central, session.today(), locking.withdrawal(session))


@dataclass(frozen=True, slots=True)
class DossierLook:
    """An enterprise's file, its disagreements, and where its records stand: ``visit:…``,
    ``hazard:…`` and ``notice:…`` by subject."""

    page: lists.DossierPage
    conflicts: tuple[Conflict, ...]
    stages: Mapping[str, Stage]


def dossier(session: Session, key: str) -> DossierLook:
    """Return an enterprise's file as its page shows it."""
    page = lists.dossier_page(session, key)
    subjects = [f"hazard:{one.hazard}" for one in page.open_hazards]
    subjects += [f"notice:{one.body.number}" for one in page.papers]
    stages = life_line.stages_of(session, key, subjects)
    visits = life_line.stages_of_visits(session, key, [one.visit for one in page.visits])
    stages |= {f"visit:{visit}": stage for visit, stage in visits.items()}
    return DossierLook(page, conflicts(session, key), stages)


def beginning(session: Session, key: str, task: TaskPlanned | None = None) -> Beginning:
    """Return what is known before a visit of this enterprise."""
    page = lists.dossier_page(session, key)
    day = session.today()
    policy = policy_on(require_dossier(session, key), day.isoformat())
    contracted = policy.services if policy else ()
    return Beginning(
        dossier=key,
        enterprise=page.enterprise.name,
        today=day,
        sites=tuple((site, body.name) for site, body in sites_at(session, key)),
        people=people(session),
        me=session.author.person,
        contracted=contracted,
        services=task.services if task else ("04",),
        site=task.site if task else "",
        task=task.task if task else "",
        planned=task.planned if task else "",
        proposed_code=teams.propose_code(session),
    )


def people(session: Session) -> tuple[Person, ...]:
    """Return the organisation's inspectors, the signed-in one first."""
    with session.workspace.reading() as reader:
        organisation = reader.dossier(session.organisation)
    known = [one.body for one in all_shown(organisation, "person:", PersonRegistered)]
    found = [Person(one.person, one.name, one.certificates) for one in known]
    me = session.author.person
    if all(one.person != me for one in found):
        found.append(Person(me, session.person_name))
    return tuple(sorted(found, key=lambda one: (one.person != me, one.name)))


def planned(session: Session, key: str, task: str) -> TaskPlanned | None:
    """Return a planned task of an enterprise."""
    page = lists.dossier_page(session, key)
    return next((one.body for one in page.tasks if one.body.task == task), None)


def beginning_of_task(
    session: Session, key: str, task: str, purpose: TaskKind = TaskKind.SERVICE
) -> Beginning:
    """Return what is known before a visit, a planned one where a task is given; a task planned as
    a re-inspection is one."""
    found = planned(session, key, task)
    asked = found.kind if found is not None else purpose
    return replace(beginning(session, key, found), purpose=asked)


def is_reinspection(session: Session, visit: str) -> bool:
    """Tell whether a visit only looks at told hazards again."""
    key = visits.dossier_of_visit(session, visit)
    return visits.is_reinspection(visits.visit_at(session, key, visit))


@dataclass(frozen=True, slots=True)
class Why:
    """Why no visit took place; ``photo`` is the path of the gate's photo, or ""."""

    reason: NotPerformed
    note: str = ""
    photo: str = ""


def not_performed(session: Session, key: str, start: VisitStart, why: Why) -> Changes:
    """Record that no visit took place, with the gate's photo where one was chosen.

    An unusable photo is found before anything is recorded.
    """
    picture = usable_picture(Path(why.photo)) if why.photo else b""
    visit, changes = visits.record_not_performed(session, key, start, why.reason, why.note)
    if picture:
        photos.attach_photo(session, visit, f"visit:{visit}", picture, role=PhotoRole.GATE)
    return changes


def usable_picture(path: Path) -> bytes:
    """Return the bytes of a picture; raises BadInput or PictureUnusable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(what=path.name, reason=system_reason(error)) from error
    read_picture(data)
    return data


def sync(
    session: Session, flight: Flight, tell: Callable[[Step], None]
) -> tuple[SyncResult, Session]:
    """Run one sync; returns its result and the session with the checklists it brought."""
    try:
        with open_link(session.workspace) as link:
            stop = flight.stop.is_set
            result = synchronise(link, session.workspace, tell, now=session.clock, stop=stop)
        locking.forget_word(session)
        fresh = unlocking.refresh_library(session)
        pdf_sealing.stamp_waiting(fresh, authority)
        return result, fresh
    finally:
        flight.landed.set()


def authority(address: str) -> TimeStamper:
    """Return what asks the time-stamping authority at an address; loaded where there is one."""
    from inspector_app.sync.timestamp_authority import HttpAuthority

    return HttpAuthority(address)


def hand_over(session: Session, flight: Flight, tell: Callable[[Step], None]) -> None:
    """Give central what a withdrawn laptop still holds; its word comes as a problem."""
    try:
        with open_link(session.workspace) as link:
            handing_over.hand_over(link, session.workspace, tell, stop=flight.stop.is_set)
        locking.forget_word(session)
    finally:
        flight.landed.set()


def close_after(session: Session, flight: Flight | None) -> None:
    """Close the workspace; a sync that was asked to stop gets a moment to do so."""
    if flight is not None:
        flight.stop.set()
        flight.landed.wait(LAST_MOMENT)
    unlocking.close(session)


def withdrawn(session: Session, word: locking.Word) -> locking.Withdrawal:
    """Remember what central said about this device; returns how it stands."""
    return locking.note_word(session, word)


def how_safe(session: Session) -> tuple[life_line.Safety, datetime]:
    """Return how own records stand, and the moment this was read."""
    return life_line.safety(session), session.clock()


def certificate(session: Session) -> bytes:
    """Return the certificate of the working day as PDF bytes (store thread: it draws)."""
    return certificate_pdf(session, session.today())


def save_certificate(session: Session, path: Path) -> Path:
    """Write the certificate where the person asked for it; raises BadInput where that fails."""
    pdf = certificate(session)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise BadInput(what=path.name, reason=system_reason(error)) from error
    return path
