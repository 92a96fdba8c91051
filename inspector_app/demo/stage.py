"""What both demos stand on: a sample central on loopback and an enrolled, synced laptop."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from time import perf_counter

from inspector_app.central.agency import Central
from inspector_app.central.serve import RunningCentral
from inspector_app.central.setup import open_central
from inspector_app.demo import samples
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.operations.session import shanghai_now
from inspector_app.sync.enrolment import Applicant, Enrolled, enrol

CENTRAL_DIR = "central"
MARK = ".inspector-demo"  # only a folder with this mark is ever emptied
USER = "wang"


@dataclass(frozen=True, slots=True)
class Stage:
    """A running sample central and where the laptop's data goes."""

    folder: Path
    central: Central
    url: str

    def enrol(self) -> Enrolled:
        """Enrol the first sample inspector's laptop in this folder."""
        applicant = Applicant(self.url, USER, samples.PASSWORD, samples.PASSPHRASE, "demo")
        return enrol(self.folder, applicant)


def prepare(folder: Path) -> None:
    """Make the folder of a demo; one that an earlier demo left is emptied, another is refused."""
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            raise BadInput(
                what=str(folder), reason=_("the folder holds other files; name a new one")
            )
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise BadInput(what=str(folder), reason=_("the folder cannot be written")) from error


@contextmanager
def sample_stage(folder: Path) -> Iterator[Stage]:
    """Give a running sample central in a prepared folder; it is stopped at the end."""
    database = folder / CENTRAL_DIR / "central.db"
    database.parent.mkdir()
    central = open_central(
        f"sqlite:///{database}", database.parent / "media", founding=samples.founding()
    )
    try:
        samples.fill(central, shanghai_now().date(), SystemRandom())
        with RunningCentral(central) as running:
            yield Stage(folder, central, running.url)
    finally:
        central.close()


@dataclass
class Stopwatch:
    """Seconds of named stretches of the run."""

    seconds: dict[str, float]

    @contextmanager
    def stretch(self, name: str) -> Iterator[None]:
        """Add what the block takes to a name."""
        begun = perf_counter()
        try:
            yield
        finally:
            taken = perf_counter() - begun
            self.seconds[name] = round(self.seconds.get(name, 0.0) + taken, 3)


def count_rows(database: Path, table: str) -> int:
    """Return the number of rows of one of central's tables, counted in its database file."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
