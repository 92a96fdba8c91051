"""The doctor: finds what is damaged in a workspace and says so; saves what can be saved."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector_app.domain.facts import Fact, FactDamaged, Volume
from inspector_app.errors import Problem
from inspector_app.i18n import N_, _
from inspector_app.operations.backups import Backup, list_backups
from inspector_app.operations.unlocking import unlock_folder
from inspector_app.operations.verifying import verify_volume
from inspector_app.store import backup
from inspector_app.store.blobs import Blobs
from inspector_app.store.files import disk_problems, flush_folder
from inspector_app.store.installation import REMEMBERED, RESTORED
from inspector_app.store.keys import DataKey
from inspector_app.store.locking import FolderLock
from inspector_app.store.problems import StoreProblem, WorkspaceDamaged
from inspector_app.store.workspace import BLOB_FOLDER, DATABASE_FILE, Workspace
from inspector_app.store.wreck import Wreck, read_wreck

NEEDED = ("central_url", "central_key", "organisation", "device", "device_key", "token", "person")
_ANEW = ("hello_token", "backed_up_to")  # what a salvaged workspace must not believe
_FORMER = "former:"


class NotToBeSaved(Problem):
    """Neither the file nor a backup says which device this is."""

    code = "OP-21"
    template = N_("Neither the damaged file nor a backup holds what is needed to go on.")
    remedy_template = N_(
        "Keep the folder. Enrol this computer again: everything that central confirmed comes back."
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: a code, what it is, and what to do."""

    code: str
    what: str
    advice: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was looked at and what was found; nothing found means that all is well."""

    folder: Path
    facts: int
    blobs: int
    backups: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """Own records that could not be read: numbers in this device's chain of a volume."""

    volume: str
    device: str
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A workspace made of what could be saved, put in place; ``damaged`` is the old file.

    ``backup`` is the one it is built on ("" for none); ``facts`` are those read from the damaged
    file; ``files`` are photos and papers that own records name and that are not here.
    """

    folder: Path
    damaged: Path
    backup: str
    facts: int
    lost: tuple[Lost, ...]
    files: tuple[str, ...]


def examine(data_dir: Path, passphrase: str) -> Diagnosis:
    """Look at everything of the workspace that this passphrase opens, and change nothing.

    Raises NoWorkspace, WrongPassphrase, KeysDamaged, WorkspaceBusy.
    """
    folder, key = unlock_folder(data_dir, passphrase)
    copies = list_backups(folder)
    findings = [*_of_backups(copies, key)]
    try:
        with Workspace.open(folder, key) as workspace:
            workspace.check()
            facts, of_facts = _of_facts(workspace)
            blobs, of_blobs = _of_blobs(workspace)
    except (WorkspaceDamaged, FactDamaged) as problem:
        advice = _("Run 'doctor --salvage': it saves record by record and keeps the damaged file.")
        findings.append(Finding(problem.code, problem.message, advice))
        return Diagnosis(folder, 0, 0, len(copies), tuple(findings))
    return Diagnosis(folder, facts, blobs, len(copies), (*findings, *of_facts, *of_blobs))


def _of_backups(copies: Sequence[Backup], key: DataKey) -> Iterable[Finding]:
    for one in copies:
        try:
            backup.check(one.path, key)
        except StoreProblem as problem:
            advice = _("Delete it once a newer backup exists.")
            yield Finding(problem.code, f"{one.name}: {problem.message}", advice)


def _of_facts(workspace: Workspace) -> tuple[int, list[Finding]]:
    count, found = 0, []
    with workspace.reading() as reader:
        for volume in reader.volumes():
            try:
                count += verify_volume(reader, volume)
            except FactDamaged as problem:
                found.append(Finding(problem.code, problem.message, problem.remedy))
    return count, found


def _of_blobs(workspace: Workspace) -> tuple[int, list[Finding]]:
    found = []
    with workspace.reading() as reader:
        stored = reader.stored_blobs()
    for sha256 in stored:
        try:
            workspace.blobs.read(sha256)
        except StoreProblem as problem:
            found.append(Finding(problem.code, problem.message, problem.remedy))
    return len(stored), found


def salvage(data_dir: Path, passphrase: str) -> Salvaged:
    """Make a new workspace of the latest whole backup and of every record that the damaged file
    still gives and that verifies; put it in place and keep the damaged file beside it.

    At its next sync it gets a new device code; central gives back what it confirmed, and own
    records that it lacks are recorded again. Raises NotToBeSaved; then nothing was changed.
    """
    folder, key = unlock_folder(data_dir, passphrase)
    lock = FolderLock(folder)
    build = folder / ".salvage"
    try:
        shutil.rmtree(build, ignore_errors=True)
        wreck = _wreck(folder / DATABASE_FILE, key)
        base = _begin(folder, build, key)
        lost, files = _fill(build, folder, key, wreck)
        damaged = _exchange(folder, build)
    finally:
        lock.release()
        shutil.rmtree(build, ignore_errors=True)
    return Salvaged(folder, damaged, base, len(wreck.facts), lost, files)


def _wreck(path: Path, key: DataKey) -> Wreck:
    try:
        return read_wreck(path, key)
    except StoreProblem:
        return Wreck({}, {}, (), 0)


def _begin(folder: Path, build: Path, key: DataKey) -> str:
    """Put the latest backup that verifies into the new folder; return its name."""
    with disk_problems():
        build.mkdir()
    for one in list_backups(folder):
        try:
            backup.check(one.path, key)
        except StoreProblem:
            continue
        shutil.copy(one.path, build / DATABASE_FILE)
        return one.name
    return ""


def _fill(
    build: Path, folder: Path, key: DataKey, wreck: Wreck
) -> tuple[tuple[Lost, ...], tuple[str, ...]]:
    if not (build / DATABASE_FILE).exists():
        Workspace.create(build, key).close()
    with Workspace.open(build, key) as made:
        own = _keep_settings(made, wreck)
        for volume, facts in _by_volume(wreck.facts).items():
            with made.transaction() as tx:
                tx.take_salvaged(volume, _trusted(facts, own), own)
        lost = _gaps(made, own)
        with made.reading() as reader:
            named = [one.sha256 for one in reader.blobs_to_send()]
    blobs = Blobs(folder / BLOB_FOLDER, key)
    return lost, tuple(sorted(sha for sha in set(named) if not blobs.has(sha)))


def _keep_settings(made: Workspace, wreck: Wreck) -> frozenset[str]:
    """Take over the settings; return this laptop's device codes."""
    with made.transaction() as tx:
        for name, value in wreck.settings.items():
            tx.set_setting(name, value)
        for subject, text in wreck.drafts.items():
            tx.put_draft(subject, text)
        if any(not tx.setting(name) for name in NEEDED):
            raise NotToBeSaved
        for name in _ANEW:
            tx.drop_settings(name)
        tx.set_setting(REMEMBERED, RESTORED)
        former = {name.removeprefix(_FORMER) for name in tx.settings(_FORMER)}
        return frozenset(former | {tx.setting("device")})


