"""What lists show: frozen values, one a row. Days are ``YYYY-MM-DD``, empty where unknown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from inspector_app.domain.facts import Volume


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """An enterprise on the worklist; ``unsent`` facts are not yet on central."""

    dossier: str
    name: str
    code: str
    address: str
    sector: str
    scale: str
    open_hazards: int
    major_hazards: int
    next_deadline: str
    last_visit: str
    policy_ends: str
    unsent: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A planned task; ``visit_state`` is "", "open", "ended" or "not_performed"."""

    dossier: str
    enterprise: str
    task: str
    planned: str
    kind: str
    services: tuple[str, ...]
    site: str
    people: tuple[str, ...]
    note: str
    visit: str
    visit_state: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit; ``state`` is "open", "ended" or "not_performed"."""

    dossier: str
    enterprise: str
    visit: str
    date: str
    site: str
    task: str
    services: tuple[str, ...]
    state: str
    not_performed: str
    checked_out: str


@dataclass(frozen=True, slots=True)
class HazardRow:
    """A hazard; ``level`` and ``state`` as in the domain, ``reported`` for major ones."""

    dossier: str
    enterprise: str
    hazard: str
    visit: str
    place: str
    finding: str
    level: str
    state: str
    deadline: str
    reported: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """An issued notice; ``pdf`` is the sha256 of the stored paper, ``delivered`` the way."""

    dossier: str
    enterprise: str
    number: str
    visit: str
    issued_at: str
    pdf: str
    duplicated: bool
    voided: bool
    delivered: str


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A photo that shows the same as another; ``apart`` counts the bits that differ of 64."""

    dossier: str
    enterprise: str
    photo: str
    visit: str
    owner: str
    date: str
    apart: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """Central's contiguous number up to which a volume was pulled, and our own chain there."""

    number: int
    chain: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What central has not confirmed; ``oldest`` is the first ``recorded_at`` among it."""

    facts: int
    blobs: int
    bytes: int
    oldest: str


class Rank(IntEnum):
    """In which order blobs travel, the smallest first."""

    MAJOR = 0
    NOTICE = 1
    THUMBNAIL = 2
    ORIGINAL = 3


@dataclass(frozen=True, slots=True)
class BlobRow:
    """A blob of a dossier that waits to travel; size in bytes."""

    dossier: str
    sha256: str
    size: int
    rank: Rank


class Stage(Enum):
    """Where a fact is on its way to safety."""

    HERE = "here"  # on this laptop only
    BACKED_UP = "backed_up"
    ACCEPTED = "accepted"  # central acknowledged it
    SAFE = "safe"  # under a receipt that our own chain proves, with all its blobs


@dataclass(frozen=True, slots=True)
class LifeLine:
    """Where one fact stands; ``blobs_waiting`` of its files are not yet on central."""

    fact: str
    stage: Stage
    number: int
    blobs_waiting: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A device's chain in a volume: its end here and up to where central acknowledged it."""

    volume: Volume
    device: str
    seq: int
    tip: str
    acked_seq: int
    abandoned: bool


@dataclass(frozen=True, slots=True)
class ChainEnds:
    """Up to which seq a device's chain is here, numbered by central, acknowledged by central."""

    here: int
    pulled: int
    acked: int
    own: bool
