"""One laptop, two laptops, and central: what they end with, whatever happens on the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.dossier import hazards_of
from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.visits import require_dossier, start_visit
from inspector_app.sync.problems import (
    CaptivePortal,
    CentralUnreachable,
    SignedOut,
)
from tests.world import Laptop, a_start, a_world


def found(laptop: Laptop, visit: str, place: str = "配电室") -> str:
    """Record a hazard."""
    draft = HazardDraft(place=place, finding="配电箱前堆放杂物", deadline="2026-12-02")
    return record_hazard(laptop.session, visit, draft)[0]


def test_a_laptop_gets_what_is_assigned_and_nothing_else(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        world.enterprise("绍兴示例化工有限公司", "91330602MA2EXAMP08"[:17] + "0")
        laptop, dossier = world.working_laptop()
        with laptop.session.workspace.reading() as reader:
            assert reader.count_enterprises() == 1
            assert reader.enterprises(limit=9, offset=0, order="name")[0].dossier == dossier


def test_what_is_recorded_offline_reaches_central_once(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        found(laptop, visit)
        result = laptop.sync()
        assert (result.pushed, result.pulled, result.pending_facts) == (2, 0, 0)
        again = laptop.sync()
        assert (again.pushed, again.pulled) == (0, 0)


def test_a_sync_with_nothing_to_do_costs_one_request(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier = world.working_laptop()
        laptop.sync()
        laptop.wire.requests.clear()
        laptop.sync()
        assert laptop.wire.requests == ["POST /v1/hello"]


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/push", "/v1/pull"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_cut_request_or_lost_reply_is_made_good_by_the_next_sync(
    tmp_path: Path, path: str, moment: str
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        hazard = found(laptop, visit)
        world.another_contact(dossier)
        getattr(laptop.wire, moment).append(path)
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        result = laptop.sync()
        assert result.pending_facts == 0
        colleague = second_laptop(laptop, dossier, world)
        shown = hazards_of(require_dossier(colleague.session, dossier))
        assert [h.hazard for h in shown] == [hazard]
        assert colleague.facts() == laptop.facts()


def second_laptop(laptop: Laptop, dossier: str, world: object) -> Laptop:
    """Enrol a colleague who is assigned the same dossier, synced."""
    from tests.world import World

    assert isinstance(world, World)
    world.person("li")
    world.assign("li", dossier)
    colleague = world.laptop("li")
    colleague.sync()
    laptop.sync()
    return colleague


def test_two_peoples_different_answers_are_both_kept_and_shown(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        visit, _changes = start_visit(laptop.session, dossier, a_start(world.site(dossier)))
        laptop.sync()
        colleague = second_laptop(laptop, dossier, world)
        for one, value in ((laptop, "yes"), (colleague, "no")):
            opened = open_checklist(one.session, visit, "general-2026")
            node = next(n for n in opened.running.nodes() if n.item is not None and n.relevant)
            answer_item(one.session, opened, node.ref, value)
        for one in (laptop, colleague, laptop):
            one.sync()
        assert laptop.facts() == colleague.facts()
        conflicts = require_dossier(laptop.session, dossier).conflicts()
        assert len(conflicts) == 1
        assert conflicts[0].startswith(f"answer:{visit}/general-2026@")


def test_a_revoked_laptop_is_told_so(tmp_path: Path) -> None:
    from inspector_app.central.people import revoke

    with a_world(tmp_path) as world:
        laptop, _dossier = world.working_laptop()
        revoke(world.central, laptop.session.device)
        with pytest.raises(SignedOut):
            laptop.sync()


def test_a_page_that_answers_in_place_of_central_is_a_portal(tmp_path: Path) -> None:
    import httpx

    from inspector_app.sync.client import Link

    def portal(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<html>请登录本网络</html>")

    transport = httpx.MockTransport(portal)
    with Link("http://central.example", transport=transport) as link, pytest.raises(CaptivePortal):
        link.about()
