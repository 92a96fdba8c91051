"""Endpoints of photos and papers: query, resumable upload (tus 1.0), ranged download."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from inspector_app.central import tus_routes, uploads
from inspector_app.central.problems import BadRange, NoSuchBlob
from inspector_app.central.routes import ERRORS, Signed, central_of
from inspector_app.central.tus_routes import At
from inspector_app.central.wire import answer
from inspector_app.protocol import BlobQuery, BlobStates, ErrorAnswer

router = APIRouter(responses=ERRORS | {s: {"model": ErrorAnswer} for s in (404, 416)})


@router.post("/v1/blobs/query", response_model=BlobStates)
def query(request: Request, asked: BlobQuery, who: Signed) -> Response:
    return answer(request, uploads.query(central_of(request), who, asked))


@router.get(tus_routes.ONE, response_class=Response)
def send(request: Request, at: At, who: Signed) -> Response:
    """Give a blob, or the bytes that ``Range: bytes=…`` asks for, where ``If-Range`` fits."""
    central, (dossier, sha256) = central_of(request), at
    size = uploads.readable_size(central, who, dossier, sha256)
    tag = f'"{sha256}"'
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", tag) != tag:
        asked = ""
    start, end = asked_range(asked, size)
    partial = (start, end) != (0, size)
    headers = {
        "Content-Length": str(end - start),
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Cache-Control": "no-store",
    }
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    pieces = _begun(central.media.read(dossier, sha256, start, end))
    return StreamingResponse(
        pieces, 206 if partial else 200, headers, media_type="application/octet-stream"
    )


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces after the first was read: a store that is away is told by a status."""
    try:
        return chain([next(pieces, b"")], pieces)
    except FileNotFoundError:
        raise NoSuchBlob() from None


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


router.include_router(tus_routes.router)
