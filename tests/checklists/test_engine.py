"""A running form: rules, repeats, choices, languages, actions, what is shown and sent."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector_app.checklists.problems import BadAnswer
from tests.checklists.forms import (
    bind,
    checklist,
    form_xml,
    open_form,
    question,
    rows_with_calculations,
    simple,
)


def test_an_answer_changes_only_what_depends_on_it() -> None:
    form = open_form(
        simple(
            {
                "a": {"type": "int"},
                "twice": {"type": "int", "calculate": "/data/a * 2"},
                "shown": {"relevant": "/data/twice > 4"},
                "other": {},
            }
        )
    )
    assert form.set("/data/a", "2") == {"/data/a", "/data/twice"}
    assert form.set("/data/a", "3") == {"/data/a", "/data/twice", "/data/shown"}
    assert form.node("/data/shown").relevant


def test_an_answer_is_kept_while_its_question_does_not_apply() -> None:
    form = open_form(simple({"switch": {}, "detail": {"relevant": "/data/switch = 'on'"}}))
    form.set("/data/switch", "on")
    form.set("/data/detail", "细节")
    form.set("/data/switch", "off")
    assert form.node("/data/detail").value == ""
    assert b"detail" not in form.submission_xml()
    form.set("/data/switch", "on")
    assert form.node("/data/detail").value == "细节"


def test_required_and_constraint_are_judged_with_their_messages() -> None:
    form = open_form(
        simple(
            {
                "count": {
                    "type": "int",
                    "required": "true()",
                    "constraint": ". >= 1 and . <= 10",
                    "message": "1 至 10",
                }
            }
        )
    )
    state = form.node("/data/count")
    assert (state.valid, state.violation, state.message) == (False, "required", None)
    form.set("/data/count", "11")
    state = form.node("/data/count")
    assert (state.violation, state.message) == ("constraint", "1 至 10")
    form.set("/data/count", "10")
    assert form.node("/data/count").valid


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("int", "7.9", "7"),
        ("int", "七", ""),
        ("decimal", "10", "10.0"),
        ("decimal", "1e400", ""),
        ("date", "2024-02-30", ""),
        ("date", "2024-02-29T10:00:00Z", "2024-02-29"),
        ("time", "25:00:00", ""),
        ("dateTime", "2024-02-29T10:30:00.000Z", "2024-02-29T10:30:00.000Z"),
        ("geopoint", "31.2 121.5", "31.2 121.5 0.0 0.0"),
        ("geopoint", "91 0", ""),
        ("string", " a ", " a "),
    ],
)
def test_a_value_is_written_as_its_type_asks(kind: str, given: str, kept: str) -> None:
    form = open_form(simple({"q": {"type": kind}}))
    form.set("/data/q", given)
    assert form.node("/data/q").value == kept


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("/data/nowhere", "1"),
        ("", "1"),
        ("/data", "1"),
        ("/data/q[1]", "1"),
        ("/data/locked", "1"),
        ("/data/hidden", "1"),
        ("/data/q", "x" * 200_000),
        ("/data/q", "\ud800"),
    ],
)
def test_a_bad_answer_is_refused_and_changes_nothing(ref: str, value: str) -> None:
    form = open_form(
        simple({"q": {}, "locked": {"readonly": "true()"}, "hidden": {"relevant": "false()"}})
    )
    before = form.nodes()
    with pytest.raises(BadAnswer) as caught:
        form.set(ref, value)
    assert caught.value.code == "ANS-01"
    assert form.nodes() == before


def rows() -> bytes:
    return form_xml(
        '<total/><row jr:template=""><n>1</n><place/><inner jr:template=""><x/></inner></row>',
        bind("row/n", type="int")
        + bind("row/place", calculate="position(..)")
        + bind("total", type="int", calculate="sum(/data/row/n)"),
        '<group ref="/data/row"><label>点位</label><repeat nodeset="/data/row">'
        + question("row/n", "第 <output value='position(..)'/> 点")
        + '<repeat nodeset="/data/row/inner">'
        + question("row/inner/x")
        + "</repeat></repeat></group>",
    )


def test_rows_move_up_and_totals_follow() -> None:
    form = open_form(rows())
    for number in range(3):
        form.add_row("/data/row", f"row-{number}")
    form.set("/data/row[2]/n", "5")
    assert form.node("/data/total").value == "7"
    changed = form.remove_row("/data/row[1]")
    assert {"/data/total", "/data/row[1]/place", "/data/row[3]", "/data/row[3]/n"} <= changed
    assert form.node("/data/total").value == "6"
    assert form.node("/data/row[1]/n").label == "第 1 点"
    assert form.rows("/data/row") == ("row-1", "row-2")


def test_a_stable_ref_survives_the_removal_of_earlier_rows() -> None:
    form = open_form(rows())
    form.add_row("/data/row", "early")
    form.add_row("/data/row", "late")
    form.add_row("/data/row[2]/inner", "deep")
    stable = form.stable_ref("/data/row[2]/inner[1]/x")
    assert stable == "/data/row[late]/inner[deep]/x"
    form.remove_row("/data/row[1]")
    assert form.ref_of(stable) == "/data/row[1]/inner[1]/x"
    assert form.stable_ref("/data/row[1]/inner") == "/data/row[late]/inner"
    with pytest.raises(BadAnswer):
        form.ref_of("/data/row[early]/n")


def test_a_row_can_be_put_after_another() -> None:
    form = open_form(rows())
    for name in ("a", "b"):
        form.add_row("/data/row", name)
    form.add_row("/data/row", "between", after="a")
    assert form.rows("/data/row") == ("a", "between", "b")
    assert form.node("/data/row[3]/place").value == "3"


@pytest.mark.parametrize(
    ("ref", "row", "after"),
    [
        ("/data/row", "taken", None),
        ("/data/row", "a/b", None),
        ("/data/row", "", None),
        ("/data/row", "new", "nobody"),
        ("/data/total", "new", None),
        ("/data/row[1]", "new", None),
    ],
)
def test_a_row_that_cannot_be_is_refused(ref: str, row: str, after: str | None) -> None:
    form = open_form(rows())
    form.add_row("/data/row", "taken")
    with pytest.raises(BadAnswer):
        form.add_row(ref, row, after)
    assert form.rows("/data/row") == ("taken",)


def test_a_form_opened_with_earlier_answers_shows_the_same() -> None:
    form = open_form(rows())
    for name in ("b", "a"):
        form.add_row("/data/row", name)
    form.set("/data/row[1]/n", "4")
    form.add_row("/data/row[2]/inner", "deep")
    form.set("/data/row[2]/inner[1]/x", "深")
    again = open_form(
        rows(),
        values={"/data/row[a]/inner[deep]/x": "深", "/data/row[b]/n": "4"},
        rows={"/data/row": ("b", "a")},
    )
    ids = "/data/meta/instanceID"
    assert [n for n in again.nodes() if n.ref != ids] == [n for n in form.nodes() if n.ref != ids]


def test_an_answer_to_a_question_that_the_form_no_longer_has_is_left_aside() -> None:
    form = open_form(simple({"q": {}}), values={"/data/gone": "x", "/data/q": "y", "odd": "z"})
    assert form.node("/data/q").value == "y"


def counted() -> bytes:
    return form_xml(
        '<n/><row jr:template=""><q/></row>',
        bind("n", type="int"),
        question("n")
        + '<group ref="/data/row"><repeat nodeset="/data/row" jr:count="/data/n">'
        + question("row/q")
        + "</repeat></group>",
    )


def test_a_counted_repeat_grows_shrinks_and_keeps_its_hands_off_when_blank() -> None:
    form = open_form(counted())
    form.set("/data/n", "3")
    form.set("/data/row[3]/q", "x")
    form.set("/data/n", "2")
    form.set("/data/n", "3")
    assert form.node("/data/row[3]/q").value == ""
    form.set("/data/n", "")
    assert len(form.rows("/data/row")) == 3
    assert form.node("/data/row").fixed
    with pytest.raises(BadAnswer):
        form.add_row("/data/row")
    with pytest.raises(BadAnswer):
        form.remove_row("/data/row[1]")


def cascade() -> bytes:
    items = "".join(
        f"<item><name>{name}</name><label>{name}</label><group>{group}</group></item>"
        for name, group in (("a1", "a"), ("a2", "a"), ("b1", "b"))
    )
    return form_xml(
        "<group/><pick/><said/>",
        bind("said", calculate="jr:choice-name(/data/pick, '/data/pick')"),
        question("group") + '<select ref="/data/pick"><label>选</label>'
        "<itemset nodeset=\"instance('list')/root/item[group = /data/group]\">"
        '<value ref="name"/><label ref="label"/></itemset></select>',
        f'<instance id="list"><root>{items}</root></instance>',
    )


def test_choices_follow_the_filter_and_a_choice_no_longer_offered_is_hidden() -> None:
    form = open_form(cascade())
    form.set("/data/group", "a")
    assert [c.value for c in form.node("/data/pick").choices or ()] == ["a1", "a2"]
    form.set("/data/pick", "a2 a1")
    form.set("/data/group", "b")
    assert form.node("/data/pick").value == ""
    form.set("/data/group", "a")
    assert form.node("/data/pick").value == "a2 a1"
    form.set("/data/pick", "a2")
    assert form.node("/data/said").value == "a2"


def test_the_language_changes_labels_choices_and_messages() -> None:
    itext = (
        '<itext><translation lang="zh" default="true()"><text id="q"><value>问 <output '
        'value="/data/a"/></value></text></translation><translation lang="en"><text id="q">'
        '<value>Ask <output value="/data/a"/></value></text></translation></itext>'
    )
    form = open_form(
        form_xml(
            "<a/><q/>",
            "",
            question("a") + '<input ref="/data/q"><label ref="jr:itext(\'q\')"/></input>',
            itext,
        )
    )
    form.set("/data/a", "1")
    assert form.node("/data/q").label == "问 1"
    assert form.set_language("en") == {"/data/q"}
    assert form.node("/data/q").label == "Ask 1"
    form.set("/data/a", "2")
    assert form.node("/data/q").label == "Ask 2"
    with pytest.raises(BadAnswer):
        form.set_language("fr")


def test_a_calculation_does_not_undo_an_entry_until_its_outcome_changes() -> None:
    form = open_form(simple({"a": {}, "b": {"calculate": "string-length(/data/a)"}}))
    form.set("/data/b", "own")
    form.set("/data/a", "")
    assert form.node("/data/b").value == "own"
    form.set("/data/a", "xx")
    assert form.node("/data/b").value == "2"


def test_actions_set_defaults_at_the_start_in_new_rows_and_on_change() -> None:
    form = open_form(
        form_xml(
            '<start/><source/><copy/><row jr:template=""><n/></row>',
            "",
            question("start") + '<input ref="/data/source"><setvalue event="xforms-value-changed" '
            'ref="/data/copy" value="concat(/data/source, \'!\')"/></input>'
            '<repeat nodeset="/data/row"><setvalue event="odk-new-repeat" ref="/data/row/n" '
            f'value="position(..)"/>{question("row/n")}</repeat>',
            '<setvalue event="odk-instance-first-load" ref="/data/start" value="6 * 7"/>',
        )
    )
    assert form.node("/data/start").value == "42"
    form.set("/data/source", "嗯")
    assert form.node("/data/copy").value == "嗯!"
    form.add_row("/data/row")
    form.add_row("/data/row")
    assert [form.node(f"/data/row[{i}]/n").value for i in (1, 2)] == ["1", "2"]


def test_a_running_total_over_earlier_rows_is_no_circle() -> None:
    earlier = "/data/row[position() = position(current()/..) - 1]/sum"
    form = open_form(
        form_xml(
            '<row jr:template=""><n>1</n><sum/></row>',
            bind("row/n", type="int")
            + bind("row/sum", type="int", calculate=f"../n + coalesce({earlier}, 0)"),
            f'<repeat nodeset="/data/row">{question("row/n")}</repeat>',
        )
    )
    for _row in range(20):
        form.add_row("/data/row")
    assert form.node("/data/row[20]/sum").value == "20"
    form.set("/data/row[1]/n", "11")
    assert form.node("/data/row[20]/sum").value == "30"
    assert form.problems == ()


def test_the_submission_is_well_formed_whatever_was_typed() -> None:
    form = open_form(rows())
    form.add_row("/data/row")
    form.add_row("/data/row[1]/inner")
    form.set("/data/row[1]/inner[1]/x", "<b>&\x01𠮷]]>")
    sent = etree.fromstring(form.submission_xml())
    assert sent.findtext("row/inner/x") == "<b>&𠮷]]>"
    assert sent.get("id") == "sample"


def test_one_row_of_five_hundred_recalculates_alone() -> None:
    form = open_form(rows_with_calculations(5))
    for number in range(100):
        form.add_row("/data/row", f"r{number}")
    changed = form.set("/data/row[50]/a", "9")
    assert changed == {"/data/total", "/data/row[50]/a"} | {f"/data/row[50]/c{i}" for i in range(5)}


def test_states_are_kept_until_they_change() -> None:
    form = open_form(checklist(60), context={"site_tags": "t0", "visit_date": "2026-09-30"})
    before = {n.ref: n for n in form.nodes()}
    changed = form.set("/data/s0/i0", "no")
    for state in form.nodes():
        assert (state is before[state.ref]) == (state.ref not in changed)
