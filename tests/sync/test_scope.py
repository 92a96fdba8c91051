"""Dossiers that leave a laptop's scope, and those that come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.operations.photos import attach_photo
from inspector_app.operations.visits import start_visit
from inspector_app.sync.problems import CentralUnreachable
from tests.sync.test_fork import a_visit, places
from tests.sync.test_sync import found, second_laptop
from tests.world import Laptop, a_start, a_world


def held_here(laptop: Laptop) -> set[str]:
    with laptop.session.workspace.reading() as reader:
        return {volume.dossier for volume in reader.volumes()}


def test_a_dossier_that_left_the_scope_goes_after_its_records_are_confirmed(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "recorded before the laptop knew")
        world.unassign("wang", dossier)
        result = laptop.sync()
        assert (result.purged, result.held, dossier in held_here(laptop)) == (1, 1, False)
        assert laptop.sync().purged == 0
        world.assign("wang", dossier)
        laptop.sync()
        assert places(laptop, dossier) == ["recorded before the laptop knew"]


def test_a_dossier_taken_between_hello_and_pull_does_not_stop_the_sync(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, _visit = a_visit(world)
        world.another_contact(dossier)
        laptop.wire.meanwhile["/v1/pull"] = lambda: world.unassign("wang", dossier)
        laptop.sync()
        assert dossier not in held_here(laptop)


def test_what_central_lost_is_confirmed_again_before_a_dossier_goes(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        yesterday = world.snapshot()
        found(laptop, visit, "central will lose it")
        laptop.sync()
        world.restore(yesterday)
        world.unassign("wang", dossier)
        laptop.sync()
        laptop.sync()
        assert dossier not in held_here(laptop)
        colleague = second_laptop(laptop, dossier, world)
        world.assign("wang", dossier)
        for one in (laptop, colleague):
            one.sync()
        assert places(colleague, dossier) == ["central will lose it"]


def test_a_purged_dossier_that_comes_back_is_no_sign_of_a_copy(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        device = laptop.session.device
        world.unassign("wang", dossier)
        laptop.sync()
        world.assign("wang", dossier)
        laptop.sync()
        found(laptop, visit, "after its return")
        laptop.sync()
        assert laptop.session.device == device
        assert places(laptop, dossier) == ["after its return"]
        assert laptop.sync().pending_facts == 0


def test_files_of_a_dossier_are_sent_before_it_goes(tmp_path: Path, jpeg: bytes) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        photo, _changes = attach_photo(laptop.session, visit, f"visit:{visit}", jpeg)
        world.unassign("wang", dossier)
        laptop.sync()
        assert dossier not in held_here(laptop)
        assert not laptop.session.workspace.blobs.has(photo.sha256)


def test_a_scope_heard_in_a_cut_sync_does_not_outlive_a_restored_central(tmp_path: Path) -> None:
    # Found by the machine: the dossier went though it was assigned again.
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        yesterday = world.snapshot()
        found(laptop, visit, "recorded in between")
        world.unassign("wang", dossier)
        laptop.wire.after.append("/v1/push")
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        world.restore(yesterday)
        laptop.sync()
        assert places(laptop, dossier) == ["recorded in between"]


def test_a_dossier_purged_in_a_cut_sync_comes_back_with_a_restored_central(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "there all the time")
        laptop.sync()
        yesterday = world.snapshot()
        world.unassign("wang", dossier)
        laptop.sync()
        assert dossier not in held_here(laptop)
        world.restore(yesterday)
        laptop.sync()
        assert places(laptop, dossier) == ["there all the time"]
