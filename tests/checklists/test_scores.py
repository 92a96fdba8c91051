"""A checklist with points: what the answers come to, read from the running form."""

from __future__ import annotations

from decimal import Decimal

from inspector_app.checklists.engine import RunningForm
from inspector_app.checklists.scores import conformity_of, score_of, scored_items
from tests.checklists.forms import CONFORMITY, bind, form_xml, item, open_form, question


def _form() -> RunningForm:
    binds = (
        bind("a", insp_item="A", insp_score="10", insp_deduct="2", insp_zero_if="无制度的")
        + bind("b", insp_item="B", insp_score="5", insp_extra="10")
        + bind("c", insp_item="C")
        + bind("a_lost", type="decimal", insp_lost_of="A", relevant="/data/a = 'no'")
        + bind("a_zero", insp_zero_of="A")
        + bind("b_extra", type="decimal", insp_extra_of="B")
    )
    names = ("a", "b", "c", "a_lost", "a_zero", "b_extra")
    body = "".join(item(name) if len(name) == 1 else question(name) for name in names)
    return open_form(form_xml("".join(f"<{n}/>" for n in names), binds, body, CONFORMITY))


def _earned(form: RunningForm) -> list[Decimal]:
    return [one.earned for one in scored_items(form)]


def test_points_follow_the_answers() -> None:
    form = _form()
    assert score_of(form).unchecked == 15
    form.set("/data/a", "no")
    form.set("/data/b", "yes")
    assert _earned(form) == [8, 5]
    form.set("/data/a_lost", "3.5")
    assert _earned(form) == [Decimal("6.5"), 5]
    form.set("/data/a_zero", "yes")
    assert _earned(form) == [0, 5]


def test_without_a_deduction_a_failure_takes_all_and_the_extra_points() -> None:
    form = _form()
    form.set("/data/a", "yes")
    form.set("/data/b", "no")
    assert score_of(form).earned == 0
    form.set("/data/b_extra", "4")
    assert score_of(form).earned == 6


def test_points_of_a_hidden_companion_do_not_count() -> None:
    form = _form()
    form.set("/data/a", "no")
    form.set("/data/a_lost", "9")
    form.set("/data/a", "yes")
    assert _earned(form)[0] == 10


def test_a_missing_item_is_taken_out_of_the_full_score() -> None:
    form = _form()
    form.set("/data/a", "yes")
    form.set("/data/b", "na")
    found = score_of(form)
    assert found.missing == 5
    assert found.rate == 1
    assert found.complete


def test_every_relevant_item_counts_for_the_conformity_rate() -> None:
    form = _form()
    form.set("/data/a", "yes")
    form.set("/data/c", "no")
    found = conformity_of(form)
    assert found.rate == Decimal("0.5")
    assert found.unchecked == 1


def test_points_that_are_no_points_are_ignored() -> None:
    xml = form_xml("<a/>", bind("a", insp_item="A", insp_score="-1"), item("a"), CONFORMITY)
    assert scored_items(open_form(xml)) == ()
