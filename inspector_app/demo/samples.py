"""Sample data for central: enterprises, people, checklists, plans and an earlier year's visits.

Everything is read from resources/sample and clearly fictitious; days are offsets from the day
of the demo, so that some hazards are always overdue and some re-inspections due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from inspector_app.central.agency import Central
from inspector_app.central.enterprise_table import read_table
from inspector_app.central.forms import publish_shipped
from inspector_app.central.importer import dossier_of, import_enterprises, site_key
from inspector_app.central.ledger import append
from inspector_app.central.people import add_user, assign
from inspector_app.central.setup import Founding
from inspector_app.central.uploads import record_blob
from inspector_app.config import resource_dir
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.hazards import (
    Criterion,
    HazardRecorded,
    HazardReinspected,
    Level,
    Outcome,
)
from inspector_app.domain.ids import random_id
from inspector_app.domain.papers import PhotoAttached
from inspector_app.domain.visits import (
    Escort,
    Inspector,
    TaskKind,
    TaskPlanned,
    VisitEnded,
    VisitStarted,
)
from inspector_app.operations.pictures import Picture, read_picture

CHINA = ZoneInfo("Asia/Shanghai")
PASSWORD = "sample-password-1"  # of both sample users; the demo's central listens on loopback
PASSPHRASE = "sample-passphrase"


T = TypeVar("T")


class _Row(msgspec.Struct, frozen=True):
    """Rows of the sample files; what the demo does not use is passed over."""


class Agency(_Row, frozen=True):
    """Who serves in the sample."""

    name: str
    short: str
    phone: str
    insurer: str


class Person(_Row, frozen=True):
    """A sample inspector."""

    user: str
    name: str
    certificates: tuple[str, ...]
    phone: str


class People(_Row, frozen=True):
    """people.json."""

    agency: Agency
    people: tuple[Person, ...]


class Result(_Row, frozen=True):
    """What a re-inspection found."""

    day: int
    outcome: Outcome


class PastHazard(_Row, frozen=True):
    """A hazard of an earlier visit; ``deadline`` is an offset in days."""

    item: str
    place: str
    finding: str
    level: Level
    basis: tuple[str, ...]
    measure: str
    immediate: str
    deadline: int
    responsible: str
    corrected_on_spot: bool = False
    photo: str = ""
    reinspected: Result | None = None


class PastVisit(_Row, frozen=True):
    """An earlier visit."""

    enterprise: str
    site: str
    day: int
    services: tuple[str, ...]
    people: tuple[str, ...]
    escort: Escort
    hazards: tuple[PastHazard, ...]


class History(_Row, frozen=True):
    """history.json."""

    visits: tuple[PastVisit, ...]


class Task(_Row, frozen=True):
    """A planned task."""

    enterprise: str
    site: str
    day: int
    people: tuple[str, ...]
    services: tuple[str, ...]
    kind: TaskKind
    note: str = ""


class Plan(_Row, frozen=True):
    """plan.json."""

    assignments: dict[str, tuple[str, ...]]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was put into central: the people's ids by user name, dossiers by credit code."""

    people: dict[str, str]
    inspectors: dict[str, Inspector]
    dossiers: dict[str, str]


def sample_dir() -> Path:
    """Return the folder of the sample files."""
    return resource_dir() / "sample"


def founding() -> Founding:
    """Return how the sample central names its agency."""
    agency = _read("people.json", People).agency
    return Founding(agency.name, agency.short, agency.phone, agency.insurer)


def fill(central: Central, day: date, random: Random) -> Sample:
    """Put the whole sample into an empty central, as of this day."""
    publish_shipped(central)
    import_enterprises(central, sample_dir() / "enterprises.xlsx")
    people = _read("people.json", People).people
    plan = _read("plan.json", Plan)
    history = _read("history.json", History)
    ids = {
        one.user: add_user(
            central,
            one.user,
            PASSWORD,
            name=one.name,
            certificates=one.certificates,
            phone=one.phone,
        )
        for one in people
    }
    named = {
        one.user: Inspector(name=one.name, certificate=one.certificates[0], person=ids[one.user])
        for one in people
    }
    sample = Sample(ids, named, _dossiers(central))
    for user, codes in plan.assignments.items():
        wanted = sample.dossiers if "*" in codes else codes
        for code in wanted:
            assign(central, user, sample.dossiers[code])
    for task in plan.tasks:
        append(central, [_task(task, sample, day, random)], "central")
    for visit in history.visits:
        _tell(central, visit, sample, (day, random))
    return sample


