"""Fine points in which this engine and the official one of ODK were found to differ, mended."""

from __future__ import annotations

import pytest

from tests.checklists.forms import bind, form_xml, open_form, question, simple


def _calculated(expression: str) -> str:
    return open_form(simple({"q": {"calculate": expression}})).node("/data/q").value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("12345678901234567890", "12345678901234567000"),
        ("pow(10, 21)", "1e+21"),
        ("pow(1, number('x'))", ""),
        ("pow(-1, 1 div 0)", ""),
        ("decimal-time('23:59:59.999')", "0.999999988425926"),
    ],
)
def test_numbers_are_written_and_raised_as_in_ecmascript(expression: str, value: str) -> None:
    assert _calculated(expression) == value


@pytest.mark.parametrize(
    ("kind", "calculated", "value"),
    [
        ("date", "'2024-02-29T10:30:00.000'", "2024-02-29"),
        ("date", "'2024-02-29T10:30:00.000+02:00'", ""),
        ("date", "'2024-2-9'", ""),
        ("dateTime", "'2024-02-29'", ""),
        ("time", "'10:30'", ""),
    ],
)
def test_what_a_form_computes_must_be_written_as_its_type(
    kind: str, calculated: str, value: str
) -> None:
    form = open_form(simple({"q": {"type": kind, "calculate": calculated}}))
    assert form.node("/data/q").value == value


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("time", "9:30", "09:30:00.000"),
        ("date", "2026年9月1日", "2026-09-01"),
        ("date", "2026/9/1", "2026-09-01"),
        ("dateTime", "2026-09-01 9:30", "2026-09-01T09:30:00.000"),
        ("int", "１２", "12"),
        ("decimal", " 1.5 ", "1.5"),
        ("string", "　１２", "　１２"),
    ],
)
def test_what_a_person_writes_is_brought_into_shape(kind: str, given: str, kept: str) -> None:
    form = open_form(simple({"q": {"type": kind}}))
    form.set("/data/q", given)
    assert form.node("/data/q").value == kept


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [
        ("13800000000", "1[0-9]{10}", "true"),
        ("138000000001", "1[0-9]{10}", "false"),
        ("x13800000000", "^1[0-9]{10}$", "false"),
        ("AB", "A|AB", "true"),
        ("安全", "..", "true"),
    ],
)
def test_a_pattern_speaks_of_the_whole_text(text: str, pattern: str, matches: str) -> None:
    assert _calculated(f"regex('{text}', '{pattern}')") == matches


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("6222021234567890123", "6222021234567890123"),
        ("-9007199254740993", "-9007199254740993"),
        ("9007199254740993.9", "9007199254740993"),
        ("1e400", ""),
        ("42.9", "42"),
    ],
)
def test_a_long_whole_number_stays_as_a_person_wrote_it(written: str, kept: str) -> None:
    form = open_form(form_xml("<n/>", bind("n", type="int"), question("n")))
    form.set("/data/n", written)
    assert form.node("/data/n").value == kept


SPOKEN = (
    '<itext><translation lang="zh"><text id="l-0"><value>甲<output value="/data/a"/></value></text>'
    '<text id="l-1"><value>乙<output value="/data/times"/></value></text></translation></itext>'
    '<instance id="l"><root><item><itextId>l-0</itextId><name>a</name></item>'
    "<item><itextId>l-1</itextId><name>b</name></item></root></instance>"
)
SELECT = (
    '<select1 ref="/data/s"><itemset nodeset="instance(\'l\')/root/item"><value ref="name"/>'
    '<label ref="jr:itext(itextId)"/></itemset></select1>'
)


def test_a_choice_shows_the_answers_that_its_text_names() -> None:
    binds = bind("times", calculate="string-length(/data/s)") + bind(
        "named", calculate="jr:choice-name(/data/s, '/data/s')"
    )
    form = open_form(
        form_xml("<a/><s/><times/><named/>", binds, question("a") + SELECT, model=SPOKEN)
    )
    assert [choice.label for choice in form.node("/data/s").choices or ()] == ["甲", "乙0"]
    form.set("/data/a", "罐")
    form.set("/data/s", "a")
    assert [choice.label for choice in form.node("/data/s").choices or ()] == ["甲罐", "乙1"]
    assert form.node("/data/named").value == "甲罐"
    form.set("/data/a", "炉")
    assert form.node("/data/named").value == "甲炉"


