"""An unlocked workspace with everything an act needs: author, clock, chance, checklists."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inspector_app.checklists.library import Library
from inspector_app.domain.acts import act
from inspector_app.domain.body import Body
from inspector_app.domain.facts import Act, Author, Fact, Volume
from inspector_app.domain.ids import random_id
from inspector_app.errors import Problem
from inspector_app.i18n import N_
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")
BUILT = date(2026, 11, 1)  # no honest clock is before the program was made


class UnknownRecord(Problem):
    """What the act is about is not in this workspace."""

    code = "OP-01"
    template = N_("{what} {key} is not on this computer.")
    remedy_template = N_("Sync with central; if it stays missing, ask for its assignment.")


@dataclass(frozen=True, slots=True)
class Changes:
    """What an act touched, so that open pages know what to refresh."""

    subjects: frozenset[str] = frozenset()
    dossiers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Changes:
        known = tuple(facts)
        return cls(frozenset(f.subject for f in known), frozenset(f.dossier for f in known))


def shanghai_now() -> datetime:
    """Return the present time of Asia/Shanghai by the device clock."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True)
class Session:
    """An inspector at work on this laptop."""

    workspace: Workspace
    author: Author
    person_name: str
    organisation: str
    library: Library
    data_dir: Path
    clock: Callable[[], datetime] = shanghai_now
    random: random.Random = field(default_factory=random.SystemRandom)
    random_bytes: Callable[[int], bytes] = os.urandom

    @property
    def device(self) -> str:
        """The present device code: a sync may have given this workspace a new one."""
        with self.workspace.reading() as reader:
            return reader.setting("device")

    def now(self) -> str:
        """Return the device's time with offset, as facts record it."""
        return self.clock().astimezone(SHANGHAI).isoformat(timespec="seconds")

    def today(self) -> date:
        """Return the working day in Asia/Shanghai; a clock before the program's making or before
        central's last word is not believed."""
        with self.workspace.reading() as reader:
            central = reader.setting("central_time")
        return max(self.clock().astimezone(SHANGHAI).date(), BUILT, _day_of(central))

    def clock_is_doubtful(self) -> bool:
        """Tell whether the device's clock is behind what is known to have passed."""
        return self.clock().astimezone(SHANGHAI).date() < self.today()

    def new_id(self) -> str:
        """Return a fresh random UUID."""
        return random_id(self.random)

    def append(self, tx: Transaction, acts: Sequence[Act]) -> tuple[Fact, ...]:
        """Write acts as facts of this device, inside the caller's transaction."""
        author = Author(tx.setting("device"), self.author.person)
        return tx.append(acts, author, self.now(), self.random_bytes)

    def write(self, acts: Sequence[Act]) -> Changes:
        """Write acts in a transaction of their own."""
        with self.workspace.transaction() as tx:
            return Changes.of(self.append(tx, acts))

    def supersede(self, volume: Volume, subject: str, body: Body) -> Changes:
        """Write what stands of a subject from now on; the heads this device sees are replaced."""
        return self.supersede_each(volume, [(subject, body)])

    def supersede_each(self, volume: Volume, said: Iterable[tuple[str, Body]]) -> Changes:
        """Write what stands of several subjects from now on, all of it or nothing."""
        with self.workspace.transaction() as tx:
            acts = [
                act(
                    body,
                    volume,
                    subject=subject,
                    supersedes=(head.id for head in tx.heads(volume.dossier, subject)),
                )
                for subject, body in said
            ]
            return Changes.of(self.append(tx, acts))


def _day_of(text: str) -> date:
    try:
        return datetime.fromisoformat(text).astimezone(SHANGHAI).date()
    except ValueError:
        return BUILT


def volume_of(dossier: str, day: str | date) -> Volume:
    """Return the volume of a dossier in which acts of this day stand."""
    return Volume(dossier, day.year if isinstance(day, date) else int(day[:4]))
