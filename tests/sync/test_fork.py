"""Restored and copied workspaces: recognised, given their own code, nothing lost or doubled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.domain.dossier import hazards_of
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import WorkspaceCopied, require_own_installation
from inspector_app.operations.verifying import verify_workspace
from inspector_app.operations.visits import require_dossier, start_visit
from inspector_app.store.backup import restore
from inspector_app.store.keys import unlock
from inspector_app.store.rows import Stage
from inspector_app.sync.bundle_export import nothing_to_carry
from inspector_app.sync.problems import CentralUnreachable
from inspector_app.sync.run import synchronise
from inspector_app.sync.stage import Stage as Step
from tests.sync.bundle_scene import exported
from tests.sync.test_sync import found, second_laptop
from tests.world import PASSPHRASE, Laptop, World, a_start, a_world


def a_visit(world: World) -> tuple[Laptop, str, str]:
    """Return a laptop with a synced visit, the dossier and the visit."""
    laptop, dossier = world.working_laptop()
    visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    laptop.sync()
    return laptop, dossier, visit


def places(laptop: Laptop, dossier: str) -> list[str]:
    return sorted(h.body.place for h in hazards_of(require_dossier(laptop.session, dossier)))


def test_a_disk_image_put_back_forks_and_loses_nothing(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        image = laptop.snapshot(tmp_path / "image")
        found(laptop, visit, "sent before the image was put back")
        laptop.sync()
        laptop.put_back(image)
        old = laptop.session.device
        found(laptop, visit, "recorded after it")
        result = laptop.sync()
        assert result.restated == 1 and result.pending_facts == 0
        assert result.device == laptop.session.device != old
        expected = ["recorded after it", "sent before the image was put back"]
        assert places(laptop, dossier) == expected
        colleague = second_laptop(laptop, dossier, world)
        assert places(colleague, dossier) == expected
        assert len(world.acts()) == len(set(world.acts()))
        verify_workspace(laptop.session)
        verify_workspace(colleague.session)


def test_only_what_comes_after_the_last_common_record_is_recorded_again(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "common")
        image = laptop.snapshot(tmp_path / "image")
        laptop.sync()
        found(laptop, visit, "lost here")
        laptop.sync()
        laptop.put_back(image)
        hazard = found(laptop, visit, "new")
        assert laptop.sync().restated == 1
        with laptop.session.workspace.reading() as reader:
            numbered = {f.id for v in reader.volumes() for f in reader.facts(volume=v)}
            originals = reader.heads(dossier, f"hazard:{hazard}")
            lines = reader.life_line([one.id for one in originals])
        assert [line.stage for line in lines] == [Stage.SAFE]
        assert len(numbered) == len(laptop.acts()) + 1
        assert places(laptop, dossier) == ["common", "lost here", "new"]


def test_a_restored_backup_gets_a_new_code_before_anything_is_sent(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        copy = laptop.session.workspace.back_up(laptop.session.clock())
        found(laptop, visit, "after the backup")
        laptop.sync()
        laptop.session.workspace.close()
        restore(laptop.folder / "workspace.db", copy, unlock(laptop.folder, PASSPHRASE, now=0))
        laptop.open()
        with pytest.raises(WorkspaceCopied):
            require_own_installation(laptop.session)
        laptop.wire.requests.clear()
        result = laptop.sync()
        assert laptop.wire.requests[:2] == ["POST /v1/hello", "POST /v1/devices/renew"]
        assert result.restated == 0 and result.device == laptop.session.device
        require_own_installation(laptop.session)
        assert places(laptop, dossier) == ["after the backup"]


def test_a_copy_on_another_computer_goes_on_under_its_own_code(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "on both")
        copy = world.copy(laptop, "copy", whole=False)
        found(laptop, visit, "on the first")
        found(copy, visit, "on the second")
        copy.sync()
        laptop.sync()
        copy.sync()
        assert copy.session.device != laptop.session.device
        assert places(laptop, dossier) == places(copy, dossier)
        assert places(copy, dossier) == ["on both", "on the first", "on the second"]
        assert laptop.acts() == copy.acts()


def test_a_cloned_disk_is_told_apart_by_the_fork(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        clone = world.copy(laptop, "clone", whole=True)
        found(laptop, visit, "on the first")
        found(clone, visit, "on the second")
        laptop.sync()
        clone.sync()
        laptop.sync()
        assert clone.session.device != laptop.session.device
        assert (
            places(laptop, dossier) == places(clone, dossier) == ["on the first", "on the second"]
        )


def test_a_clone_without_records_of_its_own_is_told_apart_by_what_it_pulls(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        clone = world.copy(laptop, "clone", whole=True)
        found(laptop, visit)
        laptop.sync()
        clone.sync()
        assert clone.session.device != laptop.session.device


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/push", "/v1/pull", "/v1/devices/renew"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_fork_is_settled_whatever_is_cut(tmp_path: Path, path: str, moment: str) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        image = laptop.snapshot(tmp_path / "image")
        found(laptop, visit, "lost here")
        laptop.sync()
        laptop.put_back(image)
        found(laptop, visit, "new")
        getattr(laptop.wire, moment).append(path)
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        laptop.crash()
        laptop.sync()
        assert places(laptop, dossier) == ["lost here", "new"]
        colleague = second_laptop(laptop, dossier, world)
        assert places(colleague, dossier) == ["lost here", "new"]
        assert colleague.acts() == laptop.acts()
        assert len(world.acts()) == len(set(world.acts()))


def test_what_is_recorded_while_a_restored_workspace_pulls_is_not_lost(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        image = laptop.snapshot(tmp_path / "image")
        found(laptop, visit, "lost here")
        laptop.sync()
        laptop.put_back(image)
        said: list[Step] = []

        def meanwhile(step: Step) -> None:
            if step.name == "hello" and step.done and not said:
                said.append(step)
                found(laptop, visit, "while it syncs")

        with laptop.link() as link:
            synchronise(link, laptop.session.workspace, meanwhile)
        laptop.sync()
        colleague = second_laptop(laptop, dossier, world)
        assert places(colleague, dossier) == ["lost here", "while it syncs"]


def test_a_later_record_replaces_one_that_was_recorded_again(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        image = laptop.snapshot(tmp_path / "image")
        found(laptop, visit, "lost here")
        laptop.sync()
        laptop.put_back(image)
        hazard = found(laptop, visit, "first wording")
        draft = HazardDraft(
            hazard=hazard, place="second wording", finding="示例", deadline="2026-12-02"
        )
        record_hazard(laptop.session, visit, draft)
        laptop.sync()
        record_hazard(laptop.session, visit, replace(draft, place="third wording"))
        laptop.sync()
        colleague = second_laptop(laptop, dossier, world)
        assert (
            places(colleague, dossier) == places(laptop, dossier) == ["lost here", "third wording"]
        )
        assert require_dossier(colleague.session, dossier).conflicts() == ()


def test_after_a_restore_a_bundle_of_everything_says_truly_why_it_is_empty(
    tmp_path: Path,
) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        copy = laptop.session.workspace.back_up(laptop.session.clock())
        laptop.session.workspace.close()
        restore(laptop.folder / "workspace.db", copy, unlock(laptop.folder, PASSPHRASE, now=0))
        laptop.open()
        laptop.sync()
        workspace = laptop.session.workspace
        made = exported(laptop, tmp_path / "all.iab", everything=True)
        assert made.files == () and not (tmp_path / "all.iab").exists()
        assert "present code" in nothing_to_carry(workspace, made, everything=True)
        assert nothing_to_carry(workspace, made) == ""
        found(laptop, visit, "after the restore")
        assert exported(laptop, tmp_path / "all.iab", everything=True).facts == 1
