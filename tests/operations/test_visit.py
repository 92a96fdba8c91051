"""A visit from check-in to check-out, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest

from inspector_app.domain.dossier import visit_of
from inspector_app.domain.dossier_records import in_order
from inspector_app.domain.hazards import Level
from inspector_app.domain.ids import new_join_code
from inspector_app.domain.visits import Inspector, NotPerformed
from inspector_app.errors import BadInput
from inspector_app.operations.answers import (
    OpenChecklist,
    ReasonNeeded,
    answer_item,
    open_checklist,
    undo_answer,
)
from inspector_app.operations.ending import MajorItemsOpen, end_visit, open_major_items
from inspector_app.operations.hazards import (
    HazardDraft,
    MajorUnconfirmed,
    free_hazard,
    prefill,
    record_hazard,
    suggestions,
    withdraw_hazard,
)
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.visits import (
    VisitOver,
    record_not_performed,
    require_dossier,
    start_visit,
    visit_page,
)
from tests.world import CHINA, Laptop, World, a_start, a_world

MAJOR = "mem-10-2023"


Place = tuple[World, Laptop, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give one world with one laptop; every test makes visits of its own."""
    with a_world(tmp_path_factory.mktemp("world")) as world:
        laptop, dossier = world.working_laptop()
        yield world, laptop, dossier


def begin(place: Place, **changes: object) -> str:
    """Start a visit at the sample site."""
    world, laptop, dossier = place
    return start_visit(laptop.session, dossier, a_start(world.site(dossier), **changes))[0]


def item_ref(place: Place, visit: str, item: str) -> tuple[OpenChecklist, str]:
    """Open the major criteria and return (checklist, ref of the item)."""
    opened = open_checklist(place[1].session, visit, MAJOR)
    found = next(n for n in opened.running.nodes() if n.item and n.item.item == item)
    return opened, found.ref


def test_the_checklists_follow_from_site_and_day(place: Place) -> None:
    page = visit_page(place[1].session, begin(place))
    assert [e.form_id for e in page.checklists] == [MAJOR, "must-check-small"]
    early = visit_page(place[1].session, begin(place, date=date(2023, 5, 14)))
    assert MAJOR not in [e.form_id for e in early.checklists]
    assert early.gaps


def test_a_visit_needs_names_services_and_a_possible_day(place: Place) -> None:
    for wrong in (
        {"inspectors": ()},
        {"inspectors": (Inspector(name=" "),)},
        {"services": ()},
        {"services": ("99",)},
        {"date": date(1970, 1, 1)},
        {"date": date(2100, 1, 1)},
        {"join_code": "???"},
    ):
        with pytest.raises(BadInput):
            begin(place, **wrong)


def test_a_visit_to_an_unknown_enterprise_is_refused(place: Place) -> None:
    with pytest.raises(UnknownRecord):
        start_visit(place[1].session, "0d0d0d0d-0000-4000-8000-00000000ffff", a_start())


def test_the_same_task_or_join_code_leads_to_the_same_visit(place: Place) -> None:
    code = new_join_code(place[1].session.random)
    assert begin(place, join_code=code) == begin(place, join_code=code.lower())
    task = "0a0a0a0a-0000-4000-8000-0000000000aa"
    assert begin(place, task=task) == begin(place, task=task)


def test_a_visit_that_could_not_take_place_says_why(place: Place) -> None:
    world, laptop, dossier = place
    start = a_start(world.site(dossier))
    visit, _c = record_not_performed(
        laptop.session, dossier, start, NotPerformed.REFUSED, "门卫拒绝入内"
    )
    seen = visit_of(require_dossier(laptop.session, dossier), visit)
    assert seen.not_performed is not None
    assert seen.not_performed.reason is NotPerformed.REFUSED
    assert not seen.is_open


