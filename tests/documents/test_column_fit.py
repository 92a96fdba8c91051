"""Columns are as wide as asked, and none narrower than its longest word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.documents.column_fit import WIDEST_WORD, fitted, widest_word
from inspector_app.documents.fonts import SANS_BOLD, SERIF, text_width

WIDTHS = st.lists(
    st.tuples(st.floats(10, 300), st.floats(0, 200)), min_size=1, max_size=9
)  # what is asked, what is needed


@given(columns=WIDTHS)
def test_the_widths_fill_the_table_and_give_each_column_what_it_needs(
    columns: list[tuple[float, float]],
) -> None:
    asked, least = [one[0] for one in columns], [one[1] for one in columns]
    widths = fitted(asked, least)
    assert sum(widths) == pytest.approx(sum(asked))
    needed = [min(need, sum(asked) * WIDEST_WORD) for need in least]
    if sum(needed) <= sum(asked):
        for width, need in zip(widths, needed, strict=True):
            assert width >= need - 1e-6


def test_widths_that_hold_their_words_are_left_as_they_are() -> None:
    assert fitted([100, 50, 20], [30, 50, 20]) == [100, 50, 20]


def test_a_word_is_what_stands_between_blanks_and_chinese_characters() -> None:
    assert widest_word(["Pieces of paper"], SANS_BOLD, 9.5) == text_width("Pieces", SANS_BOLD, 9.5)
    assert widest_word(["编号A70012止"], SERIF, 10) == text_width("A70012", SERIF, 10)
    assert widest_word([], SERIF, 10) == 0.0
    assert widest_word(["第一行\n\n示例"], SERIF, 10) == pytest.approx(10)
