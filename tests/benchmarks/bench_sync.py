"""How long the first pull of 1,000 dossiers and a push of 10,000 facts take on loopback.

Run by hand: ``python -m tests.benchmarks.bench_sync``; prints JSON. The floor is the same
number of facts written by raw SQL to a fresh SQLite file in the same run.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

import httpx

from inspector_app.domain.acts import act, answer_subject
from inspector_app.domain.facts import Volume
from inspector_app.domain.visits import ItemAnswered
from tests.world import Laptop, Wire, World, a_start, a_world

DOSSIERS, FACTS = 1_000, 10_000


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
    result = laptop.sync()
    return {
        "seconds": round(perf_counter() - begun, 3),
        "bytes_up": wire.up,
        "bytes_down": wire.down,
        "requests": len(wire.requests),
        "pushed": result.pushed,
        "pulled": result.pulled,
    }


def record_facts(laptop: Laptop, dossier: str, visit: str, count: int) -> None:
    """Answer ``count`` questions in one transaction."""
    session = laptop.session
    volume = Volume(dossier, 2026)
    acts = [
        act(
            ItemAnswered(value="yes", note=f"第{n}项，现场核实"),
            volume,
            subject=answer_subject(visit, "general-2026", "1", f"/data/s/q{n}"),
        )
        for n in range(count)
    ]
    session.write(acts)


def floor(folder: Path, count: int) -> float:
    """Return the seconds of writing as many rows of like size by raw SQL."""
    rows = [(n, f"{n:064x}", "x" * 420) for n in range(count)]
    with closing(sqlite3.connect(folder / "floor.db")) as db:
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


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name, a_world(Path(name)) as world:
        world.person("wang")
        fill(world, DOSSIERS)
        laptop = world.laptop("wang")
        first = timed_sync(laptop)
        with laptop.session.workspace.reading() as reader:
            dossier = reader.enterprises(limit=1, offset=0, order="name")[0].dossier
        from inspector_app.operations.visits import start_visit

        visit, _changes = start_visit(laptop.session, dossier, a_start())
        record_facts(laptop, dossier, visit, FACTS)
        push = timed_sync(laptop)
        nothing = timed_sync(laptop)
        world.person("li")
        world.assign("li", dossier)
        second = world.laptop("li")
        pull = timed_sync(second)
        result = {
            "first_pull_1000_dossiers": first,
            "push_10000_facts": push,
            "pull_10000_facts": pull,
            "nothing_to_do": nothing,
            "floor_raw_sql_10000_rows": round(floor(Path(name), FACTS), 3),
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
