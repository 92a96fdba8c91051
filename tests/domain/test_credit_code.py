"""Unified social credit codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.credit_code import (
    ALPHABET,
    BadCreditCode,
    check_character,
    inner_check_character,
    read_credit_code,
)


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "93", "12", "52", "Y1", "N2", "A1"]))
    region = draw(st.from_regex(r"[1-6][0-9]{5}", fullmatch=True))
    subject = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
    first17 = head + region + subject + inner_check_character(subject)
    return first17 + check_character(first17)


@given(codes())
def test_a_code_made_by_the_rule_is_accepted(code: str) -> None:
    read = read_credit_code(code)
    assert read.text == code
    assert read.inner_valid


@given(codes(), st.integers(0, 16))
def test_an_adjacent_transposition_is_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(BadCreditCode):
            read_credit_code(swapped)


@given(codes(), st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_caught(code: str, place: int, wrong: str) -> None:
    if code[place] != wrong:
        with pytest.raises(BadCreditCode):
            read_credit_code(code[:place] + wrong + code[place + 1 :])


@given(codes())
def test_full_width_lower_case_and_spaces_are_normalised(code: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    assert read_credit_code(f" {wide[:9]} {wide[9:]}\u3000").text == code


def test_an_abolished_region_is_accepted() -> None:
    first17 = "91330104" + "MA2CFLDG" + inner_check_character("MA2CFLDG")
    assert read_credit_code(first17 + check_character(first17)).text.startswith("91330104")


def test_the_inner_code_is_only_a_warning() -> None:
    inner = inner_check_character("MA2CFLDG")
    wrong = next(c for c in "0123456789X" if c != inner)
    first17 = "91330106" + "MA2CFLDG" + wrong
    assert not read_credit_code(first17 + check_character(first17)).inner_valid


def test_a_letter_read_for_a_digit_is_suggested_only_if_the_code_then_checks() -> None:
    first17 = "91330106MA2CFLD01"
    code = first17 + check_character(first17)
    with pytest.raises(BadCreditCode) as caught:
        read_credit_code(code.replace("0", "O", 1))
    assert code in caught.value.remedy


@pytest.mark.parametrize("text", ["", "123", "9133010ABCDEFGHJKL", "中" * 18, "9" * 19])
def test_what_is_no_code_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(BadCreditCode) as caught:
        read_credit_code(text)
    assert caught.value.code == "IN-02"
