"""Endpoints of the sync: about, enrol, hello, push, pull."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import text

from inspector_app.central import auth, ledger, pages, scope
from inspector_app.central.agency import Central, about
from inspector_app.central.auth import Caller
from inspector_app.central.journal import warn
from inspector_app.central.problems import DeviceRevoked
from inspector_app.central.wire import answer
from inspector_app.protocol import (
    About,
    CrashNoted,
    CrashReport,
    EnrolAnswer,
    EnrolRequest,
    ErrorAnswer,
    HelloAnswer,
    HelloRequest,
    Message,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
)

ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorAnswer} for status in (400, 401, 403, 413, 415, 422, 429, 500, 503)
}
router = APIRouter(responses=ERRORS)
HANDING_OVER = ("/v1/hello", "/v1/push", "/v1/blobs", "/v1/uploads")
_bearer = HTTPBearer(auto_error=False)


class Health(Message):
    """Central answers and reaches its database."""

    status: str


def central_of(request: Request) -> Central:
    """Return the central that this application serves."""
    central = request.app.state.central
    assert isinstance(central, Central)
    return central


def caller(
    request: Request,
    _given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Return who calls; raises NotSignedIn, DeviceLocked, or DeviceRevoked where a withdrawn
    device asks for more than to hand over what it has."""
    who = auth.caller_of(central_of(request), request.headers.get("authorization", ""))
    request.state.device = who.device  # for the log
    handing_over = request.method != "GET" and request.url.path.startswith(HANDING_OVER)
    if who.withdrawn and not handing_over:
        raise DeviceRevoked(device=who.device)
    return who


Signed = Annotated[Caller, Depends(caller)]


@router.get("/healthz", response_model=Health)
def healthz(request: Request) -> Response:
    with central_of(request).database.read() as connection:
        connection.execute(text("SELECT 1"))
    return answer(request, Health(status="ok"))


@router.get("/v1/about", response_model=About)
def tell_about(request: Request) -> Response:
    return answer(request, about(central_of(request)))


@router.post("/v1/enrol", response_model=EnrolAnswer)
def enrol(request: Request, asked: EnrolRequest) -> Response:
    return answer(request, auth.enrol(central_of(request), asked))


@router.post("/v1/hello", response_model=HelloAnswer)
def hello(request: Request, asked: HelloRequest, who: Signed) -> Response:
    if who.withdrawn:
        auth.take_leave(central_of(request), who, asked.pending)
    return answer(request, scope.hello(central_of(request), who.person, asked))


@router.post("/v1/push", response_model=PushAnswer)
def push(request: Request, asked: PushRequest, who: Signed) -> Response:
    told = ledger.push(central_of(request), who.person, asked)
    for result in told.results:
        request.app.state.figures.batches.labels(result.state).inc()
    return answer(request, told)


@router.post("/v1/crash-reports", response_model=CrashNoted)
def take_crash_report(request: Request, report: CrashReport, who: Signed) -> Response:
    """Note what a person agreed to send; it names kinds and places of the program only."""
    warn("laptop_crashed", device=who.device, version=report.version, report=report.text)
    return answer(request, CrashNoted(noted=True))


@router.post("/v1/pull", response_model=PullAnswer)
def pull(request: Request, asked: PullRequest, who: Signed) -> Response:
    return answer(request, pages.pull(central_of(request), who.person, asked))
