"""Endpoints for bundles that a colleague's laptop carries: announce, send on, fetch the answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from inspector_app.central import bundles_intake
from inspector_app.central.bundles_intake import Arriving, arriving
from inspector_app.central.bundles_problems import TooManyBundles
from inspector_app.central.problems import WrongEncoding
from inspector_app.central.routes import ERRORS, Signed, central_of
from inspector_app.central.wire import answer
from inspector_app.protocol import ErrorAnswer, Hex64, Message

WRITE_AT_ONCE = 1024 * 1024
router = APIRouter(responses=ERRORS | {s: {"model": ErrorAnswer} for s in (404, 409)})
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Header(ge=0, lt=2**50)]


class BundleAnnounced(Message):
    """A sealed bundle by the SHA-256 and size of its file."""

    sha256: Hex64
    size: Annotated[int, Field(ge=1, lt=2**50)]


class BundleState(Message):
    """How much of a bundle arrived; ``answered`` where central's answer can be fetched."""

    sha256: Hex64
    offset: int
    answered: bool


@router.post("/v1/bundles", response_model=BundleState)
def announce(request: Request, asked: BundleAnnounced, who: Signed) -> Response:
    """Say which bundle is to be handed over, and learn from which byte on."""
    bundle = arriving(central_of(request), who, asked.sha256)
    if not bundle.answered:
        bundles_intake.check_room(bundle, asked.size)
    state = BundleState(sha256=asked.sha256, offset=bundle.offset, answered=bundle.answered)
    return answer(request, state)


@router.patch("/v1/bundles/{sha256}", status_code=204, response_class=Response)
async def receive(
    request: Request, sha256: Digest, who: Signed, upload_offset: Count, upload_length: Count
) -> Response:
    """Take bytes from ``Upload-Offset`` on of a bundle of ``Upload-Length`` bytes."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongEncoding(reason="Content-Encoding")
    bundle = arriving(central_of(request), who, sha256)
    await run_in_threadpool(bundles_intake.begin, bundle, upload_offset, upload_length)
    offset = await _received(request, bundle, (upload_offset, upload_length))
    return Response(status_code=204, headers={"Upload-Offset": str(offset)})


async def _received(request: Request, bundle: Arriving, announced: tuple[int, int]) -> int:
    """Store what comes; a connection that breaks keeps what arrived, to be resumed there."""
    offset, length = announced
    waiting = bytearray()
    try:
        async for piece in request.stream():
            waiting += piece
            if offset + len(waiting) > length:
                raise TooManyBundles(limit=length)
            if len(waiting) >= WRITE_AT_ONCE:
                offset = await _append(bundle, offset, waiting)
    except ClientDisconnect:
        pass
    offset = await _append(bundle, offset, waiting)
    await run_in_threadpool(bundle.media.flush, bundle.part)
    return offset


async def _append(bundle: Arriving, offset: int, waiting: bytearray) -> int:
    await run_in_threadpool(bundle.media.append, bundle.part, offset, bytes(waiting))
    end = offset + len(waiting)
    waiting.clear()
    return end


@router.get("/v1/bundles/{sha256}/answer", response_class=Response)
def tell_answer(request: Request, sha256: Digest, who: Signed) -> Response:
    """Import a bundle that has arrived whole, and give central's signed answer to it."""
    central = central_of(request)
    content = bundles_intake.import_arrived(central, arriving(central, who, sha256))
    return Response(content, media_type="application/octet-stream")
