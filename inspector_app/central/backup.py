"""Backups of central: one file with a consistent copy of the database and the list of its files.

A central that is restored to an earlier day begins a new history: a new epoch, so that laptops
compare everything with it, and a new device code, so that its own chains are never forked. What
was lost since the backup comes back from the laptops, anyone's, by their seals.
"""

from __future__ import annotations

import io
import os
import secrets
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Annotated

import msgspec
from sqlalchemy import Connection, delete, func, inspect, select, update

from inspector_app import __version__
from inspector_app.central import database_copy
from inspector_app.central.agency import STAFF, Central, Chance, Clock
from inspector_app.central.auth import next_device_code
from inspector_app.central.backup_media import Place, bring_back
from inspector_app.central.bulk import count_change
from inspector_app.central.database import Database, full_url, open_database
from inspector_app.central.media import Media, open_media
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.setup import open_central, present
from inspector_app.central.tables import BLOB, COUNTER, DEVICE, ORGANISATION, VOLUME
from inspector_app.domain.seals import certify, public_key_of
from inspector_app.durable import flush_folder, flush_open
from inspector_app.i18n import _

SKIPPED_CODES = 500  # device codes that may have been given after the backup
_MANIFEST, _DATABASE, _MEDIA = "manifest.json", "database", "media.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; ``database_sha256`` is the copy's."""

    organisation: str
    epoch: str
    at: str
    version: str
    kind: str  # sqlite or postgresql
    volumes: int
    facts: int
    blobs: int
    database_sha256: str


class _Listed(msgspec.Struct, frozen=True):
    dossier: Annotated[str, msgspec.Meta(pattern="^[0-9a-f-]{36}$")]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Restored:
    """The central that was made from a backup, with ``blobs`` files brought back from its folder;
    ``blobs_missing`` come again from the laptops."""

    organisation: str
    epoch: str
    device: str
    volumes: int
    facts: int
    blobs: int
    blobs_missing: int


def backup(central: Central, file: Path) -> Manifest:
    """Write a backup, durable and complete or not at all; central may serve meanwhile.

    It holds central's keys: keep it as safe as the server. The files of photos and papers are only
    listed; ``copy_media`` copies them after this. Raises OperatorMistake where it cannot be made.
    """
    if file.exists():
        raise OperatorMistake(what=str(file), reason=_("the file exists already"))
    with tempfile.TemporaryDirectory(dir=_folder_of(file), prefix=".backup-") as name:
        folder = Path(name)
        database_copy.dump(central.database, folder / _DATABASE)
        blobs = _list_media(central, folder / _MEDIA)
        manifest = _manifest(central, folder / _DATABASE, blobs)
        (folder / _MANIFEST).write_bytes(msgspec.json.encode(asdict(manifest)))
        _pack(folder, folder / "whole")
        os.replace(folder / "whole", file)
        flush_folder(file.absolute().parent)
    return manifest


def _folder_of(file: Path) -> Path:
    folder = file.absolute().parent
    if not folder.is_dir():
        raise OperatorMistake(what=str(folder), reason=_("there is no such folder"))
    return folder


def _list_media(central: Central, path: Path) -> int:
    count = 0
    query = select(BLOB.c.dossier, BLOB.c.sha256, BLOB.c.size).order_by("dossier", "sha256")
    with central.database.read() as connection, path.open("wb") as file:
        for row in connection.execute(query).mappings():
            file.write(msgspec.json.encode(dict(row)) + b"\n")
            count += 1
    return count


def _manifest(central: Central, copy: Path, blobs: int) -> Manifest:
    with central.database.read() as connection:
        volumes, facts = _counts(connection)
    return Manifest(
        organisation=central.organisation.dossier,
        epoch=central.organisation.epoch,
        at=central.time(),
        version=__version__,
        kind=central.database.engine.dialect.name,
        volumes=volumes,
        facts=facts,
        blobs=blobs,
        database_sha256=_hash(copy),
    )


def _counts(connection: Connection) -> tuple[int, int]:
    query = select(func.count(), func.coalesce(func.sum(VOLUME.c.number), 0))
    volumes, facts = connection.execute(query.select_from(VOLUME)).one()
    return int(volumes), int(facts)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    digest = sha256()
    while piece := file.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _pack(folder: Path, target: Path) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for name in (_MANIFEST, _DATABASE, _MEDIA):
                archive.add(folder / name, arcname=name)
        flush_open(file)


