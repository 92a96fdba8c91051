"""Who is calling: passwords (Argon2id), enrolment of laptops, bearer tokens."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, Row, select, update

from inspector_app.central.agency import Central, Cost, about
from inspector_app.central.exchange_tables import AUTHORITY
from inspector_app.central.problems import (
    DeviceLocked,
    DeviceRevoked,
    NoCentralBelow,
    NotSignedIn,
    TooManyFailures,
    WrongPassword,
)
from inspector_app.central.tables import COUNTER, DEVICE, TOKEN, USER
from inspector_app.domain.seals import DeviceKey, certify
from inspector_app.protocol import EnrolAnswer, EnrolRequest

FREE_FAILURES = 3  # wrong passwords before the user must wait
LONGEST_WAIT = 900
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_at_once = BoundedSemaphore(2)  # each derivation takes 64 MiB


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that sent a request, and the person it belongs to; a withdrawn one may only
    hand over what it has."""

    device: str
    person: str
    withdrawn: bool = False


def password_hash(password: str, salt: bytes, cost: Cost) -> str:
    """Return an Argon2id hash with its parameters, ready to be stored."""
    key = base64.b64encode(_derive(password, salt, cost)).decode()
    text = base64.b64encode(salt).decode()
    return f"argon2id${cost.memory_kib}${cost.passes}${cost.lanes}${text}${key}"


def is_password(password: str, stored: str) -> bool:
    """Tell whether the password is the one that was stored, in constant time."""
    _name, memory, passes, lanes, salt, key = stored.split("$")
    cost = Cost(int(memory), int(passes), int(lanes))
    derived = _derive(password, base64.b64decode(salt), cost)
    return hmac.compare_digest(derived, base64.b64decode(key))


def _derive(password: str, salt: bytes, cost: Cost) -> bytes:
    with _at_once:
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
        return kdf.derive(password.encode())


def enrol(central: Central, request: EnrolRequest) -> EnrolAnswer:
    """Sign a person in on a fresh laptop: a new device code, its certificate and a token.

    Raises WrongPassword, or TooManyFailures where the user must wait.
    """
    # PostgreSQL stores no NUL; nobody's name or label holds one.
    user = _sign_in(central, request.user.replace("\x00", ""), request.password)
    token = base64.urlsafe_b64encode(central.chance(32)).decode().rstrip("=")
    with central.database.write() as connection:
        if request.authority is not None:
            return _enrol_below(central, connection, request, (user, token))
        code = next_device_code(connection)
        key = certify(central.organisation.signing, code, request.public_key)
        _add_device(central, connection, (key, user.person), request)
        _add_token(central, connection, code, token)
    return _granted(central, key, user, token)


def _add_device(
    central: Central, connection: Connection, whose: tuple[DeviceKey, str], request: EnrolRequest
) -> None:
    key, person = whose
    device = {
        "code": key.device,
        "person": person,
        "public_key": key.public_key,
        "certificate": key.certificate,
        "installation": request.installation.replace("\x00", ""),
        "label": request.label.replace("\x00", ""),
        "enrolled_at": central.time(),
        "revoked_at": "",
    }
    connection.execute(DEVICE.insert(), device)


def _add_token(central: Central, connection: Connection, code: str, token: str) -> None:
    row = {"sha256": token_hash(token), "device": code, "issued_at": central.time()}
    connection.execute(TOKEN.insert(), row)


def _granted(central: Central, key: DeviceKey, user: Row[Any], token: str) -> EnrolAnswer:
    return EnrolAnswer(
        about=about(central),
        device=key.device,
        token=token,
        certificate=key.certificate,
        person=user.person,
        person_name=user.person_name,
    )


