"""Enrolment: a laptop becomes a device of central, with keys of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.seals import DeviceKey, check_device_key, public_key_of
from inspector_app.errors import BadInput
from inspector_app.i18n import _
from inspector_app.protocol import EnrolAnswer, EnrolRequest
from inspector_app.store.files import disk_problems, flush_folder
from inspector_app.store.installation import installation_of
from inspector_app.store.keys import KdfCost, calibrated, create_keys
from inspector_app.store.transaction import Transaction
from inspector_app.store.workspace import Workspace
from inspector_app.sync.client import Link

MIN_PASSPHRASE = 8
UNFINISHED = "enrolling"  # beside the workspaces: nobody unlocks what is not finished


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The new workspace folder; ``recovery_key`` is shown and printed once, kept nowhere."""

    folder: Path
    recovery_key: str
    device: str
    person_name: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to be enrolled where, and the passphrase for this laptop."""

    central: str
    user: str
    password: str
    passphrase: str
    label: str = ""


def enrol(
    data_dir: Path,
    applicant: Applicant,
    *,
    random: Callable[[int], bytes] = os.urandom,
    connect: Callable[[str], Link] = Link,
    cost: KdfCost | None = None,
) -> Enrolled:
    """Enrol this laptop and create its encrypted workspace; on any error nothing is left."""
    _check(applicant)
    private = Ed25519PrivateKey.generate()
    with connect(applicant.central) as link:
        answer = link.enrol(
            EnrolRequest(
                user=applicant.user,
                password=applicant.password,
                public_key=public_key_of(private),
                installation=installation_of(data_dir, random),
                label=applicant.label,
            )
        )
    key = DeviceKey(answer.device, public_key_of(private), answer.certificate)
    check_device_key(key, answer.about.public_key)
    name = str(UUID(bytes=random(16), version=4))
    aside = data_dir / UNFINISHED
    granted = _Granted(answer, private, cost or calibrated(), random)
    with disk_problems():
        shutil.rmtree(aside, ignore_errors=True)  # what a power cut in an earlier enrolment left
        try:
            recovery_key = _settle(aside / name, data_dir, applicant, granted)
            folder = _put_in_place(aside / name, data_dir / "workspaces" / name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Enrolled(folder, recovery_key, answer.device, answer.person_name)


def _put_in_place(made: Path, folder: Path) -> Path:
    """Let a finished workspace appear under its name, all of it at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.replace(made, folder)
    for above in (folder.parent, folder.parent.parent):
        flush_folder(above)
    return folder


def _check(applicant: Applicant) -> None:
    parts = urlsplit(applicant.central)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadInput(
            what=_("Central's address"), reason=_("it must begin with https:// or http://")
        )
    if len(applicant.passphrase) < MIN_PASSPHRASE:
        raise BadInput(
            what=_("Passphrase"),
            reason=_("at least {count} characters are needed").format(count=MIN_PASSPHRASE),
        )


@dataclass(frozen=True, slots=True)
class _Granted:
    """What central granted, the key it certified, how dear guessing the passphrase shall be, and
    the source of chance."""

    answer: EnrolAnswer
    private: Ed25519PrivateKey
    cost: KdfCost
    random: Callable[[int], bytes]


def _settle(folder: Path, data_dir: Path, applicant: Applicant, granted: _Granted) -> str:
    """Make the workspace with the laptop's identity in it; returns the recovery key."""
    folder.mkdir(parents=True)
    data_key, recovery_key = create_keys(
        folder, applicant.passphrase, random=granted.random, cost=granted.cost
    )
    with Workspace.create(folder, data_key) as workspace, workspace.transaction() as tx:
        _keep_identity(tx, applicant, granted.answer, granted.private)
        tx.set_setting("installation", installation_of(data_dir, granted.random))
    return recovery_key


def _keep_identity(
    tx: Transaction, applicant: Applicant, answer: EnrolAnswer, private: Ed25519PrivateKey
) -> None:
    about = answer.about
    settings = {
        "central_url": applicant.central,
        "central_name": about.name,
        "central_key": about.public_key,
        "bundle_key": about.bundle_key,
        "epoch": about.epoch,
        "central_time": about.time,
        "organisation": about.organisation,
        "device": answer.device,
        "device_key": private.private_bytes_raw().hex(),
        "device_certificate": answer.certificate,
        "token": answer.token,
        "person": answer.person,
        "person_name": answer.person_name,
        "user": applicant.user,
    }
    for name, value in settings.items():
        tx.set_setting(name, value)
