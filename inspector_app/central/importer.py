"""Import enterprises: only what differs from the last import becomes a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection, select

from inspector_app.central.agency import Central
from inspector_app.central.book import IN_LIST
from inspector_app.central.enterprise_table import Line, read_table
from inspector_app.central.ledger import append_in
from inspector_app.central.tables import DEVICE, FACT, VOLUME
from inspector_app.domain.acts import act, subject_of
from inspector_app.domain.body import Body
from inspector_app.domain.canonical import canonical_bytes
from inspector_app.domain.enterprise import (
    ContactRecorded,
    EnterpriseClassified,
    EnterpriseLocated,
    EnterpriseNamed,
    EnterpriseSized,
    EnterpriseTagged,
    PolicyRecorded,
    SiteRecorded,
)
from inspector_app.domain.facts import Act, Volume
from inspector_app.domain.ids import dossier_of_code

IMPORT = "import"  # author of imported facts


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: counts, and rows whose inner organisation code is odd."""

    rows: int
    enterprises: int
    new: int
    changed: int
    facts: int
    odd_codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Last:
    """The last imported facts of a subject that no later import superseded, and their content."""

    ids: tuple[str, ...]
    body: bytes | None


def import_enterprises(central: Central, path: Path, *, dry_run: bool = False) -> Imported:
    """Import a table of enterprises, all of it or nothing.

    A group of fields becomes a fact only where it differs from what was last imported, and the
    fact supersedes only imported ones: an inspector's correction stays beside it. Raises
    TableRefused with every fault at once, NotASheet, SheetTooLarge or WrongHeader.
    """
    lines = read_table(path)
    groups = _by_dossier(central.organisation.dossier, lines)
    with central.database.write() as connection:
        # One import at a time: the second sees what the first has written.
        own = DEVICE.c.code == central.organisation.device
        connection.execute(select(DEVICE.c.code).where(own).with_for_update())
        last = _last_imported(connection, sorted(groups))
        known = {dossier for dossier, _subject in last}
        acts = [
            act
            for dossier, members in groups.items()
            for act in _acts(Volume(dossier, central.year()), members, last)
        ]
        if acts and not dry_run:
            append_in(central, connection, acts, IMPORT)
    touched = {one.dossier for one in acts}
    return Imported(
        rows=len(lines),
        enterprises=len(groups),
        new=len(groups.keys() - known),
        changed=len(touched & known),
        facts=len(acts),
        odd_codes=tuple(one.row for one in lines if one.code and not one.code.inner_valid),
    )


def _by_dossier(organisation: str, lines: Sequence[Line]) -> dict[str, list[Line]]:
    ordered = sorted(lines, key=lambda line: (line.key, line.row))
    grouped = groupby(ordered, key=lambda line: line.key)
    return {dossier_of(organisation, list_[0]): list_ for list_ in (list(g) for _key, g in grouped)}


def dossier_of(organisation: str, line: Line) -> str:
    """Return the dossier of a row's enterprise; without a code it is derived from the name, so
    that importing the table again meets the same file."""
    if line.code is not None:
        return dossier_of_code(organisation, line.code.text)
    return str(uuid5(UUID(organisation), f"name:{line.name}"))


def _last_imported(connection: Connection, dossiers: Sequence[str]) -> dict[tuple[str, str], Last]:
    found: dict[tuple[str, str], Last] = {}
    for at in range(0, len(dossiers), IN_LIST):
        query = (
            select(VOLUME.c.dossier, FACT.c.subject, FACT.c.id, FACT.c.body, FACT.c.supersedes)
            .join(VOLUME, VOLUME.c.volume == FACT.c.volume)
            .where(VOLUME.c.dossier.in_(dossiers[at : at + IN_LIST]), FACT.c.author == IMPORT)
            .order_by(VOLUME.c.year, FACT.c.number)
        )
        for dossier, subject, fact, body, supersedes in connection.execute(query):
            before = found.get((dossier, subject), Last((), None))
            replaced = set(supersedes.split())
            standing = tuple(one for one in before.ids if one not in replaced)
            found[dossier, subject] = Last((*standing, fact), body)
    return found


def _acts(
    volume: Volume, lines: Sequence[Line], last: dict[tuple[str, str], Last]
) -> Iterator[Act]:
    for body, key in _bodies(volume.dossier, lines):
        before = last.get((volume.dossier, subject_of(body, key)), Last((), None))
        if before.body != canonical_bytes(body.plain()):
            yield act(body, volume, key=key, supersedes=before.ids)


def _bodies(dossier: str, lines: Sequence[Line]) -> Iterator[tuple[Body, str]]:
    first = lines[0]
    yield (
        EnterpriseNamed(
            name=first.name,
            code=first.code.text if first.code else "",
            no_code_reason=first.no_code_reason,
        ),
        "",
    )
    if first.address:
        yield EnterpriseLocated(address=first.address), ""
    yield EnterpriseClassified(sector=first.sector), ""
    yield EnterpriseSized(scale=first.scale, employees=first.employees), ""
    yield EnterpriseTagged(tags=_union(line.tags for line in lines)), ""
    if first.contact or first.phone:
        contact = ContactRecorded(name=first.contact, phone=first.phone)
        yield contact, str(uuid5(UUID(dossier), "import:contact"))
    yield from _site_bodies(dossier, lines)
    yield from _policy_bodies(dossier, lines)


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for group in groups for tag in group))


def site_key(dossier: str, name: str) -> str:
    """Return the id of an imported site: the same at every import."""
    return str(uuid5(UUID(dossier), f"site:{name}"))


def _site_bodies(dossier: str, lines: Sequence[Line]) -> Iterator[tuple[Body, str]]:
    insured_apart = len({line.policy for line in lines if line.policy}) > 1
    for line in lines:
        body = SiteRecorded(
            name=line.site,
            type=line.site_type,
            address=line.site_address,
            longitude=line.longitude,
            latitude=line.latitude,
            sector=line.sector,
            tags=line.tags,
            policy=line.policy if insured_apart else "",
        )
        yield body, site_key(dossier, line.site)


def _policy_bodies(dossier: str, lines: Sequence[Line]) -> Iterator[tuple[Body, str]]:
    by_number: dict[str, list[Line]] = {}
    for line in lines:
        if line.policy:
            by_number.setdefault(line.policy, []).append(line)
    for number, covered in by_number.items():
        first = covered[0]
        apart = len(by_number) > 1 and len(covered) == 1
        body = PolicyRecorded(
            number=number,
            insurer=first.insurer,
            starts=first.starts,
            ends=first.ends,
            premium_received=first.premium,
            insured_people=first.insured,
            per_person_limit=first.limit,
            services=first.services,
            frequency=first.frequency,
            site=site_key(dossier, first.site) if apart else "",
        )
        yield body, ""
