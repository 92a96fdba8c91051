"""A withdrawn laptop gives what it has, gets nothing, and is told when central has all."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.visits import start_visit
from inspector_app.sync.handing_over import hand_over
from inspector_app.sync.problems import CentralUnreachable, SignedOut, SyncStopped
from tests.world import Laptop, World, a_start, a_world


def a_withdrawn_laptop(world: World) -> Laptop:
    laptop, dossier = world.working_laptop()
    visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
    record_hazard(laptop.session, visit, HazardDraft(place="配电室", finding="示例"))
    world.another_contact(dossier)
    world.revoke(laptop)
    return laptop


def word(laptop: Laptop) -> str:
    with laptop.link() as link, pytest.raises(SignedOut) as said:
        hand_over(link, laptop.session.workspace)
    return str(said.value.details["central_code"])


def test_it_hands_over_everything_once_and_is_locked_then(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop = a_withdrawn_laptop(world)
        here = laptop.facts()
        assert word(laptop) == "AUTH-05"
        assert laptop.facts() == here  # nothing new came
        assert here <= set(world.acts())
        assert word(laptop) == "AUTH-05"


def test_a_cut_leaves_it_withdrawn_and_the_next_contact_goes_on(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop = a_withdrawn_laptop(world)
        with laptop.link() as link:
            with pytest.raises(SyncStopped):
                hand_over(link, laptop.session.workspace, stop=lambda: True)
            with pytest.raises(SignedOut) as said:
                laptop.sync()
        assert said.value.details["central_code"] == "AUTH-03"
        laptop.wire.before.append("/v1/hello")
        with laptop.link() as link, pytest.raises(CentralUnreachable):
            hand_over(link, laptop.session.workspace)
        assert word(laptop) == "AUTH-05"


def test_a_laptop_in_use_is_not_told_anything(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier = world.working_laptop()
        with laptop.link() as link:
            hand_over(link, laptop.session.workspace)