def test_an_output_that_is_no_number_leaves_a_blank() -> None:
    body = '<input ref="/data/a"><label>共 <output value="number(/data/a)"/> 人</label></input>'
    form = open_form(form_xml("<a/>", "", body))
    assert form.node("/data/a").label == "共 人"


def test_a_range_keeps_to_its_bounds_and_a_tick_is_ok() -> None:
    body = '<range ref="/data/r" start="1" end="5" step="1"/><trigger ref="/data/t"/>' + question(
        "n"
    )
    form = open_form(form_xml("<r>9</r><t>ok</t><n/>", bind("r", type="int"), body))
    assert form.node("/data/r").value == ""
    assert form.node("/data/t").value == "OK"
    form.set("/data/r", "5")
    assert form.node("/data/r").value == "5"
    form.set("/data/r", "6")
    assert form.node("/data/r").value == ""


REPEATS = (
    '<repeat nodeset="/data/o"><setvalue event="odk-new-repeat" ref="/data/o/late" '
    'value="../sum + 1"/><repeat nodeset="/data/o/i"><setvalue event="odk-new-repeat" '
    'ref="/data/o/i/q" value="\'new\'"/>' + question("o/i/q") + "</repeat></repeat>"
)


def test_actions_of_a_new_row_see_it_settled_and_run_in_the_rows_within_it() -> None:
    form = open_form(
        form_xml(
            '<o jr:template=""><sum/><late/><i><q/></i></o>',
            bind("o/sum", calculate="1 + 1"),
            REPEATS,
        )
    )
    form.add_row("/data/o")
    assert form.node("/data/o[1]/late").value == "3"
    assert form.node("/data/o[1]/i[1]/q").value == "new"


def test_rows_that_a_form_opens_with_are_not_new() -> None:
    row = (
        '<repeat nodeset="/data/o" jr:count="2"><setvalue event="odk-new-repeat" '
        'ref="/data/o/q" value="\'new\'"/>' + question("o/q") + "</repeat>"
    )
    form = open_form(form_xml("<o><q/></o>", "", row))
    assert [form.node(f"/data/o[{n}]/q").value for n in (1, 2)] == ["", ""]


def test_counted_rows_within_counted_rows_keep_what_the_form_brings() -> None:
    body = (
        '<repeat nodeset="/data/o" jr:count="2"><repeat nodeset="/data/o/i" jr:count="2">'
        + question("o/i/q")
        + "</repeat></repeat>"
    )
    form = open_form(form_xml("<o><i><q>brought</q></i></o>", "", body))
    values = [form.node(f"/data/o[{a}]/i[{b}]/q").value for a in (1, 2) for b in (1, 2)]
    assert values == ["brought", "", "", ""]


def test_a_question_that_does_not_apply_gets_no_first_value() -> None:
    action = '<setvalue event="odk-instance-first-load" ref="/data/b" value="\'x\'"/>'
    form = open_form(
        form_xml(
            "<a/><b/>", bind("b", relevant="/data/a = 1"), question("a") + question("b"), action
        )
    )
    form.set("/data/a", "1")
    assert form.node("/data/b").value == ""


def test_a_calculation_counts_anew_when_its_field_applies_again() -> None:
    form = open_form(
        form_xml(
            "<a>1</a><b/>",
            bind("b", calculate="'own'", relevant="/data/a = 1"),
            question("a") + question("b"),
        )
    )
    form.set("/data/b", "mine")
    form.set("/data/a", "2")
    form.set("/data/a", "1")
    assert form.node("/data/b").value == "own"


