"""What a form sees around it: the enterprise's file as lists, the record before, the place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from inspector_app.central.forms import Placing, publish_form
from inspector_app.checklists import lint
from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.records import NewRecord, open_record, record_checklist
from inspector_app.operations.visits import start_visit
from tests.checklists.forms import bind, form_xml, question
from tests.world import Laptop, World, a_start, a_world

RECHECK = """
| settings |
|  | form_title | form_id | version |
|  | 示例复查表 | sample-recheck | 1 |

| survey |
|  | type | name | label | choice_filter | calculation | default |
|  | start-geopoint | here |  |  |  |  |
|  | select_one_from_file hazard.csv | told | 隐患 | state='open' |  |  |
|  | select_one_from_file contact.csv | who | 联系人 |  |  |  |
|  | calculate | deadline |  |  | pulldata('hazard', 'deadline', 'name', ${told}) |  |
|  | calculate | insurer |  |  | pulldata('policy', 'insurer', 'name', 'SAMPLE-2026-1') |  |
|  | calculate | site_place |  |  | pulldata('site', 'address', 'name', '一厂区') |  |
|  | calculate | before |  |  | pulldata('visit', 'date', '', '') |  |
|  | text | remark | 备注 |  |  | ${last-saved#remark} |
"""
UNKNOWN = form_xml(
    "<q/><c/>", bind("c", calculate="pulldata('nothing', 'a', 'b', 'c')"), question("q")
)
Place = tuple[World, Laptop, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("world")
    with a_world(folder, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        (folder / "recheck.md").write_text(RECHECK, encoding="utf-8")
        (folder / "unknown.xml").write_bytes(UNKNOWN)
        for name in ("recheck.md", "unknown.xml"):
            publish_form(world.central, folder / name, Placing(tags=("any",)))
        laptop.sync()
        yield world, laptop, dossier


def begin(scene: Place, **changes: object) -> str:
    world, laptop, dossier = scene
    return start_visit(laptop.session, dossier, a_start(world.site(dossier), **changes))[0]


def test_a_form_offers_the_open_hazards_of_the_enterprise_and_looks_into_its_file(
    place: Place,
) -> None:
    session, earlier, visit = place[1].session, begin(place), begin(place)
    draft = HazardDraft(place="配电室", finding="杂物", deadline="2026-12-02")
    hazard, _changes = record_hazard(session, earlier, draft)
    opened = open_checklist(session, visit, "sample-recheck")
    running = opened.running
    told = [(one.value, one.label) for one in running.node("/data/told").choices or ()]
    assert (hazard, "配电室：杂物") in told
    assert [one.label for one in running.node("/data/who").choices or ()] == ["示例甲 厂长"]
    answer_item(session, opened, "/data/told", hazard)
    said = {name: running.node(f"/data/{name}").value for name in
            ("deadline", "insurer", "site_place", "before")}  # fmt: skip
    assert said == {
        "deadline": "2026-12-02",
        "insurer": "示例财产保险公司",
        "site_place": "浙江省杭州市示例区示例路1号",
        "before": "2026-11-25",
    }
    assert running.problems == ()


def test_a_form_begins_with_what_the_record_before_it_said_and_where_the_laptop_was(
    place: Place,
) -> None:
    session = place[1].session
    first = open_checklist(session, begin(place, date=date(2026, 12, 1)), "sample-recheck")
    answer_item(session, first, "/data/remark", "上次备注")
    visit = begin(place, date=date(2026, 12, 2), place="30.25 120.16")
    second = open_checklist(session, visit, "sample-recheck").running
    assert second.node("/data/remark").value == "上次备注"
    assert second.node("/data/here").value == "30.25 120.16 0.0 0.0"


def test_a_list_that_nobody_has_is_a_noted_problem_and_answers_are_kept(place: Place) -> None:
    session = place[1].session
    opened = open_checklist(session, begin(place), "sample")
    answer_item(session, opened, "/data/q", "答案")
    assert opened.running.node("/data/q").value == "答案"
    assert any("nothing" in problem.message for problem in opened.running.problems)


def test_a_record_sees_the_site_of_its_visit_and_one_without_a_visit_the_enterprise(
    place: Place,
) -> None:
    session, dossier = place[1].session, place[2]
    visit = begin(place)
    of_visit, _c = open_record(session, NewRecord(dossier, "sr-02", visit))
    alone, _c = open_record(session, NewRecord(dossier, "sf-complaint"))
    for record in (of_visit, alone):
        running = record_checklist(session, record).running
        node = next(n for n in running.nodes() if n.ref.endswith("/ent_industry"))
        assert node.value == "industry-trade"


def test_an_author_may_use_the_lists_of_the_file_without_a_file(tmp_path: Path) -> None:
    source = tmp_path / "recheck.md"
    source.write_text(RECHECK, encoding="utf-8")
    assert [one.line() for one in lint.check(source, run=False) if not one.is_warning] == []
