"""The archive of a dossier and year as one zip in a folder: gathered, streamed, checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from inspector_app.documents.archive import ArchiveCancelled, Archived, write_archive
from inspector_app.documents.archive_names import Names, safe_name
from inspector_app.documents.archive_values import ArchiveVolume, Progress
from inspector_app.domain.facts import Fact, Volume
from inspector_app.durable import fill_file
from inspector_app.errors import BadInput, system_reason
from inspector_app.i18n import _
from inspector_app.operations.archive_volume import archive_volume
from inspector_app.operations.session import Session, UnknownRecord


@dataclass(frozen=True, slots=True)
class ArchiveWish:
    """What is to be archived: enterprises (none: all assigned ones), a year (0: every year of
    which something is here), the language of the index."""

    dossiers: tuple[str, ...] = ()
    year: int = 0
    language: str = "zh_CN"


@dataclass(frozen=True, slots=True)
class ArchiveProgress:
    """Which archive of how many is written, of whom, and how far it is."""

    archive: int
    archives: int
    name: str
    year: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class ArchiveMade:
    """A finished archive: where, of whom, what is in it, how many files were not on this
    computer, and until when it must be kept."""

    path: str
    dossier: str
    year: int
    name: str
    files: int
    bytes: int
    facts: int
    missing: int
    keep_until: str


def dossier_named(session: Session, dossier: str = "", code: str = "") -> str:
    """Return the enterprise of an id, a credit code or (for one without) its name, "" where
    none is given; raises UnknownRecord where it is not on this laptop."""
    if not (dossier or code):
        return ""
    with session.workspace.reading() as reader:
        if dossier and reader.enterprise(dossier) is not None:
            return dossier
        asked = (code or dossier).strip()
        rows = reader.search(asked, 20)
    found = [row.dossier for row in rows if asked.upper() == row.code or asked == row.name]
    if not found:
        raise UnknownRecord(what=_("Enterprise"), key=asked[:40])
    return found[0]


def archivable_years(session: Session, dossiers: Sequence[str] = ()) -> tuple[int, ...]:
    """Return the years of which something of these enterprises (none: of all) is here, the latest
    first."""
    return tuple(sorted({one.year for one in _volumes(session, tuple(dossiers), 0)}, reverse=True))


def make_archives(
    session: Session,
    wish: ArchiveWish,
    folder: Path,
    *,
    progress: Callable[[ArchiveProgress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[ArchiveMade, ...]:
    """Write one zip for each enterprise and year into the folder and return them.

    A zip appears under its name only when it is whole; one of the same enterprise and year is
    replaced. Raises BadInput where the folder cannot be written, UnknownRecord where nothing is
    there to archive, ArchiveCancelled (earlier zips stay), ArchiveDamaged.
    """
    volumes = _volumes(session, wish.dossiers, wish.year)
    if not volumes:
        raise UnknownRecord(what=_("Archive"), key=str(wish.year or ""))
    _make_folder(folder)
    names = Names()
    made = []
    for place, volume in enumerate(volumes, start=1):
        if cancelled():
            raise ArchiveCancelled(done=place - 1, count=len(volumes))
        whole = archive_volume(session, volume, wish.language)
        path = folder / Path(names.take("", _file_name(whole))).name

        def tell(step: Progress, one: ArchiveVolume = whole, number: int = place) -> None:
            progress(ArchiveProgress(number, len(volumes), one.name, one.year, step))

        written = _write(session, volume, whole, path, tell, cancelled)
        made.append(_made(path, whole, written))
    return tuple(made)


def _volumes(session: Session, dossiers: Sequence[str], year: int) -> tuple[Volume, ...]:
    with session.workspace.reading() as reader:
        here = reader.volumes()
        known = {row.dossier for row in reader.enterprises(limit=1_000_000)}
    wanted = set(dossiers) or known
    return tuple(
        one
        for one in here
        if one.dossier in wanted and (not year or one.year == year) and one.dossier in known
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(what=str(folder), reason=system_reason(error)) from error


def _file_name(volume: ArchiveVolume) -> str:
    whose = volume.code or volume.dossier[:8]
    return safe_name((str(volume.year), volume.name, whose), "").removesuffix(".bin") + ".zip"


def _write(
    session: Session,
    volume: Volume,
    whole: ArchiveVolume,
    path: Path,
    tell: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Archived:
    done: list[Archived] = []

    def fill(file: BinaryIO) -> None:
        lines = fact_lines(session, volume)
        done.append(write_archive(whole, lines, file, progress=tell, cancelled=cancelled))

    try:
        fill_file(path, fill)
    except OSError as error:
        raise BadInput(what=str(path), reason=system_reason(error)) from error
    return done[0]


def _made(path: Path, whole: ArchiveVolume, written: Archived) -> ArchiveMade:
    return ArchiveMade(
        path=str(path),
        dossier=whole.dossier,
        year=whole.year,
        name=whole.name,
        files=written.files,
        bytes=written.bytes,
        facts=written.facts,
        missing=sum(one.read is None for one in whole.files),
        keep_until=whole.keep_until,
    )


def fact_lines(session: Session, volume: Volume) -> Iterator[bytes]:
    """Yield the facts of a volume as JSON: number (0 where central gave none), id, header, salt,
    body (null where it was erased). The id is the SHA-256 of the header's bytes as they stand."""
    with session.workspace.reading() as reader:
        facts, numbered = reader.facts(volume=volume), reader.cursor(volume).number
    for place, fact in enumerate(facts, start=1):
        yield fact_line(fact, place if place <= numbered else 0)


def fact_line(fact: Fact, number: int) -> bytes:
    """Return a fact as one line of JSON, as central's export writes it."""
    body = msgspec.Raw(fact.body) if fact.body is not None else None
    return msgspec.json.encode(
        {
            "number": number,
            "id": fact.id,
            "header": msgspec.Raw(fact.header),
            "salt": fact.salt,
            "body": body,
        }
    )
