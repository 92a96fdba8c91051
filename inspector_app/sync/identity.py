"""Which device this workspace is to central, and how it becomes another one.

A workspace that was restored or copied may not go on under its device code: somebody else, or an
earlier self, may have written behind the same link. It gets a new code by its old token; chains
of former codes are never continued.
"""

from __future__ import annotations

import os
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.seals import DeviceKey, check_device_key, public_key_of
from inspector_app.protocol import EnrolRequest, RenewRequest
from inspector_app.store.installation import (
    REMEMBERED,
    RESTORED,
    installation_of,
    is_elsewhere,
)
from inspector_app.store.reading import Reader
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link
from inspector_app.sync.problems import CentralRefused, Forked

FORMER = "former:"  # settings former:<code>: the private key of a code given up
_WANTED = "renewal"  # setting: key and token of a renewal whose answer may have been lost
_NO_SUCH_PLACE = "API-03"


class _Renewal(msgspec.Struct, frozen=True):
    """What this laptop chose for its new code, kept until central's answer is."""

    key: str
    token: str

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key))


def is_stale(workspace: Workspace) -> bool:
    """Tell whether this workspace was restored or copied and needs a device code of its own."""
    home = _installation(workspace)
    with workspace.reading() as reader:
        return is_elsewhere(reader, home)


def mark_stale(tx: Transaction) -> None:
    """Note that central knows this device by records that are not here: no paper is issued and
    nothing is sent under its code until it has a new one."""
    tx.set_setting(REMEMBERED, RESTORED)


def _installation(workspace: Workspace) -> str:
    return installation_of(workspace.folder.parent.parent, os.urandom)


def own_codes(reader: Reader) -> frozenset[str]:
    """Return every device code this workspace ever wrote under."""
    former = {name.removeprefix(FORMER) for name in reader.settings(FORMER)}
    return frozenset(former | {reader.setting("device")})


def renew(link: Link, workspace: Workspace) -> str:
    """Get a new device code by the present token; return it. Repeating it after a lost reply
    gets the same code.

    Raises Forked where this central cannot renew: the person then enrols again.
    """
    home = _installation(workspace)
    wanted = _wanted(workspace)
    try:
        answer = link.renew(
            RenewRequest(
                public_key=public_key_of(wanted.private),
                token_sha256=sha256(wanted.token.encode()).hexdigest(),
                installation=home,
            )
        )
    except CentralRefused as refused:
        if refused.details["central_code"] == _NO_SUCH_PLACE:
            raise Forked from refused
        raise
    _become(workspace, wanted, DeviceKey(answer.device, "", answer.certificate), home)
    link.sign_as(wanted.token)
    return answer.device


def _wanted(workspace: Workspace) -> _Renewal:
    with workspace.transaction() as tx:
        kept = tx.setting(_WANTED)
        if kept:
            return msgspec.json.decode(kept, type=_Renewal)
        made = _Renewal(
            Ed25519PrivateKey.generate().private_bytes_raw().hex(), os.urandom(32).hex()
        )
        tx.set_setting(_WANTED, msgspec.json.encode(made).decode())
    return made


def _become(workspace: Workspace, chosen: _Renewal, granted: DeviceKey, home: str) -> None:
    """Take the new identity in one step; the former key is kept beside it."""
    public_key = public_key_of(chosen.private)
    with workspace.transaction() as tx:
        key = DeviceKey(granted.device, public_key, granted.certificate)
        check_device_key(key, tx.setting("central_key"))
        former = tx.setting("device")
        if former and former != key.device:
            tx.set_setting(FORMER + former, tx.setting("device_key"))
        tx.set_setting("device", key.device)
        tx.set_setting("device_key", chosen.key)
        tx.set_setting("device_certificate", key.certificate)
        tx.set_setting("token", chosen.token)
        tx.set_setting(REMEMBERED, home)
        tx.drop_settings(_WANTED)


def enrol_again(link: Link, workspace: Workspace, password: str, user: str = "") -> str:
    """Sign in anew with the password and go on in the same workspace under a new device code:
    after central forgot or withdrew this laptop. Nothing that was recorded is lost.

    Raises as enrolment does; CentralRefused where another person signs in.
    """
    private = Ed25519PrivateKey.generate()
    home = _installation(workspace)
    with workspace.reading() as reader:
        person, name = reader.setting("person"), user or reader.setting("user")
        pinned = reader.setting("central_key")
    answer = link.enrol(
        EnrolRequest(
            user=name, password=password, public_key=public_key_of(private), installation=home
        )
    )
    if answer.person != person:
        raise CentralRefused(said=answer.person_name, central_code="ENROL-02", advice="")
    check_device_key(DeviceKey(answer.device, public_key_of(private), answer.certificate), pinned)
    chosen = _Renewal(private.private_bytes_raw().hex(), answer.token)
    _become(workspace, chosen, DeviceKey(answer.device, "", answer.certificate), home)
    link.sign_as(answer.token)
    return answer.device
