"""The HTTP link to a central: typed calls out, typed answers in, for laptops and centrals alike.

What a failure is called is the caller's: a laptop tells an inspector, a central its operator.
"""

from __future__ import annotations

import gzip
import os
import ssl
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from inspector_app.errors import Problem
from inspector_app.protocol import (
    About,
    BlobQuery,
    BlobStates,
    EnrolAnswer,
    EnrolRequest,
    HelloAnswer,
    HelloRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
)

M = TypeVar("M", bound=BaseModel)
CHUNK = 1024 * 1024  # bytes of one request: all that is lost where a gateway holds bodies back
CONNECT_SECONDS = 10
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # where else they may lie, as OpenSSL reads it
_GZIP_FROM = 1_000  # smaller bodies do not gain from compression


@cache
def _trusted(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Return the certificates to trust; reading them costs more than a sync with nothing to do."""
    return httpx.create_ssl_context()


class CentralLink:
    """A connection to one central. ``transport`` lets tests stand in the middle of the wire."""

    answer_seconds: float = 30

    def __init__(
        self, address: str, token: str = "", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.address = address.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(
            base_url=self.address,
            headers=headers,
            timeout=httpx.Timeout(self.answer_seconds, connect=CONNECT_SECONDS),
            verify=_trusted(*map(os.environ.get, _TRUST)),
            transport=transport,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._http.close()

    def failed(self, error: httpx.HTTPError | httpx.InvalidURL) -> Problem:
        """Return what to tell where a request got no answer."""
        raise NotImplementedError

    def check_stranger(self, answer: httpx.Response) -> None:
        """Raise where the answer is no central's."""
        raise NotImplementedError

    def check_refusal(self, answer: httpx.Response) -> None:
        """Raise where central said no."""
        raise NotImplementedError

    def unreadable(self, expected: str) -> Problem:
        """Return what to tell where an answer is not the message that was expected."""
        raise NotImplementedError

    def about(self) -> About:
        """Return who central is; needs no token."""
        return self._call("GET", "/v1/about", None, About)

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Return the device code, token and certificate for this device."""
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

    def _call(self, method: str, path: str, message: BaseModel | None, expected: type[M]) -> M:
        content, headers = _packed(message)
        answer = self._request(method, path, content=content, headers=headers)
        self.check_refusal(answer)
        try:
            return expected.model_validate_json(answer.content)
        except ValidationError as error:
            raise self.unreadable(expected.__name__) from error

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
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self.failed(error) from error
        self.check_stranger(answer)
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
