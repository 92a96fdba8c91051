"""A time-stamping authority (RFC 3161) over HTTP, asked with the same client as central."""

from __future__ import annotations

import httpx
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from inspector_app.i18n import N_
from inspector_app.sync.problems import SyncProblem

ASK, ANSWER = "application/timestamp-query", "application/timestamp-reply"


class AuthorityFailed(SyncProblem):
    """The authority gave no timestamp; the papers stay signed without one."""

    code = "SYNC-30"
    template = N_("The time-stamping authority gave no timestamp: {reason}.")
    remedy_template = N_("The papers stay signed; it is asked again after the next sync.")


class HttpAuthority(TimeStamper):
    """Asks the authority at an address."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._address, self._transport = address, transport

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the authority's answer; raises AuthorityFailed."""
        try:
            with httpx.Client(timeout=20, transport=self._transport) as client:
                headers = {"Content-Type": ASK, "Accept": ANSWER}
                answer = client.post(self._address, content=req.dump(), headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AuthorityFailed(reason=type(error).__name__) from error
        return _read(answer)


def _read(answer: httpx.Response) -> tsp.TimeStampResp:
    if answer.status_code != 200 or ANSWER not in answer.headers.get("content-type", ""):
        raise AuthorityFailed(reason=str(answer.status_code))
    try:
        found = tsp.TimeStampResp.load(answer.content)
        granted = str(found["status"]["status"].native)
    except (ValueError, TypeError, KeyError) as error:
        raise AuthorityFailed(reason="ASN.1") from error
    if granted not in ("granted", "granted_with_mods"):
        raise AuthorityFailed(reason=granted)
    return found
