"""Acts of central's operator on people and laptops."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, select, update

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.auth import password_hash
from inspector_app.central.bulk import count_change
from inspector_app.central.ledger import admit_in, append, append_in
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.scope import FIRST_YEAR
from inspector_app.central.strangers import require_one_central
from inspector_app.central.tables import ASSIGNMENT, DEVICE, FACT, USER, VOLUME
from inspector_app.domain.acts import act
from inspector_app.domain.organisation import AgencyNamed, PersonRegistered
from inspector_app.i18n import _

SHORTEST_PASSWORD = 8


def add_user(
    central: Central,
    user: str,
    password: str,
    *,
    name: str = "",
    certificates: tuple[str, ...] = (),
    phone: str = "",
) -> str:
    """Register an inspector and their login; returns the pseudonymous person id.

    Raises OperatorMistake where the login exists or the password is too short.
    """
    login = _login(user)
    if len(password) < SHORTEST_PASSWORD:
        reason = _("at least {count} characters are needed").format(count=SHORTEST_PASSWORD)
        raise OperatorMistake(what=_("Password"), reason=reason)
    shown = _printable("--name", name or login, 100)
    person = str(UUID(bytes=central.chance(16), version=4))
    body = PersonRegistered(
        person=person, name=shown, user=login, certificates=certificates, phone=phone
    )
    row = {
        "name": login,
        "person": person,
        "person_name": body.name,
        "password_hash": password_hash(password, central.chance(16), central.cost),
        "failures": 0,
        "retry_at": 0.0,
        "scope_revision": 0,
        "created_at": central.time(),
    }
    with central.database.write() as connection:
        if connection.execute(select(USER.c.name).where(USER.c.name == login)).first():
            raise OperatorMistake(what=login, reason=_("this user exists already"))
        connection.execute(USER.insert(), row)
        append_in(central, connection, [act(body, central.own_volume())], STAFF)
    return person


def add_central_below(central: Central, user: str, password: str, *, name: str = "") -> str:
    """Register the login of a central below this one; returns the id it stands under here."""
    person = add_user(central, user, password, name=name)
    with central.database.write() as connection:
        connection.execute(update(USER).where(USER.c.person == person).values(below=1))
    return person


def _login(user: str) -> str:
    return _printable(_("User name"), user, 64)


def assign(central: Central, user: str, dossier: str) -> None:
    """Put a dossier into a person's scope; what their laptops sent of it before is admitted.

    Raises OperatorMistake where there is no such user or dossier.
    """
    with central.database.write() as connection:
        found = _user(connection, user)
        known = select(VOLUME.c.volume).where(VOLUME.c.dossier == dossier).limit(1)
        if dossier != central.organisation.dossier and not connection.execute(known).first():
            raise OperatorMistake(what=dossier, reason=_("there is no such file"))
        here = (ASSIGNMENT.c.person == found.person, ASSIGNMENT.c.dossier == dossier)
        if connection.execute(select(ASSIGNMENT.c.revision).where(*here)).first():
            return
        require_one_central(connection, dossier, str(found.person))
        revision = _next_revision(connection, found)
        row = {
            "person": found.person,
            "dossier": dossier,
            "from_year": opened_from(connection, dossier),
            "revision": revision,
        }
        connection.execute(ASSIGNMENT.insert(), row)
        devices = select(DEVICE.c.code).where(DEVICE.c.person == found.person)
        codes = connection.execute(devices.order_by(DEVICE.c.code)).scalars().all()
        admit_in(central, connection, dossier, codes)
        count_change(connection, central.chance(8).hex())


def opened_from(connection: Connection, dossier: str) -> int:
    """Return the year from which a laptop needs a dossier: the one before its last opening."""
    query = (
        select(func.max(VOLUME.c.year))
        .join(FACT, FACT.c.volume == VOLUME.c.volume)
        .where(VOLUME.c.dossier == dossier, FACT.c.kind == "volume_opened")
    )
    year = connection.execute(query).scalar_one()
    return FIRST_YEAR if year is None else int(year) - 1


def unassign(central: Central, user: str, dossier: str) -> None:
    """Take a dossier out of a person's scope."""
    with central.database.write() as connection:
        found = _user(connection, user)
        here = (ASSIGNMENT.c.person == found.person, ASSIGNMENT.c.dossier == dossier)
        if not connection.execute(delete(ASSIGNMENT).where(*here)).rowcount:
            reason = _("it is not assigned to this user")
            raise OperatorMistake(what=dossier, reason=reason)
        _next_revision(connection, found)
        count_change(connection, central.chance(8).hex())


def _user(connection: Connection, user: str) -> Row[tuple[object, ...]]:
    query = select(USER).where(USER.c.name == user.strip()).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None:
        raise OperatorMistake(what=user, reason=_("there is no such user"))
    return found


def _next_revision(connection: Connection, found: Row[tuple[object, ...]]) -> int:
    revision = int(found.scope_revision) + 1
    mine = USER.c.name == found.name
    connection.execute(update(USER).where(mine).values(scope_revision=revision))
    return revision


def revoke(central: Central, device: str) -> tuple[str, ...]:
    """Withdraw a laptop and every code renewed from it; returns the codes.

    From now on it may only hand over its own records, which are held; then it is locked. Its
    earlier facts stay.
    """
    with central.database.write() as connection:
        here = DEVICE.c.code == device.strip().upper()
        found = connection.execute(select(DEVICE).where(here).with_for_update()).one_or_none()
        if found is None:
            raise OperatorMistake(what=device, reason=_("there is no such device"))
        if found.person == STAFF:
            raise OperatorMistake(what=device, reason=_("this is the server itself"))
        codes = _lineage(connection, found.code)
        fresh = (DEVICE.c.code.in_(codes), DEVICE.c.revoked_at == "")
        connection.execute(update(DEVICE).where(*fresh).values(revoked_at=central.time()))
    return codes


def _lineage(connection: Connection, code: str) -> tuple[str, ...]:
    """Return a code and all that were renewed from it, in order."""
    found, fresh = {code}, {code}
    while fresh:
        query = select(DEVICE.c.code).where(DEVICE.c.renewed_from.in_(sorted(fresh)))
        fresh = set(connection.execute(query).scalars()) - found
        found |= fresh
    return tuple(sorted(found))


def _printable(what: str, text: str, longest: int) -> str:
    """Return a name as papers print it: one line that is not blank; raises OperatorMistake."""
    plain = text.strip()
    if not plain or len(plain) > longest or not plain.isprintable():
        reason = _("1 to {count} printable characters are needed").format(count=longest)
        raise OperatorMistake(what=what, reason=reason)
    return plain


def name_agency(
    central: Central, name: str, short: str, *, phone: str = "", insurer: str = ""
) -> None:
    """Publish who serves; the short name stands in paper numbers. Raises OperatorMistake."""
    name, short = _printable("--name", name, 100), _printable("--short", short, 20)
    body = AgencyNamed(name=name, short=short, phone=phone, insurer=insurer)
    append(central, [act(body, central.own_volume(), supersedes=_namings(central))], STAFF)


def has_agency(central: Central) -> bool:
    """Tell whether anybody said whose papers the laptops print."""
    return bool(_namings(central))


def _namings(central: Central) -> Sequence[str]:
    query = (
        select(FACT.c.id)
        .join(VOLUME, VOLUME.c.volume == FACT.c.volume)
        .where(VOLUME.c.dossier == central.own_volume().dossier, FACT.c.subject == "agency:own")
    )
    with central.database.read() as connection:
        return connection.execute(query).scalars().all()
