"""Endpoints of photos and papers: query, resumable upload, ranged download."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from inspector_app.central import uploads
from inspector_app.central.agency import Central
from inspector_app.central.media import Part
from inspector_app.central.problems import BadRange, BlobTooLarge, WrongEncoding
from inspector_app.central.routes import ERRORS, Signed, central_of
from inspector_app.central.uploads import Upload
from inspector_app.central.wire import answer
from inspector_app.protocol import MAX_BLOB, BlobQuery, BlobStates, ErrorAnswer

WRITE_AT_ONCE = 1024 * 1024
router = APIRouter(
    responses=ERRORS | {s: {"model": ErrorAnswer} for s in (404, 409, 416)},
)
Dossier = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Header(ge=0, lt=2**50)]
PLACE = "/v1/blobs/{dossier}/{sha256}"


def _place(dossier: Dossier, sha256: Digest) -> tuple[str, str]:
    return dossier, sha256


@router.post("/v1/blobs/query", response_model=BlobStates)
def query(request: Request, asked: BlobQuery, who: Signed) -> Response:
    return answer(request, uploads.query(central_of(request), who, asked))


@router.head(PLACE, response_class=Response)
def state(request: Request, dossier: Dossier, sha256: Digest, who: Signed) -> Response:
    held, complete = uploads.state(central_of(request), who, Part(dossier, sha256, who.device))
    headers = {"Upload-Offset": str(held), "Cache-Control": "no-store"}
    if complete:
        headers |= {"Upload-Length": str(held), "Accept-Ranges": "bytes"}
    return Response(headers=headers)


@router.patch(PLACE, status_code=204, response_class=Response)
async def receive(
    request: Request,
    place: Annotated[tuple[str, str], Depends(_place)],
    who: Signed,
    upload_offset: Count,
    upload_length: Count,
) -> Response:
    """Take bytes from ``Upload-Offset`` on of a blob of ``Upload-Length`` bytes."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongEncoding(reason="Content-Encoding")
    central = central_of(request)
    part = Part(*place, who.device)
    announced = (upload_offset, upload_length)
    upload = await run_in_threadpool(uploads.begin, central, who, part, announced)
    if not upload.done:
        upload = await _received(central, request, upload)
        await run_in_threadpool(uploads.finish, central, upload)
    return Response(status_code=204, headers={"Upload-Offset": str(upload.offset)})


async def _received(central: Central, request: Request, upload: Upload) -> Upload:
    """Store what comes; a connection that breaks keeps what arrived, to be resumed there."""
    offset, waiting = upload.offset, bytearray()
    try:
        async for piece in request.stream():
            waiting += piece
            if offset + len(waiting) > upload.length:
                raise BlobTooLarge(limit=min(upload.length, MAX_BLOB))
            if len(waiting) >= WRITE_AT_ONCE:
                await run_in_threadpool(central.media.write, upload.part, offset, bytes(waiting))
                offset += len(waiting)
                waiting.clear()
    except ClientDisconnect:
        pass
    if waiting:
        await run_in_threadpool(central.media.write, upload.part, offset, bytes(waiting))
    return Upload(upload.part, offset + len(waiting), upload.length)


@router.get(PLACE, response_class=Response)
def send(request: Request, dossier: Dossier, sha256: Digest, who: Signed) -> Response:
    """Give a blob, or the bytes that ``Range: bytes=…`` asks for."""
    central = central_of(request)
    size = uploads.readable_size(central, who, dossier, sha256)
    start, end = asked_range(request.headers.get("range", ""), size)
    partial = (start, end) != (0, size)
    headers = {
        "Content-Length": str(end - start),
        "Accept-Ranges": "bytes",
        "ETag": f'"{sha256}"',
        "Cache-Control": "no-store",
    }
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    pieces = central.media.read(dossier, sha256, start, end)
    return StreamingResponse(
        pieces, 206 if partial else 200, headers, media_type="application/octet-stream"
    )


def asked_range(text: str, size: int) -> tuple[int, int]:
    """Return (start, end exclusive) of a Range header (RFC 9110); all of it where it is not one.

    Raises BadRange where it lies outside.
    """
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", text.strip(), re.ASCII)
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= end:
        raise BadRange(size=size)
    return start, end
