"""Rows go on to the next page at the end of a sentence where one is near."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.documents.blocks import LABEL_WIDTH, TEXT, WIDTH, labelled
from inspector_app.documents.layout import MM, WHOLE_ROW, Row
from inspector_app.documents.pieces import Line, lines
from inspector_app.documents.sentence_cut import cut_pieces

ROOM = WIDTH - LABEL_WIDTH
SENTENCE = "配电室门口堆放纸箱等可燃物，影响操作通道，实测净宽0.55m。"


def texts(row: Row) -> list[str]:
    return [piece.text for piece in row.cells[1].pieces if isinstance(piece, Line)]


def test_a_row_of_ordinary_height_is_never_cut() -> None:
    row = labelled(("隐患描述", SENTENCE * 8))
    assert row.height <= WHOLE_ROW
    assert row.cut(row.height - 1) is None


def test_a_long_text_is_cut_at_the_end_of_a_sentence() -> None:
    row = labelled(("隐患描述", SENTENCE * 30))
    parts = row.cut(60 * MM)
    assert parts is not None
    before, after = parts
    assert texts(before)[-1].endswith("。")
    assert texts(after)[0].startswith("配电室")
    assert "".join(texts(before) + texts(after)) == SENTENCE * 30
    assert before.height <= 60 * MM


def test_a_sentence_that_began_long_ago_is_cut_within() -> None:
    row = labelled(("隐患描述", "铸" * 2000))
    parts = row.cut(80 * MM)
    assert parts is not None
    assert "".join(texts(parts[0]) + texts(parts[1])) == "铸" * 2000


def test_a_label_is_repeated_on_both_sides_of_a_cut() -> None:
    parts = labelled(("隐患描述", SENTENCE * 30)).cut(60 * MM)
    assert parts is not None
    assert parts[0].cells[0] == parts[1].cells[0]


@given(
    text=st.text(st.sampled_from("铸造车间。；！”（）ab 12.,\n"), min_size=1, max_size=900),
    place=st.floats(0, 1),
)
def test_a_cut_loses_and_adds_no_character(text: str, place: float) -> None:
    whole = lines(text, TEXT, 40 * MM)
    before, after = cut_pieces(whole, round(place * len(whole)), 40 * MM)
    joined = "".join(piece.text for piece in (*before, *after) if isinstance(piece, Line))
    assert joined.replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_blanks_between_the_lines_of_a_sentence_are_kept() -> None:
    text = "Storage of boxes. " + "the door of the switch room is blocked by boxes " * 12
    whole = lines(text, TEXT, 60 * MM)
    before, after = cut_pieces(whole, 5, 60 * MM)
    rest = " ".join(piece.text for piece in after if isinstance(piece, Line))
    assert "  " not in rest
    assert "blocked by boxes the door" in rest
    assert len(before) in {1, 5}


def test_a_text_is_not_begun_in_a_little_room_where_no_sentence_of_it_ends_there() -> None:
    row = labelled(("隐患描述", "铸" * 2000))
    assert row.cut(40 * MM) is None
    assert row.cut(80 * MM) is not None
