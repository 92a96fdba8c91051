"""What central takes for a push of 10,000 facts and for an idle hello, beside a bare server.

Run by hand: ``python -m tests.benchmarks.bench_central [--postgres]``; prints JSON. The floor is a
FastAPI endpoint that parses the same bytes as JSON and writes what came by raw SQL into the same
kind of database, durably, in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import httpx
import psycopg
from fastapi import FastAPI, Request

from inspector_app.central.app import collect_seldom
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


COLUMNS = ("kind", "subject", "author", "recorded_at", "salt", "body")
Write = Callable[[list[tuple[str, ...]]], None]


def bare(write: Write) -> FastAPI:
    """Return a server that does the least: unpack, parse, write rows, commit."""
    app = FastAPI()

    @app.post("/v1/push")
    async def push(request: Request) -> dict[str, int]:
        asked = json.loads(gzip.decompress(await request.body()))
        rows = [
            (*(fact[name] for name in COLUMNS[:-1]), json.dumps(fact["body"]))
            for batch in asked["batches"]
            for fact in batch["facts"]
        ]
        write(rows)
        return {"rows": len(rows)}

    return app


def writer(url: str) -> Write:
    """Return what writes rows into a table of its own, as the database's driver does."""
    table = f"CREATE TABLE floor (n INTEGER PRIMARY KEY, {' TEXT, '.join(COLUMNS)} TEXT)"
    into = f"INSERT INTO floor ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
    if url.startswith("postgresql"):
        with psycopg.connect(url) as made:
            made.execute(table.replace("INTEGER", "SERIAL").encode())

        def write(rows: list[tuple[str, ...]]) -> None:
            with psycopg.connect(url) as connection, connection.cursor() as cursor:
                cursor.executemany(into.replace("?", "%s").encode(), rows)

        return write
    with closing(sqlite3.connect(url)) as connection, connection:
        connection.execute(table)

    def write_here(rows: list[tuple[str, ...]]) -> None:
        with closing(sqlite3.connect(url)) as connection, connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.executemany(into, rows)

    return write_here


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
                RunningCentral(central, bare(writer(url))) as floor,
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


def best_of(rounds: int, postgres: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the best figures of some rounds, each the least that was seen, and all rounds."""
    collect_seldom()  # as a served central does
    found = [one_round(postgres) for _round in range(rounds)]
    push, floor = (min(one[name] for one in found) for name in ("push_seconds", "floor_seconds"))
    best = min(found, key=lambda one: float(one["push_seconds"]))
    return best | {"floor_seconds": floor, "times_floor": round(push / floor, 1)}, found


def main() -> None:
    """Run some rounds and print the best of them, and all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    best, rounds = best_of(ROUNDS, asked.postgres)
    kind = "postgresql" if asked.postgres else "sqlite"
    json.dump(
        {"database": kind, "facts": FACTS, "best": best, "rounds": rounds}, sys.stdout, indent=1
    )
    print()


if __name__ == "__main__":
    main()
