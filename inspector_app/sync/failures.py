"""What went wrong on the wire, told apart so that a person knows what to do."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from pydantic import ValidationError

from inspector_app.protocol import PROTOCOL, PROTOCOL_HEADER, ErrorAnswer
from inspector_app.sync.problems import (
    CaptivePortal,
    CentralBusy,
    CentralFailing,
    CentralRefused,
    CentralSlow,
    CentralUnreachable,
    ClockWrong,
    ConnectionCut,
    NoNetwork,
    OtherVersion,
    ProxyInTheWay,
    SignedOut,
    StrangeCertificate,
    SyncProblem,
    TlsFailed,
)

LONGEST_WAIT = 24 * 3600  # a server that asks for more is not believed
_NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_CUT = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
# X509_V_ERR_… of OpenSSL: the certificate's days, its issuer, its name
_NOT_NOW = (9, 10)
_STRANGE = (18, 19, 20, 21, 62, 63, 64)


def problem_of(error: httpx.HTTPError | httpx.InvalidURL, address: str) -> SyncProblem:
    """Return the problem behind a request that got no answer."""
    if isinstance(error, httpx.ProxyError):
        return ProxyInTheWay()
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return CentralSlow()
    known = (_problem_of_cause(cause, address) for cause in _causes(error))
    found = next((problem for problem in known if problem is not None), None)
    if found is None and isinstance(error, _CUT):
        return ConnectionCut()
    return found or CentralUnreachable(address=address)


def _problem_of_cause(cause: BaseException, address: str) -> SyncProblem | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate_problem(cause.verify_code)
    if isinstance(cause, ssl.SSLError):
        return TlsFailed()
    if isinstance(cause, socket.gaierror):
        return NoNetwork(address=address)
    if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
        return NoNetwork(address=address)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _certificate_problem(code: int) -> TlsFailed:
    if code in _NOT_NOW:
        return ClockWrong()
    return StrangeCertificate() if code in _STRANGE else TlsFailed()


def raise_stranger(answer: httpx.Response) -> None:
    """Raise where the answer is not central's, or of a central older than this program."""
    theirs = answer.headers.get(PROTOCOL_HEADER)
    if theirs is None:
        raise _of_a_stranger(answer)
    # A newer central still takes our records; it says in hello what else it needs.
    if not theirs.isdecimal() or int(theirs) < PROTOCOL:
        raise OtherVersion(theirs=theirs, ours=PROTOCOL)


def _of_a_stranger(answer: httpx.Response) -> SyncProblem:
    status = answer.status_code
    if status == 407:
        return ProxyInTheWay()
    if status == 429 or (status == 503 and "Retry-After" in answer.headers):
        return CentralBusy(retry_after=retry_after(answer))
    # A gateway's 502 is no portal, 511 is; anything else without our header is somebody else.
    if status >= 500 and status != 511:
        return CentralFailing(status=status)
    return CaptivePortal()


def raise_refusal(answer: httpx.Response) -> None:
    """Raise where central refuses or fails."""
    status = answer.status_code
    if status < 400:
        return
    try:
        said = ErrorAnswer.model_validate_json(answer.content)
    except ValidationError:
        raise CentralFailing(status=status) from None
    if status == 401:
        raise SignedOut(said=said.message, central_code=said.code)
    if status in (429, 503) and not said.code.startswith("AUTH"):
        raise CentralBusy(retry_after=retry_after(answer))
    if status >= 500:
        raise CentralFailing(status=status)
    raise CentralRefused(said=said.message, central_code=said.code, advice=said.remedy)


def retry_after(answer: httpx.Response) -> int:
    """Return the seconds of Retry-After (RFC 9110, both forms), 0 where there are none; a date
    is taken relative to the server's own clock."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return min(int(text[:9]), LONGEST_WAIT)
    at = _moment(text)
    if at is None:
        return 0
    now = _moment(answer.headers.get("Date", "")) or datetime.now(UTC)
    return min(max(int((at - now).total_seconds()), 0), LONGEST_WAIT)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