def test_an_answer_supersedes_the_one_before_and_can_be_taken_back(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    opened, ref = item_ref(place, visit, "MEM10-7-3")
    answer_item(session, opened, ref, "yes")
    answer_item(session, opened, ref, "no")
    again, _ref = item_ref(place, visit, "MEM10-7-3")
    assert again.running.node(ref).value == "no"
    undo_answer(session, again, ref)
    third, _ref = item_ref(place, visit, "MEM10-7-3")
    assert third.running.node(ref).value == "yes"


def test_not_applicable_on_a_major_item_needs_a_reason(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    opened, ref = item_ref(place, visit, "MEM10-7-3")
    with pytest.raises(ReasonNeeded):
        answer_item(session, opened, ref, "na")
    answer_item(session, opened, ref, "na", reason="无熔炼设备")
    again, _ref = item_ref(place, visit, "MEM10-7-3")
    assert "无熔炼设备" in again.reasons.values()


def test_a_visit_ends_only_when_every_major_item_has_answer_or_reason(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    with pytest.raises(MajorItemsOpen) as refused:
        end_visit(session, visit)
    assert refused.value.items == open_major_items(session, visit)
    opened, ref = item_ref(place, visit, "MEM10-7-3")
    answer_item(session, opened, ref, "yes")
    left = open_major_items(session, visit)
    assert len(left) == len(refused.value.items) - 1
    end_visit(session, visit, {one.key: "停电，无法检查" for one in left})
    with pytest.raises(VisitOver):
        answer_item(session, opened, ref, "no")


def test_a_hazard_is_prefilled_from_its_item(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    opened, ref = item_ref(place, visit, "MEM10-7-3")
    answer_item(session, opened, ref, "no")
    draft = prefill(session, opened, ref)
    assert draft.level is Level.MAJOR
    assert draft.deadline == "2026-11-25"
    assert draft.responsible == "示例甲"
    assert "第七条第（三）项" in draft.basis[0]
    assert draft.criterion is not None


def test_a_hazard_needs_a_place_and_a_finding(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    for draft in (
        HazardDraft(finding="x"),
        HazardDraft(place="x"),
        HazardDraft(place="x", finding="y", deadline="soon"),
        HazardDraft(place="x" * 5000, finding="y"),
    ):
        with pytest.raises(BadInput):
            record_hazard(session, visit, draft)


def test_a_major_hazard_must_cite_its_criterion(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    bare = HazardDraft(place="x", finding="y", level=Level.MAJOR)
    with pytest.raises(MajorUnconfirmed):
        record_hazard(session, visit, bare)
    opened, ref = item_ref(place, visit, "MEM10-7-3")
    cited = prefill(session, opened, ref).criterion
    assert cited is not None
    unread = msgspec.structs.replace(cited, verified=False)
    with pytest.raises(MajorUnconfirmed):
        record_hazard(session, visit, replace(bare, criterion=unread))
    read = msgspec.structs.replace(unread, clause_read=True)
    record_hazard(session, visit, replace(bare, criterion=read))


def test_a_withdrawn_hazard_leaves_the_visit_and_stays_in_the_log(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    draft = HazardDraft(place="配电室", finding="杂物")
    hazard, _c = record_hazard(session, visit, draft)
    before = len(place[1].facts())
    withdraw_hazard(session, hazard, "误记")
    assert visit_page(session, visit).hazards == ()
    assert len(place[1].facts()) == before + 1


def test_places_and_people_typed_before_are_offered(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    draft = replace(free_hazard(session, visit), place="二号库", finding="x", responsible="示例丁")
    record_hazard(session, visit, draft)
    offered = suggestions(session, place[2])
    assert "二号库" in offered.places
    assert "示例丁" in offered.people


def test_rows_stand_behind_the_one_they_were_added_after() -> None:
    assert in_order({"b": "a", "a": "", "c": "a"}) == ("a", "b", "c")
    assert in_order({"b": "gone", "a": ""}) == ("a", "b")
    assert in_order({"a": "b", "b": "a"}) == ("a", "b")


def test_a_clock_from_1970_is_not_believed(place: Place) -> None:
    old = replace(place[1].session, clock=lambda: datetime(1970, 1, 1, tzinfo=CHINA))
    assert old.today() == date(2026, 11, 25)
    assert old.clock_is_doubtful()
    assert not place[1].session.clock_is_doubtful()
