"""The HTTP side of a sync: typed calls in, typed answers out, every failure a SyncProblem."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from inspector_app.protocol import (
    PROTOCOL,
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
from inspector_app.sync.problems import (
    CaptivePortal,
    CentralFailing,
    CentralRefused,
    CentralSlow,
    CentralUnreachable,
    OtherVersion,
    SignedOut,
    TlsFailed,
)

M = TypeVar("M", bound=BaseModel)
CHUNK = 1024 * 1024  # bytes of one upload step; after a cut at most this much is sent again
_GZIP_FROM = 1_000  # smaller bodies do not gain from compression


class Link:
    """A connection to one central. ``transport`` lets tests stand in the middle of the wire."""

    def __init__(
        self, address: str, token: str = "", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.address = address.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=self.address,
            headers=headers,
            timeout=httpx.Timeout(30, connect=10),
            transport=transport,
            follow_redirects=False,
        )

    def __enter__(self) -> Link:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._http.close()

    def about(self) -> About:
        """Return who central is; needs no token."""
        return self._call("GET", "/v1/about", None, About)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Return the device code, token and certificate for this laptop."""
        return self._call("POST", "/v1/enrol", request, EnrolAnswer)

    def hello(self, request: HelloRequest) -> HelloAnswer:
        """Return what changed since the token."""
        return self._call("POST", "/v1/hello", request, HelloAnswer)

    def push(self, request: PushRequest) -> PushAnswer:
        """Hand over facts; one result a batch."""
        return self._call("POST", "/v1/push", request, PushAnswer)

    def pull(self, request: PullRequest) -> PullAnswer:
        """Return pages of facts after the given numbers."""
        return self._call("POST", "/v1/pull", request, PullAnswer)

    def blob_states(self, query: BlobQuery) -> BlobStates:
        """Return how much of each blob central holds."""
        return self._call("POST", "/v1/blobs/query", query, BlobStates)

    def send_blob(self, dossier: str, sha256: str, data: bytes, offset: int) -> Iterator[int]:
        """Send a blob from ``offset`` on; yields the bytes acknowledged after each step."""
        while offset < len(data) or (offset == 0 and not data):
            part = data[offset : offset + CHUNK]
            headers = {
                "Upload-Offset": str(offset),
                "Upload-Length": str(len(data)),
                "Content-Type": "application/offset+octet-stream",
            }
            answer = self._request(
                "PATCH", f"/v1/blobs/{dossier}/{sha256}", content=part, headers=headers
            )
            if answer.status_code == 409 and "Upload-Offset" in answer.headers:
                offset = int(answer.headers["Upload-Offset"])
                continue
            _raise_refusal(answer)
            offset += len(part)
            yield offset

    def fetch_blob(self, dossier: str, sha256: str) -> bytes:
        """Return a blob whole; the caller checks its hash."""
        answer = self._request("GET", f"/v1/blobs/{dossier}/{sha256}")
        _raise_refusal(answer)
        return answer.content

    def _call(self, method: str, path: str, message: BaseModel | None, expected: type[M]) -> M:
        content, headers = _packed(message)
        answer = self._request(method, path, content=content, headers=headers)
        _raise_refusal(answer)
        try:
            return expected.model_validate_json(answer.content)
        except ValidationError as error:
            raise CaptivePortal from error

    def _request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            answer = self._http.request(method, path, content=content, headers=headers)
        except (httpx.ConnectError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise _unreachable(error, self.address) from error
        except httpx.TimeoutException as error:
            raise CentralSlow from error
        except httpx.HTTPError as error:
            raise CentralUnreachable(address=self.address) from error
        _raise_stranger(answer)
        return answer


def _packed(message: BaseModel | None) -> tuple[bytes | None, dict[str, str]]:
    if message is None:
        return None, {}
    content = message.model_dump_json(exclude_defaults=True).encode()
    headers = {"Content-Type": "application/json"}
    if len(content) >= _GZIP_FROM:
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return content, headers


def _unreachable(error: Exception, address: str) -> TlsFailed | CentralUnreachable:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return TlsFailed()
        cause = cause.__cause__ or cause.__context__
    return CentralUnreachable(address=address)


def _raise_stranger(answer: httpx.Response) -> None:
    theirs = answer.headers.get(PROTOCOL_HEADER)
    if theirs is None:
        # A gateway's 502 is no portal; anything else without our header is somebody else.
        if answer.status_code >= 500:
            raise CentralFailing(status=answer.status_code)
        raise CaptivePortal
    if theirs != str(PROTOCOL):
        raise OtherVersion(theirs=theirs, ours=PROTOCOL)


def _raise_refusal(answer: httpx.Response) -> None:
    if answer.status_code < 400:
        return
    try:
        said = ErrorAnswer.model_validate_json(answer.content)
    except ValidationError:
        raise CentralFailing(status=answer.status_code) from None
    if answer.status_code == 401:
        raise SignedOut(said=said.message)
    if answer.status_code >= 500:
        raise CentralFailing(status=answer.status_code)
    raise CentralRefused(said=said.message, central_code=said.code, advice=said.remedy)