def _by_volume(facts: Iterable[Fact]) -> dict[Volume, list[Fact]]:
    groups: dict[Volume, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.volume].append(fact)
    return groups


def _trusted(facts: Iterable[Fact], own: frozenset[str]) -> list[Fact]:
    """Return own facts, and of others those whose chain is whole from the start: the rest comes
    back from central."""
    tips: dict[str, tuple[int, str]] = {}
    kept = []
    for fact in sorted(facts, key=lambda one: (one.device, one.seq)):
        follows = (fact.seq - 1, fact.prev) == tips.get(fact.device, (0, ""))
        if follows:
            tips[fact.device] = (fact.seq, fact.id)
        if follows or fact.device in own:
            kept.append(fact)
    return kept


def _gaps(made: Workspace, own: frozenset[str]) -> tuple[Lost, ...]:
    found = []
    with made.reading() as reader:
        for volume in reader.volumes():
            seqs: dict[str, set[int]] = defaultdict(set)
            for fact in reader.facts(volume=volume):
                if fact.device in own:
                    seqs[fact.device].add(fact.seq)
            for device, known in sorted(seqs.items()):
                missing = tuple(sorted(set(range(1, max(known) + 1)) - known))
                found += [Lost(str(volume), device, missing)] if missing else []
    return tuple(found)


def _exchange(folder: Path, build: Path) -> Path:
    number = 1
    while (damaged := folder / f"damaged-{number}.db").exists():
        number += 1
    with disk_problems():
        for ending in ("", "-wal", "-shm"):
            old = folder / (DATABASE_FILE + ending)
            if old.exists():
                os.replace(old, damaged.with_name(damaged.name + ending))
        os.replace(build / DATABASE_FILE, folder / DATABASE_FILE)
        flush_folder(folder)
    return damaged