def test_a_text_as_seed_shuffles_as_on_every_other_device() -> None:
    items = "".join(f"<item><name>{c}</name></item>" for c in "abcx")
    body = question("s") + (
        '<select1 ref="/data/q"><itemset nodeset="randomize(instance(\'l\')/root/item, /data/s)">'
        '<value ref="name"/><label ref="name"/></itemset></select1>'
    )
    lists = f'<instance id="l"><root>{items}</root></instance>'
    form = open_form(form_xml("<s/><q/>", "", body, lists))

    def order() -> str:
        return "".join(choice.value for choice in form.node("/data/q").choices or ())

    first = order()
    form.set("/data/s", "0")
    assert order() == first  # no seed yet counts as 0
    form.set("/data/s", "c1")
    assert order() == "bacx"


def test_the_states_shown_follow_every_change() -> None:
    form = open_form(
        form_xml(
            "<a/><o><q/></o>",
            "",
            question("a") + f'<repeat nodeset="/data/o">{question("o/q")}</repeat>',
        )
    )
    assert form.nodes() is form.nodes()
    form.add_row("/data/o")
    assert [s.ref for s in form.nodes() if s.kind == "instance"] == ["/data/o[1]", "/data/o[2]"]
    form.set("/data/o[2]/q", "x")
    assert [s.value for s in form.nodes() if s.ref.endswith("/q")] == ["", "x"]
    form.remove_row("/data/o[1]")
    assert [s.value for s in form.nodes() if s.ref.endswith("/q")] == ["x"]


def test_a_count_of_all_answers_counts_what_is_computed_too_and_its_own() -> None:
    fields = {
        "a": {}, "b": {"relevant": "/data/n > 3"}, "n": {"calculate": "count-non-empty(/data/*)"},
        "p": {"calculate": "if(/data/n > 4, concat(/data/n, '-', /data/a), '')"},
        "e": {"calculate": "count(/data/*[. != ''])"}, "c": {},
    }  # fmt: skip
    form = open_form(simple(fields))
    # Nothing is answered: the two counts count themselves and each other.
    assert [form.node(f"/data/{name}").value for name in "nep"] == ["2", "2", ""]
    form.set("/data/a", "5")
    assert [form.node(f"/data/{name}").value for name in "nep"] == ["3", "3", ""]
    form.set("/data/c", "6")
    assert [form.node(f"/data/{name}").value for name in "nep"] == ["4", "4", ""]
    assert form.node("/data/b").relevant
    form.set("/data/b", "6")
    assert [form.node(f"/data/{name}").value for name in "nep"] == ["6", "6", "6-5"]
    form.set("/data/a", "")
    assert form.node("/data/n").value == form.node("/data/e").value


def test_what_would_go_on_growing_from_itself_stays_as_it_was_first() -> None:
    fields = {"q": {"calculate": "concat(., 'x')"}, "once": {"calculate": "if(. = '', 'a', .)"}}
    form = open_form(simple(fields))
    assert (form.node("/data/q").value, form.node("/data/once").value) == ("x", "a")
    assert not form.problems


def test_opening_a_form_tells_no_question_that_its_value_changed() -> None:
    listening = question("a").replace(
        "</input>",
        '<setvalue event="xforms-value-changed" ref="/data/b" value="concat(\'b\', /data/a)"/>'
        "</input>",
    )
    form = open_form(form_xml("<a>5</a><b/>", bind("a") + bind("b"), listening + question("b")))
    assert form.node("/data/b").value == ""
    form.set("/data/a", "6")
    assert form.node("/data/b").value == "b6"


def test_a_long_list_is_read_by_the_names_of_its_children_or_by_any_expression() -> None:
    listed = (
        '<instance id="l"><root xmlns=""><item><name>x</name><label> 甲  </label></item>'
        "<item><label>乙</label></item><item><name>z</name><label><i>丙</i></label></item></root>"
        "</instance>"
    )
    for value, label in (("name", "label"), ("./name", "concat(label, '')")):
        body = (
            "<select1 ref='/data/a'><label>a</label><itemset nodeset=\"instance('l')/root/item\">"
            f'<value ref="{value}"/><label ref="{label}"/></itemset></select1>'
        )
        form = open_form(form_xml("<a/>", bind("a"), body, listed))
        found = [(one.value, one.label) for one in form.node("/data/a").choices or ()]
        assert found == [("x", "甲"), ("", "乙"), ("z", "丙")]
