"""Lines begin and end where readers of Chinese expect it (避头尾)."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.documents.linebreak import NO_END, NO_START, break_lines, units

MARKS = "。，、；：？！）》」』】〉”’…—（《「『【〈“‘%"
TEXTS = st.text(alphabet="中文隐患排查" + MARKS + "aB3 .-\n", max_size=300)
WIDTHS = st.floats(min_value=1, max_value=60)


def measure(char: str) -> float:
    return 0.5 if char.isascii() else 1.0


def length(line: str) -> float:
    return sum(map(measure, line))


@given(text=TEXTS, width=WIDTHS)
def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one(
    text: str, width: float
) -> None:
    width = max([width, *(length(unit.rstrip(" ")) for unit in units(text.replace("\n", "")))])
    for paragraph in text.split("\n"):
        lines = break_lines(paragraph, width, measure)
        assert not any(line[:1] in NO_START for line in lines[1:] if line)
        assert not any(line[-1:] in NO_END for line in lines[:-1] if line)


@given(text=TEXTS, width=WIDTHS)
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = break_lines(text, width, measure)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(length(line) <= width + 1e-6 for line in lines)


@given(text=TEXTS, width=WIDTHS, first=st.floats(min_value=0, max_value=2))
def test_the_first_line_leaves_room_for_its_indent(text: str, width: float, first: float) -> None:
    lines = break_lines(text, width + 2, measure, first)
    assert length(lines[0]) <= width + 2 - first + 1e-6


def test_words_and_numbers_stay_whole() -> None:
    lines = break_lines("额定电压0.4kV，见GB/T 15577-2018第5.3.2条（12:30起）", 12, measure)
    text = "|".join(lines)
    assert all(word in text for word in ("0.4kV", "15577-2018", "5.3.2", "12:30"))


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert break_lines("x" * 10, 2, measure) == ["xxxx", "xxxx", "xx"]


def test_doubled_marks_are_not_torn_apart() -> None:
    lines = break_lines("中中中……中中中——中", 5, measure)
    assert not any(line.startswith(("…", "—")) for line in lines)


def test_two_thousand_closing_marks_still_fit() -> None:
    lines = break_lines("。" * 2000, 37, measure)
    assert sum(map(len, lines)) == 2000
    assert max(map(len, lines)) == 37


def test_a_day_and_its_time_and_groups_of_digits_stay_together() -> None:
    assert units("摄于2026-11-20 10:32止") == ["摄", "于", "2026-11-20 10:32", "止"]
    assert units("0571 8888 0000") == ["0571 8888 0000"]


def test_a_range_stays_whole_and_a_unit_stays_with_its_number() -> None:
    assert units("09:12—15:40止") == ["09:12—15:40", "止"]
    assert units("3～5项") == ["3～5", "项"]
    assert not any(line.startswith("㎡") for line in break_lines("面积约12㎡" * 9, 7, measure))


def test_a_full_width_blank_never_begins_a_line() -> None:
    lines = break_lines("设备部　示例乙　安全部　示例丙", 3, measure)
    assert lines == ["设备部", "示例乙", "安全部", "示例丙"]


def test_blanks_at_the_beginning_of_a_paragraph_are_kept() -> None:
    assert break_lines("　　根据安排", 20, measure) == ["　　根据安排"]
