"""Service records: asked for by the services, filled from the file, answered, closed, synced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from inspector_app.checklists.problems import BadAnswer, UnknownForm
from inspector_app.domain.dossier import answers_of
from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.hazards import HazardReinspected, Outcome
from inspector_app.domain.papers import PhotoRole
from inspector_app.errors import BadInput
from inspector_app.operations.answers import (
    OpenChecklist,
    add_row,
    answer_item,
    remove_row,
    undo_answer,
)
from inspector_app.operations.conflicts import conflicts, keep
from inspector_app.operations.evidence import doubts_of
from inspector_app.operations.hazards import HazardDraft, record_hazard, reinspect_hazard
from inspector_app.operations.holders import RecordOver
from inspector_app.operations.marking import marks_of
from inspector_app.operations.photos import attach_photo, detach_photo
from inspector_app.operations.records import (
    NewRecord,
    RecordIncomplete,
    RecordNotClosed,
    close_record,
    filled_record,
    open_record,
    record_checklist,
    records_of_dossier,
    records_of_visit,
    refill_record,
    reopen_record,
    withdraw_record,
)
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.visits import require_dossier, start_visit
from tests.world import Laptop, World, a_start, a_world

Place = tuple[World, Laptop, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give one world with one laptop; every test makes visits and records of its own."""
    with a_world(tmp_path_factory.mktemp("world"), sockets=False) as world:
        laptop, dossier = world.working_laptop()
        yield world, laptop, dossier


def begin(place: Place, *services: str) -> str:
    world, laptop, dossier = place
    start = a_start(world.site(dossier), services=services or ("04",))
    return start_visit(laptop.session, dossier, start)[0]


def opened(place: Place, form: str, visit: str = "", **more: object) -> str:
    new = NewRecord(place[2], form, visit, **more)  # type: ignore[arg-type]
    return open_record(place[1].session, new)[0]


def at(checklist: OpenChecklist, name: str) -> str:
    return next(n.ref for n in checklist.running.nodes() if n.ref.endswith(f"/{name}"))


def test_a_visits_services_ask_for_their_records(place: Place) -> None:
    session, visit = place[1].session, begin(place, "01", "04")
    page = records_of_visit(session, visit)
    assert [one.entry.form_id for one in page.asked] == [
        "sr-01",
        "sr-04",
        "sf-confirm",
        "sf-signin",
    ]
    assert "sf-complaint" in [one.entry.form_id for one in page.offered]
    opened(place, "sr-01", visit)
    after = records_of_visit(session, visit)
    assert [one.form for one in after.records] == ["sr-01"]
    assert "sr-01" not in [one.entry.form_id for one in after.asked]


def test_a_record_starts_with_what_the_file_knows(place: Place) -> None:
    record = opened(place, "sr-01", begin(place, "01"))
    read = filled_record(place[1].session, record)
    assert read.value("ent_name") == "杭州示例铸造有限公司"
    assert read.value("ent_principal") == "示例甲"
    assert read.value("policy_no") == "SAMPLE-2026-1"
    assert read.value("policy_end") == "2027-02-28"
    assert read.value("service_date") == "2026-11-25"
    answers = read.answers()
    assert answers["service_form"] == "委托安全生产技术服务机构"
    staff = answers["staff"]
    assert isinstance(staff, tuple)
    assert [row["name"] for row in staff] == ["示例检查员甲", "示例检查员乙"]
    assert staff[0]["cert_no"] == "示例证-1"


