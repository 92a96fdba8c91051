"""Run central: in this process for the demo and tests, or as a server."""

from __future__ import annotations

import os
import signal
import socket
from asyncio import Transport
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import FrameType, TracebackType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from inspector_app.central.agency import Central
from inspector_app.central.app import (
    DATABASE_VARIABLE,
    LIMITS_VARIABLE,
    MEDIA_VARIABLE,
    create_app,
)
from inspector_app.central.database import full_url
from inspector_app.central.journal import log_as_json
from inspector_app.central.keeper import Keeper
from inspector_app.central.media import full_place
from inspector_app.central.metrics import SHARED
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.setup import open_central
from inspector_app.i18n import _

START_SECONDS = 20
GRACE_SECONDS = 10  # a request under way may finish when the server is told to stop
_FACTORY = "inspector_app.central.app:app_from_environment"


class _Server(uvicorn.Server):
    """A server that says when it is ready, or that it will never be."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()


class RunningCentral:
    """A central that serves on a free loopback port until it is stopped.

    ``with RunningCentral(central) as running: … running.url``. The central stays open; whoever
    opened it closes it."""

    def __init__(self, central: Central, app: FastAPI | None = None) -> None:
        self.central = central
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = _Server(_config(app or create_app(central)))
        self._thread = Thread(target=self._run, name="central", daemon=True)
        self._thread.start()
        self._server.ready.wait(START_SECONDS)

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Stop serving; requests under way are finished. May be called twice."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> RunningCentral:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()


class PromptProtocol(H11Protocol):
    """HTTP that sends small answers at once.

    asyncio sets TCP_NODELAY only on sockets that name their protocol; without it a small answer
    waits 40 ms for the other side's acknowledgement.
    """

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        connection = transport.get_extra_info("socket")
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=PromptProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(
    database_url: str,
    media_place: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
) -> None:
    """Serve until interrupted. Several worker processes need PostgreSQL."""
    if workers > 1 and full_url(database_url).startswith("sqlite"):
        reason = _("several workers need a PostgreSQL database")
        raise OperatorMistake(what="--workers", reason=reason)
    open_central(database_url, media_place).close()  # migrate and found once, before any worker
    os.environ[DATABASE_VARIABLE] = full_url(database_url)
    os.environ[MEDIA_VARIABLE] = full_place(media_place)
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise OperatorMistake(what=f"{host}:{port}", reason=str(error)) from error
    log_as_json()
    with _ended_in_order(), _shared(workers), Keeper(database_url, media_place):
        uvicorn.run(
            _FACTORY,
            factory=True,
            host=host,
            port=port,
            workers=workers,
            http=PromptProtocol,
            ws="none",
            log_config=None,  # JSON lines, see journal
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let SIGTERM, which the server hands on once its requests are done, end this process through
    its ``finally``s: an exchange under way with the central above is brought to its end."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _shared(workers: int) -> Iterator[None]:
    """Give several workers folders in which they add their figures and count their callers."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="inspector-workers-") as name:
        folders = {variable: Path(name) / variable for variable in (SHARED, LIMITS_VARIABLE)}
        for variable, folder in folders.items():
            folder.mkdir()
            os.environ[variable] = str(folder)
        try:
            yield
        finally:
            for variable in folders:
                del os.environ[variable]
