"""A new version is published in the middle of a visit: old records keep the old one, the visit can
go on with the new one and go back, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.central.forms import Placing, publish_form
from inspector_app.domain.dossier import answers_of, hazard_of
from inspector_app.domain.dossier_records import answers_in
from inspector_app.operations.answers import add_row, answer_item, open_checklist, remove_row
from inspector_app.operations.ending import end_visit, open_major_items
from inspector_app.operations.hazards import prefill, record_hazard
from inspector_app.operations.moving import (
    NothingToMove,
    move_checklist,
    moved_checklists,
    newer_versions,
    place_in_use,
    preview_move,
    take_late,
    undo_move,
)
from inspector_app.operations.notice_draft import photos_of_hazard
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.session import Session
from inspector_app.operations.visits import VisitOver, require_dossier, start_visit, visit_page
from tests.checklists.forms import CONFORMITY, bind, form_xml, item, question
from tests.world import Laptop, World, a_start, a_world

FORM = "sample"
OLD = form_xml(
    '<g><i1/><i2/></g><note/><gone/><row jr:template=""><q/></row>',
    bind("g/i1", insp_item="I-1") + bind("g/i2", insp_item="I-2"),
    item("g/i1", "第一项")
    + item("g/i2", "第二项")
    + question("note", "记录")
    + question("gone", "旧问题")
    + f'<repeat nodeset="/data/row">{question("row/q", "行")}</repeat>',
    CONFORMITY,
)
NEW = form_xml(
    '<h><i1/><i3/></h><g><i2/></g><note/><box><row jr:template=""><q/></row></box><must/>',
    bind("h/i1", insp_item="I-1")
    + bind("h/i3", insp_item="I-3")
    + bind("g/i2", insp_item="I-2")
    + bind("must", required="true()"),
    item("h/i1", "第一项")
    + item("h/i3", "第三项")
    + item("g/i2", "第二项")
    + question("note", "记录")
    + f'<repeat nodeset="/data/box/row">{question("box/row/q", "行")}</repeat>'
    + question("must", "必答"),
    CONFORMITY,
).replace(b'version="1"', b'version="2"')
EVERYWHERE = Placing(sector="general", tags=("any",), rank=40)


@dataclass
class Scene:
    """Two inspectors on one enterprise; version 1 is on both laptops, version 2 is not yet out."""

    world: World
    wang: Laptop
    li: Laptop
    dossier: str

    def publish(self, xml: bytes, name: str) -> None:
        path = self.world.folder / name
        path.write_bytes(xml)
        publish_form(self.world.central, path, EVERYWHERE)

    def begin(self) -> str:
        """Start a visit on wang's laptop that li's knows too."""
        site = self.world.site(self.dossier)
        visit = start_visit(self.wang.session, self.dossier, a_start(site))[0]
        self.meet()
        return visit

    def meet(self) -> None:
        """Sync until both laptops hold the same."""
        for laptop in (self.wang, self.li, self.wang):
            laptop.sync()
        assert self.wang.acts() == self.li.acts()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Give the scene with both versions published; visits of tests begin with version 1."""
    with a_world(tmp_path_factory.mktemp("world"), sockets=False) as world:
        wang, dossier = world.working_laptop()
        world.person("li")
        world.assign("li", dossier)
        made = Scene(world, wang, world.laptop("li"), dossier)
        made.publish(OLD, "old.xml")
        made.publish(NEW, "new.xml")
        made.meet()
        yield made


def say(session: Session, visit: str, version: str, **values: str) -> None:
    checklist = open_checklist(session, visit, FORM, version)
    for path, value in values.items():
        answer_item(session, checklist, "/data/" + path.replace("__", "/"), value)


def stored(session: Session, dossier: str, visit: str, version: str) -> dict[str, str]:
    return dict(answers_in(require_dossier(session, dossier), visit, FORM, version).values)


def versions(session: Session, visit: str) -> list[str]:
    return [e.version for e in visit_page(session, visit).checklists if e.form_id == FORM]


