"""A half-done visit goes on with a new version of its checklist, and can go back."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.moving import Dropped, Moved, Rows, Shift, move
from tests.checklists.forms import CONFORMITY, bind, form_xml, item, open_form, question

YES_NO = (
    '<select1 ref="/data/{path}"><label>选</label><item><label>甲</label><value>a</value></item>'
    "{more}</select1>"
)
B = "<item><label>乙</label><value>b</value></item>"


def _old() -> FormDefinition:
    return xform.load(
        form_xml(
            '<g><i1/><i2/></g><note/><n/><pick/><gone/><row jr:template=""><q/><i3/></row>',
            bind("g/i1", insp_item="I-1")
            + bind("g/i2", insp_item="I-2")
            + bind("row/i3", insp_item="I-3")
            + bind("n", type="int"),
            item("g/i1")
            + item("g/i2")
            + question("note")
            + question("n", "人数")
            + YES_NO.format(path="pick", more=B)
            + question("gone", "旧问题")
            + f'<repeat nodeset="/data/row">{question("row/q")}{item("row/i3")}</repeat>',
            CONFORMITY,
        )
    )


def _new() -> FormDefinition:
    return xform.load(
        form_xml(
            "<h><renamed/><i4/></h><g><i2/></g><n/><pick/><sub><note/></sub>"
            '<box><row jr:template=""><q/><i3/></row></box><must/>',
            bind("h/renamed", insp_item="I-1")
            + bind("h/i4", insp_item="I-4")
            + bind("g/i2", insp_item="I-2")
            + bind("box/row/i3", insp_item="I-3")
            + bind("n", type="int", required="true()")
            + bind("must", required="true()"),
            item("h/renamed")
            + item("h/i4", "新检查项")
            + item("g/i2")
            + question("n")
            + YES_NO.format(path="pick", more="")
            + question("sub/note")
            + '<repeat nodeset="/data/box/row">'
            + f"{question('box/row/q')}{item('box/row/i3')}</repeat>"
            + question("must", "必答"),
            CONFORMITY,
        )
    )


ANSWERS = {
    "/data/g/i1": "no",
    "/data/g/i2": "yes",
    "/data/note": "记录",
    "/data/pick": "b",
    "/data/gone": "旧答案",
    "/data/row[r1]/q": "一",
    "/data/row[r2]/i3": "na",
}
ROWS = {"/data/row": ("r1", "r2")}


def _moved() -> Moved:
    return move(_old(), ANSWERS, ROWS, _new())


def test_an_item_keeps_its_answer_wherever_it_went() -> None:
    moved = _moved()
    assert moved.kept == ("/data/g/i2",)
    assert moved.moved == (
        Shift("/data/g/i1", "/data/h/renamed", "no"),
        Shift("/data/note", "/data/sub/note", "记录"),
        Shift("/data/row[r1]/q", "/data/box/row[r1]/q", "一"),
        Shift("/data/row[r2]/i3", "/data/box/row[r2]/i3", "na"),
    )
    assert moved.rows == {"/data/box/row": ("r1", "r2")}


def test_what_the_new_version_does_not_take_stays_in_an_appendix() -> None:
    pick, gone = _moved().dropped
    assert (pick.ref, pick.value) == ("/data/pick", "b")
    assert "offer" in pick.reason
    assert gone == Dropped("/data/gone", "旧问题", "旧答案", gone.reason)


def test_newly_required_questions_are_named() -> None:
    assert [(one.path, one.question, one.item) for one in _moved().newly_required] == [
        ("/data/h/i4", "新检查项", "I-4"),
        ("/data/n", "n", ""),
        ("/data/must", "必答", ""),
    ]


def test_the_new_form_opens_with_the_moved_answers() -> None:
    moved = _moved()
    form = open_form(_new(), values=moved.answers, rows=moved.rows)
    assert form.node("/data/h/renamed").value == "no"
    assert form.rows("/data/box/row") == ("r1", "r2")
    assert form.node("/data/box/row[2]/i3").value == "na"
    assert form.problems == ()


def back(moved: Moved, now: Mapping[str, str] | None = None) -> tuple[Mapping[str, str], Rows]:
    """Move to the old version again; its own answers still stand where nothing comes back."""
    returned = move(_new(), moved.answers if now is None else now, moved.rows, _old())
    return {**ANSWERS, **returned.answers}, returned.rows


def test_moving_back_brings_everything_back() -> None:
    assert back(_moved()) == (ANSWERS, ROWS)


def test_moving_back_takes_along_what_was_answered_since() -> None:
    moved = _moved()
    answers, _rows = back(moved, {**moved.answers, "/data/h/renamed": "yes", "/data/must": "x"})
    assert answers == {**ANSWERS, "/data/g/i1": "yes"}


def test_moving_to_the_same_version_keeps_everything() -> None:
    moved = move(_old(), ANSWERS, ROWS, _old())
    assert moved.answers == ANSWERS
    assert (moved.moved, moved.dropped, moved.newly_required) == ((), (), ())


VALUES = st.sampled_from(["", "yes", "no", "na", "a", "b", "7", "文"])


@given(st.dictionaries(st.sampled_from([*ANSWERS, "/data/n", "/data/nowhere"]), VALUES))
def test_every_answer_is_kept_moved_or_dropped_and_comes_back(answers: dict[str, str]) -> None:
    moved = move(_old(), answers, ROWS, _new())
    assert len(moved.kept) + len(moved.moved) + len(moved.dropped) == len(answers)
    returned = move(_new(), moved.answers, moved.rows, _old())
    assert {**answers, **returned.answers} == answers
    assert returned.dropped == ()
    assert returned.rows == ROWS
