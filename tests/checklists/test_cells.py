"""Spreadsheets as people write them in Excel and WPS: what is clear is taken, the rest named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from inspector_app.checklists import cells, lint, workbook, xform, xlsform
from inspector_app.checklists.problems import Finding

HEAD = ["type", "name", "label", "relevant", "constraint", "required"]
YES_NO = [["list_name", "name", "label"], ["yn", "yes", "是"], ["yn", "no", "否"]]
SETTINGS = [["form_title", "form_id", "version"], ["示例", "sample", "1"]]
Rows = Sequence[Sequence[object]]


def _book(
    folder: Path,
    survey: Rows,
    choices: Rows | None = None,
    change: Callable[[Workbook], None] = lambda _book: None,
) -> Path:
    made = Workbook()
    sheets = {"survey": survey, "choices": choices or YES_NO, "settings": SETTINGS}
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.remove(made.worksheets[0])
    change(made)
    path = folder / "form.xlsx"
    made.save(path)
    return path


def _places(found: tuple[Finding, ...]) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.code) for one in found]


def _markdown(folder: Path, header: str, *rows: str) -> tuple[Finding, ...]:
    path = folder / "form.md"
    path.write_text(
        "| settings |\n| | form_title | form_id | version |\n| | 示例 | s | 1 |\n"
        "| choices |\n| | list_name | name | label | kind |\n"
        "| | yn | yes | 是 | a |\n| | sp | a b | 空 | a |\n| | | z | 无 | |\n"
        f"| survey |\n| | {header} |\n" + "".join(f"| | {row} |\n" for row in rows),
        encoding="utf-8",
    )
    return lint.check(path)


def test_a_title_above_the_column_names_is_passed_over_and_rows_keep_their_numbers(
    tmp_path: Path,
) -> None:
    def title(book: Workbook) -> None:
        sheet = book["survey"]
        sheet.insert_rows(1)
        sheet["A1"] = "安全检查表"
        sheet.merge_cells("A1:F1")

    path = _book(tmp_path, [HEAD, ["text", "a", "甲"], ["nothing", "b", "乙"]], change=title)
    assert _places(lint.check(path)) == [("survey", 4, "type", "LINT-51")]


def test_blank_rows_and_columns_at_the_end_are_nothing(tmp_path: Path) -> None:
    blank: list[object] = [None, "  ", "\u3000"]
    path = _book(tmp_path, [[*HEAD, None, ""], ["text", "a", "甲"], blank, ["text", "b", "乙"]])
    assert [row.number for row in workbook.read(path).rows("survey")] == [2, 4]
    assert lint.check(path) == ()


def test_full_width_signs_and_curly_quotation_marks_mean_the_plain_ones(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        [
            ["Type", " name\u200b", "label：中文 (zh)", "relevant"],
            ["select_one　yn", "a", "甲"],
            ["TEXT", "b\ufeff", "看 $｛a｝", "selected（$｛ a ｝，“yes”） and ${a}＝‘yes’"],
        ],
    )
    assert [one for one in lint.check(path) if not one.is_warning] == []
    form = xform.load(xlsform.convert(path))
    assert {"/data/a", "/data/b"} <= set(form.fields)
    assert [language.name for language in form.languages] == ["中文 (zh)"]


def test_full_width_signs_inside_quotation_marks_are_kept() -> None:
    assert cells.expression("concat（‘（’，${a}）") == "concat('（',${a})"


def test_numbers_as_names_of_choices_lose_their_point(tmp_path: Path) -> None:
    rows: Rows = [
        ["list_name", "name", "label"],
        ["n", 1, "一"],
        ["n", 2.0, "二"],
        ["n", 4.5, "四"],
    ]
    path = _book(tmp_path, [HEAD, ["select_one n", "a", "甲"]], rows)
    assert [row.cells["name"] for row in workbook.read(path).rows("choices")] == ["1", "2", "4.5"]


def test_a_sheet_without_column_names_is_named_once(tmp_path: Path) -> None:
    path = _book(tmp_path, [["text", "a", "甲"], ["text", "b", "乙"]])
    assert _places(lint.check(path)) == [("survey", 1, "", "LINT-50")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("文本 | a | 甲 | | | |", "type", "LINT-52"),
        ("sometype | a | 甲 | | | |", "type", "LINT-51"),
        ("select_one | a | 甲 | | | |", "type", "LINT-53"),
        ("text | a | 甲 | b = 1 | | |", "relevant", "LINT-54"),
        ("text | a | 甲 | | 是 | |", "required", "LINT-55"),
        ("select_one yn | a | 甲 | | | nocolumn = 'a' |", "choice_filter", "LINT-56"),
    ],
)
def test_a_slip_is_named_with_its_cell(tmp_path: Path, row: str, column: str, code: str) -> None:
    found = _markdown(tmp_path, "type | name | label | relevant | required | choice_filter", row)
    assert ("survey", 11, column, code) in _places(found)
    assert all(one.remedy for one in found)


def test_a_filter_by_a_column_that_exists_is_right(tmp_path: Path) -> None:
    row = "select_one yn | a | 甲 | kind = 'a' |"
    found = _markdown(tmp_path, "type | name | label | choice_filter", row)
    assert {one.code for one in found} == {"LINT-57"}


def test_choices_without_a_list_or_with_blanks_are_named(tmp_path: Path) -> None:
    found = _markdown(tmp_path, "type | name | label", "select_multiple sp | a | 甲")
    assert [place for place in _places(found) if place[0] == "choices"] == [
        ("choices", 7, "name", "LINT-58"),
        ("choices", 8, "list_name", "LINT-57"),
    ]


def test_an_end_of_the_other_kind_is_named(tmp_path: Path) -> None:
    rows = ("begin_repeat | r | 重", "text | a | 甲", "end_group | |")
    assert ("survey", 13, "type", "LINT-59") in _places(
        _markdown(tmp_path, "type | name | label", *rows)
    )


def test_all_complaints_of_the_converter_come_at_once_each_with_its_row(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        [
            ["type", "name", "label", "parameters", "relevant"],
            ["range", "r", "量", "start=1 end=a", None],
            ["select_one yn", "s", "选", "randomize=maybe", None],
            ["text", "ok", "好", None, None],
            ["image", "i", "图", "max-pixels=x", None],
            ["text", "w", "错", None, "${nobody} = 1"],
        ],
    )
    assert _places(lint.check(path)) == [
        ("survey", 2, "parameters", "FORM-12"),
        ("survey", 3, "parameters", "FORM-12"),
        ("survey", 5, "parameters", "FORM-12"),
        ("survey", 6, "relevant", "LINT-06"),
    ]


def test_a_circle_stands_at_the_row_of_its_first_field(tmp_path: Path) -> None:
    path = _book(
        tmp_path,
        [
            ["type", "name", "calculation"],
            ["calculate", "a", "${b} + 1"],
            ["calculate", "b", "${a} + 1"],
        ],
    )
    assert _places(lint.check(path)) == [("survey", 2, "name", "FORM-05")]


@pytest.mark.parametrize(
    ("chosen", "choice_filter", "warned"),
    [
        ("half", "kind = ''", True),
        ("half", "'' = kind or kind = ${b}", True),
        ("half", "string(kind) = ''", False),
        ("half", "kind != ''", False),
        ("half", "${b} = ''", False),
        ("yn", "kind = ''", False),
    ],
)
def test_a_filter_for_empty_cells_that_never_holds_is_warned_of(
    tmp_path: Path, chosen: str, choice_filter: str, warned: bool
) -> None:
    path = tmp_path / "form.md"
    path.write_text(
        "| settings |\n| | form_title | form_id | version |\n| | 示例 | s | 1 |\n"
        "| choices |\n| | list_name | name | label | kind |\n"
        "| | yn | yes | 是 | a |\n| | half | x | 甲 | a |\n| | half | y | 乙 | |\n"
        "| survey |\n| | type | name | label | choice_filter |\n| | text | b | 乙 | |\n"
        f"| | select_one {chosen} | a | 甲 | {choice_filter} |\n",
        encoding="utf-8",
    )
    found = [one for one in lint.check(path, run=False) if one.code == "LINT-60"]
    assert _places(tuple(found)) == [("survey", 12, "choice_filter", "LINT-60")] * warned
    assert all(one.is_warning and "string(kind) = ''" in one.remedy for one in found)
