"""How long an answer takes from the key to the durable fact, in a small and a large dossier.

Run by hand: ``python -m tests.benchmarks.bench_answer``; prints JSON. The floor is one raw
sqlite3 commit (WAL, synchronous=FULL) in the same run.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

from inspector_app.operations.answers import OpenChecklist, answer_item, open_checklist
from inspector_app.operations.visits import start_visit
from tests.benchmarks.bench_sync import record_facts
from tests.world import Laptop, a_start, a_world

OLD_VISIT = "0f0f0f0f-0000-4000-8000-000000000001"
ROUNDS = 60


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds of one act."""
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def floor(folder: Path) -> float:
    """Return the median of one raw commit in milliseconds."""
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE fact (n INTEGER PRIMARY KEY, body TEXT)")
        one = "INSERT INTO fact (body) VALUES ('" + "x" * 400 + "')"
        return median(timed(lambda: db.execute(one)) for _round in range(ROUNDS))


def answers(laptop: Laptop, opened: OpenChecklist) -> float:
    """Return the median of an answer with its recalculation in milliseconds."""
    refs = [n.ref for n in opened.running.nodes() if n.item is not None and n.relevant]
    times = []
    for value in ("yes", "no"):
        for ref in refs[: ROUNDS // 2]:
            times.append(timed(lambda r=ref, v=value: answer_item(laptop.session, opened, r, v)))  # type: ignore[misc]
    return median(times)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name, a_world(Path(name)) as world:
        laptop, dossier = world.working_laptop()
        visit, _c = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        opened = open_checklist(laptop.session, visit, "general-2026")
        small = answers(laptop, opened)
        record_facts(laptop, dossier, OLD_VISIT, 5_000)
        large = answers(laptop, opened)
        raw = floor(Path(name))
    print(json.dumps({"answer_ms": small, "answer_ms_5000_facts": large, "raw_commit_ms": raw}))


if __name__ == "__main__":
    main()
