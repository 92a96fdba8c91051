"""The life line: where each record stands between this laptop and safety, and what is not safe.

Safe means: under a receipt of central's that our own chain proves, with all its files there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from inspector_app.domain.dossier import enterprise_of
from inspector_app.domain.facts import Fact, Volume
from inspector_app.domain.kinds import BLOB_FIELDS, blobs_of
from inspector_app.operations.session import Session
from inspector_app.store.reading import Reader
from inspector_app.store.rows import Chain, LifeLine, Stage

ORDER = tuple(Stage)  # from this laptop only to safe


class Why(Enum):
    """Why a record is not safe yet."""

    NOT_SENT = "not_sent"  # on this computer only, not even in a backup
    ONLY_BACKED_UP = "only_backed_up"  # in a backup of this computer, not sent
    FILES = "files"  # central has the record, but not all of its photos or papers
    NOT_NUMBERED = "not_numbered"  # central holds it aside: the assignment is to be approved
    NOT_PROVED = "not_proved"  # central has it, but its receipt could not be compared yet


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Records of one kind and enterprise that are not safe for the same reason.

    ``kind`` is the kind of fact, ``about`` names the thing where it is a single one, ``since`` is
    the oldest moment of recording, ``files`` how many photos or papers still wait.
    """

    dossier: str
    enterprise: str
    kind: str
    count: int
    about: str
    since: str
    why: Why
    stage: Stage
    files: int = 0
    major: bool = False


@dataclass(frozen=True, slots=True)
class Safety:
    """How own records stand: how many at each stage, and what is not safe, oldest first."""

    counts: Mapping[Stage, int]
    unsafe: tuple[Unsafe, ...]


def worst(stages: Iterable[Stage]) -> Stage:
    """Return the stage that is farthest from safety; SAFE where there is none."""
    return min(stages, key=ORDER.index, default=Stage.SAFE)


def stages_of(session: Session, dossier: str, subjects: Iterable[str]) -> dict[str, Stage]:
    """Return where each of these subjects of a dossier stands, by its worst head."""
    with session.workspace.reading() as reader:
        return {
            subject: stage
            for subject in subjects
            if (stage := _stage_of(reader, dossier, subject)) is not None
        }


def _stage_of(reader: Reader, dossier: str, subject: str) -> Stage | None:
    lines = reader.life_line(fact.id for fact in reader.heads(dossier, subject))
    return worst(line.stage for line in lines) if lines else None


def stages_of_visits(session: Session, dossier: str, visits: Iterable[str]) -> dict[str, Stage]:
    """Return where each visit stands: by the worst of all that this laptop recorded in it."""
    found = dict.fromkeys(visits, Stage.SAFE)
    with session.workspace.reading() as reader:
        chains = [one for one in reader.own_chains() if one.volume.dossier == dossier]
        facts = doubtful_facts(reader, chains) if chains else ()
        lines = {one.fact: one.stage for one in reader.life_line(fact.id for fact in facts)}
    for fact in facts:
        visit = _visit_of(fact)
        if visit in found:
            found[visit] = worst((found[visit], lines[fact.id]))
    return found


def _visit_of(fact: Fact) -> str:
    rest = fact.subject.partition(":")[2]
    return str((fact.value or {}).get("visit", "")) or rest.partition("/")[0]


def safety(session: Session) -> Safety:
    """Return how everything this laptop recorded stands."""
    with session.workspace.reading() as reader:
        chains = reader.own_chains()
        doubtful = doubtful_facts(reader, chains)
        lines = {one.fact: one for one in reader.life_line(fact.id for fact in doubtful)}
        total = sum(chain.seq for chain in chains if not chain.abandoned)
        unsafe = [fact for fact in doubtful if lines[fact.id].stage is not Stage.SAFE]
        found = _grouped(reader, unsafe, lines)
    counts = dict.fromkeys(ORDER, 0)
    for fact in unsafe:
        counts[lines[fact.id].stage] += 1
    counts[Stage.SAFE] = max(0, total - len(unsafe))
    return Safety(counts, found)


