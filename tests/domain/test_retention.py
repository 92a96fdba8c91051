"""How long records are kept: five years after the year or the policy, whichever ends later."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.retention import keep_until


def test_a_volume_is_kept_five_years_beyond_its_year() -> None:
    assert keep_until(2026) == date(2031, 12, 31)


def test_a_policy_that_ends_later_keeps_it_longer() -> None:
    assert keep_until(2026, ["2027-02-28", "2026-06-30"]) == date(2032, 2, 28)
    assert keep_until(2027, ["2028-02-29"]) == date(2033, 3, 1)


@given(st.integers(1990, 2100), st.lists(st.text(max_size=12) | st.dates().map(str)))
def test_no_day_of_a_policy_makes_it_shorter_or_fails(year: int, ends: list[str]) -> None:
    assert keep_until(year, ends) >= date(year + 5, 12, 31)
