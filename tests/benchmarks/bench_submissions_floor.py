"""The least that a server can do with a push: unpack, parse, write as many rows, commit."""

from __future__ import annotations

import argparse
import gzip
import json
import os
from threading import local

import psycopg
import uvicorn
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool

from inspector_app.central.serve import PromptProtocol

ADDRESS_VARIABLE = "INSPECTOR_FLOOR_DATABASE"
app = FastAPI()
_own = local()


def prepare(url: str) -> None:
    """Make the table."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE fact (id bigserial PRIMARY KEY, kind text, subject text, body text)"
        )


def _write(packed: bytes) -> int:
    asked = json.loads(gzip.decompress(packed))
    rows = [
        (f["kind"], f["subject"], json.dumps(f["body"]))
        for b in asked["batches"]
        for f in b["facts"]
    ]
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ[ADDRESS_VARIABLE])
    connection: psycopg.Connection = _own.connection
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO fact (kind, subject, body) VALUES (%s, %s, %s)", rows)
    return len(rows)


@app.post("/v1/push")
async def push(request: Request) -> dict[str, int]:
    """Take a push."""
    return {"rows": await run_in_threadpool(_write, await request.body())}


@app.get("/v1/about")
def about() -> dict[str, str]:
    """Answer once it is there."""
    return {}


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    uvicorn.run(
        f"{__spec__.name}:app",
        port=asked.port,
        workers=asked.workers,
        http=PromptProtocol,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
