"""Random walks through a form: repeatable, bounded, and with the shortest path that fails."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.checklists import xform
from inspector_app.checklists.definition import FormDefinition
from inspector_app.checklists.examples import examples
from inspector_app.checklists.walker import Step, Walked, walk
from tests.checklists.forms import bind, checklist, form_xml, question, simple

ON = date(2026, 10, 1)


def _walk(form: FormDefinition, seed: int = 1) -> Walked:
    return walk(form, seed=seed, on=ON)


def _trap() -> FormDefinition:
    return xform.load(
        form_xml(
            '<n/><other/><more/><row jr:template=""><deep/></row>',
            bind("n", type="int")
            + bind("row/deep", type="int", required="/data/n > 20", readonly="true()"),
            question("n")
            + question("other")
            + question("more")
            + f'<repeat nodeset="/data/row">{question("row/deep")}</repeat>',
        )
    )


def test_the_path_reported_is_the_shortest_that_still_fails() -> None:
    (failure,) = _walk(_trap()).failures
    assert (failure.kind, failure.path) == ("stuck", "/data/row/deep")
    assert sorted(step.op for step in failure.steps) == ["add", "set"]
    assert Step("add", "/data/row") in failure.steps
    assert any(step.ref == "/data/n" and float(step.value) > 20 for step in failure.steps)
    assert "+ row" in failure.trail()


def test_the_same_seed_walks_the_same_way() -> None:
    assert _walk(_trap(), 3) == _walk(_trap(), 3)


def test_a_sound_form_of_many_sections_is_walked_without_a_failure() -> None:
    form = xform.load(checklist(60))
    walked = _walk(form)
    assert walked.failures == ()
    assert {f.path for f in form.walk() if f.item is not None} <= walked.reached


def test_a_form_that_never_settles_is_reported_and_not_waited_for() -> None:
    others = "concat(/data/row[position() != position(current()/..)]/n, 'x')"
    form = xform.load(
        form_xml(
            '<row jr:template=""><n/></row>',
            bind("row/n", calculate=others),
            f'<repeat nodeset="/data/row">{question("row/n")}</repeat>',
        )
    )
    walked = walk(form, seed=1, on=ON, walks=1, steps=6)
    assert {failure.kind for failure in walked.failures} <= {"failed"}


def test_answers_that_depend_on_each_other_are_found() -> None:
    form = xform.load(
        simple(
            {
                "first": {"type": "date", "required": "true()", "constraint": ". <= today()"},
                "last": {"type": "date", "required": "true()", "constraint": ". > /data/first"},
                "mail": {"required": "true()", "constraint": r"regex(., '^\w+@\w+\.(cn|com)$')"},
            }
        )
    )
    assert _walk(form).failures == ()


PATTERNS = st.sampled_from(
    [
        r"^[0-9]{18}$",
        r"^1[3-9]\d{9}$",
        r"^(京|津)[A-Z]-?\d{5}$",
        r"[^0-9]{2,}",
        r"^(?:a|bc)+?$",
        r"^\d{4}-(0[1-9]|1[0-2])$",
        r"^[\u4e00-\u9fa5]{2,4}$",
        r"^$|^x$",
        r"^\S+@\S+$",
    ]
)


@settings(max_examples=20)
@given(PATTERNS)
def test_examples_of_a_pattern_match_it(pattern: str) -> None:
    found = examples(pattern)
    assert found
    assert all(re.search(pattern, text) for text in found)


@given(st.text(alphabet="ab01[](){}|*+?^$\\.-,", max_size=12))
def test_any_text_as_a_pattern_gives_matching_examples_or_none(pattern: str) -> None:
    assert isinstance(examples(pattern), tuple)
