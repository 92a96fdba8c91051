"""A colleague's laptop carries a bundle that it cannot read, and brings the answer back."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from inspector_app.central.tables import DEVICE
from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import ContactRecorded
from inspector_app.domain.envelope import BundleDamaged, BundleForeign, SenderUnknown
from inspector_app.domain.facts import Volume
from inspector_app.operations.verifying import verify_workspace
from inspector_app.store.workspace import Workspace
from inspector_app.sync.bundle import import_bundle
from inspector_app.sync.bundle_answer import AnswerTaken
from inspector_app.sync.bundle_carry import Carried, carried, forget, write_answers
from inspector_app.sync.bundle_handover import hand_over
from inspector_app.sync.bundle_problems import OwnBundle
from inspector_app.sync.problems import CentralUnreachable
from inspector_app.sync.stage import silent
from tests.sync.bundle_scene import FINDING, a_days_work, bundle_link, exported, pending
from tests.world import Laptop, World, a_world, noon


def two_laptops(world: World) -> tuple[Laptop, Laptop, str]:
    """Return the laptop that works, a colleague's without its dossier, and the dossier."""
    laptop, dossier = world.working_laptop()
    world.person("li")
    colleague = world.laptop("li")
    colleague.sync()
    laptop.sync()
    return laptop, colleague, dossier


def taken_along(colleague: Laptop, bundle: Path) -> Carried:
    """Let a colleague's laptop carry a bundle."""
    came = import_bundle(colleague.session.workspace, bundle, now=noon())
    assert isinstance(came.came, Carried)
    return came.came


def listed(workspace: Workspace) -> tuple[Carried, ...]:
    """Return what a laptop carries."""
    with workspace.reading() as reader:
        return carried(reader)


