"""The agency this central belongs to, and the central itself as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, select

from inspector_app import __version__
from inspector_app.central.database import Database
from inspector_app.central.media import Media
from inspector_app.central.tables import ORGANISATION
from inspector_app.domain.facts import Volume
from inspector_app.domain.seals import public_key_of
from inspector_app.protocol import About

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
STAFF = "central"  # author of acts that the operator does on the server itself
Clock = Callable[[], datetime]
Chance = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The agency: its dossier (what it publishes), its keys and central's own device code."""

    dossier: str
    name: str
    epoch: str
    device: str
    signing: Ed25519PrivateKey
    bundles: X25519PrivateKey


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id derivation takes."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 1


STRONG = Cost()


@dataclass(frozen=True)
class Central:
    """An opened central: database, files, keys, clock, source of chance, cost of passwords."""

    database: Database
    media: Media
    organisation: Organisation
    now: Clock
    chance: Chance
    cost: Cost = STRONG

    def time(self) -> str:
        """Return the present moment as text with offset, to the second."""
        return self.now().astimezone(CHINA).isoformat(timespec="seconds")

    def year(self) -> int:
        """Return the present year in China."""
        return self.now().astimezone(CHINA).year

    def own_volume(self) -> Volume:
        """Return the organisation dossier's volume of this year."""
        return Volume(self.organisation.dossier, self.year())

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def about(central: Central) -> About:
    """Return who this central is, as it tells everybody."""
    own = central.organisation
    return About(
        organisation=own.dossier,
        name=own.name,
        epoch=own.epoch,
        version=__version__,
        time=central.time(),
        public_key=public_key_of(own.signing),
        bundle_key=own.bundles.public_key().public_bytes_raw().hex(),
    )


def load_organisation(connection: Connection) -> Organisation | None:
    """Return the agency as stored; None before the first start."""
    row = connection.execute(select(ORGANISATION)).mappings().first()
    if row is None:
        return None
    return Organisation(
        dossier=row["dossier"],
        name=row["name"],
        epoch=row["epoch"],
        device=row["device"],
        signing=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row["signing_key"])),
        bundles=X25519PrivateKey.from_private_bytes(bytes.fromhex(row["bundle_key"])),
    )
