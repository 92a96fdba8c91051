"""Expressions: grammar, XPath 1.0 over a tree, ODK's functions."""

from __future__ import annotations

import math
import operator as python
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.checklists.problems import BadExpression
from inspector_app.checklists.syntax import parse
from inspector_app.checklists.tree import load_document
from inspector_app.checklists.values import number_of, to_number, to_string, write_number
from inspector_app.checklists.xpath import Environment, compile_expression

DOCUMENT = load_document(
    (
        '<data><a>1</a><b>2</b><row n="x"><q>甲</q></row><row n="y"><q>乙</q></row><empty/></data>'
    ).encode()
)
WORLD = Environment(
    clock=lambda: datetime(2026, 9, 30, 8, tzinfo=UTC),
    random=Random(3),
    new_id=lambda: "id",
    zone=UTC,
)


def text(expression: str) -> str:
    return to_string(compile_expression(expression).value(DOCUMENT, WORLD))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/a + /data/b * 3", "7"),
        ("- - 2 - -1", "3"),
        ("7 div 2 mod 2", "1.5"),
        ("10 mod -3", "1"),
        ("1div2", "0.5"),
        ("/data/row[2]/q", "乙"),
        ("/data/row[@n = 'y']/q", "乙"),
        ("/data/row[last()]/@n", "y"),
        ("//q[. = '甲']/../@n", "x"),
        ("(//q)[2]", "乙"),
        ("count(/data/row | //q)", "4"),
        ("/data/row[1]/following-sibling::row/q", "乙"),
        ("/data/row[2]/preceding-sibling::*[1]/@n", "x"),
        ("name(/data/row/q/ancestor::*[1])", "row"),
        ("/data/q/text()", ""),
        ("//q/text()", "甲"),
        ("string(1 div 0)", "Infinity"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 div 10000000", "1e-7"),
        ("1000000 * 1000000 * 1000000 * 1000000", "1e+24"),
        ("'b' = /data/*", "false"),
        ("/data/* = '2'", "true"),
        ("if(/data/empty = '', '空', '有')", "空"),
        ("coalesce(/data/empty, /data/b)", "2"),
        ("selected('dust ammonia', 'dust')", "true"),
        ("selected('dust-metal', 'dust')", "false"),
        ("selected-at('a b c', 1)", "b"),
        ("count-selected(' a  b ')", "2"),
        ("substr('安全检查', 2)", "检查"),
        ("substring('12345', 2, 3)", "234"),
        ("join('、', //q)", "甲、乙"),
        ("translate('2026/9', '/', '-')", "2026-9"),
        ("regex('A-123', '^[A-Z]-[0-9]+$')", "true"),
        ("round(2.5)", "3"),
        ("round(23.7825, 2)", "23.78"),
        ("int(-7.9)", "-7"),
        ("max(1, /data/b)", "2"),
        ("sum(/data/a | /data/b)", "3"),
        ("today()", "2026-09-30"),
        ("date('2026-09-30') - date('2026-09-23')", "7"),
        ("'2026-10-01' > today()", "true"),
        ("format-date('2026-09-30', '%Y年%n月%e日')", "2026年9月30日"),
        ("decimal-time('12:00:00')", "0.5"),
        ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
        ("normalize-space('  a  b ')", "a b"),
        ("boolean-from-string('1')", "true"),
        ("checklist(1, 2, true(), false())", "true"),
        ("weighted-checklist(3, 5, true(), 4, false(), 9)", "true"),
        ("distance('0 0.1 0 0; 0 0.2 0 0') > 11000", "true"),
        ("geofence('0.5 0.5', '0 0.1;0 1;1 1;1 0.1;0 0.1')", "true"),
        ("position(/data/row[2])", "2"),
        ("false() and nonsense()", "false"),
    ],
)
def test_an_expression_gives_what_the_specifications_say(expression: str, expected: str) -> None:
    assert text(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "", "1 +", "a b", "(1", "foo(", "/data/[1]", "'open", "1 And 1", "a[", "weird::x", "1 ? 2",
        "concat('a',)", "(" * 500 + "1" + ")" * 500,
    ],
)  # fmt: skip
def test_a_wrong_expression_is_refused_with_a_code(expression: str) -> None:
    with pytest.raises(BadExpression) as caught:
        compile_expression(expression)
    assert caught.value.code == "FORM-04"
    assert caught.value.remedy


@pytest.mark.parametrize("expression", ["nope()", "true(1)", "count(1)", "number(1, 2)", "$x"])
def test_a_wrong_call_fails_when_it_is_reached(expression: str) -> None:
    with pytest.raises(BadExpression):
        text(expression)


def test_unknown_functions_are_listed_before_anything_runs() -> None:
    assert [p.code for p in compile_expression("if(1, nope(), 2)").problems] == ["FORM-04"]


def test_a_chain_of_five_thousand_operators_runs_without_recursion() -> None:
    assert text(" + ".join(["1"] * 5000)) == "5000"
    assert text(" or ".join(["false()"] * 5000 + ["true()"])) == "true"


def test_a_pattern_that_backtracks_for_ever_is_stopped() -> None:
    with pytest.raises(BadExpression):
        text(f"regex('{'a' * 60}!', '^(a|aa)+$')")


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_a_coded_problem(source: str) -> None:
    try:
        parse(source)
    except BadExpression as problem:
        assert problem.code == "FORM-04"


@given(st.lists(st.sampled_from([*"/[]().,'\"*@|=<>! +-123ab$:", "and", "div", "::"])))
def test_any_heap_of_tokens_is_an_expression_or_a_coded_problem(parts: list[str]) -> None:
    try:
        text("".join(parts))
    except BadExpression as problem:
        assert problem.code == "FORM-04"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_is_read_back(number: float) -> None:
    assert number_of(write_number(number)) == number


@given(
    st.integers(-1000, 1000),
    st.integers(-1000, 1000),
    st.sampled_from(["+", "-", "*", "div", "mod"]),
)
def test_arithmetic_equals_that_of_python(left: int, right: int, operator: str) -> None:
    found = to_number(compile_expression(f"{left} {operator} {right}").value(DOCUMENT, WORLD))
    if operator in ("div", "mod") and right == 0:
        assert math.isnan(found) or math.isinf(found)
        return
    works: dict[str, Callable[[float, float], float]] = {
        "+": python.add,
        "-": python.sub,
        "*": python.mul,
        "div": python.truediv,
        "mod": math.fmod,
    }
    assert found == works[operator](left, right)