def test_a_colleague_carries_it_there_and_the_answer_back(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        carried_one = taken_along(colleague, bundle)
        assert taken_along(colleague, bundle) == carried_one
        bundle.unlink()
        workspace = colleague.session.workspace
        with bundle_link(world, colleague) as link:
            assert hand_over(link, workspace, silent) == 1
            assert hand_over(link, workspace, silent) == 0
        assert not workspace.blobs.has(carried_one.sha256)
        stick = tmp_path / "stick"
        stick.mkdir()
        (answer,) = write_answers(workspace, stick)
        came = import_bundle(laptop.session.workspace, answer, now=noon()).came
        assert isinstance(came, AnswerTaken)
        assert pending(laptop) == (0, 0)
        after = laptop.sync()
        assert (after.pushed, after.pulled, after.blobs_up) == (0, 0, 0)
        assert forget(workspace, carried_one.bundle)
        assert listed(workspace) == ()
        verify_workspace(colleague.session)


def test_nothing_of_it_can_be_read_on_the_way(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        taken_along(colleague, bundle)
        with laptop.session.workspace.reading() as reader:
            photo = reader.blobs_to_send()[0].sha256
        pixels = laptop.session.workspace.blobs.read(photo)[200:260]
        secrets = [
            *(text.encode() for text in (FINDING, "配电室", "hazard_recorded", dossier, photo)),
            pixels,
        ]
        files = [bundle, *(p for p in colleague.session.workspace.folder.rglob("*") if p.is_file())]
        assert len(files) > 3
        for file in files:
            content = file.read_bytes()
            assert [secret for secret in secrets if secret in content] == [], file
        heads = [f for f in files[1:] if b"IABNDL" in f.read_bytes()]
        assert heads == []
        with colleague.session.workspace.reading() as reader:
            assert reader.dossier(dossier).heads == {}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("cut", ["/v1/bundles", "/v1/bundles/"])
def test_a_handover_that_is_cut_is_resumed(tmp_path: Path, moment: str, cut: str) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world)
        taken_along(colleague, exported(laptop, tmp_path / "out.iab").files[0])
        workspace = colleague.session.workspace
        with bundle_link(world, colleague) as link:
            getattr(colleague.wire, moment).append(cut)
            with pytest.raises(CentralUnreachable):
                hand_over(link, workspace, silent)
            assert listed(workspace)[0].waits
            assert hand_over(link, workspace, silent) == 1
        assert listed(workspace)[0].answer


def test_an_upload_goes_on_at_the_byte_where_it_stopped(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        one = taken_along(colleague, bundle)
        workspace = colleague.session.workspace
        with bundle_link(world, colleague) as link:
            headers = {"Upload-Offset": "0", "Upload-Length": str(one.size)}
            path = f"/v1/bundles/{one.sha256}"
            first = bundle.read_bytes()[:5_000]
            link.exchange("PATCH", path, headers, first)
            again = link.exchange("PATCH", path, headers, first)
            assert (again.status_code, again.headers["Upload-Offset"]) == (409, "5000")
            sent: list[int] = []
            real = colleague.wire.handle_request

            def counted(request: httpx.Request) -> httpx.Response:
                if request.method == "PATCH":
                    sent.append(len(request.read()))
                return real(request)

            colleague.wire.handle_request = counted  # type: ignore[method-assign]
            assert hand_over(link, workspace, silent) == 1
        assert sum(sent) == one.size - 5_000


def test_parts_that_come_out_of_turn_are_sorted_out(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        acts = [
            act(ContactRecorded(name="示例" * 400), Volume(dossier, 2026), key=f"{n:036d}")
            for n in range(60)
        ]
        laptop.session.write(acts)
        made = exported(laptop, tmp_path / "out.iab", part_size=70_000)
        assert len(made.files) > 1
        for file in reversed(made.files):
            taken_along(colleague, file)
        with bundle_link(world, colleague) as link:
            workspace = colleague.session.workspace
            assert hand_over(link, workspace, silent) == len(made.files)
        for answer in write_answers(workspace, tmp_path):
            import_bundle(laptop.session.workspace, answer, now=noon())
        assert pending(laptop) == (0, 0)


def test_a_missing_first_part_stays_on_the_list_until_it_comes(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world, photos=0)
        first = exported(laptop, tmp_path / "one.iab").files[0]
        with laptop.session.workspace.transaction() as tx:
            for volume, facts in tx.unsent():
                tx.acknowledge(volume, laptop.session.device, facts[-1].seq)
        a_days_work(laptop, dossier, world, photos=0)
        taken_along(colleague, exported(laptop, tmp_path / "two.iab").files[0])
        workspace = colleague.session.workspace
        with bundle_link(world, colleague) as link:
            assert hand_over(link, workspace, silent) == 0
            assert listed(workspace)[0].waits
            taken_along(colleague, first)
            assert hand_over(link, workspace, silent) == 2


def test_what_central_refuses_does_not_stop_the_others(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world, photos=0)
        other = world.laptop("li", "third")
        other.sync()
        world.assign("li", dossier)
        other.sync()
        a_days_work(other, dossier, world, photos=0)
        taken_along(colleague, exported(other, tmp_path / "one.iab").files[0])
        taken_along(colleague, exported(laptop, tmp_path / "two.iab").files[0])
        with world.central.database.write() as connection:
            connection.execute(delete(DEVICE).where(DEVICE.c.code == other.session.device))
        with bundle_link(world, colleague) as link:
            assert hand_over(link, colleague.session.workspace, silent) == 1
        refused, taken = listed(colleague.session.workspace)
        assert (refused.refused, taken.refused) == ("BUN-06", "")


def test_only_whole_bundles_of_colleagues_for_the_same_central_are_carried(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with a_world(tmp_path) as world, a_world(tmp_path / "other") as elsewhere:
        laptop, colleague, dossier = two_laptops(world)
        a_days_work(laptop, dossier, world)
        bundle = exported(laptop, tmp_path / "out.iab").files[0]
        with pytest.raises(OwnBundle):
            import_bundle(laptop.session.workspace, bundle, now=noon())
        stranger, _file = elsewhere.working_laptop()
        with pytest.raises(BundleForeign):
            import_bundle(stranger.session.workspace, bundle, now=noon())
        # A laptop of another central that seals for ours is nobody we know.
        with colleague.session.workspace.reading() as reader:
            key = reader.setting("bundle_key")
        with stranger.session.workspace.transaction() as tx:
            tx.set_setting("bundle_key", key)
        a_days_work(stranger, _file, elsewhere, photos=0)
        with pytest.raises(SenderUnknown):
            taken_along(colleague, exported(stranger, tmp_path / "false.iab").files[0])
        bundle.write_bytes(bundle.read_bytes()[:-1])
        with pytest.raises(BundleDamaged):
            taken_along(colleague, bundle)
        assert listed(colleague.session.workspace) == ()
