"""How long syncs take on loopback: the first one, an evening's, a big one, one with nothing to do.

Run by hand: ``python -m tests.benchmarks.bench_sync [--many]``; prints JSON. The floor is the same
number of facts written by raw SQL to a fresh SQLite file in the same run. ``--many`` adds one
changed enterprise among 10,000. Short ones are the quickest of several runs.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter
from uuid import UUID

import httpx

from inspector_app.central.ledger import append
from inspector_app.domain.acts import act, answer_subject
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.domain.visits import ItemAnswered
from inspector_app.operations.visits import start_visit
from inspector_app.sync.run import synchronise
from tests.world import DAY, Laptop, Wire, World, a_start, a_world, noon

DOSSIERS, FACTS, ENTERPRISES = 1_000, 10_000, 10_000
RUNS, PULLS = 15, 3


class CountingWire(Wire):
    """The real wire, with the bytes that crossed it."""

    def __init__(self) -> None:
        super().__init__()
        self.up = self.down = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        self.up += len(request.content)
        # What crossed the wire is the compressed body, before httpx unpacks it.
        raw = b"".join(response.stream)  # type: ignore[arg-type]
        self.down += len(raw)
        return httpx.Response(response.status_code, headers=response.headers, content=raw)


def counted(laptop: Laptop) -> CountingWire:
    """Put a counting wire on the laptop."""
    wire = CountingWire()
    laptop.wire = wire
    return wire


def timed_sync(laptop: Laptop) -> dict[str, float]:
    """Run one sync; returns seconds and bytes each way."""
    wire = counted(laptop)
    begun = perf_counter()
    with laptop.link() as link:
        result = synchronise(link, laptop.session.workspace, now=noon)
    return {
        "seconds": round(perf_counter() - begun, 4),
        "bytes_up": wire.up,
        "bytes_down": wire.down,
        "requests": len(wire.requests),
        "pushed": result.pushed,
        "pulled": result.pulled,
    }


def quickest(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the quickest of several runs: what the machine can, others being quiet."""
    return min(runs, key=lambda one: one["seconds"])


def record_facts(laptop: Laptop, dossier: str, visit: str, count: int, section: str = "s") -> None:
    """Answer ``count`` questions in one transaction."""
    session = laptop.session
    volume = Volume(dossier, 2026)
    acts = [
        act(
            ItemAnswered(value="yes", note=f"第{n}项，现场核实"),
            volume,
            subject=answer_subject(visit, "general-2026", "1", f"/data/{section}/q{n}"),
        )
        for n in range(count)
    ]
    session.write(acts)


def floor(folder: Path, count: int, run: int = 0) -> float:
    """Return the seconds of writing as many rows of like size by raw SQL."""
    rows = [(n, f"{n:064x}", "x" * 420) for n in range(count)]
    with closing(sqlite3.connect(folder / f"floor-{run}.db")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE fact (n INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)")
        begun = perf_counter()
        with db:
            db.executemany("INSERT INTO fact VALUES (?, ?, ?)", rows)
        return perf_counter() - begun


def fill(world: World, count: int) -> None:
    """Put ``count`` enterprises into central and assign them."""
    for n in range(count):
        dossier = world.enterprise(f"示例企业{n:04d}", f"SAMPLE-{n:011d}")
        world.assign("wang", dossier)


def name_many(world: World, count: int) -> list[str]:
    """Put ``count`` enterprises that have a name only into central, assigned to one person."""
    dossiers = [str(UUID(int=n + (1 << 100))) for n in range(count)]
    for start in range(0, count, 500):
        named = [
            act(EnterpriseNamed(name=f"示例企业{n:05d}", code=""), Volume(dossiers[n], DAY.year))
            for n in range(start, min(start + 500, count))
        ]
        append(world.central, named, "central")
    for dossier in dossiers:
        world.assign("wang", dossier)
    return dossiers


def of_visits(folder: Path) -> dict[str, object]:
    """Measure what a laptop sends and gets in a week, with the floor beside it."""
    with a_world(folder) as world:
        world.person("wang")
        fill(world, DOSSIERS)
        laptop = world.laptop("wang")
        first = timed_sync(laptop)
        with laptop.session.workspace.reading() as reader:
            dossier = reader.enterprises(limit=1, offset=0, order="name")[0].dossier
        visit, _changes = start_visit(laptop.session, dossier, a_start())
        evening = []
        for run in range(RUNS):
            record_facts(laptop, dossier, visit, 100, f"evening{run}")
            evening.append(timed_sync(laptop))
        record_facts(laptop, dossier, visit, FACTS)
        push = timed_sync(laptop)
        nothing = quickest([timed_sync(laptop) for _run in range(RUNS)])
        world.person("li")
        world.assign("li", dossier)
        pulls = []
        for run in range(PULLS):
            second = world.laptop("li", f"second-{run}")
            pulls.append(timed_sync(second))
    return {
        "first_pull_1000_dossiers": first,
        "push_10000_facts": push,
        "push_100_facts": quickest(evening),
        "pull_10000_facts": quickest(pulls),
        "nothing_to_do": nothing,
    }


def of_many(folder: Path) -> dict[str, object]:
    """Measure one changed enterprise among many."""
    with a_world(folder) as world:
        world.person("wang")
        dossiers = name_many(world, ENTERPRISES)
        laptop = world.laptop("wang")
        first = timed_sync(laptop)
        changed = []
        for run in range(RUNS):
            world.another_contact(dossiers[run * 7], f"示例{run}")
            changed.append(timed_sync(laptop))
        nothing = quickest([timed_sync(laptop) for _run in range(RUNS)])
    return {
        "first_pull_10000_dossiers": first,
        "one_changed_of_10000": quickest(changed),
        "nothing_to_do_of_10000": nothing,
    }


def main() -> None:
    """Print the figures; the floor is measured before and after them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "visits").mkdir()
        (folder / "many").mkdir()
        floors = [floor(folder, FACTS, n) for n in range(3)]
        result = of_visits(folder / "visits")
        if "--many" in sys.argv:
            result |= of_many(folder / "many")
        floors += [floor(folder, FACTS, n) for n in range(3, 6)]
    result["floor_raw_sql_10000_rows"] = round(min(floors), 3)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
