"""Prevention fees are held against a region's rule: a cap, a floor or a fixed rate."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.issued_papers import PAPER_KINDS
from inspector_app.domain.notices import paper_number
from inspector_app.domain.service_fees import (
    ExpenseVoucher,
    FeeRule,
    FeeStatement,
    RuleKind,
    RuleResult,
    StatedExpense,
    fee_share,
)
from inspector_app.domain.service_papers import amount, total
from tests.documents.service_samples import one_of_each

CAP, FLOOR, FIXED = RuleKind.CAP, RuleKind.FLOOR, RuleKind.FIXED
WITHIN, OVER, UNDER, MET = RuleResult.WITHIN, RuleResult.OVER, RuleResult.UNDER, RuleResult.MET


@pytest.mark.parametrize(
    ("kind", "rate", "share", "result"),
    [
        (CAP, "21", "20.99", WITHIN),
        (CAP, "21", "21", WITHIN),
        (CAP, "21", "21.01", OVER),
        (FLOOR, "15", "14.99", UNDER),
        (FLOOR, "15", "15", MET),
        (FLOOR, "15", "40", MET),
        (FIXED, "20", "19", UNDER),
        (FIXED, "20", "20", MET),
        (FIXED, "20", "21", OVER),
    ],
)
def test_a_share_stands_to_the_rule(
    kind: RuleKind, rate: str, share: str, result: RuleResult
) -> None:
    assert FeeRule(kind=kind, rate=rate).result(Decimal(share)) is result


def test_without_a_rate_or_a_premium_nothing_is_claimed() -> None:
    assert FeeRule().result(Decimal(5)) is RuleResult.UNKNOWN
    assert FeeRule(rate="21").result(fee_share(Decimal(5), None)) is RuleResult.UNKNOWN
    assert fee_share(Decimal(5), Decimal(0)) is None


def test_an_expense_counts_with_what_was_spent_before() -> None:
    spent = ExpenseVoucher(premium_received="100000", used_before="15,000", amount="6000.01")
    assert spent.share() == Decimal("21.00001")


def test_a_statement_sums_by_category_the_largest_first() -> None:
    told = FeeStatement(
        premium_received="1000",
        expenses=(
            StatedExpense(category="培训", amount="10.10"),
            StatedExpense(category="排查", amount="100"),
            StatedExpense(category="培训", amount="0.20"),
            StatedExpense(category="培训", amount="约十元"),
        ),
    )
    assert told.spent() == Decimal("110.30")
    assert told.by_category() == (("排查", 1, Decimal(100)), ("培训", 3, Decimal("10.30")))
    assert told.share() == Decimal("11.03")


@given(st.lists(st.decimals(0, 10**9, places=2, allow_nan=False)))
def test_sums_are_exact_to_the_fen(amounts: list[Decimal]) -> None:
    assert total([str(one) for one in amounts]) == sum(amounts, Decimal(0))


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "约两万", "1 2", "0x10"])
def test_what_is_no_number_counts_nothing(text: str) -> None:
    assert amount(text) is None


def test_every_kind_of_service_paper_has_its_mark_for_numbers() -> None:
    for paper in one_of_each().values():
        mark = PAPER_KINDS[str(type(paper).__struct_config__.tag)].mark
        assert paper_number("示例", 2026, "A7", 3, mark=mark) == f"示例安责{mark}〔2026〕A70003号"
