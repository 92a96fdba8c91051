"""Gives one paper to the enterprise's phone: the page or the PDF, under a one-time token."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import quote

from inspector_app.i18n import _
from inspector_app.operations.phone_delivery import HTML, PDF, PhonePaper
from inspector_app.ui.phone_camera_server import PLAIN_HEADERS, PhoneHandler, PhoneServer, Upload

FILE = b"paper.pdf"
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def serve_paper(
    address: str, token: bytes, paper: PhonePaper, fetched: Callable[[str], None]
) -> PhoneServer:
    """Serve a paper until the server is closed; ``fetched`` is called on a server thread with the
    phone's address each time it was given whole. Raises PhoneUnreachable."""
    handler: Callable[..., BaseHTTPRequestHandler] = partial(
        PaperHandler, paper=paper, fetched=fetched
    )
    return PhoneServer(address, token, _no_page, _no_photo, handler)


def _no_page(_nonce: str) -> bytes:
    return b""


def _no_photo(upload: Upload) -> None:
    upload.cancel()


class PaperHandler(PhoneHandler):
    """Answers one connection of a phone that asks for the paper."""

    def __init__(self, *connection: Any, paper: PhonePaper, fetched: Callable[[str], None]) -> None:
        self._paper, self._fetched = paper, fetched
        super().__init__(*connection)

    def do_GET(self) -> None:
        if self._asked_for(b"") and self._paper.media_type == HTML:
            self._give(HTML, _with_file(self._paper.content))
        elif self._asked_for(b"") or self._asked_for(FILE):
            self._give(PDF, self._paper.pdf)
        else:
            self._nothing()

    def do_POST(self) -> None:
        self._nothing()

    def _give(self, kind: str, body: bytes) -> None:
        self.send_response_only(200)
        self.send_header("Content-Type", kind)
        for name, text in PLAIN_HEADERS:
            self.send_header(name, text)
        self.send_header("Content-Security-Policy", _POLICY)
        if kind == PDF:
            name = quote(f"{self._paper.number}.pdf", safe="")
            self.send_header("Content-Disposition", f"inline; filename*=UTF-8''{name}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self._fetched(str(self.client_address[0]))


def _with_file(page: bytes) -> bytes:
    """Return the page with a line at its end that leads to the PDF."""
    said = _("Keep this paper as a PDF file")
    style = "display:block;margin:24px 0;padding:14px;text-align:center"
    link = f'<p><a style="{style}" href="{FILE.decode()}">{said}</a></p></body>'
    return link.encode().join(page.rsplit(b"</body>", 1))