def test_a_published_version_reaches_laptops_at_the_next_sync_and_spares_what_was_begun(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with a_world(tmp_path_factory.mktemp("order"), sockets=False) as world:
        laptop, dossier = world.working_laptop()
        scene = Scene(world, laptop, laptop, dossier)
        scene.publish(OLD, "old.xml")
        laptop.sync()
        begun = start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]
        ended = start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]
        for visit in (begun, ended):
            say(laptop.session, visit, "", g__i1="no", gone="旧答案")
        left = {one.key: "示例原因" for one in open_major_items(laptop.session, ended)}
        end_visit(laptop.session, ended, left)
        scene.publish(NEW, "new.xml")
        assert versions(laptop.session, begun) == ["1"]
        laptop.sync()
        fresh = start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]
        assert versions(laptop.session, fresh) == ["2"]
        assert versions(laptop.session, begun) == ["1"]
        assert versions(laptop.session, ended) == ["1"]
        assert newer_versions(laptop.session, ended) == ()
        assert [(n.version, n.newer) for n in newer_versions(laptop.session, begun)] == [("1", "2")]
        with pytest.raises(VisitOver):
            move_checklist(laptop.session, ended, FORM)
        move_checklist(laptop.session, begun, FORM)
        assert stored(laptop.session, dossier, ended, "1") == {
            "/data/g/i1": "no", "/data/gone": "旧答案",
        }  # fmt: skip


def test_the_view_tells_what_is_kept_moved_newly_required_and_dropped(scene: Scene) -> None:
    session, visit = scene.wang.session, scene.begin()
    say(session, visit, "1", g__i1="no", g__i2="yes", gone="旧答案")
    before = scene.wang.facts()
    view = preview_move(session, visit, FORM)
    assert (view.before, view.after) == ("1", "2")
    assert [(one.ref, one.value) for one in view.kept] == [("/data/g/i2", "yes")]
    assert [(one.before, one.ref, one.item) for one in view.moved] == [
        ("/data/g/i1", "/data/h/i1", "I-1")
    ]
    assert [one.question for one in view.newly_required] == ["第三项", "必答"]
    assert [(one.question, one.value) for one in view.dropped] == [("旧问题", "旧答案")]
    assert scene.wang.facts() == before


def test_a_move_needs_no_network_leaves_the_old_answers_alone_and_keeps_an_appendix(
    scene: Scene,
) -> None:
    session, visit = scene.wang.session, scene.begin()
    say(session, visit, "1", g__i1="no", g__i2="yes", gone="旧答案")
    first = open_checklist(session, visit, FORM, "1")
    row, _changes = add_row(session, first, "/data/row")
    answer_item(session, first, f"{row}/q", "行一")
    requests = len(scene.wang.wire.requests)
    old = stored(session, scene.dossier, visit, "1")
    move_checklist(session, visit, FORM)
    assert len(scene.wang.wire.requests) == requests
    assert versions(session, visit) == ["2"]
    assert stored(session, scene.dossier, visit, "1") == old
    opened = open_checklist(session, visit, FORM)
    assert opened.version == "2"
    assert opened.running.node("/data/h/i1").value == "no"
    assert opened.running.node("/data/box/row[1]/q").value == "行一"
    (moved,) = moved_checklists(session, visit)
    assert [(one.question, one.value) for one in moved.appendix] == [("旧问题", "旧答案")]
    assert not moved.late
    with pytest.raises(NothingToMove):
        move_checklist(session, visit, FORM)


def test_a_move_is_undone_by_facts_and_takes_along_what_was_answered_since(scene: Scene) -> None:
    session, visit = scene.wang.session, scene.begin()
    with pytest.raises(NothingToMove):
        undo_move(session, visit, FORM)
    say(session, visit, "1", g__i1="no", gone="旧答案")
    facts = scene.wang.facts()
    move_checklist(session, visit, FORM)
    say(session, visit, "2", h__i1="yes", must="新答案")
    undo_move(session, visit, FORM)
    assert versions(session, visit) == ["1"]
    assert facts < scene.wang.facts()
    assert stored(session, scene.dossier, visit, "1") == {
        "/data/g/i1": "yes", "/data/gone": "旧答案",
    }  # fmt: skip
    (moved,) = moved_checklists(session, visit)
    assert moved.back
    assert [(one.question, one.value) for one in moved.appendix] == [("必答", "新答案")]
    move_checklist(session, visit, FORM)
    assert stored(session, scene.dossier, visit, "2") == {
        "/data/h/i1": "yes", "/data/must": "新答案",
    }  # fmt: skip


