"""Finding enterprises and hazards: filters, views kept under a name, the order of a day's route."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from inspector_app.domain.dossier import enterprise_of, sites_of
from inspector_app.domain.enterprise import SiteRecorded
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.evidence import distance
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier
from inspector_app.store.rows import EnterpriseRow

VIEWS = "views"  # the setting of this workspace that keeps them
MOST_VIEWS, LONGEST_NAME = 30, 40
EVERYTHING = 1_000_000
SOON = timedelta(days=30)
LONG_AGO = timedelta(days=90)
PLANNED = timedelta(days=14)
Point = tuple[float, float]  # longitude, latitude in degrees


class Concern(StrEnum):
    """Why an enterprise is looked for."""

    ANY = ""
    OPEN_HAZARDS = "open_hazards"
    MAJOR_HAZARDS = "major_hazards"
    OVERDUE = "overdue"
    PLANNED = "planned"
    NOT_VISITED = "not_visited"
    POLICY_ENDS = "policy_ends"
    UNSENT = "unsent"


class Order(StrEnum):
    """By what enterprises are listed."""

    NAME = "name"
    DEADLINE = "deadline"
    LAST_VISIT = "last_visit"
    POLICY_ENDS = "policy_ends"
    HAZARDS = "hazards"


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to show of the enterprises, kept under a name ("" where it is not kept)."""

    name: str = ""
    text: str = ""
    sector: str = ""
    scale: str = ""
    concern: Concern = Concern.ANY
    order: Order = Order.NAME

    @property
    def narrows(self) -> bool:
        """Whether anything but the text is asked for."""
        return bool(self.sector or self.scale or self.concern)


def find_enterprises(session: Session, view: View, limit: int) -> tuple[EnterpriseRow, ...]:
    """Return the enterprises a view shows: the best match first where a text is given, else in
    the view's order."""
    most = EVERYTHING if view.narrows else limit
    with session.workspace.reading() as reader:
        if view.text.strip():
            rows = reader.search(view.text, most)
        else:
            rows = reader.enterprises(limit=most, offset=0, order=view.order.value)
        planned = _planned(session, view)
    fits = _test(view, session.today(), planned)
    return tuple(row for row in rows if fits(row))[:limit]


def sectors_here(session: Session) -> tuple[str, ...]:
    """Return the sectors of the enterprises on this laptop, the most frequent first."""
    with session.workspace.reading() as reader:
        rows = reader.enterprises(limit=EVERYTHING, offset=0, order="name")
    counts: dict[str, int] = {}
    for row in rows:
        if row.sector:
            counts[row.sector] = counts.get(row.sector, 0) + 1
    return tuple(sorted(counts, key=lambda sector: (-counts[sector], sector)))


def _planned(session: Session, view: View) -> frozenset[str]:
    if view.concern is not Concern.PLANNED:
        return frozenset()
    day = session.today()
    with session.workspace.reading() as reader:
        tasks = reader.tasks(
            from_day=(day - LONG_AGO).isoformat(), to_day=(day + PLANNED).isoformat()
        )
    return frozenset(one.dossier for one in tasks if one.visit_state in ("", "open"))


def _test(view: View, today: date, planned: frozenset[str]) -> Callable[[EnterpriseRow], bool]:
    day, soon = today.isoformat(), (today + SOON).isoformat()
    long_ago = (today - LONG_AGO).isoformat()
    concerns: dict[Concern, Callable[[EnterpriseRow], bool]] = {
        Concern.ANY: lambda _row: True,
        Concern.OPEN_HAZARDS: lambda row: row.open_hazards > 0,
        Concern.MAJOR_HAZARDS: lambda row: row.major_hazards > 0,
        Concern.OVERDUE: lambda row: bool(row.next_deadline) and row.next_deadline < day,
        Concern.PLANNED: lambda row: row.dossier in planned,
        Concern.NOT_VISITED: lambda row: row.last_visit < long_ago,
        Concern.POLICY_ENDS: lambda row: bool(row.policy_ends) and row.policy_ends <= soon,
        Concern.UNSENT: lambda row: row.unsent > 0,
    }
    of_concern = concerns[view.concern]

    def fits(row: EnterpriseRow) -> bool:
        right_sector = not view.sector or row.sector == view.sector
        right_scale = not view.scale or row.scale == view.scale
        return right_sector and right_scale and of_concern(row)

    return fits


# --- views kept under a name


def views(session: Session) -> tuple[View, ...]:
    """Return the views kept in this workspace, by name."""
    with session.workspace.reading() as reader:
        kept = reader.setting(VIEWS)
    return msgspec.json.decode(kept, type=tuple[View, ...]) if kept else ()


