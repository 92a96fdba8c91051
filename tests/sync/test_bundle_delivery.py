"""Central's delivery to a laptop without a network, opened with a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.central.bundles_delivery import deliver
from inspector_app.central.people import revoke
from inspector_app.central.problems import OperatorMistake
from inspector_app.domain.envelope import BundleDamaged, BundleForeign, FileProblem, WrongCode
from inspector_app.operations.verifying import verify_workspace
from inspector_app.sync.bundle import import_bundle
from inspector_app.sync.bundle_delivery import Delivered
from inspector_app.sync.bundle_problems import CodeNeeded
from tests.sync.bundle_scene import a_days_work, answered, exported, pending
from tests.world import Laptop, World, a_world, noon


def taken(laptop: Laptop, file: Path, code: str) -> Delivered:
    """Import a delivery."""
    came = import_bundle(laptop.session.workspace, file, now=noon(), code=code).came
    assert isinstance(came, Delivered)
    return came


def a_new_laptop(world: World) -> tuple[Laptop, str]:
    """Return a laptop that was enrolled in the office and never synced, and its dossier."""
    worker, dossier = world.working_laptop()
    a_days_work(worker, dossier, world)
    up = world.folder / "of-a-colleague.iab"
    answered(world, exported(worker, up).files[0], world.folder / "of-a-colleague.answer")
    up.unlink()
    world.person("li")
    world.assign("li", dossier)
    return world.laptop("li"), dossier


def test_a_delivery_brings_what_a_pull_would(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = a_new_laptop(world)
        made = deliver(world.central, laptop.session.device, tmp_path / "down.iab")
        came = taken(laptop, tmp_path / "down.iab", made.code.lower().replace("-", " "))
        assert came.facts == len(laptop.facts())
        assert came.blobs == 2
        with laptop.session.workspace.reading() as reader:
            assert reader.enterprise(dossier) is not None
            assert reader.blobs_to_fetch() == ()
        assert taken(laptop, tmp_path / "down.iab", made.code) == Delivered(0, 0)
        after = laptop.sync()
        assert (after.pulled, after.blobs_down) == (0, 0)
        verify_workspace(laptop.session)


def test_a_delivery_adds_what_a_laptop_lacks_and_keeps_its_own_work(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = a_new_laptop(world)
        laptop.sync()
        world.another_contact(dossier)
        a_days_work(laptop, dossier, world, photos=0)
        waiting = pending(laptop)
        made = deliver(world.central, laptop.session.device, tmp_path / "down.iab")
        assert taken(laptop, tmp_path / "down.iab", made.code).facts == 1
        assert pending(laptop) == waiting
        assert exported(laptop, tmp_path / "up.iab").facts == waiting[0]
        after = laptop.sync()
        assert (after.pushed, after.pulled) == (waiting[0], 0)


def test_only_what_is_assigned_is_delivered_and_nothing_can_be_read_without_the_code(
    tmp_path: Path,
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = a_new_laptop(world)
        other = world.enterprise("绍兴示例化工有限公司", "91330602MA2EXAMP00")
        made = deliver(world.central, laptop.session.device, tmp_path / "down.iab")
        content = (tmp_path / "down.iab").read_bytes()
        for secret in (dossier, "铸造", made.code, "hazard_recorded"):
            assert secret.encode() not in content
        taken(laptop, tmp_path / "down.iab", made.code)
        with laptop.session.workspace.reading() as reader:
            assert reader.enterprise(other) is None


def test_without_photos_a_delivery_is_smaller(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier = a_new_laptop(world)
        whole = deliver(world.central, laptop.session.device, tmp_path / "a.iab")
        bare = deliver(world.central, laptop.session.device, tmp_path / "b.iab", blobs=False)
        assert (bare.blobs, bare.bytes < whole.bytes) == (0, True)
        assert taken(laptop, tmp_path / "b.iab", bare.code).blobs == 0


def test_a_wrong_code_or_laptop_or_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with a_world(tmp_path) as world, a_world(tmp_path / "other") as elsewhere:
        laptop, _dossier = a_new_laptop(world)
        file = tmp_path / "down.iab"
        made = deliver(world.central, laptop.session.device, file)
        with pytest.raises(CodeNeeded):
            taken(laptop, file, " - ")
        with pytest.raises(WrongCode):
            taken(laptop, file, "AAAA-BBBB-CCCC")
        third = world.laptop("li", "third")
        with pytest.raises(BundleForeign):
            taken(third, file, made.code)
        stranger, _file = elsewhere.working_laptop()
        with pytest.raises(BundleForeign):
            taken(stranger, file, made.code)
        whole = file.read_bytes()
        for place in (20, len(whole) // 2, len(whole) - 1):
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(BundleDamaged):
                taken(laptop, file, made.code)
        assert laptop.facts() == set()


def test_there_is_no_delivery_for_laptops_that_are_none(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier = a_new_laptop(world)
        for device in ("ZZZZ", world.central.organisation.device):
            with pytest.raises(OperatorMistake):
                deliver(world.central, device, tmp_path / "down.iab")
        with pytest.raises(FileProblem):
            deliver(world.central, laptop.session.device, tmp_path / "no folder" / "down.iab")
        revoke(world.central, laptop.session.device)
        with pytest.raises(OperatorMistake):
            deliver(world.central, laptop.session.device, tmp_path / "down.iab")
        assert not list(tmp_path.glob("*.iab*"))
