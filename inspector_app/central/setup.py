"""Open a central; found it at its first start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, text

from inspector_app.central.agency import (
    CHINA,
    STAFF,
    STRONG,
    Central,
    Chance,
    Clock,
    Cost,
    Organisation,
    load_organisation,
)
from inspector_app.central.auth import device_code
from inspector_app.central.database import open_database
from inspector_app.central.erasing import remove_erased_blobs
from inspector_app.central.ledger import append_in
from inspector_app.central.media import open_media
from inspector_app.central.schema import migrate
from inspector_app.central.tables import COUNTER, DEVICE, ORGANISATION
from inspector_app.domain.acts import act
from inspector_app.domain.organisation import AgencyNamed
from inspector_app.domain.seals import certify, public_key_of

UNNAMED = "未命名机构"


@dataclass(frozen=True, slots=True)
class Founding:
    """How a new central names its agency; the short name stands in paper numbers."""

    name: str = UNNAMED
    short: str = ""
    phone: str = ""
    insurer: str = ""


NEW_AGENCY = Founding()


def present() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def open_central(
    database_url: str,
    media_place: str | Path,
    *,
    founding: Founding = NEW_AGENCY,
    now: Clock = present,
    chance: Chance = secrets.token_bytes,
    cost: Cost = STRONG,
) -> Central:
    """Return the central in a database, brought to this program's schema; a new one is founded.

    Its photos and papers lie in the folder ``media_place`` or at such an ``s3://`` address.

    Raises DatabaseUnusable where the database cannot be reached.
    """
    database = open_database(database_url)
    migrate(database)
    media = open_media(media_place)
    with database.write() as connection:
        if not database.is_sqlite:  # two first starts at once
            connection.execute(text("LOCK TABLE organisation IN EXCLUSIVE MODE"))
        organisation = load_organisation(connection)
        if organisation is None:
            organisation = _found(connection, founding.name, now, chance)
            central = Central(database, media, organisation, now, chance, cost)
            _publish(central, connection, founding)
    central = Central(database, media, organisation, now, chance, cost)
    remove_erased_blobs(central)  # what a crash left behind an erasure
    return central


def _found(connection: Connection, name: str, now: Clock, chance: Chance) -> Organisation:
    signing = Ed25519PrivateKey.from_private_bytes(chance(32))
    bundles = X25519PrivateKey.from_private_bytes(chance(32))
    at = now().astimezone(CHINA).isoformat(timespec="seconds")
    own = Organisation(
        dossier=str(UUID(bytes=chance(16), version=4)),
        name=name,
        epoch=chance(8).hex(),
        device=device_code(0),
        signing=signing,
        bundles=bundles,
    )
    row = {
        "dossier": own.dossier,
        "name": name,
        "epoch": own.epoch,
        "device": own.device,
        "signing_key": signing.private_bytes_raw().hex(),
        "bundle_key": bundles.private_bytes_raw().hex(),
        "founded_at": at,
    }
    connection.execute(ORGANISATION.insert(), row)
    counters = [{"name": "changes", "value": 0}, {"name": "devices", "value": 1}]
    connection.execute(COUNTER.insert(), counters)
    connection.execute(DEVICE.insert(), _own_device(own, at))
    return own


def _own_device(own: Organisation, at: str) -> dict[str, str]:
    key = certify(own.signing, own.device, public_key_of(own.signing))
    return {
        "code": own.device,
        "person": STAFF,
        "public_key": key.public_key,
        "certificate": key.certificate,
        "installation": "",
        "label": "central",
        "enrolled_at": at,
        "revoked_at": "",
    }


def _publish(central: Central, connection: Connection, founding: Founding) -> None:
    if founding.name == UNNAMED:
        return
    body = AgencyNamed(
        name=founding.name,
        short=founding.short,
        phone=founding.phone,
        insurer=founding.insurer,
    )
    append_in(central, connection, [act(body, central.own_volume())], STAFF)
