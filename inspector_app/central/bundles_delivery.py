"""A delivery for a laptop without a network: all it may read, locked with a one-time code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from sqlalchemy import select

from inspector_app.central import pages, scope
from inspector_app.central.agency import Central
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.tables import BLOB, DEVICE
from inspector_app.domain.envelope import Head, Lock, Sealer, code_secret, file_problems
from inspector_app.domain.envelope_content import Line, Manifest, announce, put, put_manifest
from inspector_app.domain.facts import Volume
from inspector_app.domain.ids import JOIN_ALPHABET
from inspector_app.domain.seals import public_key_of
from inspector_app.durable import fill_file
from inspector_app.i18n import _
from inspector_app.protocol import HelloRequest, PullRequest, PullVolume

CODE_GROUPS = 3  # of four characters: 59 bits, each guess at the price of one Argon2id
VOLUMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was written. ``code`` opens it; it is shown once and stored nowhere."""

    device: str
    code: str
    volumes: int
    blobs: int
    bytes: int


class _Page(msgspec.Struct):
    volume: str
    number: int
    chain: str
    more: bool


class _Pages(msgspec.Struct):
    pages: tuple[_Page, ...]


def deliver(central: Central, device: str, file: Path, *, blobs: bool = True) -> Delivery:
    """Write everything in the scope of a laptop's person, with photos and papers or without.

    The laptop takes of it what it lacks. Raises OperatorMistake where there is no such laptop or
    it was withdrawn, FileProblem where the file cannot be written.
    """
    person = _person_of(central, device)
    code = one_time_code(central)
    lock = Lock(salt=central.chance(16).hex())
    head = _head(central, device, lock)
    volumes = scope.hello(central, person, HelloRequest()).changed
    asked = [PullVolume(volume=one.volume) for one in volumes]
    found = _blobs(central, {Volume.parse(one.volume).dossier for one in volumes}) if blobs else []

    def fill(out: BinaryIO) -> None:
        sealer = Sealer(out, head, code_secret(code, lock), central.organisation.signing)
        put_manifest(sealer, _manifest(central, head))
        for content in _answers(central, person, asked):
            put(sealer, Line(kind="pull", size=len(content)), content)
        for line in found:
            _put_blob(central, sealer, line)
        put(sealer, Line(kind="end"))
        sealer.close()

    with file_problems(file):
        fill_file(file, fill)
    return Delivery(device, code, len(volumes), len(found), file.stat().st_size)


def one_time_code(central: Central) -> str:
    """Return a fresh code, such as ``K7QM-2XTR-9WAD``."""
    letters = ""
    while len(letters) < 4 * CODE_GROUPS:
        letters += "".join(
            JOIN_ALPHABET[byte % len(JOIN_ALPHABET)]
            for byte in central.chance(16)
            if byte < 256 - 256 % len(JOIN_ALPHABET)  # else some letters came more often
        )
    return "-".join(letters[at : at + 4] for at in range(0, 4 * CODE_GROUPS, 4))


def _person_of(central: Central, device: str) -> str:
    query = select(DEVICE.c.person, DEVICE.c.revoked_at).where(DEVICE.c.code == device)
    with central.database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None or row.revoked_at or device == central.organisation.device:
        raise OperatorMistake(what="--device", reason=_("there is no such laptop"))
    return str(row.person)


def _head(central: Central, device: str, lock: Lock) -> Head:
    own = central.organisation
    with central.database.read() as connection:
        query = select(DEVICE.c.certificate).where(DEVICE.c.code == own.device)
        certificate = connection.execute(query).scalar_one()
    return Head(
        bundle=central.chance(16).hex(),
        device=own.device,
        key=public_key_of(own.signing),
        certificate=certificate,
        to=device,
        lock=lock,
    )


def _manifest(central: Central, head: Head) -> Manifest:
    return Manifest(
        organisation=central.organisation.dossier, bundle=head.bundle, made_at=central.time()
    )


def _answers(central: Central, person: str, asked: list[PullVolume]) -> Iterator[bytes]:
    """Yield what pulls from the first fact on would answer, until every volume is whole."""
    while asked:
        content = pages.pull(central, person, PullRequest(volumes=tuple(asked[:VOLUMES_AT_ONCE])))
        yield content
        got = {page.volume: page for page in msgspec.json.decode(content, type=_Pages).pages}
        asked = [
            PullVolume(volume=page.volume, after=page.number, chain=page.chain)
            if (page := got.get(one.volume))
            else one
            for one in asked
            if one.volume not in got or got[one.volume].more
        ]


def _blobs(central: Central, dossiers: set[str]) -> list[Line]:
    query = select(BLOB.c.dossier, BLOB.c.sha256, BLOB.c.size)
    with central.database.read() as connection:
        rows = connection.execute(query.order_by(BLOB.c.dossier, BLOB.c.sha256)).all()
    return [
        Line(kind="blob", size=size, dossier=dossier, sha256=digest)
        for dossier, digest, size in rows
        if dossier in dossiers and central.media.holds(dossier, digest, size)
    ]


def _put_blob(central: Central, out: Sealer, line: Line) -> None:
    announce(out, line)
    for piece in central.media.read(line.dossier, line.sha256, 0, line.size):
        out.write(piece)
