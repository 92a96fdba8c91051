"""How much one laptop and one address may ask for, and how long a request may take to come.

Token buckets in this process: with several workers each counts for itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.problems import CentralProblem
from inspector_app.central.wire import refusal
from inspector_app.i18n import N_


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


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second, and so many at once after a pause."""

    a_second: float
    at_once: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one central. A whole office may share one address."""

    device: Rate = Rate(300, 3_000)
    address: Rate = Rate(2_000, 20_000)
    enrolment: Rate = Rate(5, 200)  # each costs 64 MiB and 0.2 s; by address
    idle_seconds: float = 60  # without a byte of the body
    clock: Callable[[], float] = monotonic


DEFAULT = Limits()


@dataclass(slots=True)
class Buckets:
    """One bucket for each of the most recent callers; the oldest are forgotten, thus full."""

    rate: Rate
    most: int = 20_000
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, now: float) -> float:
        """Take one; return 0, or the seconds until there is one."""
        left, then = self._left.pop(key, (self.rate.at_once, now))
        left = min(self.rate.at_once, left + (now - then) * self.rate.a_second)
        wait = 0.0 if left >= 1 else (1 - left) / self.rate.a_second
        self._left[key] = (left if wait else left - 1, now)
        if len(self._left) > self.most:
            self._left.popitem(last=False)
        return wait


class Limited:
    """ASGI middleware that keeps callers within their limits."""

    def __init__(self, app: ASGIApp, limits: Limits = DEFAULT) -> None:
        self._app = app
        self._limits = limits
        self._devices = Buckets(limits.device)
        self._addresses = Buckets(limits.address)
        self._enrolments = Buckets(limits.enrolment)

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
