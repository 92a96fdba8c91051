"""What an archive of a dossier and year is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A stored file: ``kind`` is paper, photo, ledger or other; ``visit`` the key of its visit.

    ``read`` gives the bytes in chunks; None where the file is not on this computer, which the
    index then says.
    """

    kind: str
    title: str
    sha256: str
    size: int
    media_type: str
    read: Callable[[], Iterable[bytes]] | None
    number: str = ""
    caption: str = ""
    day: str = ""
    visit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedVisit:
    """A visit of the year in words: day, what was done, by whom, where, hazards found."""

    key: str
    day: str
    services: str = ""
    people: str = ""
    place: str = ""
    major: int = 0
    general: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveVolume:
    """A dossier and year: the enterprise, visits, files, and how the facts are proved.

    ``chain`` is the volume chain over ``numbered`` facts; ``keep_until`` a day at least five years
    after the year (AQ 9010-2019 §7.4).
    """

    dossier: str
    year: int
    name: str
    code: str
    agency: str
    made_at: str
    keep_until: str
    visits: tuple[ArchivedVisit, ...]
    files: tuple[ArchivedFile, ...]
    chain: str = ""
    numbered: int = 0
    language: str = "zh_CN"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the archive is: files and bytes done and in all, and the file being copied."""

    files: int
    all_files: int
    bytes: int
    all_bytes: int
    what: str


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file and its path in the zip, "" where it is not in it."""

    file: ArchivedFile
    path: str
