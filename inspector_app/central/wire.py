"""The HTTP edge: bounded and unpacked request bodies, compressed JSON answers, coded errors."""

from __future__ import annotations

import gzip
import zlib

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.problems import CentralProblem, TooLarge, WrongEncoding
from inspector_app.errors import Problem
from inspector_app.protocol import MAX_REQUEST, PROTOCOL, PROTOCOL_HEADER, ErrorAnswer

WORTH_PACKING = 600  # bytes; below, one packet carries it anyway
_LEVEL = 3


def refusal(problem: Problem, status: int = 400) -> Response:
    """Return the answer to a request that central refuses."""
    headers: dict[str, str] = {PROTOCOL_HEADER: str(PROTOCOL)}
    if isinstance(problem, CentralProblem):
        status = problem.status
        headers |= problem.headers
    body = ErrorAnswer(code=problem.code, message=problem.message, remedy=problem.remedy)
    return Response(body.model_dump_json(), status, headers=headers, media_type="application/json")


def answer(request: Request, content: BaseModel | bytes) -> Response:
    """Return JSON, packed where the caller reads gzip and it is worth it."""
    body = content if isinstance(content, bytes) else content.model_dump_json().encode()
    headers = {"Vary": "Accept-Encoding"}
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type="application/json")


class Edge:
    """ASGI middleware: every answer names the protocol; JSON bodies are bounded and unpacked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[PROTOCOL_HEADER] = str(PROTOCOL)
            await send(message)

        try:
            taken = receive if _is_upload(scope) else await _intake(scope, receive)
        except CentralProblem as problem:
            await refusal(problem)(scope, receive, named)
            return
        await self._app(scope, taken, named)


def _is_upload(scope: Scope) -> bool:
    """Tell whether the body goes to the disk as it comes, within bounds of its own."""
    path = scope["path"]
    is_blob = path.endswith("/v1/blobs") or ("/v1/blobs/" in path and not path.endswith("/query"))
    return scope["method"] == "PATCH" or (scope["method"] == "POST" and is_blob)


async def _intake(scope: Scope, receive: Receive) -> Receive:
    """Read the whole body within bounds; return a receive that gives it unpacked."""
    headers = Headers(scope=scope)
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise WrongEncoding(reason=encoding[:40])
    announced = headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:12]) > MAX_REQUEST:
        raise _too_large()
    packed = await _whole(receive)
    body = unpacked(packed) if encoding == "gzip" else packed
    if encoding == "gzip":
        scope["headers"] = _without_encoding(scope["headers"], len(body))
    return _given(body, receive)


async def _whole(receive: Receive) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size > MAX_REQUEST:
            raise _too_large()
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)


def unpacked(packed: bytes) -> bytes:
    """Return the gzip body's content; raises TooLarge before more than the limit is unpacked."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(packed, MAX_REQUEST + 1)
    except zlib.error as error:
        raise WrongEncoding(reason="gzip") from error
    if len(body) > MAX_REQUEST:
        raise _too_large()
    if not unpacker.eof or unpacker.unused_data:
        raise WrongEncoding(reason="gzip")
    return body


def _too_large() -> TooLarge:
    return TooLarge(limit=f"{MAX_REQUEST // 1024 // 1024} MiB")


def _without_encoding(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(k, v) for k, v in headers if k not in (b"content-encoding", b"content-length")]
    return [*kept, (b"content-length", str(length).encode())]


def _given(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()  # from now on only the news that the caller went away
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
