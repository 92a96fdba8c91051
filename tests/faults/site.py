"""A laptop and its central in one folder, both in this thread: what a crash leaves can be copied.

Central is called without a socket, so a process has no thread when it forks, and the wire's two
moments (a request leaves, a reply has come) are steps like those of the disk.
"""

from __future__ import annotations

import io
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

import httpx
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select
from starlette.types import ASGIApp, Receive, Scope, Send

from inspector_app.central.agency import Central
from inspector_app.central.app import create_app
from inspector_app.central.setup import open_central
from inspector_app.central.tables import FACT, HELD
from inspector_app.domain.facts import Fact
from inspector_app.operations.session import Session
from inspector_app.operations.unlocking import close, unlock_session
from inspector_app.sync.client import Link
from inspector_app.sync.enrolment import Applicant, Enrolled, enrol
from inspector_app.sync.run import SyncResult, synchronise
from tests.faults.steps import take
from tests.in_process import InProcess
from tests.world import (
    CHEAP,
    CHEAP_PASSWORDS,
    FOUNDING,
    PASSPHRASE,
    PASSWORD,
    World,
    noon,
)

ADDRESS = "http://central.example"
USER = "wang"
PATIENCE = 10  # seconds


_made: list[FastAPI] = []


def _app(central: Central) -> FastAPI:
    """Return the one application of this process: making it takes longer than a sync."""
    if not _made:
        _made.append(create_app(central))
    _made[0].state.central = central
    return _made[0]


def as_served(app: ASGIApp) -> ASGIApp:
    """Return the application as a server runs it: an error is answered, and no request's end."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(Exception):
            await app(scope, receive, send)

    return served


class SteppedWire(httpx.BaseTransport):
    """A wire whose requests and replies are steps."""

    def __init__(self, central: Central) -> None:
        self._inside = InProcess(as_served(_app(central)))
        self._turn = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._turn:  # files travel in several threads; a crash is to come at the same place
            take("request", request.url.path)
            answer = self._inside.handle_request(request)
            take("reply", request.url.path)
        return answer

    def stop(self) -> None:
        """End the loop."""
        self._inside.stop()


@dataclass
class Site:
    """An opened central, and the laptop's folder; ``session`` once it is unlocked."""

    folder: Path
    world: World
    wire: SteppedWire
    _session: Session | None = None

    @property
    def data_dir(self) -> Path:
        return self.folder / "laptop"

    @property
    def session(self) -> Session:
        """The unlocked workspace, opened at first use."""
        if self._session is None:
            self._session = unlock_session(self.data_dir, PASSPHRASE, clock=noon)
        return self._session

    def lock(self) -> None:
        """Close the workspace where it is open."""
        if self._session is not None:
            close(self._session)
            self._session = None

    def enrol(self) -> Enrolled:
        """Enrol this laptop."""
        applicant = Applicant(ADDRESS, USER, PASSWORD, PASSPHRASE)
        return enrol(self.data_dir, applicant, connect=self._connect, cost=CHEAP)

    def _connect(self, address: str) -> Link:
        return Link(address, transport=self.wire)

    def sync(self) -> SyncResult:
        """Run one sync."""
        with self.session.workspace.reading() as reader:
            token = reader.setting("token")
        with Link(ADDRESS, token, transport=self.wire) as link:
            return synchronise(link, self.session.workspace, now=noon)

    def facts(self) -> dict[str, Fact]:
        """Return the facts on the laptop by id."""
        with self.session.workspace.reading() as reader:
            return {f.id: f for volume in reader.volumes() for f in reader.facts(volume=volume)}

    def numbers(self) -> list[str]:
        """Return the numbers of the papers on the laptop."""
        with self.session.workspace.reading() as reader:
            return [row.number for row in reader.notices(limit=1_000)]

    def on_central(self) -> list[str]:
        """Return the ids of all facts on central, as often as they are there."""
        with self.world.central.database.read() as connection:
            rows = [row.id for t in (FACT, HELD) for row in connection.execute(select(t.c.id))]
        return sorted(rows)

    def note(self, name: str, text: str) -> None:
        """Keep a name for what comes later: a visit, a hazard."""
        (self.folder / name).write_text(text, "utf-8")

    def noted(self, name: str) -> str:
        """Return what was kept."""
        return (self.folder / name).read_text("utf-8")


_kept: dict[Path, Central] = {}


def keep_central(folder: Path) -> None:
    """Open the central of this folder no more than once, in this process and its forks."""
    _kept[folder] = _central(folder)


def _central(folder: Path) -> Central:
    return open_central(
        f"sqlite:///{folder / 'central' / 'central.db'}",
        folder / "central" / "media",
        founding=FOUNDING,
        now=noon,
        cost=CHEAP_PASSWORDS,
    )


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """Open what is in the folder; a new central where there is none.

    A central that was kept connects anew: what it remembers is how to say its statements.
    """
    logging.disable(logging.CRITICAL)  # central logs what it survives
    with ExitStack() as stack:
        central = _kept.get(folder) or _central(folder)
        stack.callback(central.close)
        wire = SteppedWire(central)
        stack.callback(wire.stop)
        site = Site(folder, World(folder, central, ADDRESS, stack), wire)
        stack.callback(site.lock)
        yield site


def a_picture(seed: int = 0) -> bytes:
    """Return a small photo that no other seed gives."""
    buffer = io.BytesIO()
    image = Image.frombytes("RGB", (64, 48), bytes((n * 7 + seed * 13) % 256 for n in range(9216)))
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def be_alone() -> None:
    """Wait for the threads that requests used; a fork of a process with others is not whole."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(PATIENCE)
    until = monotonic() + PATIENCE
    while len(os.listdir("/proc/self/task")) > 1:  # a joined thread leaves the system a bit later
        if monotonic() > until:
            raise RuntimeError(f"threads are left: {threading.enumerate()}")
        os.sched_yield()


__all__ = ["Site", "a_picture", "a_site", "as_served", "be_alone", "keep_central"]
