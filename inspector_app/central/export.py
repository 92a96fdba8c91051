"""Everything central holds as plain files that need no program to be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from inspector_app.central.agency import Central
from inspector_app.central.book import fact_of
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.tables import BLOB, DEVICE, FACT, SEAL, VOLUME
from inspector_app.domain.facts import Volume
from inspector_app.domain.seals import public_key_of
from inspector_app.i18n import _


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written."""

    volumes: int
    facts: int
    blobs: int


def export(central: Central, out: Path) -> Exported:
    """Write all facts and blobs into an empty or new folder.

    ``<dossier>/<year>.jsonl``: one fact a line (number, id, header, salt, body); the id is the
    SHA-256 of the header's bytes as written. ``<year>.seals.jsonl`` and ``devices.jsonl`` verify
    them. ``<dossier>/blobs/<sha256>``: photos and papers. Raises OperatorMistake where the folder
    holds something.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OperatorMistake(what=str(out), reason=_("the folder is not empty"))
    out.mkdir(parents=True, exist_ok=True)
    with central.database.read() as connection:
        _devices(central, connection, out)
        volumes = connection.execute(select(VOLUME.c.volume).order_by(VOLUME.c.volume)).scalars()
        facts = [_volume(connection, Volume.parse(name), out) for name in volumes.all()]
        blobs = _blobs(central, connection, out)
    return Exported(len(facts), sum(facts), blobs)


def _devices(central: Central, connection: Connection, out: Path) -> None:
    own = central.organisation
    first = {
        "organisation": own.dossier,
        "name": own.name,
        "epoch": own.epoch,
        "public_key": public_key_of(own.signing),
    }
    query = select(DEVICE.c.code, DEVICE.c.person, DEVICE.c.public_key, DEVICE.c.certificate)
    rows = connection.execute(query.order_by(DEVICE.c.code)).mappings()
    _write(out / "devices.jsonl", [first, *(dict(row) for row in rows)])


def _volume(connection: Connection, volume: Volume, out: Path) -> int:
    folder = out / volume.dossier
    folder.mkdir(exist_ok=True)
    here = FACT.c.volume == str(volume)
    rows = connection.execute(select(FACT).where(here).order_by(FACT.c.number)).all()
    _write(folder / f"{volume.year}.jsonl", [_line(row) for row in rows])
    query = select(SEAL).where(SEAL.c.volume == str(volume)).order_by(SEAL.c.device, SEAL.c.seq)
    seals = connection.execute(query).mappings()
    _write(folder / f"{volume.year}.seals.jsonl", [dict(seal) for seal in seals])
    return len(rows)


def _line(row: Any) -> dict[str, Any]:
    fact = fact_of(row)
    return {
        "number": row.number,
        "id": row.id,
        "header": msgspec.Raw(fact.header),
        "salt": row.salt,
        "body": None if row.body is None else msgspec.Raw(row.body),
    }


def _blobs(central: Central, connection: Connection, out: Path) -> int:
    count = 0
    for row in connection.execute(select(BLOB).order_by(BLOB.c.dossier, BLOB.c.sha256)):
        folder = out / row.dossier / "blobs"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / row.sha256).open("wb") as file:
            file.writelines(central.media.whole(row.dossier, row.sha256))
        count += 1
    return count


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        for line in lines:
            file.write(msgspec.json.encode(line) + b"\n")