def test_photos_and_hazards_find_their_question_in_the_version_in_use(scene: Scene) -> None:
    session, visit = scene.wang.session, scene.begin()
    say(session, visit, "1", g__i1="no", gone="旧答案")
    assert place_in_use(session, visit)("sample@1/data/g/i1") == "sample@1/data/g/i1"
    move_checklist(session, visit, FORM)
    place = place_in_use(session, visit)
    assert place("sample@1/data/g/i1") == "sample@2/data/h/i1"
    assert place("sample@1/data/row[r1]/q") == "sample@2/data/box/row[r1]/q"
    assert place("sample@1/data/gone") == "sample@1/data/gone"
    assert place("other@1/data/x") == "other@1/data/x"
    undo_move(session, visit, FORM)
    assert place_in_use(session, visit)("sample@2/data/h/i1") == "sample@1/data/g/i1"


def test_a_hazard_recorded_after_a_move_shows_the_photo_taken_before_it(
    scene: Scene, jpeg: bytes
) -> None:
    session, visit = scene.wang.session, scene.begin()
    say(session, visit, "1", g__i1="no")
    before = open_checklist(session, visit, FORM, "1")
    photo, _changes = attach_photo(session, visit, before.subject("/data/g/i1"), jpeg)
    attach_photo(session, visit, before.subject("/data/note"), jpeg)
    move_checklist(session, visit, FORM)
    draft = prefill(session, open_checklist(session, visit, FORM), "/data/h/i1")
    filled = replace(draft, place="一车间", finding="未落实")
    hazard, _changes = record_hazard(session, visit, filled)
    dossier = require_dossier(session, scene.dossier)
    found = hazard_of(dossier, hazard)
    assert found is not None
    assert photos_of_hazard(dossier, found) == (photo,)


def test_rows_added_and_taken_away_meanwhile_come_along_too(scene: Scene) -> None:
    session, visit = scene.wang.session, scene.begin()
    first = open_checklist(session, visit, FORM, "1")
    for text in ("行一", "行二"):
        row, _changes = add_row(session, first, "/data/row")
        answer_item(session, first, f"{row}/q", text)
    move_checklist(session, visit, FORM)
    second = open_checklist(session, visit, FORM)
    remove_row(session, second, "/data/box/row[1]")
    row, _changes = add_row(session, second, "/data/box/row")
    answer_item(session, second, f"{row}/q", "行三")
    undo_move(session, visit, FORM)
    third = open_checklist(session, visit, FORM)
    rows = len(third.running.rows("/data/row"))
    assert [third.running.node(f"/data/row[{n}]/q").value for n in range(1, rows + 1)] == [
        "行二", "行三",
    ]  # fmt: skip


def test_two_laptops_that_move_at_once_end_with_one_version_and_every_answer(scene: Scene) -> None:
    visit = scene.begin()
    say(scene.wang.session, visit, "1", g__i1="no", gone="甲的旧答案")
    say(scene.li.session, visit, "1", g__i2="yes", note="乙的记录")
    for laptop in (scene.wang, scene.li):
        move_checklist(laptop.session, visit, FORM)
    scene.meet()
    for laptop in (scene.wang, scene.li):
        session = laptop.session
        assert versions(session, visit) == ["2"]
        assert stored(session, scene.dossier, visit, "2") == {
            "/data/h/i1": "no", "/data/g/i2": "yes", "/data/note": "乙的记录",
        }  # fmt: skip
        (moved,) = moved_checklists(session, visit)
        assert [one.value for one in moved.appendix] == ["甲的旧答案"]
        assert (moved.late, moved.conflict) == ((), False)


def test_different_answers_carried_by_two_moves_are_both_kept_and_shown(scene: Scene) -> None:
    visit = scene.begin()
    say(scene.wang.session, visit, "1", g__i1="no")
    say(scene.li.session, visit, "1", g__i1="yes")
    for laptop in (scene.wang, scene.li):
        move_checklist(laptop.session, visit, FORM)
    scene.meet()
    answers = answers_of(require_dossier(scene.li.session, scene.dossier), visit, FORM, "2")
    shown = answers["/data/h/i1"]
    assert shown.conflict
    assert {(fact.value or {})["value"] for fact in shown.heads} == {"no", "yes"}


