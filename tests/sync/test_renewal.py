"""A device code of its own by the old token: who gets one, and what repeats do."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.central.renewal import MOST_A_DAY
from inspector_app.domain.seals import DeviceKey, check_device_key, public_key_of
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.visits import start_visit
from inspector_app.protocol import BlobQuery, RenewRequest
from inspector_app.sync.client import Link
from inspector_app.sync.identity import enrol_again, mark_stale
from inspector_app.sync.problems import CentralBusy, CentralRefused, ConnectionCut, SignedOut
from tests.world import PASSWORD, Laptop, World, a_start, a_world


def asked(key: Ed25519PrivateKey, token: str = "sample token") -> RenewRequest:
    digest = sha256(token.encode()).hexdigest()
    return RenewRequest(public_key=public_key_of(key), token_sha256=digest, installation="示例")


def two_laptops(world: World) -> tuple[Laptop, Laptop]:
    world.person("wang")
    world.person("li")
    return world.laptop("wang"), world.laptop("li")


def test_a_repeated_request_gets_the_same_code(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _other = two_laptops(world)
        key = Ed25519PrivateKey.generate()
        with laptop.link() as link:
            first, second = link.renew(asked(key)), link.renew(asked(key))
            assert first == second and first.device != laptop.session.device
            granted = DeviceKey(first.device, public_key_of(key), first.certificate)
            check_device_key(granted, laptop.setting("central_key"))
            link.sign_as("sample token")
            another = link.renew(asked(Ed25519PrivateKey.generate(), "another"))
        assert another.device not in (first.device, laptop.session.device)


def test_nobody_takes_anothers_key_or_token(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, other = two_laptops(world)
        key = Ed25519PrivateKey.generate()
        with laptop.link() as link:
            link.renew(asked(key))
        with other.link() as link:
            with pytest.raises(CentralRefused):
                link.renew(asked(key, "own token"))
            with pytest.raises(CentralRefused):
                link.renew(asked(Ed25519PrivateKey.generate()))


def test_a_withdrawn_or_unknown_laptop_gets_none(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _other = two_laptops(world)
        world.revoke(laptop)
        with laptop.link() as link, pytest.raises(SignedOut):
            link.renew(asked(Ed25519PrivateKey.generate()))
        with Link(world.url, "no such token") as link, pytest.raises(SignedOut):
            link.renew(asked(Ed25519PrivateKey.generate()))


def test_codes_are_not_given_without_end(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _other = two_laptops(world)
        with laptop.link() as link, pytest.raises(CentralBusy) as refused:
            for number in range(MOST_A_DAY + 1):
                link.renew(asked(Ed25519PrivateKey.generate(), f"token {number}"))
        assert refused.value.retry_after == 3600


def test_another_person_cannot_sign_in_into_this_workspace(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _other = two_laptops(world)
        device = laptop.session.device
        with laptop.link() as link, pytest.raises(CentralRefused):
            enrol_again(link, laptop.session.workspace, PASSWORD, "li")
        assert laptop.session.device == device


def test_files_recorded_under_the_old_code_go_up_though_the_dossier_is_no_longer_assigned(
    tmp_path: Path, jpeg: bytes
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        attach_photo(laptop.session, visit, f"visit:{visit}", jpeg)
        laptop.wire.before += ["/v1/blobs"] * 9  # the records come through, the files do not
        with pytest.raises(ConnectionCut):
            laptop.sync()
        laptop.wire.before.clear()
        old = laptop.session.device
        with laptop.session.workspace.transaction() as tx:
            mark_stale(tx)
        world.unassign("wang", dossier)
        result = laptop.sync()
        assert laptop.session.device != old
        assert (result.pending_blobs, result.purged) == (0, 1)


def test_another_persons_laptop_may_not_send_files_there(tmp_path: Path, jpeg: bytes) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        attach_photo(laptop.session, visit, f"visit:{visit}", jpeg)
        laptop.sync()
        world.person("li")
        other = world.laptop("li")
        with other.link() as link, pytest.raises(CentralRefused):
            link.blob_states(BlobQuery(dossier=dossier, blobs=("a" * 64,)))
