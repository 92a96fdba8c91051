"""The checklists on the shelf: what the library holds, what is in force, what applies where.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.library import ANY, FormEntry, Library
from inspector_app.checklists.profile import CheckItem
from inspector_app.domain.dossier import enterprise_of, sites_of
from inspector_app.domain.enterprise import SiteRecorded
from inspector_app.errors import Problem
from inspector_app.operations.law import plain, words_of
from inspector_app.operations.session import Session
from inspector_app.operations.visits import require_dossier, site_profile


class Standing(StrEnum):
    """How a form stands on a day."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"  # a later version of the same form is in force
    ENDED = "ended"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A form of the library; ``problem`` says why it cannot be read, None where it can."""

    entry: FormEntry
    published: bool
    items: int = 0
    majors: int = 0
    unread: int = 0  # items whose clause nobody has held against the official text
    problem: Problem | None = None

    @property
    def key(self) -> str:
        return f"{self.entry.form_id}@{self.entry.version}"


@dataclass(frozen=True, slots=True)
class Place:
    """An enterprise, or one of its sites: what decides on checklists."""

    dossier: str
    name: str
    site: str = ""
    site_name: str = ""
    sector: str = ""
    tags: tuple[str, ...] = ()
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Applying:
    """What applies at a place on a day, in the order shown there; ``gaps`` are titles of
    criteria about such a place that the library holds for other days only."""

    place: Place
    day: date
    forms: tuple[FormEntry, ...]
    gaps: tuple[str, ...]

    def has(self, entry: FormEntry) -> bool:
        """Tell whether the form applies."""
        return any(
            (one.form_id, one.version) == (entry.form_id, entry.version) for one in self.forms
        )


class Reason(StrEnum):
    """Why a form applies at a place, or why not."""

    EVERYWHERE = "everywhere"
    SECTOR = "sector"
    FACILITY = "facility"
    OTHER_DAY = "other_day"
    OTHER_VERSION = "other_version"
    OTHER_SCALE = "other_scale"
    OTHER_PLACE = "other_place"


def shelf(library: Library) -> tuple[Shelved, ...]:
    """Return every form of the library, criteria of major hazards first, newest version first."""
    order = sorted(
        library.entries, key=lambda one: (one.rank, one.form_id, -one.effective_from.toordinal())
    )
    return tuple(_shelved(library, entry) for entry in order)


def _shelved(library: Library, entry: FormEntry) -> Shelved:
    published = entry.path is None
    try:
        items = library.definition(entry.form_id, entry.version).items()
    except Problem as problem:
        return Shelved(entry, published, problem=problem)
    return Shelved(
        entry,
        published,
        items=len(items),
        majors=sum(item.level == "major" for item in items),
        unread=sum(not item.verified for item in items),
    )


def standing(library: Library, entry: FormEntry, day: date) -> Standing:
    """Return how a form stands on a day."""
    if day < entry.effective_from:
        return Standing.NOT_YET
    if not entry.in_force(day):
        return Standing.ENDED
    newest = max(
        (one for one in library.entries if one.form_id == entry.form_id and one.in_force(day)),
        key=lambda one: (one.effective_from, one.version),
    )
    return Standing.IN_FORCE if newest.version == entry.version else Standing.SUPERSEDED


def matching(
    forms: Iterable[Shelved], *, sector: str = "", tag: str = "", text: str = ""
) -> tuple[Shelved, ...]:
    """Return the forms of a sector, with a tag, whose id, title or cited instrument has every
    word of the text; "" leaves a filter out."""
    wanted = words_of(text)
    return tuple(
        one
        for one in forms
        if sector in ("", one.entry.sector)
        and (not tag or tag in one.entry.tags)
        and _has(one.entry, wanted)
    )


def _has(entry: FormEntry, words: tuple[str, ...]) -> bool:
    known = plain(f"{entry.form_id}{entry.version}{entry.title}{''.join(entry.instruments)}")
    return all(word in known for word in words)


def places(session: Session, dossier: str) -> tuple[Place, ...]:
    """Return the enterprise as a whole and each of its sites."""
    found = require_dossier(session, dossier)
    whole = enterprise_of(dossier, found)
    sites = [(one.key, one.body) for one in sites_of(found)]
    everything: list[tuple[str, SiteRecorded | None]] = [("", None), *sites]
    made = []
    for key, body in everything:
        sector, tags = site_profile(whole, body)
        name = body.name if body is not None else ""
        made.append(Place(dossier, whole.name, key, name, sector, tags, whole.scale))
    return tuple(made)


def applying(library: Library, place: Place, day: date) -> Applying:
    """Return what applies at a place on a day."""
    forms = library.applicable(sector=place.sector, tags=place.tags, scale=place.scale, on=day)
    gaps = library.gaps(sector=place.sector, tags=place.tags, scale=place.scale, on=day)
    return Applying(place, day, forms, gaps)


def reason(library: Library, found: Applying, entry: FormEntry) -> Reason:
    """Return why a form applies at the place on the day, or why not."""
    place = found.place
    if not entry.concerns(place.sector, place.tags, place.scale):
        sized = entry.scales and entry.concerns(place.sector, place.tags, entry.scales[0])
        return Reason.OTHER_SCALE if sized else Reason.OTHER_PLACE
    if not entry.in_force(found.day):
        return Reason.OTHER_DAY
    if not found.has(entry):
        return Reason.OTHER_VERSION
    if ANY in entry.tags:
        return Reason.EVERYWHERE
    return Reason.SECTOR if entry.sector == place.sector else Reason.FACILITY


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A check item of a form with the title of the section it stands in."""

    section: str
    item: CheckItem


def items_of(running: RunningForm) -> tuple[ItemLine, ...]:
    """Return all check items of a form in its order, also those not shown now."""
    nodes = running.nodes()
    return tuple(ItemLine(node.section, node.item) for node in nodes if node.item is not None)
