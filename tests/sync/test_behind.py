"""Central restored to yesterday: the laptops make it whole again."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.facts import Volume
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered
from inspector_app.operations.verifying import verify_workspace
from inspector_app.operations.visits import start_visit
from inspector_app.sync.problems import CentralUnreachable, SignedOut
from tests.sync.test_fork import a_visit, places
from tests.sync.test_sync import found, second_laptop
from tests.world import DAY, Laptop, a_start, a_world


def test_what_a_restored_central_lost_is_given_back(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        yesterday = world.snapshot()
        found(laptop, visit, "today")
        laptop.sync()
        world.restore(yesterday)
        result = laptop.sync()
        assert result.mended == 1 and result.pending_facts == 0
        colleague = second_laptop(laptop, dossier, world)
        assert places(colleague, dossier) == ["today"]
        verify_workspace(laptop.session)


def test_a_colleagues_records_are_given_back_by_their_seals(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        found(colleague, visit, "the colleague's")
        colleague.sync()
        laptop.sync()
        world.restore(yesterday)
        laptop.sync()
        third = world.copy(laptop, "third", whole=False)
        third.sync()
        assert places(third, dossier) == ["the colleague's"]
        assert set(world.acts()) >= colleague.acts()


def test_a_central_that_was_written_on_after_its_restore_is_mended_too(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        found(laptop, visit, "one")
        found(laptop, visit, "two")
        laptop.sync()
        colleague.sync()
        world.restore(yesterday)
        world.another_contact(dossier)
        found(colleague, visit, "three")
        for one in (colleague, laptop, colleague):
            one.sync()
        assert places(laptop, dossier) == places(colleague, dossier) == ["one", "three", "two"]
        assert laptop.facts() == colleague.facts()
        assert set(world.acts()) >= laptop.acts()
        verify_workspace(colleague.session)


def test_equal_numbers_of_another_history_are_noticed(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        found(laptop, visit, "mine")
        laptop.sync()
        world.restore(yesterday)
        found(colleague, visit, "theirs")
        colleague.sync()
        laptop.sync()
        colleague.sync()
        assert places(laptop, dossier) == places(colleague, dossier) == ["mine", "theirs"]


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/push", "/v1/pull"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_mending_can_be_cut_anywhere(tmp_path: Path, path: str, moment: str) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        found(colleague, visit, "theirs")
        colleague.sync()
        found(laptop, visit, "mine")
        laptop.sync()
        world.restore(yesterday)
        getattr(laptop.wire, moment).append(path)
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        laptop.crash()
        laptop.sync()
        colleague.sync()
        assert laptop.facts() == colleague.facts()
        assert places(laptop, dossier) == ["mine", "theirs"]
        assert set(world.acts()) >= laptop.acts()


def test_a_push_whose_sync_was_cut_is_missed_though_the_token_still_holds(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        laptop.sync()
        yesterday = world.snapshot()
        found(laptop, visit, "acknowledged, then lost by central")
        laptop.wire.before.append("/v1/blobs")
        laptop.wire.after.append("/v1/push")
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        laptop.wire.before.clear()
        laptop.wire.before.append("/v1/pull")
        world.another_contact(dossier)
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        world.restore(yesterday)
        laptop.wire.before.clear()
        laptop.sync()
        assert set(world.acts()) >= laptop.acts()


def test_a_laptop_enrolled_after_the_backup_signs_in_again_and_loses_nothing(
    tmp_path: Path,
) -> None:
    from inspector_app.sync.identity import enrol_again
    from tests.world import PASSWORD

    with a_world(tmp_path) as world:
        world.person("wang")
        dossier = world.enterprise()
        world.assign("wang", dossier)
        yesterday = world.snapshot()
        laptop = world.laptop("wang")
        laptop.sync()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        found(laptop, visit, "sent and lost")
        laptop.sync()
        world.restore(yesterday)
        with pytest.raises(SignedOut):
            laptop.sync()
        found(laptop, visit, "not yet sent")
        with laptop.link() as link:
            enrol_again(link, laptop.session.workspace, PASSWORD)
        laptop.sync()
        assert places(laptop, dossier) == ["not yet sent", "sent and lost"]
        assert set(world.acts()) >= laptop.acts()
        colleague = second_laptop(laptop, dossier, world)
        assert places(colleague, dossier) == ["not yet sent", "sent and lost"]


def test_records_of_a_laptop_that_central_forgot_are_given_back_by_a_colleague(
    tmp_path: Path,
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        yesterday = world.snapshot()
        late = second_laptop(laptop, dossier, world)
        found(late, visit, "by a laptop enrolled after the backup")
        late.sync()
        laptop.sync()
        world.restore(yesterday)
        assert late.session.device not in world.device_codes()
        result = laptop.sync()
        assert (result.mended, result.strays) == (2, 0)  # the organisation's own too: a new person
        assert set(world.acts()) >= late.acts()
        third = world.copy(laptop, "third", whole=False)
        third.sync()
        assert places(third, dossier) == ["by a laptop enrolled after the backup"]
        verify_workspace(laptop.session)


def record_many(laptop: Laptop, dossier: str, count: int) -> None:
    volume = Volume(dossier, DAY.year)
    bodies = (NoticeDelivered(number=f"示例{n}", way=DeliveryWay.FILE, at="") for n in range(count))
    laptop.session.write([act(body, volume, key=body.number) for body in bodies])


def test_a_long_chain_of_a_colleague_is_given_back_in_parts(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, _visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        record_many(colleague, dossier, 4_500)  # several pushes, more than one may carry
        colleague.sync()
        laptop.sync()
        world.restore(yesterday)
        result = laptop.sync()
        assert (result.mended, result.strays) == (1, 0)
        assert set(world.acts()) >= colleague.acts()
        verify_workspace(laptop.session)


def test_what_a_restored_central_lost_of_others_is_given_back_before_a_dossier_goes(
    tmp_path: Path,
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        colleague = second_laptop(laptop, dossier, world)
        yesterday = world.snapshot()
        found(colleague, visit, "the colleague's")
        colleague.sync()
        laptop.sync()
        world.restore(yesterday)
        world.unassign("wang", dossier)
        assert laptop.sync().purged == 1
        assert set(world.acts()) >= colleague.acts()