def _read(name: str, shape: type[T]) -> T:
    return msgspec.json.decode((sample_dir() / name).read_bytes(), type=shape)


def _dossiers(central: Central) -> dict[str, str]:
    """Return the dossier of every sample enterprise by credit code."""
    lines = read_table(sample_dir() / "enterprises.xlsx")
    own = central.organisation.dossier
    return {line.code.text: dossier_of(own, line) for line in lines if line.code}


def _site(dossier: str, name: str) -> str:
    return site_key(dossier, name) if name else ""


def _task(task: Task, sample: Sample, day: date, random: Random) -> Act:
    dossier = sample.dossiers[task.enterprise]
    planned = day + timedelta(days=task.day)
    body = TaskPlanned(
        task=random_id(random),
        planned=planned.isoformat(),
        services=task.services,
        site=_site(dossier, task.site),
        people=tuple(sample.people[user] for user in task.people),
        kind=task.kind,
        note=task.note,
    )
    return act(body, Volume(dossier, planned.year))


def _tell(central: Central, past: PastVisit, sample: Sample, at: tuple[date, Random]) -> None:
    """Record an earlier visit with its hazards, photos and re-inspections."""
    day, random = at
    dossier = sample.dossiers[past.enterprise]
    on = day + timedelta(days=past.day)
    visit = random_id(random)
    author = sample.people[past.people[0]]
    started = VisitStarted(
        visit=visit,
        date=on.isoformat(),
        services=past.services,
        inspectors=tuple(sample.inspectors[user] for user in past.people),
        site=_site(dossier, past.site),
        escort=past.escort,
        checked_in=_clock(on, 9),
    )
    ended = VisitEnded(visit=visit, checked_out=_clock(on, 11))
    bodies: list[tuple[Body, str]] = [(started, "")]
    for hazard in past.hazards:
        bodies += _hazard(central, dossier, visit, hazard, at)
    bodies.append((ended, ""))
    append(central, [act(b, Volume(dossier, on.year), key=key) for b, key in bodies], author)


def _clock(on: date, hour: int) -> str:
    return datetime.combine(on, time(hour), CHINA).isoformat()


def _hazard(
    central: Central, dossier: str, visit: str, past: PastHazard, at: tuple[date, Random]
) -> Iterator[tuple[Body, str]]:
    day, random = at
    key = random_id(random)
    major = past.level is Level.MAJOR
    yield (
        HazardRecorded(
            hazard=key,
            visit=visit,
            place=past.place,
            finding=past.finding,
            level=past.level,
            basis=past.basis,
            measure=past.measure,
            immediate=past.immediate,
            deadline=(day + timedelta(days=past.deadline)).isoformat(),
            responsible=past.responsible,
            item=past.item,
            corrected_on_spot=past.corrected_on_spot,
            criterion=_criterion(past) if major else None,
        ),
        "",
    )
    if past.photo:
        yield _photo(central, dossier, (visit, f"hazard:{key}"), past, random), ""
    if past.reinspected:
        seen = (day + timedelta(days=past.reinspected.day)).isoformat()
        result = HazardReinspected(hazard=key, date=seen, outcome=past.reinspected.outcome)
        yield result, random_id(random)


def _criterion(past: PastHazard) -> Criterion:
    standard, _mark, article = past.basis[0].partition("第")
    return Criterion(standard=standard, article=f"第{article}", item=past.item, text=past.finding)


def _photo(
    central: Central, dossier: str, of: tuple[str, str], past: PastHazard, random: Random
) -> PhotoAttached:
    visit, owner = of
    picture = read_picture((sample_dir() / past.photo).read_bytes())
    _keep(central, dossier, picture)
    return PhotoAttached(
        photo=random_id(random),
        owner=owner,
        visit=visit,
        sha256=picture.sha256,
        media_type="image/jpeg",
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        original_sha256=picture.original_sha256,
        caption=past.place,
        taken_at=picture.taken_at,
        thumbnail_sha256=picture.thumbnail_sha256,
        thumbnail_size=len(picture.thumbnail),
    )


def _keep(central: Central, dossier: str, picture: Picture) -> None:
    for data in (picture.data, picture.thumbnail):
        digest = central.media.store(dossier, data)
        record_blob(central, dossier, digest, (len(data), central.organisation.device))
