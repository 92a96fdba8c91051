"""Rates and scores: the rules of standardisation tables as properties, and worked examples."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.scoring import (
    Grade,
    Light,
    ScoredItem,
    Verdict,
    conformity,
    grade,
    light,
    score,
)

POINTS = st.integers(0, 40).map(lambda halves: Decimal(halves) / 2)
ITEMS = st.lists(
    st.builds(
        ScoredItem,
        item=st.just("A"),
        full=POINTS,
        verdict=st.sampled_from(Verdict),
        lost=POINTS,
        nothing=st.booleans(),
        extra=POINTS,
    ),
    min_size=1,
    max_size=30,
)
GRADES = [Grade("一级", Decimal(90)), Grade("二级", Decimal(75)), Grade("三级", Decimal(60))]


def item(full: int, verdict: Verdict = Verdict.CONFORMS, **more: object) -> ScoredItem:
    return replace(ScoredItem("A", Decimal(full), verdict), **more)  # type: ignore[arg-type]


def test_a_missing_item_leaves_the_denominator() -> None:
    found = score([item(60), item(20, Verdict.NOT_APPLICABLE), item(20, lost=Decimal(4))])
    assert [found.full, found.missing, found.earned] == [100, 20, 76]
    assert found.rate == Decimal("0.95")


def test_an_item_never_earns_less_than_nothing() -> None:
    assert item(5, Verdict.FAILS, lost=Decimal(9)).earned == 0


def test_a_condition_of_no_score_takes_the_whole_item() -> None:
    assert score([item(10, lost=Decimal(1), nothing=True), item(10)]).rate == Decimal("0.5")


def test_an_extra_deduction_goes_beyond_its_item_but_not_below_zero() -> None:
    failed = item(5, Verdict.FAILS, lost=Decimal(5), extra=Decimal(10))
    assert score([failed, item(20)]).earned == 10
    assert score([failed]).earned == 0


def test_unchecked_items_are_counted_apart_and_no_grade_is_given_before_the_end() -> None:
    found = score([item(90), item(10, Verdict.UNCHECKED)])
    assert [found.unchecked, found.unchecked_items] == [10, 1]
    assert found.rate == Decimal("0.9")
    assert found.rate_so_far == 1
    assert grade(found, GRADES) is None


def test_the_conformity_rate_leaves_out_what_does_not_apply_or_was_not_checked() -> None:
    verdicts = [Verdict.CONFORMS] * 3 + [Verdict.FAILS, Verdict.NOT_APPLICABLE, Verdict.UNCHECKED]
    found = conformity(verdicts)
    assert (found.rate, found.unchecked, found.not_applicable) == (Decimal("0.75"), 1, 1)
    assert conformity([Verdict.UNCHECKED]).rate is None


def test_one_confirmed_major_hazard_is_red_whatever_the_rate() -> None:
    perfect = conformity([Verdict.CONFORMS] * 100)
    assert light(perfect, confirmed_major=1) is Light.RED
    assert light(perfect, confirmed_major=0) is Light.GREEN
    assert light(conformity([Verdict.UNCHECKED]), confirmed_major=0) is Light.YELLOW


def test_a_table_of_164_items_summing_to_1000_scores_exactly() -> None:
    table = [item(6)] * 140 + [item(7)] * 16 + [item(6)] * 8
    assert len(table) == 164
    assert score(table).full == 1000
    assert score(table).rate == 1
    table[0] = item(6, Verdict.FAILS, lost=Decimal("0.5"))
    assert score(table).rate == Decimal("0.9995")


@pytest.mark.parametrize(
    ("lost", "name"), [(10, "一级"), (11, "二级"), (25, "二级"), (40, "三级"), (41, None)]
)
def test_a_grade_starts_exactly_at_its_threshold(lost: int, name: str | None) -> None:
    found = grade(score([item(100, Verdict.FAILS, lost=Decimal(lost))]), GRADES)
    assert (found.name if found else None) == name


def test_points_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        item(-1)


@given(ITEMS)
def test_a_rate_lies_between_nothing_and_all(items: list[ScoredItem]) -> None:
    found = score(items)
    for rate in (found.rate, found.rate_so_far):
        assert rate is None or 0 <= rate <= 1


@given(ITEMS, st.data())
def test_losing_more_never_raises_the_score(items: list[ScoredItem], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    more = data.draw(POINTS)
    for worse in (
        replace(items[at], lost=items[at].lost + more),
        replace(items[at], extra=items[at].extra + more),
        replace(items[at], nothing=True),
    ):
        changed = [*items[:at], worse, *items[at + 1 :]]
        assert score(changed).earned <= score(items).earned


@given(ITEMS)
def test_the_parts_of_a_table_add_up_to_the_whole(items: list[ScoredItem]) -> None:
    half = len(items) // 2
    assert score(items[:half]) + score(items[half:]) == score(items)


@given(ITEMS)
def test_points_are_earned_lost_missing_or_unchecked_and_nothing_else(
    items: list[ScoredItem],
) -> None:
    found = score(items)
    earned = sum((one.earned for one in items), Decimal(0))
    assert earned + found.lost + found.missing + found.unchecked == found.full


@given(ITEMS)
def test_an_item_that_does_not_apply_is_as_if_it_were_not_in_the_table(
    items: list[ScoredItem],
) -> None:
    applying = [one for one in items if one.verdict is not Verdict.NOT_APPLICABLE]
    assert score(items).rate == score(applying).rate