def test_answers_that_come_late_in_the_old_version_are_shown_and_can_be_taken_over(
    scene: Scene,
) -> None:
    visit = scene.begin()
    say(scene.wang.session, visit, "1", g__i1="no", g__i2="yes")
    scene.meet()
    move_checklist(scene.wang.session, visit, FORM)
    say(scene.wang.session, visit, "2", g__i2="no")
    say(scene.li.session, visit, "1", g__i1="yes", g__i2="na", note="晚到")
    scene.meet()
    session = scene.li.session
    assert versions(session, visit) == ["2"]
    (moved,) = moved_checklists(session, visit)
    assert {(one.question, one.value) for one in moved.late} == {
        ("第一项", "yes"), ("第二项", "na"), ("记录", "晚到"),
    }  # fmt: skip
    take_late(session, visit, FORM)
    assert stored(session, scene.dossier, visit, "2") == {
        "/data/h/i1": "yes", "/data/g/i2": "no", "/data/note": "晚到",
    }  # fmt: skip
    (after,) = moved_checklists(session, visit)
    assert after.late == ()
    assert [(one.question, one.value) for one in after.appendix] == [("第二项", "na")]


def test_a_move_against_an_undoing_shows_both_versions_until_somebody_decides(
    scene: Scene,
) -> None:
    visit = scene.begin()
    say(scene.wang.session, visit, "1", g__i1="no")
    move_checklist(scene.wang.session, visit, FORM)
    scene.meet()
    undo_move(scene.wang.session, visit, FORM)
    say(scene.li.session, visit, "2", must="新")
    take_late(scene.li.session, visit, FORM)
    scene.meet()
    assert versions(scene.wang.session, visit) == ["1", "2"]
    assert moved_checklists(scene.wang.session, visit)[0].conflict
    move_checklist(scene.wang.session, visit, FORM)
    scene.meet()
    assert versions(scene.li.session, visit) == ["2"]
    assert stored(scene.li.session, scene.dossier, visit, "2") == {
        "/data/h/i1": "no", "/data/must": "新",
    }  # fmt: skip


def test_two_versions_opened_without_a_move_both_stand_until_one_is_left(scene: Scene) -> None:
    visit = scene.begin()
    say(scene.wang.session, visit, "1", g__i1="no", note="甲")
    say(scene.li.session, visit, "2", note="乙", must="新")
    scene.meet()
    session = scene.wang.session
    assert versions(session, visit) == ["1", "2"]
    move_checklist(session, visit, FORM)
    assert versions(session, visit) == ["2"]
    assert stored(session, scene.dossier, visit, "2") == {
        "/data/h/i1": "no", "/data/note": "乙", "/data/must": "新",
    }  # fmt: skip
    (moved,) = moved_checklists(session, visit)
    assert [(one.question, one.value) for one in moved.appendix] == [("记录", "甲")]


OLD_REFS = ("g__i1", "g__i2", "note", "gone")
NEW_PLACES = {"g__i1": "h__i1", "gone": "must"}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(OLD_REFS), st.sampled_from(("yes", "no", "na", "一", "二"))),
        st.sampled_from(("move", "undo")),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_is_answered_between_moves_is_in_the_form_or_in_the_appendix(
    scene: Scene, steps: list[tuple[str, str] | str]
) -> None:
    session = scene.wang.session
    site = scene.world.site(scene.dossier)
    visit = start_visit(session, scene.dossier, a_start(site))[0]
    open_checklist(session, visit, FORM, "1")
    last: dict[str, str] = {}  # the latest answer of every question, by what it asks
    for step in steps:
        (version,) = versions(session, visit)
        if isinstance(step, str):
            do = move_checklist if step == "move" else undo_move
            try:
                do(session, visit, FORM)
            except NothingToMove:
                continue
        else:
            name, value = step
            path = NEW_PLACES.get(name, name) if version == "2" else name
            if path in ("note", "gone", "must") or value in ("yes", "no", "na"):
                say(session, visit, version, **{path: value})
                last[path.rpartition("__")[2]] = value
    (version,) = versions(session, visit)
    held = stored(session, scene.dossier, visit, version)
    appendix = [one for moved in moved_checklists(session, visit) for one in moved.appendix]
    kept = {ref.rpartition("/")[2]: value for ref, value in held.items()}
    kept |= {one.ref.rpartition("/")[2]: one.value for one in appendix if one.ref not in held}
    assert {name: kept.get(name) for name in last} == last
