"""The HTTP side of a sync: typed calls in, typed answers out, every failure a SyncProblem."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from inspector_app.protocol import (
    About,
    BlobQuery,
    BlobStates,
    CrashNoted,
    CrashReport,
    EnrolAnswer,
    EnrolRequest,
    HelloAnswer,
    HelloRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    RenewAnswer,
    RenewRequest,
)
from inspector_app.sync.failures import problem_of, raise_refusal, raise_stranger
from inspector_app.sync.problems import AnswerUnreadable

M = TypeVar("M", bound=BaseModel)
CHUNK = 1024 * 1024  # bytes of one request: all that is lost where a gateway holds bodies back
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

    def renew(self, request: RenewRequest) -> RenewAnswer:
        """Return a new device code for a restored or copied workspace; safe to repeat."""
        return self._call("POST", "/v1/devices/renew", request, RenewAnswer)

    def sign_as(self, token: str) -> None:
        """Send this token from now on."""
        self._http.headers["Authorization"] = f"Bearer {token}"

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

    def report_crash(self, report: CrashReport) -> CrashNoted:
        """Hand over a report that the person agreed to send."""
        return self._call("POST", "/v1/crash-reports", report, CrashNoted)

    def exchange(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes | None = None
    ) -> httpx.Response:
        """Return central's raw answer, refusals too; raises SyncProblems of the wire."""
        return self._request(method, path, content=content, headers=headers)

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Give central's answer whose body is still on its way; raises as ``exchange``."""
        try:
            with self._http.stream("GET", path, headers=headers) as answer:
                raise_stranger(answer)
                if answer.status_code >= 400:
                    answer.read()
                yield answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise problem_of(error, self.address) from error

    def _call(self, method: str, path: str, message: BaseModel | None, expected: type[M]) -> M:
        content, headers = _packed(message)
        answer = self._request(method, path, content=content, headers=headers)
        raise_refusal(answer)
        try:
            return expected.model_validate_json(answer.content)
        except ValidationError as error:
            raise AnswerUnreadable from error

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
            raise problem_of(error, self.address) from error
        raise_stranger(answer)
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