def restore(
    file: Path,
    database_url: str,
    media: str | Path,
    *,
    files: Path | None = None,
    now: Clock = present,
    chance: Chance = secrets.token_bytes,
) -> Restored:
    """Make a central in an empty database from a backup, ready to be made whole by its laptops.

    ``files`` is the folder of ``copy_media``; what it lacks the laptops send again.

    Raises OperatorMistake, and changes nothing, where the file is no whole backup, of the other
    kind of database, or the database is not empty.
    """
    url = full_url(database_url)
    _require_empty(url)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=_scratch_of(url)) as name:
        copy = Path(name) / "central.db"
        manifest, listed = _unpack(file, copy)
        if manifest.kind != url.partition(":")[0].partition("+")[0]:
            reason = _("the backup is of {kind}").format(kind=manifest.kind)
            raise OperatorMistake(what=str(file), reason=reason)
        blobs = bring_back(open_media(media), files, listed) if files is not None else 0
        if manifest.kind == "sqlite":
            done = _begin_anew(str(copy), media, now, chance)
            database_copy.place(copy, url)
            return replace(done, blobs=blobs)
        database_copy.load(copy, url)
        return replace(_begin_anew(url, media, now, chance), blobs=blobs)


def _scratch_of(url: str) -> Path | None:
    """Return the folder on whose disk the copy is prepared: a rename puts it in its place."""
    if not url.startswith("sqlite"):
        return None
    folder = database_copy.path_of(url).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _require_empty(url: str) -> None:
    if url.startswith("sqlite") and not database_copy.path_of(url).exists():
        return
    database = open_database(url)
    try:
        tables = inspect(database.engine).get_table_names()
    finally:
        database.close()
    if tables:
        raise OperatorMistake(what="--database", reason=_("the database is not empty"))


def _unpack(file: Path, copy: Path) -> tuple[Manifest, list[Place]]:
    """Write the database's copy aside; return the manifest and the files that are listed."""
    try:
        with tarfile.open(file, "r:") as archive:
            content = _member(archive, _MANIFEST).read(1 << 20)
            manifest = msgspec.json.decode(content, type=Manifest)
            source = _member(archive, _DATABASE)
            with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
                while piece := source.read(1 << 20):
                    target.write(piece)
            lines = _member(archive, _MEDIA).read().splitlines()
            listed = [msgspec.json.decode(line, type=_Listed) for line in lines]
    except (OSError, tarfile.TarError, KeyError, msgspec.MsgspecError) as error:
        raise OperatorMistake(what=str(file), reason=_("this is no backup")) from error
    if _hash(copy) != manifest.database_sha256:
        raise OperatorMistake(what=str(file), reason=_("the backup is damaged"))
    return manifest, [(one.dossier, one.sha256) for one in listed]


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    return archive.extractfile(name) or io.BytesIO()


def _begin_anew(url: str, media: str | Path, now: Clock, chance: Chance) -> Restored:
    central = open_central(url, media, now=now, chance=chance)
    try:
        with central.database.write() as connection:
            device = _new_device(central, connection)
            epoch = chance(8).hex()
            connection.execute(update(ORGANISATION).values(epoch=epoch, device=device))
            count_change(connection, chance(8).hex())
            missing = _forget_missing(central.media, connection)
            volumes, facts = _counts(connection)
        _settle(central.database)
    finally:
        central.close()
    return Restored(central.organisation.dossier, epoch, device, volumes, facts, 0, missing)


def _new_device(central: Central, connection: Connection) -> str:
    """Give central a code that nobody can have been given since the backup."""
    here = COUNTER.c.name == "devices"
    connection.execute(update(COUNTER).where(here).values(value=COUNTER.c.value + SKIPPED_CODES))
    code = next_device_code(connection)
    key = certify(central.organisation.signing, code, public_key_of(central.organisation.signing))
    row = {"code": code, "public_key": key.public_key, "certificate": key.certificate}
    row |= {"person": STAFF, "label": "central", "enrolled_at": central.time(), "revoked_at": ""}
    connection.execute(DEVICE.insert(), row)
    return code


def _forget_missing(media: Media, connection: Connection) -> int:
    """Forget files that are not there any more; the laptops send them again."""
    missing = list(_missing(media, connection))
    for dossier, digest in missing:
        here = (BLOB.c.dossier == dossier, BLOB.c.sha256 == digest)
        connection.execute(delete(BLOB).where(*here))
    return len(missing)


def _missing(media: Media, connection: Connection) -> Iterator[tuple[str, str]]:
    rows = connection.execute(select(BLOB.c.dossier, BLOB.c.sha256, BLOB.c.size)).all()
    return ((d, digest) for d, digest, size in rows if media.size(d, digest) != size)


def _settle(database: Database) -> None:
    if database.is_sqlite:  # everything into the one file, which is moved then
        with database.engine.connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
