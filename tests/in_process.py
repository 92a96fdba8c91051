"""Central without a socket: an httpx transport that calls the ASGI application in this process."""

from __future__ import annotations

import asyncio
from threading import Lock

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope


class InProcess(httpx.BaseTransport):
    """Carries each request to the application and its whole answer back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._runner = asyncio.Runner()
        self._turn = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with self._turn:  # a sync sends files from several threads
            return self._runner.run(self._call(request))

    def close(self) -> None:
        """Stay open: a link is closed after each sync, the transport lives on."""

    def stop(self) -> None:
        """End the loop."""
        self._runner.close()

    async def _call(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = 500, list[tuple[bytes, bytes]](), bytearray()

        async def send(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message["headers"])
            else:
                body.extend(message.get("body", b""))

        await self._app(_scope(request), _receive(request.content), send)
        return httpx.Response(status, headers=headers, content=bytes(body), request=request)


def _scope(request: httpx.Request) -> Scope:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.split(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": (url.host, url.port or 80),
        "state": {},
    }


def _receive(content: bytes) -> Receive:
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            await asyncio.Event().wait()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return receive
