"""Major hazards before everything: their reports, their photos, then all the rest."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from inspector_app.central.tables import FACT
from inspector_app.domain.hazards import Criterion, Level
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.visits import start_visit
from inspector_app.store.rows import Rank
from inspector_app.sync.problems import CentralUnreachable
from tests.world import Laptop, World, a_start, a_world

GENERAL = HazardDraft(place="仓库", finding="示例", deadline="2026-12-02")
MAJOR = HazardDraft(
    place="熔炼工段",
    finding="示例",
    level=Level.MAJOR,
    deadline="2026-11-25",
    criterion=Criterion(standard="示例判定标准", article="第三条"),
)


def a_picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


def two_visits(world: World) -> tuple[Laptop, str, str]:
    """Return a laptop with a visit whose hazards are general, and one with a major hazard."""
    laptop, first = world.working_laptop()
    second = world.enterprise("绍兴示例化工有限公司", "91330602MA2EXAMP08")
    world.assign("wang", second)
    laptop.sync()
    general, _changes = start_visit(laptop.session, first, a_start(world.site(first)))
    major, _changes = start_visit(laptop.session, second, a_start(world.site(second)))
    return laptop, general, major


def note(laptop: Laptop, visit: str, draft: HazardDraft, colour: str) -> None:
    hazard, _changes = record_hazard(laptop.session, visit, draft)
    attach_photo(laptop.session, visit, f"hazard:{hazard}", a_picture(colour))


def hazards_on_central(world: World) -> int:
    with world.central.database.read() as connection:
        found = select(func.count()).where(FACT.c.kind == "hazard_recorded")
        return int(connection.execute(found).scalar_one())


def ranks(laptop: Laptop) -> list[Rank]:
    with laptop.session.workspace.reading() as reader:
        return [one.rank for one in reader.blobs_to_send()]


def test_photos_of_a_major_hazard_arrive_before_other_facts_leave(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, general, major = two_visits(world)
        note(laptop, general, GENERAL, "steelblue")
        note(laptop, major, MAJOR, "firebrick")
        note(laptop, major, GENERAL, "seagreen")
        laptop.wire.requests.clear()
        laptop.wire.meanwhile["/v1/blobs"] = lambda: laptop.wire.before.append("/v1/push")
        with pytest.raises(CentralUnreachable):
            laptop.sync()
        assert hazards_on_central(world) == 1
        assert Rank.MAJOR not in ranks(laptop) and Rank.ORIGINAL in ranks(laptop)
        laptop.sync()
        assert ranks(laptop) == []


def test_the_order_of_requests_is_reports_photos_facts_files(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, general, major = two_visits(world)
        note(laptop, general, GENERAL, "steelblue")
        note(laptop, major, MAJOR, "firebrick")
        laptop.wire.requests.clear()
        laptop.sync()
        steps = [one.rpartition("/v1/")[2].partition("/")[0] for one in laptop.wire.requests]
        shown = [one for at, one in enumerate(steps) if at == 0 or steps[at - 1] != one]
        assert shown[:5] == ["hello", "push", "blobs", "push", "hello"]
        assert shown[-1] == "blobs"


def test_what_comes_after_the_last_major_hazard_of_a_chain_waits(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _general, major = two_visits(world)
        note(laptop, major, MAJOR, "firebrick")
        for _n in range(3):
            record_hazard(laptop.session, major, GENERAL)
        with laptop.session.workspace.reading() as reader:
            ((_volume, urgent),) = reader.urgent()
        assert [one.kind for one in urgent][-1] in ("hazard_recorded", "major_hazard_reported")
        assert sum(one.kind == "hazard_recorded" for one in urgent) == 1


def test_photos_that_central_says_nothing_of_hold_up_no_fact(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _general, major = two_visits(world)
        note(laptop, major, MAJOR, "firebrick")
        laptop.wire.rewrite["/v1/blobs/query"] = {"states": []}
        laptop.sync()
        assert Rank.MAJOR in ranks(laptop)
        laptop.wire.rewrite.clear()
        laptop.sync()
        assert ranks(laptop) == []


def test_without_a_major_hazard_nothing_is_asked_in_between(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, general, _major = two_visits(world)
        note(laptop, general, GENERAL, "steelblue")
        laptop.wire.requests.clear()
        laptop.sync()
        assert [one for one in laptop.wire.requests if "push" in one] == ["POST /v1/push"]


QUESTION = "mem-10-2023@1/data/metal/m1"


def test_photos_of_the_answer_that_a_major_hazard_came_from_go_first_too(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, general, major = two_visits(world)
        for visit, colour in ((general, "steelblue"), (major, "firebrick"), (major, "seagreen")):
            other = "" if colour != "seagreen" else "2"
            owner = f"answer:{visit}/{QUESTION}{other}"
            attach_photo(laptop.session, visit, owner, a_picture(colour))
        assert Rank.MAJOR not in ranks(laptop)
        record_hazard(laptop.session, major, replace(MAJOR, question=QUESTION))
        assert ranks(laptop).count(Rank.MAJOR) == 2  # the picture and its thumbnail
        attach_photo(laptop.session, major, f"answer:{major}/{QUESTION}", a_picture("orchid"))
        assert ranks(laptop).count(Rank.MAJOR) == 4
        assert ranks(laptop).count(Rank.ORIGINAL) == 2
