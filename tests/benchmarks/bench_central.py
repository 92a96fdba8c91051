"""What central takes for a push of 10,000 facts and for an idle hello, beside a bare server.

Run by hand: ``python -m tests.benchmarks.bench_central [--postgres]``; prints JSON. The floor is a
FastAPI endpoint that parses the same bytes as JSON and writes as many rows by raw SQL, durably, in
the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import httpx
from fastapi import FastAPI, Request

from inspector_app.central.serve import RunningCentral
from inspector_app.protocol import PushRequest
from tests.central.scene import ZHANG_FILE, Laptop, Scene, a_central
from tests.postgres import running_postgres

FACTS, A_REQUEST, HELLOS, ROUNDS = 10_000, 2_000, 200, 3
HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def bodies(laptop: Laptop) -> list[bytes]:
    """Return the requests of a push, packed as a laptop packs them."""
    found = []
    for _request in range(FACTS // A_REQUEST):
        batch = laptop.batch(laptop.record(ZHANG_FILE, A_REQUEST))
        text = PushRequest(batches=(batch,)).model_dump_json(exclude_defaults=True)
        found.append(gzip.compress(text.encode(), 6, mtime=0))
    return found


def sent(http: httpx.Client, requests: list[bytes]) -> float:
    """Return the seconds that central takes for them one after the other."""
    begun = perf_counter()
    for body in requests:
        reply = http.post("/v1/push", content=body, headers=HEADERS)
        assert reply.status_code == 200, reply.text
    return perf_counter() - begun


def bare(folder: Path) -> FastAPI:
    """Return a server that does the least: unpack, parse, write rows, commit."""
    app = FastAPI()
    file = folder / "floor.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, kind TEXT, body TEXT)")

    @app.post("/v1/push")
    async def push(request: Request) -> dict[str, int]:
        asked = json.loads(gzip.decompress(await request.body()))
        rows = [(f["kind"], json.dumps(f["body"])) for b in asked["batches"] for f in b["facts"]]
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.executemany("INSERT INTO fact (kind, body) VALUES (?, ?)", rows)
        return {"rows": len(rows)}

    return app


def hello(laptop: Laptop) -> dict[str, float]:
    """Return milliseconds and bytes of a hello when nothing changed."""
    token = laptop.hello().token
    seconds = []
    for _number in range(HELLOS):
        begun = perf_counter()
        reply = laptop.http.post("/v1/hello", json={"since": token})
        seconds.append(perf_counter() - begun)
    request = len(reply.request.content) + sum(
        len(k) + len(v) + 4 for k, v in reply.request.headers.raw
    )
    answer = len(reply.content) + sum(len(k) + len(v) + 4 for k, v in reply.headers.raw)
    return {
        "median_ms": round(median(seconds) * 1000, 2),
        "worst_ms": round(max(seconds) * 1000, 2),
        "bytes": request + answer,
    }


@contextmanager
def database(folder: Path, postgres: bool) -> Iterator[str]:
    """Give the URL of an empty database."""
    if not postgres:
        yield str(folder / "central.db")
        return
    with running_postgres() as server:
        yield server.new_database()


def one_round(postgres: bool) -> dict[str, Any]:
    """Return the figures of one fresh central and of the floor."""
    with tempfile.TemporaryDirectory() as name, database(Path(name), postgres) as url:
        folder = Path(name)
        central = a_central(url, folder / "media")
        with Scene(central) as scene:
            laptop = scene.laptop()
            requests = bodies(laptop)
            push = sent(laptop.http, requests)
            idle = hello(laptop)
            with (
                RunningCentral(central, bare(folder)) as floor,
                httpx.Client(base_url=floor.url, trust_env=False) as http,
            ):
                least = sent(http, requests)
        central.close()
    return {
        "push_seconds": round(push, 3),
        "floor_seconds": round(least, 3),
        "times_floor": round(push / least, 1),
        "bytes_up": sum(map(len, requests)),
        "hello": idle,
    }


def main() -> None:
    """Run some rounds and print the best of them, and all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    rounds = [one_round(asked.postgres) for _round in range(ROUNDS)]
    best = min(rounds, key=lambda one: float(one["push_seconds"]))
    kind = "postgresql" if asked.postgres else "sqlite"
    json.dump(
        {"database": kind, "facts": FACTS, "best": best, "rounds": rounds}, sys.stdout, indent=1
    )
    print()


if __name__ == "__main__":
    main()
