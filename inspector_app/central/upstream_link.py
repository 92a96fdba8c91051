"""The HTTP side of the exchange with the central above: typed calls, coded failures."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from types import TracebackType
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from inspector_app.central.problems import CentralProblem
from inspector_app.i18n import N_
from inspector_app.protocol import (
    PROTOCOL_HEADER,
    About,
    BlobQuery,
    BlobStates,
    EnrolAnswer,
    EnrolRequest,
    ErrorAnswer,
    HelloAnswer,
    HelloRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
)

M = TypeVar("M", bound=BaseModel)
PIECE = 1024 * 1024  # bytes of one upload request
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


class Upstream:
    """A connection to the central above. ``transport`` lets tests stand in the middle."""

    def __init__(
        self, address: str, token: str = "", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=address.rstrip("/"),
            headers=headers,
            timeout=httpx.Timeout(60, connect=10),
            transport=transport,
        )

    def __enter__(self) -> Upstream:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def about(self) -> About:
        """Return who the central above is."""
        return self._read(self._sent("GET", "/v1/about"), About)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Become its device."""
        return self._post("/v1/enrol", request, EnrolAnswer)

    def hello(self, since: str) -> HelloAnswer:
        """Return what changed since the token."""
        return self._post("/v1/hello", HelloRequest(since=since), HelloAnswer)

    def push(self, request: PushRequest) -> PushAnswer:
        """Hand over facts."""
        return self._post("/v1/push", request, PushAnswer)

    def pull(self, request: PullRequest) -> PullAnswer:
        """Return pages of facts."""
        return self._post("/v1/pull", request, PullAnswer)

    def blob_states(self, query: BlobQuery) -> BlobStates:
        """Return how much it holds of blobs."""
        return self._post("/v1/blobs/query", query, BlobStates)

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

    def _post(self, path: str, message: BaseModel, expected: type[M]) -> M:
        content = message.model_dump_json(exclude_defaults=True).encode()
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return self._read(self._sent("POST", path, gzip.compress(content, 6), headers), expected)

    def _sent(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        try:
            answer = self._http.request(method, path, content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UpstreamAway(reason=type(error).__name__) from error
        if PROTOCOL_HEADER not in answer.headers:
            raise UpstreamAway(reason=f"HTTP {answer.status_code}")
        if answer.status_code >= 400:
            raise UpstreamRefused(said=_code_of(answer))
        return answer

    @staticmethod
    def _read(answer: httpx.Response, expected: type[M]) -> M:
        try:
            return expected.model_validate_json(answer.content)
        except ValidationError as error:
            raise UpstreamAway(reason=expected.__name__) from error


def _code_of(answer: httpx.Response) -> str:
    try:
        return ErrorAnswer.model_validate_json(answer.content).code
    except ValidationError:
        return str(answer.status_code)
