"""Central over HTTP: ``create_app`` returns the ASGI application of an opened central."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from inspector_app import __version__
from inspector_app.central import blob_routes, bundles_routes, metrics, renewal, routes
from inspector_app.central.agency import Central
from inspector_app.central.journal import log_as_json, warn
from inspector_app.central.limits import DEFAULT, Limited, Limits
from inspector_app.central.media_problems import MediaFull
from inspector_app.central.metrics import Figures, Watched
from inspector_app.central.problems import (
    DatabaseAway,
    Malformed,
    ServerFault,
    UnknownPlace,
    WrongMethod,
)
from inspector_app.central.setup import open_central
from inspector_app.central.wire import Edge, refusal
from inspector_app.durable import is_full
from inspector_app.errors import Problem
from inspector_app.logs import LOGGER, describe_crash

DATABASE_VARIABLE = "INSPECTOR_CENTRAL_DATABASE"
MEDIA_VARIABLE = "INSPECTOR_CENTRAL_MEDIA"
LIMITS_VARIABLE = "INSPECTOR_CENTRAL_LIMITS"  # a folder that all workers count in


def create_app(central: Central, limits: Limits = DEFAULT) -> FastAPI:
    """Return the application that serves this central; it is closed by whoever opened it."""
    app = FastAPI(
        title="Inspector App central",
        version=__version__,
        docs_url=None,  # no HTML is ever answered: a laptop takes it for a captive portal
        redoc_url=None,
    )
    app.state.central = central
    app.state.figures = Figures()
    app.add_middleware(Edge)  # innermost
    shared = os.environ.get(LIMITS_VARIABLE)
    app.add_middleware(Limited, limits=limits, shared=Path(shared) if shared else None)
    app.add_middleware(Watched, figures=app.state.figures)
    app.include_router(routes.router)
    app.include_router(renewal.router)
    app.include_router(blob_routes.router)
    app.include_router(bundles_routes.router)
    app.include_router(metrics.router)
    _answer_errors(app)
    return app


def app_from_environment() -> FastAPI:
    """Return the application of the central named by the environment: for worker processes."""
    log_as_json()
    collect_seldom()
    central = open_central(os.environ[DATABASE_VARIABLE], os.environ[MEDIA_VARIABLE])
    app = create_app(central)

    @asynccontextmanager
    async def closed_at_the_end(_app: FastAPI) -> AsyncIterator[None]:
        yield
        central.close()

    app.router.lifespan_context = closed_at_the_end
    return app


def collect_seldom() -> None:
    """Let Python look for garbage less often in a process that serves.

    A push makes some ten thousand objects, none of them garbage. At the usual pace each would have
    all modules looked through again: reading 2,000 facts takes seven times as long.
    """
    gc.collect()
    gc.freeze()  # what is loaded stays
    gc.set_threshold(50_000, 20, 50)


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    def known(request: Request, problem: Problem) -> Response:
        # The route's pattern, not the address: that names a file.
        route = getattr(request.scope.get("route"), "path", "")
        device = getattr(request.state, "device", "") or str(problem.details.get("device", ""))
        warn("refused", code=problem.code, method=request.method, route=route, device=device)
        app.state.figures.refusals.labels(problem.code).inc()
        return refusal(problem)

    @app.exception_handler(RequestValidationError)
    def malformed(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])[:120]
        return refusal(Malformed(reason=f"{place}: {first['type']}"))

    @app.exception_handler(HTTPException)
    def http(_request: Request, error: HTTPException) -> Response:
        return _http_refusal(error)

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    def database(_request: Request, error: Exception) -> Response:
        LOGGER.error(describe_crash(type(error), error.__traceback__))
        return refusal(DatabaseAway())

    @app.exception_handler(OSError)
    def disk(_request: Request, error: OSError) -> Response:
        LOGGER.error(describe_crash(type(error), error.__traceback__))
        return refusal(MediaFull() if is_full(error) else ServerFault())

    @app.exception_handler(Exception)
    def fault(_request: Request, error: Exception) -> Response:
        LOGGER.error(describe_crash(type(error), error.__traceback__))
        return refusal(ServerFault())


def _http_refusal(error: HTTPException) -> Response:
    if error.status_code == 404:
        return refusal(UnknownPlace())
    if error.status_code == 405:
        response = refusal(WrongMethod())
        response.headers.update(error.headers or {})
        return response
    return refusal(Malformed(reason=str(error.status_code)))
