"""Figures for Prometheus at ``/metrics``: what was asked, how long it took, what central holds.

With several workers the counts of all are added, by the shared folder that Prometheus's client
names in ``PROMETHEUS_MULTIPROC_DIR``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from time import perf_counter

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.agency import Central
from inspector_app.central.journal import note
from inspector_app.central.tables import DEVICE, HELD, VOLUME

TEXT = "text/plain; version=0.0.4; charset=utf-8"
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
router = APIRouter(include_in_schema=False)


class Figures:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "inspector_requests",
            "Requests by route pattern and status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "inspector_request_seconds",
            "Seconds to answer, by route pattern",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.refusals = Counter(
            "inspector_refusals", "Refused requests by code", ("code",), registry=self.registry
        )
        self.batches = Counter(
            "inspector_push_batches",
            "Pushed batches by what became of them",
            ("state",),
            registry=self.registry,
        )

    def text(self, central: Central) -> bytes:
        """Return all figures in Prometheus's text format."""
        counted = self.registry
        if SHARED in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        held = CollectorRegistry()
        held.register(Holdings(central))
        return generate_latest(counted) + generate_latest(held)


class Holdings:
    """What central holds at the moment, the same whichever worker is asked."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def collect(self) -> Iterator[Metric]:
        """Yield one figure after the other."""
        with self._central.database.read() as connection:
            count = func.count()
            facts = func.coalesce(func.sum(VOLUME.c.number), 0)
            volumes, numbered = connection.execute(select(count, facts).select_from(VOLUME)).one()
            held = connection.execute(select(count).select_from(HELD)).scalar_one()
            live = select(count).select_from(DEVICE).where(DEVICE.c.revoked_at == "")
            devices = connection.execute(live).scalar_one()
        yield GaugeMetricFamily("inspector_facts", "Numbered facts", value=float(numbered))
        yield GaugeMetricFamily("inspector_volumes", "Volumes", value=volumes)
        yield GaugeMetricFamily(
            "inspector_held_facts", "Facts that wait to be admitted", value=held
        )
        yield GaugeMetricFamily("inspector_devices", "Devices not withdrawn", value=devices)


class Watched:
    """ASGI middleware that counts and logs every request, by pattern and device code alone."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            self._count(scope, status, perf_counter() - begun)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        # The route's pattern, not the address: that names a file.
        route = getattr(scope.get("route"), "path", "")
        method = scope["method"] if route else "OTHER"
        self._figures.requests.labels(method, route, str(status)).inc()
        self._figures.seconds.labels(route).observe(seconds)
        device = scope.get("state", {}).get("device", "")
        ms = round(seconds * 1000, 1)
        note("request", method=method, route=route, status=status, ms=ms, device=device)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Return the figures; they name nobody, but are the operator's own: see the README."""
    figures = request.app.state.figures
    assert isinstance(figures, Figures)
    return Response(figures.text(request.app.state.central), media_type=TEXT)