def test_the_record_of_an_inspection_holds_results_and_hazards(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    draft = HazardDraft(
        place="配电室", finding="配电箱前堆放杂物", measure="清理", deadline="2026-12-02"
    )
    record_hazard(session, visit, draft)
    read = filled_record(session, opened(place, "sr-04", visit))
    answers = read.answers()
    items = answers["items"]
    assert isinstance(items, tuple)
    assert len(items) == int(read.value("unchecked_count")) > 20
    assert read.value("overall") == "yellow"
    assert read.value("major_count") == "0"
    assert "工贸" in read.value("checklist_id")


def test_answers_of_people_stand_above_what_was_filled_in(place: Place) -> None:
    session = place[1].session
    record = opened(place, "sf-confirm", begin(place))
    first = record_checklist(session, record)
    phone = at(first, "ent_phone")
    answer_item(session, first, phone, "0571-12345678")
    again = record_checklist(session, record)
    assert again.running.node(phone).value == "0571-12345678"
    undo_answer(session, again, phone)
    third = record_checklist(session, record)
    assert third.running.node(phone).value == "0571-00000001"


def test_what_the_file_learns_later_is_taken_where_nobody_answered(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    record = opened(place, "sr-04", visit)
    answer_item(
        session, opening := record_checklist(session, record), at(opening, "place"), "二厂区"
    )
    assert filled_record(session, record).value("fail_count") == "0"
    draft = HazardDraft(place="一车间", finding="通道堵塞", deadline="2026-12-02")
    record_hazard(session, visit, draft)
    record_hazard(session, visit, draft)
    assert refill_record(session, record).subjects == {f"record_fill:{record}"}
    assert refill_record(session, record).subjects == frozenset()
    assert filled_record(session, record).value("place") == "二厂区"


def test_rows_can_be_added_and_taken_away_and_stay_away(place: Place) -> None:
    session = place[1].session
    record = opened(place, "sr-01", begin(place, "01"))
    first = record_checklist(session, record)
    staff = at(first, "staff")
    remove_row(session, first, f"{staff}[1]")
    ref, _changes = add_row(session, first, staff)
    answer_item(session, first, f"{ref}/name", "示例检查员丙")
    names = [r["name"] for r in filled_record(session, record).answers()["staff"]]  # type: ignore[attr-defined]
    assert names == ["示例检查员乙", "示例检查员丙"]
    again = record_checklist(session, record)
    remove_row(session, again, f"{staff}[2]")
    remove_row(session, again, f"{staff}[1]")
    last = record_checklist(session, record)
    assert last.running.rows(staff) == ()


def test_a_complaint_belongs_to_the_enterprise_and_each_is_a_new_one(place: Place) -> None:
    session, dossier = place[1].session, place[2]
    first = opened(place, "sf-complaint", date=date(2025, 3, 1))
    second = opened(place, "sf-complaint")
    lines = {one.record: one for one in records_of_dossier(session, dossier).records}
    assert lines[first].date == "2025-03-01"
    assert lines[second].date == "2026-11-25"
    assert lines[first].visit == ""
    assert lines[first].kind == "paper"
    checklist = record_checklist(session, first)
    assert checklist.volume.year == 2025
    answer_item(session, checklist, at(checklist, "complainant"), "示例投诉人")
    assert filled_record(session, first).value("complainant") == "示例投诉人"
    assert filled_record(session, first).value("ent_name") == "杭州示例铸造有限公司"


def test_a_record_closes_only_when_complete_and_can_be_opened_again(place: Place) -> None:
    session = place[1].session
    record = opened(place, "sf-signin", begin(place, "05"))
    with pytest.raises(RecordIncomplete) as refused:
        close_record(session, record)
    assert refused.value.items
    answer_everything(place, record)
    close_record(session, record, "齐全")
    checklist = record_checklist(session, record)
    with pytest.raises(RecordOver):
        answer_item(session, checklist, at(checklist, "activity"), "演练")
    with pytest.raises(RecordOver):
        close_record(session, record)
    with pytest.raises(BadInput):
        reopen_record(session, record, " ")
    reopen_record(session, record, "补签一人")
    answer_item(session, checklist, at(checklist, "activity"), "演练")
    with pytest.raises(RecordNotClosed):
        reopen_record(session, record, "再次")


def answer_everything(place: Place, record: str) -> None:
    """Answer what a sign-in sheet requires."""
    session = place[1].session
    checklist = record_checklist(session, record)
    row, _changes = add_row(session, checklist, at(checklist, "people"))
    said = {"signin_no": "QD-1", "activity": "培训", "date": "2026-11-25", "place": "会议室",
            "start": "09:00:00.000+08:00", "end": "10:00:00.000+08:00", "count": "1",
            "photo": "a.jpg", "teacher": "示例甲", "service_no": "1"}  # fmt: skip
    for name, value in said.items():
        answer_item(session, checklist, at(checklist, name), value)
    for node in checklist.running.nodes():
        if node.ref.startswith(row) and node.required and not node.value:
            choices = [one.value for one in node.choices or ()]
            answer_item(session, checklist, node.ref, choices[0] if choices else "示例")


def test_a_withdrawn_record_makes_room_for_another(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    record = opened(place, "sr-04", visit)
    assert opened(place, "sr-04", visit) == record
    assert opened(place, "sr-04", visit, another=True) != record
    withdraw_record(session, record, "开错了")
    with pytest.raises(RecordOver):
        refill_record(session, record)
    assert opened(place, "sr-04", visit) != record
    states = {one.record: one.state for one in records_of_visit(session, visit).records}
    assert states[record] is RecordState.WITHDRAWN


def test_unknown_forms_visits_and_records_are_refused(place: Place) -> None:
    session = place[1].session
    with pytest.raises(UnknownForm):
        opened(place, "nothing")
    with pytest.raises(UnknownForm):
        opened(place, "mem-10-2023")
    with pytest.raises(UnknownRecord):
        opened(place, "sr-04", "0d0d0d0d-0000-4000-8000-00000000ffff")
    with pytest.raises(UnknownRecord):
        record_checklist(session, "0d0d0d0d-0000-4000-8000-00000000ffff")
    with pytest.raises(BadInput):
        opened(place, "sf-expense", date=date(1970, 1, 1))
    record = opened(place, "sf-expense")
    checklist = record_checklist(session, record)
    with pytest.raises(BadAnswer):
        answer_item(session, checklist, "/data/nothing", "1")


def test_a_photo_belongs_to_a_question_of_a_record(place: Place, jpeg: bytes) -> None:
    session = place[1].session
    record = opened(place, "sf-complaint")
    checklist = record_checklist(session, record)
    owner = checklist.subject(at(checklist, "evidence"))
    photo, changes = attach_photo(session, record, owner, jpeg, role=PhotoRole.EVIDENCE)
    assert changes.dossiers == {place[2]}
    assert photo.owner.startswith(f"answer:{record}/sf-complaint@1/")
    assert doubts_of(session, photo) == ()
    assert marks_of(session, photo).is_plain
    detach_photo(session, photo)


def test_two_laptops_fill_one_record_and_their_difference_is_shown(place: Place) -> None:
    world, wang, dossier = place
    world.person("li")
    world.assign("li", dossier)
    li = world.laptop("li")
    visit = begin(place, "01")
    wang.sync()
    li.sync()
    record = opened(place, "sr-01", visit)
    same, _changes = open_record(li.session, NewRecord(dossier, "sr-01", visit))
    assert same == record
    for laptop, topic in ((wang, "有限空间作业"), (li, "粉尘防爆")):
        checklist = record_checklist(laptop.session, record)
        answer_item(laptop.session, checklist, at(checklist, "training_topic"), topic)
    wang.sync()
    li.sync()
    wang.sync()
    assert wang.acts() == li.acts()
    line = next(o for o in records_of_visit(wang.session, visit).records if o.record == record)
    assert line.conflict
    found = [
        c for c in conflicts(wang.session, dossier) if c.subject.startswith(f"answer:{record}")
    ]
    assert [c.about for c in found] == ["培训主题"]
    assert found[0].visit == visit
    keep(wang.session, dossier, found[0].subject, found[0].versions[0].fact)
    stored = answers_of(require_dossier(wang.session, dossier), record, "sr-01", "1")
    assert [one.conflict for ref, one in stored.items() if ref.endswith("topic")] == [False]


def test_two_fillings_of_one_record_differ_in_single_answers_and_one_more_filling_settles(
    place: Place,
) -> None:
    world, wang, dossier = place
    world.person("zhao")
    world.assign("zhao", dossier)
    zhao = world.laptop("zhao")
    visit = begin(place)
    for laptop in (wang, zhao):
        laptop.sync()
    draft = HazardDraft(place="一车间", finding="通道堵塞", deadline="2026-12-02")
    record_hazard(wang.session, visit, draft)
    record = opened(place, "sr-04", visit)
    open_record(zhao.session, NewRecord(dossier, "sr-04", visit))
    for laptop in (wang, zhao, wang):
        laptop.sync()
    subject = f"record_fill:{record}"
    (found,) = [c for c in conflicts(zhao.session, dossier) if c.subject == subject]
    assert found.about == "生产安全事故隐患排查服务记录"
    assert "通道堵塞" in [dict(one.fields).get("desc") for one in found.versions]
    refill_record(zhao.session, record)
    assert [c for c in conflicts(zhao.session, dossier) if c.subject == subject] == []
    hazards = filled_record(zhao.session, record).answers().get("hazards", ())
    assert isinstance(hazards, tuple)


def test_a_recheck_starts_with_the_hazards_told_before_and_what_was_found_again(
    place: Place,
) -> None:
    session, earlier, again = place[1].session, begin(place), begin(place)
    draft = HazardDraft(
        place="二车间", finding="护栏缺失", deadline="2026-12-02", responsible="示例丁"
    )
    hazard, _changes = record_hazard(session, earlier, draft)
    reinspect_hazard(
        session,
        HazardReinspected(
            hazard=hazard,
            date="2026-11-25",
            outcome=Outcome.PARTLY,
            visit=again,
            note="已装一半",
            deadline="2026-12-09",
        ),
    )
    items = filled_record(session, opened(place, "sf-recheck", again)).answers()["items"]
    assert isinstance(items, tuple)
    row = next(one for one in items if one["fact"] == "已装一半")
    assert (row["result"], row["new_deadline"]) == ("部分整改", "2026-12-09")
    reply = filled_record(session, opened(place, "sf-rectify", earlier)).answers()["items"]
    assert isinstance(reply, tuple)
    assert [one["responsible"] for one in reply] == ["示例丁"]