def doubtful_facts(reader: Reader, chains: Sequence[Chain]) -> tuple[Fact, ...]:
    """Return own facts that may not be safe: what central has not acknowledged, numbered or
    receipted, and what names a file that waits. All others are safe without being looked at."""
    proved = proved_numbers(reader)
    found: dict[str, Fact] = {}
    for chain in chains:
        for fact in reader.chain_facts(chain.volume, chain.device, after=_sure(reader, chain)):
            found[fact.id] = fact
        if proved.get(chain.volume, 0) < reader.cursor(chain.volume).number:
            for fact in reader.chain_facts(chain.volume, chain.device):
                found[fact.id] = fact
    for fact in _with_waiting_files(reader, {(c.volume, c.device) for c in chains}):
        found[fact.id] = fact
    again = {fact.restates for fact in found.values() if fact.restates}
    return tuple(fact for fact in found.values() if fact.id not in again)


def _sure(reader: Reader, chain: Chain) -> int:
    ends = reader.chain_ends(chain.volume, chain.device)
    return min(ends.acked, ends.pulled)


def proved_numbers(reader: Reader) -> dict[Volume, int]:
    """Return up to which of central's numbers receipts cover our own chain, by volume.

    The store compares a receipt with our chain as soon as it is pulled that far, and raises where
    they differ; so those within the cursor are proved.
    """
    found: dict[Volume, int] = {}
    for made in reader.receipts():
        volume = Volume.parse(made.volume)
        if made.number <= reader.cursor(volume).number:
            found[volume] = max(made.number, found.get(volume, 0))
    return found


def _with_waiting_files(reader: Reader, own: set[tuple[Volume, str]]) -> Iterable[Fact]:
    waiting: dict[str, set[str]] = {}
    for blob in reader.blobs_to_send():
        waiting.setdefault(blob.dossier, set()).add(blob.sha256)
    for dossier, hashes in waiting.items():
        for fact in reader.facts(dossier=dossier):
            mine = fact.kind in BLOB_FIELDS and (fact.volume, fact.device) in own
            if mine and any(sha256 in hashes for sha256, _size in blobs_of(fact)):
                yield fact


def _grouped(
    reader: Reader, facts: Sequence[Fact], lines: Mapping[str, LifeLine]
) -> tuple[Unsafe, ...]:
    groups: dict[tuple[str, str, str, Why], list[Fact]] = {}
    for fact in facts:
        why = why_of(lines[fact.id])
        groups.setdefault((fact.dossier, fact.kind, about_of(fact), why), []).append(fact)
    names = {dossier: _name(reader, dossier) for dossier in {key[0] for key in groups}}
    found = (
        Unsafe(
            dossier=dossier,
            enterprise=names[dossier],
            kind=kind,
            count=len(group),
            about=about,
            since=min(fact.recorded_at for fact in group),
            why=why,
            stage=worst(lines[fact.id].stage for fact in group),
            files=sum(lines[fact.id].blobs_waiting for fact in group),
            major=any(is_urgent(fact) for fact in group),
        )
        for (dossier, kind, about, why), group in groups.items()
    )
    return tuple(sorted(found, key=lambda one: (not one.major, one.since, one.kind)))


def why_of(line: LifeLine) -> Why:
    """Return why a record at this point is not safe."""
    if line.stage is Stage.HERE:
        return Why.NOT_SENT
    if line.stage is Stage.BACKED_UP:
        return Why.ONLY_BACKED_UP
    if line.blobs_waiting:
        return Why.FILES
    return Why.NOT_PROVED if line.number else Why.NOT_NUMBERED


def about_of(fact: Fact) -> str:
    """Return what names a hazard or paper; "" for kinds that are told by their number alone."""
    said = fact.value or {}
    if fact.kind == "hazard_recorded":
        return " · ".join(str(said[name]) for name in ("place", "finding") if said.get(name))
    return str(said.get("number", "")) if fact.kind.startswith("notice_") else ""


def is_urgent(fact: Fact) -> bool:
    """Tell whether the record is about a major hazard, which travels first."""
    major = (fact.value or {}).get("level") == "major"
    return fact.kind == "major_hazard_reported" or (fact.kind == "hazard_recorded" and major)


def _name(reader: Reader, dossier: str) -> str:
    row = reader.enterprise(dossier)
    return row.name if row else enterprise_of(dossier, reader.dossier(dossier)).name
