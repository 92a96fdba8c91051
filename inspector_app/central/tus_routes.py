"""Uploads by tus 1.0: creation, creation-with-upload, checksum, termination, expiration.

``POST /v1/blobs`` begins an upload, whose Upload-Metadata names ``dossier`` and ``sha256``; it
then is ``/v1/blobs/{dossier}/{sha256}``, the place where the blob will be: one a device, so a
laptop that lost central's answer knows where to ask.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool

from inspector_app.central import tus, uploads
from inspector_app.central.agency import Central
from inspector_app.central.media import Part
from inspector_app.central.media_problems import ChecksumDiffers
from inspector_app.central.problems import BlobTooLarge, WrongMethod
from inspector_app.central.routes import ERRORS, caller, central_of
from inspector_app.central.tus_body import Body, Key, receiving, settle
from inspector_app.central.uploads import Upload
from inspector_app.protocol import ErrorAnswer

WRITE_AT_ONCE = 1024 * 1024
ALL = "/v1/blobs"
ONE = "/v1/blobs/{dossier}/{sha256}"
router = APIRouter(
    route_class=tus.TusRoute,
    responses=ERRORS | {s: {"model": ErrorAnswer} for s in (404, 409, 412, 460, 507)},
)
# The token is checked inside, while the body is already read: see Body.
_signed = [Depends(HTTPBearer(auto_error=False))]


def place(
    dossier: Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")],
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
) -> tuple[str, str]:
    """Return the (dossier, sha256) of an address."""
    return dossier, sha256


At = Annotated[tuple[str, str], Depends(place)]


@router.options(ALL, status_code=204, response_class=Response)
@router.options(ONE, status_code=204, response_class=Response)
def abilities() -> Response:
    """Tell what of tus central speaks; needs no token."""
    return Response(status_code=204, headers=tus.ABILITIES)


@router.post(ALL, status_code=201, response_class=Response, dependencies=_signed)
async def create(request: Request) -> Response:
    """Begin an upload, with its first bytes if the request has any."""
    tus.require_tus(request.headers)
    announced = tus.announced(request.headers)
    if _has_body(request):
        tus.require_bytes(request.headers)
        _require_fitting(request, announced.length)
    expected = tus.checksum(request.headers)
    central, body = central_of(request), Body(request)
    async with receiving(_key(request, tus.place_of(announced.metadata)), body):
        upload = await run_in_threadpool(_created, request, announced)
        if _has_body(request) or upload.is_whole:
            upload = await _received(central, body, upload, expected)
    part = upload.part
    url = request.url_for("state", dossier=part.dossier, sha256=part.sha256)
    return Response(status_code=201, headers={"Location": url.path} | _progress(upload))


@router.head(ONE, response_class=Response, dependencies=_signed)
async def state(request: Request, at: At) -> Response:
    """Tell how much of an upload has arrived, durably."""
    tus.require_tus(request.headers)
    central, who = central_of(request), await run_in_threadpool(caller, request, None)
    part = Part(*at, who.device)
    await settle(_key(request, at))
    found = await run_in_threadpool(uploads.state, central, who, part)
    headers = {"Cache-Control": "no-store"}
    if isinstance(found, int):
        headers |= {"Upload-Offset": str(found), "Upload-Length": str(found)}
    else:
        headers |= _progress(found) | {"Upload-Length": str(found.announced.length)}
        headers |= {"Upload-Metadata": found.announced.metadata}
    return Response(headers=headers)


@router.patch(ONE, status_code=204, response_class=Response, dependencies=_signed)
async def receive(request: Request, at: At) -> Response:
    """Take bytes from ``Upload-Offset`` on."""
    tus.require_tus(request.headers)
    tus.require_bytes(request.headers)
    offset = tus.count_of(request.headers, "Upload-Offset")
    expected = tus.checksum(request.headers)
    central, body = central_of(request), Body(request)
    async with receiving(_key(request, at), body):
        upload = await run_in_threadpool(_resumed, request, at, offset)
        _require_fitting(request, upload.announced.length - offset)
        upload = await _received(central, body, upload, expected)
    return Response(status_code=204, headers=_progress(upload))


@router.delete(ONE, status_code=204, response_class=Response, dependencies=_signed)
async def end(request: Request, at: At) -> Response:
    """Drop an upload that is not whole; a whole blob stays."""
    tus.require_tus(request.headers)
    central, who = central_of(request), await run_in_threadpool(caller, request, None)
    part = Part(*at, who.device)
    await settle(_key(request, at))
    await run_in_threadpool(uploads.end, central, who, part)
    return Response(status_code=204)


@router.post(ONE, status_code=204, response_class=Response, dependencies=_signed)
async def overridden(request: Request, at: At) -> Response:
    """Do as X-HTTP-Method-Override says, for networks that let only POST pass."""
    method = request.headers.get("x-http-method-override", "").upper()
    if method == "PATCH":
        return await receive(request, at)
    if method == "DELETE":
        return await end(request, at)
    raise WrongMethod()


def _created(request: Request, announced: tus.Announced) -> Upload:
    return uploads.create(central_of(request), caller(request, None), announced)


def _resumed(request: Request, at: tuple[str, str], offset: int) -> Upload:
    central, who = central_of(request), caller(request, None)
    return uploads.resume(central, who, Part(*at, who.device), offset)


def _key(request: Request, at: tuple[str, str]) -> Key:
    return request.headers.get("authorization", ""), at


async def _received(
    central: Central, body: Body, upload: Upload, expected: tus.Sum | None
) -> Upload:
    """Store what comes; a connection that breaks keeps what arrived, to be resumed there."""
    start, found = upload.offset, expected.start() if expected else None
    while piece := await body.next(WRITE_AT_ONCE):
        upload = await run_in_threadpool(uploads.keep, central, upload, piece)
        if found is not None:
            found.update(piece)
    if expected and found and (body.cut or found.digest() != expected.expected):
        await run_in_threadpool(central.media.cut, upload.part, start)
        raise ChecksumDiffers()
    upload = await run_in_threadpool(uploads.finish, central, upload)
    if body.problem is not None:
        raise body.problem
    return upload


def _has_body(request: Request) -> bool:
    return (
        request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    )


def _require_fitting(request: Request, room: int) -> None:
    """Raise BlobTooLarge where a request announces more bytes than its upload has left."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:15]) > room:
        raise BlobTooLarge(limit=room)


def _progress(upload: Upload) -> dict[str, str]:
    headers = {"Upload-Offset": str(upload.offset), "Cache-Control": "no-store"}
    return headers if upload.is_whole else headers | tus.expires(upload.expires)
