"""What a person may read, and what changed in it since a laptop's last hello."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from inspector_app import __version__
from inspector_app.central.agency import Central
from inspector_app.central.problems import OutOfScope
from inspector_app.central.tables import ASSIGNMENT, CHAIN, CHANGE, DEVICE, USER, VOLUME
from inspector_app.protocol import PROTOCOL, Assigned, Changed, HelloAnswer, HelloRequest

FIRST_YEAR = 2000  # everything, until volume openings carry what older years hold


@dataclass(frozen=True, slots=True)
class Token:
    """What a laptop saw: change ``number`` with its ``mark``, and its person's scope revision.

    The mark is random, so a token of a history that a restored backup replaced is recognised even
    when the numbers have grown past it again."""

    epoch: str = ""
    number: int = 0
    mark: str = ""
    revision: int = -1

    def __str__(self) -> str:
        return f"{self.epoch}.{self.number}.{self.mark}.{self.revision}"

    @classmethod
    def parse(cls, text: str) -> Token:
        """Read a token; anything else is as if there were none."""
        parts = text.split(".")
        if len(parts) != 4 or not (parts[1].isdecimal() and parts[3].isdecimal()):
            return cls()
        if len(parts[1]) > 15 or len(parts[3]) > 9:
            return cls()
        return cls(parts[0], int(parts[1]), parts[2], int(parts[3]))


def hello(central: Central, person: str, request: HelloRequest) -> HelloAnswer:
    """Return what changed for a person since the token; may over-report, never under-reports."""
    with central.database.read() as connection:
        # The present is read before the lists: what commits in between is reported twice.
        present = _present(central, connection, person)
        since = Token.parse(request.since)
        if not _is_of_this_history(connection, since, present):
            since = Token()
        scope = None
        if since.revision != present.revision:
            scope = _scope(central, connection, person)
        changed = () if since == present else _changed(central, connection, person, since)
    return HelloAnswer(
        time=central.time(),
        epoch=present.epoch,
        version=__version__,
        token=str(present),
        scope=scope,
        changed=changed,
        all_told=since == Token(),
        upgrade_required=request.protocol < PROTOCOL,
    )


def _present(central: Central, connection: Connection, person: str) -> Token:
    last = select(CHANGE.c.number, CHANGE.c.mark).order_by(CHANGE.c.number.desc()).limit(1)
    number, mark = connection.execute(last).one_or_none() or (0, "")
    revision = select(USER.c.scope_revision).where(USER.c.person == person)
    found = connection.execute(revision).scalar_one_or_none() or 0
    return Token(central.organisation.epoch, number, mark, found)


def _is_of_this_history(connection: Connection, since: Token, present: Token) -> bool:
    if since.epoch != present.epoch or since.revision > present.revision:
        return False
    mark = select(CHANGE.c.mark).where(CHANGE.c.number == since.number)
    return connection.execute(mark).scalar_one_or_none() == since.mark


def _scope(central: Central, connection: Connection, person: str) -> tuple[Assigned, ...]:
    query = select(ASSIGNMENT.c.dossier, ASSIGNMENT.c.from_year)
    rows = connection.execute(query.where(ASSIGNMENT.c.person == person).order_by("dossier"))
    given = tuple(Assigned(dossier=dossier, from_year=year) for dossier, year in rows)
    return (Assigned(dossier=central.organisation.dossier, from_year=FIRST_YEAR), *given)


def _changed(
    central: Central, connection: Connection, person: str, since: Token
) -> tuple[Changed, ...]:
    mine = and_(ASSIGNMENT.c.dossier == VOLUME.c.dossier, ASSIGNMENT.c.person == person)
    newer: ColumnElement[bool] = VOLUME.c.changed > since.number
    query = (
        select(VOLUME.c.volume, VOLUME.c.number)
        .join(ASSIGNMENT, mine, isouter=True)
        .where(VOLUME.c.number > 0)
        .where(
            or_(
                and_(VOLUME.c.dossier == central.organisation.dossier, newer),
                and_(
                    ASSIGNMENT.c.person == person,
                    VOLUME.c.year >= ASSIGNMENT.c.from_year,
                    or_(newer, ASSIGNMENT.c.revision > since.revision),
                ),
            )
        )
        .order_by(VOLUME.c.volume)
    )
    return tuple(Changed(volume=volume, number=n) for volume, n in connection.execute(query))


def readable(
    central: Central, connection: Connection, person: str, dossiers: set[str]
) -> frozenset[str]:
    """Return which of these dossiers a person may read."""
    query = select(ASSIGNMENT.c.dossier).where(
        ASSIGNMENT.c.person == person, ASSIGNMENT.c.dossier.in_(dossiers)
    )
    assigned = set(connection.execute(query).scalars())
    return frozenset(assigned | ({central.organisation.dossier} & dossiers))


def require_readable(
    central: Central, connection: Connection, person: str, dossiers: set[str]
) -> None:
    """Raise OutOfScope where a person may not read one of these dossiers."""
    foreign = dossiers - readable(central, connection, person, dossiers)
    if foreign:
        raise OutOfScope(dossier=min(foreign))


def may_send_blobs(
    central: Central, connection: Connection, caller: tuple[str, str], dossier: str
) -> bool:
    """Tell whether (person, device) may send blobs of a dossier: it is assigned, or the device
    has facts there, held ones included: evidence is not refused. So do the person's other device
    codes, as a laptop that got a new one goes on with what it recorded under the old."""
    person, device = caller
    if dossier in readable(central, connection, person, {dossier}):
        return dossier != central.organisation.dossier
    codes = select(DEVICE.c.code).where(DEVICE.c.person == person, DEVICE.c.person != "")
    mine = or_(CHAIN.c.device == device, CHAIN.c.device.in_(codes))
    own = select(CHAIN.c.seq).where(mine, CHAIN.c.volume.like(f"{dossier}/%"))
    return connection.execute(own.limit(1)).first() is not None
