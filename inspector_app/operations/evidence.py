"""What speaks against a photo as evidence of this visit: told to the inspector, never refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from math import asin, cos, radians, sin, sqrt

from inspector_app.domain.dossier import Visit, shown, visit_of
from inspector_app.domain.dossier_records import record_of
from inspector_app.domain.enterprise import SiteRecorded
from inspector_app.domain.fold import Dossier
from inspector_app.domain.papers import PhotoAttached
from inspector_app.operations.holders import place_of
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier
from inspector_app.store.rows import SeenPicture

ALIKE = 6  # bits of 64 in which two difference hashes of the same picture may differ
FAR = 2.0  # km from the site: GPS in a workshop and GCJ-02 cameras are some hundred metres off
EARTH = 6371.0  # km, mean radius


class DoubtKind(Enum):
    """What is odd about a photo."""

    USED_BEFORE = "used_before"
    OTHER_DAY = "other_day"
    OTHER_PLACE = "other_place"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about a photo. ``seen`` is the earlier photo; ``taken`` and ``visited`` are days;
    ``km`` is the distance to the site."""

    kind: DoubtKind
    seen: SeenPicture | None = None
    taken: str = ""
    visited: str = ""
    km: float = 0.0


def doubts_of(session: Session, photo: PhotoAttached) -> tuple[Doubt, ...]:
    """Return what is odd about an attached photo: seen before, taken on another day, or far from
    the site. A photo kept knowingly is not reported as seen again."""
    dossier = require_dossier(session, place_of(session, photo.visit)[0])
    record = record_of(dossier, photo.visit)
    visit = visit_of(dossier, (record.opened.visit if record else "") or photo.visit)
    found = (
        _used_before(session, photo),
        _other_day(photo, visit),
        _other_place(photo, visit, dossier),
    )
    return tuple(one for one in found if one is not None)


def seen_before(session: Session, photo: PhotoAttached) -> tuple[SeenPicture, ...]:
    """Return the photos that show the same, on this laptop, for another record: views of one
    hazard from nearly the same spot are meant to be alike."""
    with session.workspace.reading() as reader:
        alike = reader.pictures_like(photo.dhash, ALIKE)
    return tuple(
        one
        for one in alike
        if one.photo != photo.photo and (one.visit, one.owner) != (photo.visit, photo.owner)
    )


def _used_before(session: Session, photo: PhotoAttached) -> Doubt | None:
    if photo.repeats or not photo.dhash:
        return None
    seen = next(iter(seen_before(session, photo)), None)
    return Doubt(DoubtKind.USED_BEFORE, seen=seen) if seen else None


def _other_day(photo: PhotoAttached, visit: Visit) -> Doubt | None:
    taken, visited = _day(photo.taken_at), _day(visit.date)
    last = _day(visit.ended.checked_out if visit.ended else "") or visited
    if taken is None or visited is None or last is None or visited <= taken <= last:
        return None
    return Doubt(DoubtKind.OTHER_DAY, taken=taken.isoformat(), visited=visited.isoformat())


def _day(stamp: str) -> date | None:
    try:
        return date.fromisoformat(stamp[:10].replace(":", "-"))
    except ValueError:
        return None


def _other_place(photo: PhotoAttached, visit: Visit, dossier: Dossier) -> Doubt | None:
    started = visit.started
    found = shown(dossier, f"site:{started.site}", SiteRecorded) if started else None
    here = _point(photo.longitude, photo.latitude)
    site = _point(found.body.longitude, found.body.latitude) if found else None
    if here is None or site is None:
        return None
    km = distance(here, site)
    return Doubt(DoubtKind.OTHER_PLACE, km=km) if km > FAR else None


def _point(longitude: str, latitude: str) -> tuple[float, float] | None:
    try:
        return float(longitude), float(latitude)
    except ValueError:
        return None


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two (longitude, latitude) in km (haversine)."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))
