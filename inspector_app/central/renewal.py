"""A new device code for a laptop whose workspace was restored or copied, without a password.

``POST /v1/devices/renew`` with the laptop's present token. The old code retires: its chains end
where central holds them, and whatever comes behind is answered as a fork, so that each of two
copies goes on under a code of its own. The old token serves until both have one. Withdrawing a
laptop withdraws the codes renewed from it.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Connection, Row, func, select, update

from inspector_app.central.agency import Central
from inspector_app.central.auth import Caller, next_device_code
from inspector_app.central.problems import CentralProblem
from inspector_app.central.routes import ERRORS, Signed, central_of
from inspector_app.central.tables import DEVICE, TOKEN
from inspector_app.central.wire import answer
from inspector_app.domain.seals import certify
from inspector_app.i18n import N_
from inspector_app.protocol import RenewAnswer, RenewRequest

MOST_A_DAY = 50  # new codes of one person
router = APIRouter(responses=ERRORS)


class TooManyCodes(CentralProblem):
    """A person's laptops asked for more device codes than restored backups explain."""

    code = "DEV-01"
    status = 429
    template = N_("Too many new device codes were asked for today.")
    remedy_template = N_("Try again tomorrow, or ask your administrator.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "3600"}


class KeyTaken(CentralProblem):
    """The key belongs to another person's device."""

    code = "DEV-02"
    status = 403
    template = N_("This key belongs to another device.")
    remedy_template = N_("Enrol the laptop again with user name and password; nothing is lost.")


@router.post("/v1/devices/renew", response_model=RenewAnswer)
def renew_device(request: Request, asked: RenewRequest, who: Signed) -> Response:
    return answer(request, renew(central_of(request), who, asked))


def renew(central: Central, caller: Caller, asked: RenewRequest) -> RenewAnswer:
    """Return a device code for the new key; the same one whenever the request is repeated."""
    with central.database.write() as connection:
        # The counter's lock stands before the look: two requests at once get one code.
        code = next_device_code(connection)
        known = _known(connection, asked.public_key)
        if known is not None:
            if known.person != caller.person or known.revoked_at:
                raise KeyTaken()
            return RenewAnswer(device=known.code, certificate=known.certificate)
        taken = select(TOKEN.c.device).where(TOKEN.c.sha256 == asked.token_sha256)
        if connection.execute(taken).first() is not None:
            raise KeyTaken()
        if _codes_of_today(central, connection, caller.person) >= MOST_A_DAY:
            raise TooManyCodes()
        certificate = certify(central.organisation.signing, code, asked.public_key).certificate
        connection.execute(
            DEVICE.insert(),
            {
                "code": code,
                "person": caller.person,
                "public_key": asked.public_key,
                "certificate": certificate,
                "installation": asked.installation.replace("\x00", ""),
                "label": f"← {caller.device}",
                "enrolled_at": central.time(),
                "renewed_from": caller.device,
            },
        )
        _retire(central, connection, caller.device)
        token = {"sha256": asked.token_sha256, "device": code, "issued_at": central.time()}
        connection.execute(TOKEN.insert(), token)
    return RenewAnswer(device=code, certificate=certificate)


def _retire(central: Central, connection: Connection, device: str) -> None:
    fresh = (DEVICE.c.code == device, DEVICE.c.retired_at == "")
    connection.execute(update(DEVICE).where(*fresh).values(retired_at=central.time()))


def _known(connection: Connection, public_key: str) -> Row[tuple[object, ...]] | None:
    query = select(DEVICE).where(DEVICE.c.public_key == public_key)
    return connection.execute(query).first()


def _codes_of_today(central: Central, connection: Connection, person: str) -> int:
    today = central.time()[:10]
    mine = (DEVICE.c.person == person, DEVICE.c.enrolled_at.like(f"{today}%"))
    return int(connection.execute(select(func.count()).where(*mine)).scalar_one())
