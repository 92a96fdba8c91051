"""What the desk asks of the operations: runs on worker threads, returns plain values."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path

from inspector_app.domain.dossier import all_shown, policy_on
from inspector_app.domain.organisation import PersonRegistered
from inspector_app.domain.papers import PhotoRole
from inspector_app.domain.visits import NotPerformed, TaskPlanned
from inspector_app.errors import BadInput
from inspector_app.operations import lists, photos, unlocking, visits
from inspector_app.operations.pictures import read_picture
from inspector_app.operations.session import Changes, Session
from inspector_app.operations.visits import VisitStart, require_dossier, sites_at
from inspector_app.store.rows import Pending
from inspector_app.sync.run import SyncResult, open_link, synchronise
from inspector_app.sync.stage import Stage
from inspector_app.ui.conflict_values import Conflict, conflicts
from inspector_app.ui.start_fields import Beginning, Person
from inspector_app.ui.sync_page import LastSync


@dataclass(frozen=True, slots=True)
class TodayLook:
    """The first page and the moment it was read."""

    today: lists.Today
    now: datetime
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits, and what the last sync moved."""

    pending: Pending
    last: LastSync
    now: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """What the window needs before its first page: whose workspace, which day."""

    central: str
    today: date


def today(session: Session) -> TodayLook:
    """Return the first page."""
    return TodayLook(lists.today_page(session), session.clock(), session.clock_is_doubtful())


def standing(session: Session) -> Standing:
    """Return how the records stand with central."""
    with session.workspace.reading() as reader:
        pending, last = reader.pending(), reader.setting("last_sync")
    return Standing(pending, last_sync(last), session.clock())


def last_sync(stored: str) -> LastSync:
    """Return what the stored result of the last sync says; an empty one where there is none."""
    if not stored:
        return LastSync()
    read = json.loads(stored)
    known = {field.name for field in fields(LastSync)}
    return LastSync(**{name: value for name, value in read.items() if name in known})


def opening(session: Session) -> Opening:
    """Return central's address and the working day."""
    with session.workspace.reading() as reader:
        central = reader.setting("central_url")
    return Opening(central, session.today())


def dossier(session: Session, key: str) -> tuple[lists.DossierPage, tuple[Conflict, ...]]:
    """Return an enterprise's file with its disagreements."""
    return lists.dossier_page(session, key), conflicts(session, key)


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


def beginning_of_task(session: Session, key: str, task: str) -> Beginning:
    """Return what is known before a planned visit."""
    return beginning(session, key, planned(session, key, task))


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
        raise BadInput(what=path.name, reason=error.strerror or str(error)) from error
    read_picture(data)
    return data


def sync(session: Session, tell: Callable[[Stage], None]) -> tuple[SyncResult, Session]:
    """Run one sync; returns its result and the session with the checklists it brought."""
    with open_link(session.workspace) as link:
        result = synchronise(link, session.workspace, tell, now=session.clock)
    return result, unlocking.refresh_library(session)
