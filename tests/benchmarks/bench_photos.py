"""How long 200 photos of 200 kB take from an encrypted laptop to central, each fsynced there.

Run by hand: ``python -m tests.benchmarks.bench_photos``; prints JSON. The floor, in the same run,
is a bare ASGI application on the same HTTP server that takes a PUT, writes the file and calls
fsync, fed by the same HTTP client: one photo after the other, and as many at once as a sync sends.
Both servers run in processes of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
from starlette.types import Receive, Scope, Send

from inspector_app.sync.blobs import AT_ONCE, send_blobs
from inspector_app.sync.client import Link
from inspector_app.sync.stage import silent
from tests.sync.test_blobs import attach
from tests.world import World, a_world

PHOTOS, SIZE, RUNS = 200, 200_000, 5
FOLDER, DATABASE, MEDIA = "BENCH_FOLDER", "BENCH_DATABASE", "BENCH_MEDIA"


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Write the body to a file of the path's name and fsync it."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if scope["method"] == "PUT":
        with (Path(os.environ[FOLDER]) / scope["path"].strip("/")).open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def serve(what: str, port: int) -> None:
    """Serve central or the floor until killed: what the child process does."""
    import uvicorn

    from inspector_app.central.app import create_app
    from inspector_app.central.serve import PromptProtocol
    from inspector_app.central.setup import open_central

    app: object = bare
    if what == "central":
        app = create_app(open_central(os.environ[DATABASE], os.environ[MEDIA]))
    uvicorn.run(
        app,  # type: ignore[arg-type]
        port=port,
        loop="asyncio",
        http=PromptProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
    )


@contextmanager
def server(what: str, **environment: str) -> Iterator[str]:
    """Give the address of a server in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.bench_photos", what, str(port)]
    process = subprocess.Popen(command, env=os.environ | environment)
    url = f"http://127.0.0.1:{port}"
    try:
        until_up(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port nobody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def until_up(url: str) -> None:
    """Wait until a server answers."""
    for _try in range(200):
        try:
            httpx.get(f"{url}/healthz", trust_env=False)
        except httpx.HTTPError:
            sleep(0.05)
        else:
            return


def photos() -> list[bytes]:
    """Return fresh random photos."""
    return [os.urandom(SIZE) for _n in range(PHOTOS)]


def timed_floor(url: str, run: int, at_once: int) -> float:
    """Return the seconds of plain PUTs."""
    data = photos()
    with httpx.Client(base_url=url, trust_env=False) as http, ThreadPoolExecutor(at_once) as pool:
        http.put("/warm", content=b"x")

        def put(n: int) -> int:
            return http.put(f"/{run}-{at_once}-{n}", content=data[n]).status_code

        begun = perf_counter()
        assert set(pool.map(put, range(PHOTOS))) == {204}
        return perf_counter() - begun


def timed_sync(world: World, url: str, run: int) -> float:
    """Return the seconds of sending the photos of a fresh laptop."""
    user = f"user{run}"
    world.person(user)
    dossier = world.enterprise(f"示例企业{run}", f"SAMPLE-{run:011d}")
    world.assign(user, dossier)
    laptop = world.laptop(user)
    laptop.sync()
    attach(laptop, dossier, photos(), thumbnail_sha256="", thumbnail_size=0)
    with laptop.session.workspace.reading() as reader:
        assert len(reader.blobs_to_send()) == PHOTOS
        token = reader.setting("token")
    with Link(url, token) as link:
        link.about()
        begun = perf_counter()
        assert send_blobs(link, laptop.session.workspace, silent) == PHOTOS
        return perf_counter() - begun


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name, a_world(Path(name)) as world:
        floor = Path(name) / "floor"
        floor.mkdir()
        paths = {DATABASE: f"sqlite:///{Path(name) / 'central.db'}", MEDIA: f"{name}/media"}
        with server("floor", **{FOLDER: str(floor)}) as bare_url, server("central", **paths) as url:
            rows = [
                (
                    timed_floor(bare_url, run, 1),
                    timed_floor(bare_url, run, AT_ONCE),
                    timed_sync(world, url, run),
                )
                for run in range(RUNS)
            ]
    one, many, sync = (median(column) for column in zip(*rows, strict=True))
    result = {
        "photos": PHOTOS,
        "bytes_each": SIZE,
        "sync_seconds": round(sync, 3),
        "floor_put_fsync_seconds": round(one, 3),
        "floor_put_fsync_at_once_seconds": round(many, 3),
        "times_floor": round(sync / one, 2),
        "times_floor_at_once": round(sync / many, 2),
        "all_runs": [[round(value, 3) for value in row] for row in rows],
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        serve(sys.argv[1], int(sys.argv[2]))
    else:
        main()
