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
