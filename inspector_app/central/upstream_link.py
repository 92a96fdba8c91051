"""The HTTP side of the exchange with the central above: typed calls, coded failures."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
from pydantic import ValidationError

from inspector_app.central.problems import CentralProblem
from inspector_app.i18n import N_
from inspector_app.links import CHUNK as PIECE
from inspector_app.links import CentralLink
from inspector_app.protocol import PROTOCOL_HEADER, ErrorAnswer

__all__ = ["PIECE", "Upstream", "UpstreamAway", "UpstreamRefused"]

_TUS = {"Tus-Resumable": "1.0.0"}
_BYTES = {"Content-Type": "application/offset+octet-stream"}


class UpstreamAway(CentralProblem):
    """The central above does not answer as one."""

    code = "UP-01"
    status = 502
    template = N_("The upper server does not answer: {reason}.")
    remedy_template = N_("Nothing was lost; it is tried again by itself. Check the address.")
    retryable = True


class UpstreamRefused(CentralProblem):
    """The central above understood and said no."""

    code = "UP-02"
    status = 502
    template = N_("The upper server refused ({said}).")
    remedy_template = N_("Nothing was lost. Ask the upper server's operator.")


class Upstream(CentralLink):
    """A connection to the central above. ``transport`` lets tests stand in the middle."""

    answer_seconds = 60

    def failed(self, error: httpx.HTTPError | httpx.InvalidURL) -> UpstreamAway:
        return UpstreamAway(reason=type(error).__name__)

    def check_stranger(self, answer: httpx.Response) -> None:
        if PROTOCOL_HEADER not in answer.headers:
            raise UpstreamAway(reason=f"HTTP {answer.status_code}")

    def check_refusal(self, answer: httpx.Response) -> None:
        if answer.status_code >= 400:
            raise UpstreamRefused(said=_code_of(answer))

    def unreadable(self, expected: str) -> UpstreamAway:
        return UpstreamAway(reason=expected)

    def send_blob(self, place: tuple[str, str], size: int, pieces: Iterator[bytes]) -> None:
        """Send a blob from its first byte (tus 1.0)."""
        named = {"dossier": place[0], "sha256": place[1]}
        metadata = ",".join(
            f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in named.items()
        )
        begun = _TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
        location = self._sent("POST", "/v1/blobs", b"", begun).headers.get("Location", "")
        offset = 0
        for piece in pieces:
            headers = _TUS | _BYTES | {"Upload-Offset": str(offset)}
            self._sent("PATCH", location, piece, headers)
            offset += len(piece)

    def fetch_blob(self, dossier: str, digest: str) -> bytes:
        """Return a blob; the caller checks its hash."""
        return self._sent("GET", f"/v1/blobs/{dossier}/{digest}").content

    def _sent(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        answer = self._request(method, path, content=content, headers=headers)
        self.check_refusal(answer)
        return answer


def _code_of(answer: httpx.Response) -> str:
    try:
        return ErrorAnswer.model_validate_json(answer.content).code
    except ValidationError:
        return str(answer.status_code)
