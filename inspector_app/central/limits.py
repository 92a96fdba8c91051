"""How much one laptop and one address may ask for, and how long a request may take to come.

The limits hold for a server as a whole, however many worker processes it has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from pathlib import Path
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.buckets import Buckets, Rate, SharedBuckets, Taking
from inspector_app.central.problems import CentralProblem
from inspector_app.central.wire import refusal
from inspector_app.i18n import N_

__all__ = ["DEFAULT", "Limited", "Limits", "Rate", "TooManyRequests", "TooSlow"]


class TooManyRequests(CentralProblem):
    """This laptop or address asked for more than its share; ``seconds`` until the next try."""

    code = "API-08"
    status = 429
    template = N_("Too many requests from this computer or network.")
    remedy_template = N_("Nothing was lost; it is tried again in {seconds} seconds.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.details["seconds"])}


class TooSlow(CentralProblem):
    """The request did not come to its end in time."""

    code = "API-09"
    status = 408
    template = N_("The request took too long to arrive.")
    remedy_template = N_("Nothing was lost; send it again, in smaller parts on a slow network.")
    retryable = True

    @property
    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}


_DEVICE = Rate(300, 3_000)
_ADDRESS = Rate(2_000, 20_000)
_ENROLMENT = Rate(5, 200)  # each costs 64 MiB and 0.2 s; by address


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one central. A whole office may share one address."""

    device: Rate = _DEVICE
    address: Rate = _ADDRESS
    enrolment: Rate = _ENROLMENT
    idle_seconds: float = 60  # without a byte of the body
    clock: Callable[[], float] = monotonic


DEFAULT = Limits()


def buckets(rate: Rate, name: str, shared: Path | None) -> Taking:
    """Return buckets of this process, or those that all workers share in a folder."""
    return Buckets(rate) if shared is None else SharedBuckets(rate, shared / name)


class Limited:
    """ASGI middleware that keeps callers within their limits."""

    def __init__(self, app: ASGIApp, limits: Limits = DEFAULT, shared: Path | None = None) -> None:
        self._app = app
        self._limits = limits
        self._devices = buckets(limits.device, "devices", shared)
        self._addresses = buckets(limits.address, "addresses", shared)
        self._enrolments = buckets(limits.enrolment, "enrolments", shared)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wait = self._wait(scope)
        if wait:
            await refusal(TooManyRequests(seconds=ceil(wait)))(scope, receive, send)
            return
        await self._app(scope, _in_time(receive, self._limits.idle_seconds), send)

    def _wait(self, scope: Scope) -> float:
        now = self._limits.clock()
        client = scope.get("client")
        address = client[0] if client else ""
        wait = self._addresses.take(address, now)
        if not wait and scope["path"] == "/v1/enrol":
            wait = self._enrolments.take(address, now)
        token = Headers(scope=scope).get("authorization", "")
        if not wait and token:
            wait = self._devices.take(sha256(token.encode()).hexdigest(), now)
        return wait


def _in_time(receive: Receive, seconds: float) -> Receive:
    """Return a receive that raises TooSlow where the next part of the body does not come."""
    whole = False

    async def timely() -> Message:
        nonlocal whole
        if whole:
            return await receive()  # waits for the caller to go away: as long as it takes
        try:
            async with asyncio.timeout(seconds):
                message = await receive()
        except TimeoutError as error:
            raise TooSlow() from error
        whole = not message.get("more_body", False)
        return message

    return timely
