"""The laptop's link to central: every failure a SyncProblem, told apart for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from inspector_app.links import CHUNK, CentralLink
from inspector_app.protocol import CrashNoted, CrashReport, RenewAnswer, RenewRequest
from inspector_app.sync.failures import problem_of, raise_refusal, raise_stranger
from inspector_app.sync.problems import AnswerUnreadable, SyncProblem

__all__ = ["CHUNK", "Link"]


class Link(CentralLink):
    """A connection to one central. ``transport`` lets tests stand in the middle of the wire."""

    def failed(self, error: httpx.HTTPError | httpx.InvalidURL) -> SyncProblem:
        return problem_of(error, self.address)

    def check_stranger(self, answer: httpx.Response) -> None:
        raise_stranger(answer)

    def check_refusal(self, answer: httpx.Response) -> None:
        raise_refusal(answer)

    def unreadable(self, expected: str) -> SyncProblem:
        return AnswerUnreadable()

    def renew(self, request: RenewRequest) -> RenewAnswer:
        """Return a new device code for a restored or copied workspace; safe to repeat."""
        return self._call("POST", "/v1/devices/renew", request, RenewAnswer)

    def sign_as(self, token: str) -> None:
        """Send this token from now on."""
        self._http.headers["Authorization"] = f"Bearer {token}"

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