def _enrol_below(
    central: Central,
    connection: Connection,
    request: EnrolRequest,
    whose: tuple[Row[Any], str],
) -> EnrolAnswer:
    """Make a central below this one a device; the same again where its key is known."""
    user, token = whose
    assert request.authority is not None
    if not user.below:
        raise NoCentralBelow()
    mine = (DEVICE.c.person == user.person, DEVICE.c.public_key == request.public_key)
    known = connection.execute(select(DEVICE).where(*mine, DEVICE.c.revoked_at == "")).first()
    if known is not None:
        _add_token(central, connection, known.code, token)
        key = DeviceKey(known.code, known.public_key, known.certificate)
        return _granted(central, key, user, token)
    _require_first(connection, user.person)
    here = (COUNTER.c.name == "devices", COUNTER.c.value < request.authority.codes)
    connection.execute(update(COUNTER).where(*here).values(value=request.authority.codes))
    code = next_device_code(connection)
    key = certify(central.organisation.signing, code, request.public_key)
    _add_device(central, connection, (key, user.person), request)
    _add_token(central, connection, code, token)
    row = {"device": code, "public_key": request.public_key}
    row["organisation"] = request.authority.organisation
    row["name"] = request.authority.name.replace("\x00", "")
    connection.execute(AUTHORITY.insert(), row)
    return _granted(central, key, user, token)


def _require_first(connection: Connection, person: str) -> None:
    """One login stands for one central: another with the same would take its dossiers."""
    query = select(DEVICE.c.code).join(AUTHORITY, AUTHORITY.c.device == DEVICE.c.code)
    if connection.execute(query.where(DEVICE.c.person == person)).first():
        raise NoCentralBelow()


def _sign_in(central: Central, name: str, password: str) -> Row[Any]:
    with central.database.read() as connection:
        query = select(USER).where(USER.c.name == name)
        user = connection.execute(query).one_or_none()
    if user is None:
        _derive(password, bytes(16), central.cost)  # takes as long as a wrong password
        raise WrongPassword()
    left = user.retry_at - central.now().timestamp()
    if left > 0:
        raise TooManyFailures(seconds=int(left) + 1)
    fits = is_password(password, user.password_hash)
    _count_attempt(central, name, fits)
    if not fits:
        raise WrongPassword()
    return user


def _count_attempt(central: Central, name: str, fits: bool) -> None:
    with central.database.write() as connection:
        mine = USER.c.name == name
        query = select(USER.c.failures).where(mine).with_for_update()
        failures = 0 if fits else connection.execute(query).scalar_one() + 1
        wait = min(2 ** min(failures - FREE_FAILURES, 10), LONGEST_WAIT)
        retry_at = central.now().timestamp() + wait if failures > FREE_FAILURES else 0.0
        values = {"failures": failures, "retry_at": retry_at}
        connection.execute(update(USER).where(mine).values(values))


def token_hash(token: str) -> str:
    """Return the only form in which a token is stored."""
    return sha256(token.encode()).hexdigest()


def caller_of(central: Central, authorization: str) -> Caller:
    """Return who sends this Authorization header; raises NotSignedIn or DeviceLocked."""
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn()
    query = (
        select(DEVICE.c.code, DEVICE.c.person, DEVICE.c.revoked_at, DEVICE.c.locked_at)
        .join(TOKEN, TOKEN.c.device == DEVICE.c.code)
        .where(TOKEN.c.sha256 == token_hash(token.strip()))
    )
    with central.database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotSignedIn()
    if row.locked_at:
        raise DeviceLocked(device=row.code)
    return Caller(row.code, row.person, bool(row.revoked_at))


def take_leave(central: Central, caller: Caller, pending: int | None) -> None:
    """Let a withdrawn device go on handing over, or lock it where it holds nothing back.

    Raises DeviceRevoked or, now and whenever it comes back, DeviceLocked.
    """
    if pending != 0:
        raise DeviceRevoked(device=caller.device)
    with central.database.write() as connection:
        here = DEVICE.c.code == caller.device
        connection.execute(update(DEVICE).where(here).values(locked_at=central.time()))
    raise DeviceLocked(device=caller.device)


def next_device_code(connection: Connection) -> str:
    """Return a device code never given before, under the counter's lock."""
    moved = update(COUNTER).where(COUNTER.c.name == "devices").values(value=COUNTER.c.value + 1)
    return device_code(connection.execute(moved.returning(COUNTER.c.value)).scalar_one() - 1)


def device_code(index: int) -> str:
    """Return the n-th code: AA … ZZ, AAA … ZZZ, AAAA …; without I and O."""
    base, length = len(_LETTERS), 2
    while index >= base**length:
        index -= base**length
        length += 1
    places = (index // base**place % base for place in reversed(range(length)))
    return "".join(_LETTERS[place] for place in places)
