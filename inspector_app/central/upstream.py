"""This central as a device of another: a city's passes its files up and takes assignments down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import delete, select, update

from inspector_app.central.agency import STAFF, Central
from inspector_app.central.exchange_tables import UPSTREAM, UPSTREAM_CHAIN
from inspector_app.central.journal import note
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.strangers import index_of
from inspector_app.central.tables import COUNTER, DEVICE, ORGANISATION
from inspector_app.central.upstream_down import Above, take_down
from inspector_app.central.upstream_link import Upstream
from inspector_app.central.upstream_up import push_up, send_up
from inspector_app.domain.seals import certify, public_key_of
from inspector_app.i18n import _
from inspector_app.protocol import EnrolAnswer, EnrolRequest, HelloRequest, WireAuthority


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one exchange moved; ``waiting`` runs of facts were not taken above yet."""

    pushed: int
    blobs: int
    taken: int
    waiting: int


def enrol_upstream(
    central: Central,
    address: str,
    login: tuple[str, str],
    *,
    transport: httpx.BaseTransport | None = None,
) -> str:
    """Become a device of the central at an address, with a (user, password) that its operator
    gave; return the code that this central has from now on, free in both.

    What a serving process records from its next exchange on bears the new code.
    """
    user, password = login
    own = central.organisation
    with central.database.read() as connection:
        known = connection.execute(select(UPSTREAM.c.address)).scalar_one_or_none()
        codes = connection.execute(select(COUNTER.c.value).where(COUNTER.c.name == "devices"))
        given = int(codes.scalar_one())
    if known not in (None, address):
        raise OperatorMistake(what=address, reason=_("there is another upper server already"))
    request = EnrolRequest(
        user=user,
        password=password,
        public_key=public_key_of(own.signing),
        installation=own.dossier,
        authority=WireAuthority(organisation=own.dossier, name=own.name, codes=given),
    )
    with Upstream(address, transport=transport) as link:
        answer = link.enrol(request)
    _become(central, address, user, answer)
    return answer.device


def _become(central: Central, address: str, user: str, answer: EnrolAnswer) -> None:
    own = central.organisation
    key = certify(own.signing, answer.device, public_key_of(own.signing))
    with central.database.write() as connection:
        there = connection.execute(select(DEVICE).where(DEVICE.c.code == answer.device)).first()
        if there is None:
            row = {"code": key.device, "public_key": key.public_key, "person": STAFF}
            row |= {"certificate": key.certificate, "label": "central", "revoked_at": ""}
            connection.execute(DEVICE.insert(), row | {"enrolled_at": central.time()})
        beyond = index_of(answer.device) + 1
        here = (COUNTER.c.name == "devices", COUNTER.c.value < beyond)
        connection.execute(update(COUNTER).where(*here).values(value=beyond))
        connection.execute(update(ORGANISATION).values(device=answer.device))
        last = connection.execute(select(UPSTREAM.c.hello)).scalar_one_or_none()
        connection.execute(delete(UPSTREAM))
        connection.execute(
            UPSTREAM.insert(),
            {
                "address": address,
                "user": user,
                "device": answer.device,
                "token": answer.token,
                "organisation": answer.about.organisation,
                "public_key": answer.about.public_key,
                "hello": last or "",  # so that a restored one is recognised
            },
        )


def connected(central: Central, address: str) -> str:
    """Return the code that this central has at an upper server, "" where it is not connected.

    Raises OperatorMistake where it is connected to another.
    """
    up = _upstream(central)
    if up is None:
        return ""
    if up.address != address:
        raise OperatorMistake(what=address, reason=_("there is another upper server already"))
    return str(up.device)


def has_upstream(central: Central) -> bool:
    """Tell whether there is a central above."""
    return _upstream(central) is not None


def _upstream(central: Central) -> Any:
    with central.database.read() as connection:
        return connection.execute(select(UPSTREAM)).one_or_none()


def exchange(central: Central, *, transport: httpx.BaseTransport | None = None) -> Exchanged:
    """Run one exchange: take down, push up, send files. Safe to cut anywhere, and to repeat.

    Raises OperatorMistake where there is no central above; UpstreamAway, UpstreamRefused.
    """
    up = _upstream(central)
    if up is None:
        raise OperatorMistake(what="upstream", reason=_("there is no upper server"))
    above = Above(up.organisation, up.public_key)
    with Upstream(up.address, up.token, transport=transport) as link:
        greeting = link.hello(HelloRequest(since=up.hello))
        if up.hello and not up.hello.startswith(f"{greeting.epoch}."):
            _begin_anew(central)
        taken = take_down(central, link, above, greeting.changed)
        pushed, waiting = push_up(central, link, up.public_key)
        blobs = send_up(central, link)
    with central.database.write() as connection:
        connection.execute(update(UPSTREAM).values(hello=greeting.token))
    done = Exchanged(pushed, blobs, taken, waiting)
    note("exchange", pushed=pushed, blobs=blobs, taken=taken, waiting=waiting)
    return done


def _begin_anew(central: Central) -> None:
    """The central above was restored: all is offered to it again; what it has it leaves."""
    with central.database.write() as connection:
        connection.execute(delete(UPSTREAM_CHAIN))
