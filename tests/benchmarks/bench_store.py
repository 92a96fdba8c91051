"""A verdict key to a durable fact, a pull of 10,000 facts, each beside its floor; prints JSON.

Run by hand: ``python -m tests.benchmarks.bench_store``.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from inspector_app.domain.acts import act, answer_subject
from inspector_app.domain.body import Body
from inspector_app.domain.enterprise import EnterpriseClassified, EnterpriseNamed, EnterpriseSized
from inspector_app.domain.facts import START, Author, Fact, Tip, Volume, record
from inspector_app.domain.visits import ItemAnswered
from inspector_app.store.keys import DataKey, calibrated, create_keys, unlock
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, NOON, VISIT, a_hazard, a_volume
from tests.store.pages import chain_over

ROUNDS = 1_000


def a_plain_database(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, isolation_level=None)
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("PRAGMA synchronous = FULL")
    made.execute("CREATE TABLE t(n INTEGER PRIMARY KEY, a BLOB)")
    return made


def plain_commit(db: sqlite3.Connection) -> float:
    begun = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO t(a) VALUES (?)", (b"x" * 300,))
    db.execute("COMMIT")
    return time.perf_counter() - begun


def verdict(workspace: Workspace, ref: str, *, again: bool) -> float:
    subject = answer_subject(VISIT, "general-2026", "1", ref)
    begun = time.perf_counter()
    with workspace.transaction() as tx:
        heads = [fact.id for fact in tx.heads(a_volume().dossier, subject)]
        said = act(
            ItemAnswered(value="yes" if again else "no"),
            a_volume(),
            subject=subject,
            supersedes=heads,
        )
        tx.append([said], AUTHOR, NOON, secrets.token_bytes)
    return time.perf_counter() - begun


def hazard(workspace: Workspace, number: int) -> float:
    begun = time.perf_counter()
    with workspace.transaction() as tx:
        tx.append([act(a_hazard(f"h{number}"), a_volume())], AUTHOR, NOON, secrets.token_bytes)
    return time.perf_counter() - begun


def appends(folder: Path) -> dict[str, float]:
    """Interleave floor and ours, so that both meet the same disk."""
    plain = a_plain_database(folder / "plain.db")
    floor, first, second, hazards = [], [], [], []
    with Workspace.create(folder / "w", DataKey(bytes(32))) as workspace:
        for number in range(ROUNDS):
            floor.append(plain_commit(plain))
            first.append(verdict(workspace, f"/data/i{number}", again=False))
            second.append(verdict(workspace, f"/data/i{number}", again=True))
            hazards.append(hazard(workspace, number))
    plain.close()
    base = statistics.median(floor)
    return {
        "raw_sqlite3_commit_ms": _ms(base),
        "verdict_ms": _ms(statistics.median(first)),
        "verdict_changed_ms": _ms(statistics.median(second)),
        "hazard_ms": _ms(statistics.median(hazards)),
        "verdict_times_floor": round(statistics.median(first) / base, 2),
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1_000, 3)


def pages(dossiers: int, each: int) -> list[tuple[Volume, list[Fact]]]:
    return [
        (volume, _facts(volume, each))
        for volume in (
            a_volume(f"0d0d0d0d-0000-4000-8000-{number:012d}") for number in range(dossiers)
        )
    ]


def _facts(volume: Volume, count: int) -> list[Fact]:
    registers: list[Body] = [
        EnterpriseNamed(name=f"示例宏达化工{volume.dossier[-4:]}有限公司"),
        EnterpriseClassified(sector="hazchem"),
        EnterpriseSized(employees=3),
    ]
    facts: list[Fact] = []
    tip = START
    for number in range(count):
        body = registers[number] if number < len(registers) else ItemAnswered(value="yes")
        subject = "" if number < 3 else answer_subject(VISIT, "f", "1", f"/data/i{number}")
        fact = record(act(body, volume, subject=subject), Author("CD", "p"), tip, NOON, bytes(16))
        tip = Tip(fact.seq, fact.id)
        facts.append(fact)
    return facts


def pull_seconds(folder: Path, dossiers: int, each: int) -> float:
    made = [(volume, facts, chain_over(volume, facts)) for volume, facts in pages(dossiers, each)]
    with Workspace.create(folder, DataKey(bytes(32))) as workspace:
        begun = time.perf_counter()
        for start in range(0, dossiers, 100):
            with workspace.transaction() as tx:
                for volume, facts, chain in made[start : start + 100]:
                    tx.receive(volume, facts, after=0, number=each, chain=chain)
        return time.perf_counter() - begun


def unlocking(folder: Path) -> dict[str, object]:
    cost = calibrated()
    create_keys(folder, "示例口令 correct", random=secrets.token_bytes, cost=cost)
    begun = time.perf_counter()
    unlock(folder, "示例口令 correct", now=0.0)
    spent = time.perf_counter() - begun
    return {
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "seconds": round(spent, 3),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        said = {
            "append": appends(folder),
            "pull_10000_answers_of_10_dossiers_seconds": round(
                pull_seconds(folder / "a", 10, 1_000), 3
            ),
            "pull_1000_dossiers_of_10_facts_seconds": round(
                pull_seconds(folder / "b", 1_000, 10), 3
            ),
            "key_derivation": unlocking(folder / "keys"),
        }
    print(json.dumps(said, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