def keep_view(session: Session, view: View) -> tuple[View, ...]:
    """Keep a view under its name, in place of an earlier one of that name; return all of them.

    Raises BadInput without a name, or where there are too many.
    """
    name = view.name.strip()[:LONGEST_NAME]
    if not name:
        raise BadInput(what=_("Name of the view"), reason=_("it is empty"))
    others = [one for one in views(session) if one.name != name]
    if len(others) >= MOST_VIEWS:
        raise BadInput(what=_("Views"), reason=_("there are too many; remove one first"))
    return _keep(session, [*others, msgspec.structs.replace(view, name=name)])


def drop_view(session: Session, name: str) -> tuple[View, ...]:
    """Forget a view; return the others."""
    return _keep(session, [one for one in views(session) if one.name != name])


def _keep(session: Session, wanted: list[View]) -> tuple[View, ...]:
    ordered = tuple(sorted(wanted, key=lambda one: one.name))
    with session.workspace.transaction() as tx:
        tx.set_setting(VIEWS, msgspec.json.encode(ordered).decode())
    return ordered


# --- the route of a day


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a route; ``km`` is the straight line from the stop before, -1 where no
    coordinates are known (such stops come last)."""

    dossier: str
    enterprise: str
    site: str
    address: str
    km: float


def route(session: Session, dossiers: Sequence[str], start: Point | None = None) -> list[Stop]:
    """Return the sites of these enterprises in a short order to visit them, without a map.

    The first enterprise is the start where no point is given. Always the nearest next, then
    improved by turning stretches round (2-opt) while that shortens the way.
    """
    stops = [_stop(session, dossier) for dossier in dict.fromkeys(dossiers)]
    known = [(stop, point) for stop, point in stops if point is not None]
    unknown = [stop for stop, point in stops if point is None]
    ordered = shorten(nearest_next(known, start), start)
    before = start
    found: list[Stop] = []
    for stop, point in ordered:
        km = distance(before, point) if before is not None else 0.0
        found.append(_at(stop, km))
        before = point
    return [*found, *unknown]


def _at(stop: Stop, km: float) -> Stop:
    return Stop(stop.dossier, stop.enterprise, stop.site, stop.address, round(km, 1))


def _stop(session: Session, dossier: str) -> tuple[Stop, Point | None]:
    found = require_dossier(session, dossier)
    enterprise = enterprise_of(dossier, found)
    sites = [one.body for one in sites_of(found)]
    site = next((one for one in sites if point_of(one) is not None), None)
    shown = site or next(iter(sites), None)
    stop = Stop(
        dossier=dossier,
        enterprise=enterprise.name,
        site=shown.name if shown else "",
        address=(shown.address if shown else "") or enterprise.address,
        km=-1.0,
    )
    return stop, point_of(site) if site else None


def point_of(site: SiteRecorded) -> Point | None:
    """Return a site's coordinates, None where they are unknown or no coordinates at all."""
    try:
        longitude, latitude = float(site.longitude), float(site.latitude)
    except ValueError:
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


Placed = tuple[Stop, Point]


def nearest_next(places: Iterable[Placed], start: Point | None) -> list[Placed]:
    """Return the places so that each is the nearest to the one before."""
    left = list(places)
    ordered: list[Placed] = []
    here = start
    while left:
        number = 0
        if here is not None:
            point = here
            number = min(range(len(left)), key=lambda n: distance(point, left[n][1]))
        ordered.append(left.pop(number))
        here = ordered[-1][1]
    return ordered


def shorten(places: list[Placed], start: Point | None) -> list[Placed]:
    """Return the places in an order that turning any stretch round would not shorten; the first
    stays first where it is the start."""
    ordered = list(places)
    first = 0 if start is not None else 1
    while (turn := _better_turn(ordered, start, first)) is not None:
        i, j = turn
        ordered[i : j + 1] = reversed(ordered[i : j + 1])
    return ordered


def _better_turn(
    ordered: Sequence[Placed], start: Point | None, first: int
) -> tuple[int, int] | None:
    """Return the ends of a stretch whose turning shortens the way, None where there is none."""
    points = [point for _stop, point in ordered]
    for i in range(first, len(points) - 1):
        before = points[i - 1] if i else start
        for j in range(i + 1, len(points)):
            after = points[j + 1] if j + 1 < len(points) else None
            now = _leg(before, points[i]) + _leg(points[j], after)
            turned = _leg(before, points[j]) + _leg(points[i], after)
            if turned < now - 1e-9:
                return i, j
    return None


def _leg(one: Point | None, other: Point | None) -> float:
    return distance(one, other) if one is not None and other is not None else 0.0
