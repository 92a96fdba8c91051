"""Devices that central does not know by enrolment but by a certificate that came with a push.

A restored central lost the devices enrolled since its backup: its own signature proves them. A
central below this one certified its devices itself: they are accepted in what it brings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, text, update

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.exchange_tables import (
    AUTHORITY,
    AUTHORITY_DEVICE,
    AUTHORITY_DOSSIER,
)
from inspector_app.central.problems import CentralProblem
from inspector_app.central.tables import ASSIGNMENT, COUNTER, DEVICE, USER, VOLUME
from inspector_app.domain.facts import FactDamaged
from inspector_app.domain.seals import DeviceKey, check_device_key, public_key_of
from inspector_app.i18n import N_
from inspector_app.protocol import PushRequest

_KNOWN_AGAIN = text(
    "INSERT INTO device (code, person, public_key, certificate, installation, label, enrolled_at,"
    " revoked_at) VALUES (:code, :person, :public_key, :certificate, '', 'restored', :at, '')"
    " ON CONFLICT (code) DO NOTHING"
)
_KNOWN_BELOW = text(
    "INSERT INTO authority_device (authority, device, public_key, certificate)"
    " VALUES (:authority, :device, :public_key, :certificate)"
    " ON CONFLICT (authority, device) DO NOTHING"
)
_CLAIM = text(
    "INSERT INTO authority_dossier (dossier, authority) VALUES (:dossier, :authority)"
    " ON CONFLICT (dossier) DO NOTHING"
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def acquaint(central: Central, person: str, request: PushRequest) -> None:
    """Remember the devices whose certified keys came with a push; others are left unknown."""
    keys = [wire.key() for wire in request.keys]
    own = public_key_of(central.organisation.signing)
    with central.database.read() as connection:
        authority = authority_of(connection, person)
    ours = [key for key in keys if _is_certified(key, own)]
    theirs = [key for key in keys if authority and _is_certified(key, authority.public_key)]
    with central.database.write() as connection:
        _know_again(central, connection, ours)
        if authority is not None:
            _know_below(connection, authority.device, theirs)
            _claim(central, connection, (authority.device, person), request)


def _is_certified(key: DeviceKey, public_key: str) -> bool:
    try:
        check_device_key(key, public_key)
    except FactDamaged:
        return False
    return True


def authority_of(connection: Connection, person: str) -> Row[Any] | None:
    """Return the central below that a person stands for, if any."""
    query = select(AUTHORITY).join(DEVICE, DEVICE.c.code == AUTHORITY.c.device)
    found = query.where(DEVICE.c.person == person).order_by(DEVICE.c.enrolled_at.desc())
    return connection.execute(found.limit(1)).one_or_none()


def _know_again(central: Central, connection: Connection, keys: Sequence[DeviceKey]) -> None:
    own = public_key_of(central.organisation.signing)
    for key in sorted(keys, key=lambda one: one.device):
        row = {"code": key.device, "public_key": key.public_key, "certificate": key.certificate}
        person = STAFF if key.public_key == own else ""  # a code that central itself wrote under
        connection.execute(_KNOWN_AGAIN, row | {"person": person, "at": central.time()})
    if keys:
        # No code is given twice: the counter is beyond every code that was seen.
        highest = max(index_of(key.device) for key in keys) + 1
        here = (COUNTER.c.name == "devices", COUNTER.c.value < highest)
        connection.execute(update(COUNTER).where(*here).values(value=highest))


def index_of(code: str) -> int:
    """Return the place of a device code in the order in which codes are given."""
    index = 0
    for letter in code:
        index = index * len(_LETTERS) + _LETTERS.index(letter)
    shorter: int = sum(len(_LETTERS) ** length for length in range(2, len(code)))
    return index + shorter


def _know_below(connection: Connection, authority: str, keys: Sequence[DeviceKey]) -> None:
    for key in sorted(keys, key=lambda one: one.device):
        row = {"device": key.device, "public_key": key.public_key, "certificate": key.certificate}
        connection.execute(_KNOWN_BELOW, row | {"authority": authority})


def _claim(
    central: Central, connection: Connection, who: tuple[str, str], request: PushRequest
) -> None:
    """A dossier that nobody brought before is the central's that brings it."""
    authority, person = who
    dossiers = {batch.volume.partition("/")[0] for batch in request.batches}
    known = select(VOLUME.c.dossier).where(VOLUME.c.dossier.in_(dossiers)).distinct()
    fresh = dossiers - set(connection.execute(known).scalars()) - {central.organisation.dossier}
    for dossier in sorted(fresh):
        connection.execute(_CLAIM, {"dossier": dossier, "authority": authority})
        owner = select(AUTHORITY_DOSSIER.c.authority).where(AUTHORITY_DOSSIER.c.dossier == dossier)
        if connection.execute(owner).scalar_one() == authority:
            _assign(connection, person, dossier)


def _assign(connection: Connection, person: str, dossier: str) -> None:
    here = (ASSIGNMENT.c.person == person, ASSIGNMENT.c.dossier == dossier)
    if connection.execute(select(ASSIGNMENT.c.dossier).where(*here)).first():
        return
    revision = select(USER.c.scope_revision).where(USER.c.person == person)
    now = connection.execute(revision).scalar_one()
    row = {"person": person, "dossier": dossier, "from_year": 2000, "revision": now}
    connection.execute(ASSIGNMENT.insert(), row)


def devices_below(
    connection: Connection, person: str, codes: Iterable[str]
) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (code, public key, authority, is that central itself) of the devices of the central
    below that a person stands for."""
    authority = authority_of(connection, person)
    if authority is None:
        return
    query = select(AUTHORITY_DEVICE).where(AUTHORITY_DEVICE.c.authority == authority.device)
    wanted = set(codes)
    for row in connection.execute(query):
        if row.device in wanted:
            is_central = row.public_key == authority.public_key
            yield row.device, row.public_key, authority.device, is_central


class AnotherCentrals(CentralProblem):
    """The dossier is a central's below, whose operator alone writes in it."""

    code = "CEN-04"
    template = N_("The file {dossier} is kept by another server ({name}).")
    remedy_template = N_("Let the operator of that server do it; it comes up by itself.")


def require_own(connection: Connection, dossiers: Collection[str]) -> None:
    """Raise AnotherCentrals where one of these dossiers belongs to a central below: its device
    codes are not ours, and our own chain in it could be confused with one of its."""
    query = (
        select(AUTHORITY_DOSSIER.c.dossier, AUTHORITY.c.name)
        .join(AUTHORITY, AUTHORITY.c.device == AUTHORITY_DOSSIER.c.authority)
        .order_by(AUTHORITY_DOSSIER.c.dossier)
    )
    for some in _slices(sorted(dossiers)):
        row = connection.execute(query.where(AUTHORITY_DOSSIER.c.dossier.in_(some))).first()
        if row is not None:
            raise AnotherCentrals(dossier=row.dossier, name=row.name)


def _slices(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[at : at + 400] for at in range(0, len(values), 400))


def require_one_central(connection: Connection, dossier: str, person: str) -> None:
    """Raise AnotherCentrals where a dossier would be worked on by our own inspectors and by those
    of a central below."""
    require_own(connection, {dossier} if authority_of(connection, person) is None else set())
    query = select(ASSIGNMENT.c.person).where(ASSIGNMENT.c.dossier == dossier)
    mine = authority_of(connection, person)
    for other in connection.execute(query).scalars().all():
        theirs = authority_of(connection, other)
        if (mine and mine.device) != (theirs and theirs.device):
            name = theirs.name if theirs else ""
            raise AnotherCentrals(dossier=dossier, name=name)
