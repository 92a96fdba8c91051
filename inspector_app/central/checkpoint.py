"""Checkpoints: a signed line over all volume chains, to be published once a day.

Whoever keeps the lines can prove later that central's history up to then was not altered, not
even by its operator. A line covers every volume; only volumes that moved since the last one are
stored with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from inspector_app.central.agency import Central
from inspector_app.central.problems import FaultFound, OperatorMistake
from inspector_app.central.tables import CHANGE, CHECKPOINT, CHECKPOINT_VOLUME, FACT, VOLUME
from inspector_app.domain.seals import is_signed, public_key_of, signed
from inspector_app.i18n import _

Standing = dict[str, tuple[int, str]]  # volume → (number, chain)
_SIGNED = ("number", "at", "epoch", "volumes", "facts", "root")


class Checkpoint(msgspec.Struct, frozen=True):
    """A published line. ``root``: SHA-256 over ``<volume> <number> <chain>\\n`` of every volume
    that holds facts, in order of name; ``signature``: central's Ed25519 over all other fields."""

    organisation: str
    epoch: str
    number: int
    at: str
    volumes: int
    facts: int
    root: str
    signature: str

    def line(self) -> str:
        """Return the line as it is published."""
        return msgspec.json.encode(self).decode()


def checkpoint(central: Central) -> Checkpoint:
    """Sign where all volumes stand now, keep it, and return it for publication."""
    with central.database.write() as connection:
        last = connection.execute(
            select(CHECKPOINT.c.number, CHECKPOINT.c.changes).order_by(CHECKPOINT.c.number.desc())
        ).first()
        number, before = (last.number + 1, last.changes) if last else (1, -1)
        # The counter is read before the volumes: what moves in between is stored with both.
        changes = connection.execute(select(func.max(CHANGE.c.number))).scalar_one() or 0
        rows = _rows(connection)
        standing = {row.volume: (row.number, row.chain) for row in rows}
        content = {
            "number": number,
            "at": central.time(),
            "epoch": central.organisation.epoch,
            "volumes": len(standing),
            "facts": sum(count for count, _chain in standing.values()),
            "root": root_of(standing),
        }
        word = signed(central.organisation.signing, "checkpoint", **_content(central, content))
        row = content | {"changes": changes, "signature": word}
        connection.execute(CHECKPOINT.insert(), row)
        moved = [row for row in rows if row.changed > before]
        if moved:
            connection.execute(CHECKPOINT_VOLUME.insert(), [_moved(number, row) for row in moved])
    return _line(central, row)


def _rows(connection: Connection) -> list[Any]:
    query = select(VOLUME.c.volume, VOLUME.c.number, VOLUME.c.chain, VOLUME.c.changed)
    return list(connection.execute(query.where(VOLUME.c.number > 0).order_by(VOLUME.c.volume)))


def _moved(number: int, row: Any) -> dict[str, Any]:
    return {
        "checkpoint": number,
        "volume": row.volume,
        "number": row.number,
        "chain": row.chain,
    }


def _content(central: Central, row: Mapping[str, Any]) -> dict[str, str | int]:
    return {name: row[name] for name in _SIGNED} | {"organisation": central.organisation.dossier}


def _line(central: Central, row: Mapping[str, Any]) -> Checkpoint:
    return Checkpoint(signature=row["signature"], **_content(central, row))  # type: ignore[arg-type]


def root_of(standing: Standing) -> str:
    """Return the hash over where every volume stands."""
    digest = sha256()
    for volume in sorted(standing):
        number, chain = standing[volume]
        digest.update(f"{volume} {number} {chain}\n".encode())
    return digest.hexdigest()


def check_checkpoints(central: Central, connection: Connection) -> int:
    """Return how many checkpoints there are; raises FaultFound at the first that does not hold."""
    own = public_key_of(central.organisation.signing)
    standing: Standing = {}
    count = 0
    for row in connection.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.number)).mappings():
        place = f"checkpoint {row['number']}"
        count += 1
        _require(row["number"] == count, f"checkpoint {count}", lambda: _("it is missing"))
        content = _content(central, dict(row))
        genuine = is_signed(own, row["signature"], "checkpoint", **content)
        _require(genuine, place, lambda: _("its signature is not central's"))
        for volume, number, chain in _stood(connection, count):
            standing[volume] = (number, chain)
            held = _chain_at(connection, volume, number) == chain
            _require(held, f"{place}: {volume} #{number}", lambda: _("the chain is another now"))
        _require(root_of(standing) == row["root"], place, lambda: _("it was altered"))
    return count


def _require(holds: bool, place: str, reason: Callable[[], str]) -> None:
    if not holds:
        raise FaultFound(place=place, reason=reason())


def _stood(connection: Connection, number: int) -> Iterator[tuple[str, int, str]]:
    table = CHECKPOINT_VOLUME.c
    query = select(table.volume, table.number, table.chain).where(table.checkpoint == number)
    yield from connection.execute(query.order_by(table.volume)).all()


def _chain_at(connection: Connection, volume: str, number: int) -> str:
    here = (FACT.c.volume == volume, FACT.c.number == number)
    return connection.execute(select(FACT.c.chain).where(*here)).scalar_one_or_none() or ""


def check_published(central: Central, lines: Iterable[str]) -> int:
    """Return how many published lines stand here as they were published.

    Raises OperatorMistake where a line is none of this agency's, FaultFound where central does
    not hold what it signed.
    """
    own = public_key_of(central.organisation.signing)
    count = 0
    with central.database.read() as connection:
        for text in filter(str.strip, lines):
            count += 1
            line = _read(text, count)
            content = msgspec.structs.asdict(line)
            word = content.pop("signature")
            ours = line.organisation == central.organisation.dossier
            if not (ours and is_signed(own, word, "checkpoint", **content)):
                raise OperatorMistake(what=str(count), reason=_("not a checkpoint of this agency"))
            here = select(CHECKPOINT).where(CHECKPOINT.c.number == line.number)
            row = connection.execute(here).mappings().one_or_none()
            held = row is not None and _line(central, dict(row)) == line
            place = f"checkpoint {line.number} {line.at}"
            _require(held, place, lambda: _("it was published and is not here"))
    return count


def _read(text: str, count: int) -> Checkpoint:
    try:
        return msgspec.json.decode(text, type=Checkpoint)
    except msgspec.MsgspecError as error:
        reason = _("not a checkpoint of this agency")
        raise OperatorMistake(what=str(count), reason=reason) from error
