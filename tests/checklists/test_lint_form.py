"""What ``forms check`` finds by trying the form: dead ends, impossible rules, dates, slowness."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.checklists import lint, lint_form, xform, xlsform
from inspector_app.checklists.library import FormEntry, Instrument, Library
from inspector_app.checklists.places import places
from inspector_app.checklists.problems import Finding
from tests.checklists.forms import form_xml, question, simple

HEAD = """
| settings |
| | form_title | form_id | version |
| | 示例 | sample | 1 |

| choices |
| | list_name | name | label |
| | yn | yes | 是 |
| | yn | no | 否 |

| survey |
| | type | name | label | relevant | required | constraint | calculation | readonly |
"""


def _check(folder: Path, *rows: str) -> list[Finding]:
    path = folder / "form.md"
    text = HEAD + "".join(f"| | {row} |\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return list(lint.check(path))


def _first(found: list[Finding]) -> tuple[str, int, str]:
    assert len(found) == 1, [one.line() for one in found]
    return found[0].code, found[0].row, found[0].column


CHOICE = "select_one yn | a | 甲 | | | | |"


def test_an_item_no_answer_leads_to_is_named_with_its_row(tmp_path: Path) -> None:
    found = _check(tmp_path, CHOICE, "text | b | 乙 | ${a} = 'maybe' | | | |")
    assert _first(found) == ("LINT-25", 14, "name")
    assert not found[0].is_warning


def test_an_item_behind_two_conditions_that_exclude_each_other_is_named(tmp_path: Path) -> None:
    found = _check(
        tmp_path,
        CHOICE,
        "begin_group | g | 组 | ${a} = 'yes' | | | |",
        "text | b | 乙 | ${a} = 'no' | | | |",
        "end_group | | | | | | |",
    )
    assert _first(found) == ("LINT-25", 15, "name")
    assert "/data/g" in found[0].message


def test_an_item_behind_a_text_nobody_guessed_is_only_a_warning(tmp_path: Path) -> None:
    rows = ("text | t | 文 | | | | |", "text | b | 乙 | digest(${t}, 'MD5') = 'x' | | | |")
    found = _check(tmp_path, *rows)
    assert _first(found) == ("LINT-26", 14, "name")
    assert found[0].is_warning


def test_a_condition_on_the_number_of_rows_is_at_most_a_warning() -> None:
    form = xform.load(
        form_xml(
            "<row><q/></row>",
            '<bind nodeset="/data/row" relevant="position() &gt; 200"/>',
            f'<repeat nodeset="/data/row">{question("row/q")}</repeat>',
        )
    )
    found = list(lint_form.check_running("f", form, places("/data", None)))
    assert [(one.code, one.is_warning) for one in found] == [("LINT-26", True)]


@pytest.mark.parametrize(
    "rows",
    [
        (CHOICE, "text | b | 乙 | ${a} = 'yes' | | | |"),
        ("integer | n | 数 | | | | |", "text | b | 乙 | ${n} * 2 > 400 | | | |"),
        ("integer | n | 数 | | | | |", "calculate | c | | | | | ${n} + 5 |",
         "text | b | 乙 | ${c} = 12 | | | |"),
        ("hidden | site_tags | | | | | |", "hidden | site_scale | | | | | |",
         "text | b | 乙 | selected(${site_tags}, 'dust') and ${site_scale} = 'large' | | | |"),
        ("date | d | 日 | | | | |", "text | b | 乙 | ${d} > date('2031-05-01') | | | |"),
        ("select_multiple yn | a | 甲 | | | | |",
         "text | b | 乙 | selected(${a}, 'yes') and selected(${a}, 'no') | | | |"),
        ("text | c | 码 | | yes | regex(., '^[0-9A-HJ-NPQRTUWXY]{18}$') | |",),
        ("integer | m | 起 | | yes | . > 0 | |", "integer | n | 止 | | yes | . >= ${m} | |"),
        ("text | p | 文 | | yes | string-length(.) = 37 | |",),
    ],
    ids=[
        "choice", "number", "calculation", "context", "date", "multiple", "regex", "pair", "length",
    ],
)  # fmt: skip
def test_what_some_answers_reach_or_satisfy_is_not_reported(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    assert [one.line() for one in _check(tmp_path, *rows)] == []


def test_a_constraint_nothing_satisfies_is_named_once(tmp_path: Path) -> None:
    found = _check(tmp_path, "integer | n | 数 | | yes | . > 5 and . < 3 | |")
    assert _first(found) == ("LINT-27", 13, "constraint")


def test_a_constraint_without_a_found_answer_is_a_warning(tmp_path: Path) -> None:
    found = _check(tmp_path, "text | t | 文 | | | digest(., 'MD5') = 'x' | |")
    assert _first(found) == ("LINT-28", 13, "constraint")
    assert found[0].is_warning


def test_a_calculation_that_fails_is_shown_with_the_shortest_path(tmp_path: Path) -> None:
    found = _check(
        tmp_path,
        "text | x | 他 | | | | |",
        "integer | n | 数 | | | | |",
        "text | y | 他 | | | | |",
        "calculate | c | | | | | if(${n} > 10, digest('x', 'NOPE'), 1) |",
    )
    assert _first(found) == ("LINT-29", 16, "calculation")
    assert "on this path: n = 1" in found[0].message
    assert "→" not in found[0].message


def test_a_question_nobody_can_answer_makes_finishing_impossible(tmp_path: Path) -> None:
    found = _check(
        tmp_path,
        CHOICE,
        "begin_group | g | 组 | ${a} = 'no' | | | |",
        "text | b | 乙 | | yes | | | yes",
        "end_group | | | | | | |",
    )
    assert [one.code for one in found] == ["LINT-30"]
    assert (found[0].row, found[0].is_warning) == (15, False)
    assert "a = no" in found[0].message


@pytest.mark.parametrize(
    "rows",
    [
        (
            "begin_repeat | people | 人员 | | | | |",
            "text | who | 姓名 | | | | |",
            "end_repeat | | | | | | |",
            "note | check | 至少一人 | not(count(${people}) >= 1) | yes | | |",
        ),
        ("time | start | 起 | | yes | | |",
         "time | stop | 止 | | yes | decimal-time(.) > decimal-time(${start}) | |"),
    ],
    ids=["note", "extreme"],
)  # fmt: skip
def test_a_block_that_other_answers_lift_is_no_dead_end(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    assert [one.line() for one in _check(tmp_path, *rows)] == []


def test_a_pattern_that_backtracks_for_ever_is_named(tmp_path: Path) -> None:
    found = _check(tmp_path, "text | t | 文 | | | regex(., '^(a\\|aa)+$') | |")
    assert "LINT-33" in {one.code for one in found}


def test_an_expression_that_takes_long_is_a_warning() -> None:
    form = xform.load(simple({"a": {}, "b": {"calculate": "/data/a"}}))
    ticks = itertools.count(0.0, 0.5)
    found = list(lint_form.check_running("f", form, places("/data", None), lambda: next(ticks)))
    assert [(one.code, one.is_warning) for one in found] == [("LINT-32", True)]
    assert "/data/b" in found[0].message
    assert "500 ms" in found[0].message


def test_texts_missing_in_a_language_are_warnings_in_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(
        """
| settings |
| | form_title | form_id | version |
| | 示例 | sample | 1 |

| survey |
| | type | name | label::zh | label::en | hint::zh | hint::en |
| | select_one yn | a | 甲 | A | 提示 | |

| choices |
| | list_name | name | label::zh | label::en |
| | yn | yes | 是 | |
""",
        encoding="utf-8",
    )
    found = lint.check(path)
    assert [(f.sheet, f.row, f.column, f.code) for f in found] == [
        ("survey", 8, "hint::en", "LINT-21"),
        ("choices", 12, "label::en", "LINT-21"),
    ]


def test_unsupported_and_unrecorded_types_are_told_apart(tmp_path: Path) -> None:
    found = _check(tmp_path, "osm | o | 图 | | | | |", "audit | audit | | | | | |")
    assert [(one.code, one.row, one.is_warning) for one in found] == [
        ("LINT-37", 13, False),
        ("LINT-38", 14, True),
    ]


def test_the_same_form_in_two_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for path in (tmp_path / "form.md", tmp_path / "b" / "other.md"):
        path.write_text(HEAD + "| | text | a | 甲 | | | | | |\n", encoding="utf-8")
    paths = [tmp_path / "form.md", tmp_path / "b" / "other.md"]
    assert [one.code for one in lint.check_files(paths)] == ["LINT-40"]
    (tmp_path / "form.xml").write_bytes(xlsform.convert(paths[0]))
    assert lint.check_files([paths[0], tmp_path / "form.xml"]) == ()


DATED = """
| settings |
| | form_title | form_id | version | namespaces |
| | 示例 | sample | 1 | insp="urn:inspector-app:item:1" |

| survey |
| | type | name | label | relevant | bind::insp:item | bind::insp:standard | bind::insp:article |
| | hidden | site_tags | | | | | |
| | select_one conformity | A | 问 | selected(${site_tags}, 'dust') | A | OLD | 第一条 |
| | select_one conformity | B | 问 | | B | NEW | 第二条 |

| choices |
| | list_name | name | label |
| | conformity | yes | 符合 |
| | conformity | no | 不符合 |
| | conformity | na | 不涉及 |
"""


def _library(path: Path, old_ends: date, new_starts: date) -> Library:
    path.write_text(DATED, encoding="utf-8")
    digest = sha256(xlsform.convert(path)).hexdigest()
    first = date(2025, 1, 1)
    entry = FormEntry(
        "sample", "1", "示例", digest, None, "power", (), 10, ("OLD", "NEW"), first
    )  # fmt: skip
    return Library(
        (entry,),
        {
            "OLD": Instrument("OLD", "1号", "旧", date(2020, 1, 1), old_ends),
            "NEW": Instrument("NEW", "2号", "新", new_starts),
        },
        {"dust": "粉尘"},
    )


def test_days_without_a_standard_in_force_are_named(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    library = _library(path, date(2025, 5, 31), date(2025, 6, 2))
    (found,) = lint.check(path, library)
    assert (found.code, "2025-06-01" in found.message) == ("LINT-35", True)
    assert lint.check(path, _library(path, date(2025, 5, 31), date(2025, 6, 1))) == ()


def test_an_item_whose_standard_ended_before_the_form_began_is_named(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    (found,) = lint.check(path, _library(path, date(2024, 12, 31), date(2024, 1, 1)))
    assert (found.code, found.row, found.column) == ("LINT-34", 9, "bind::insp:standard")


def test_a_published_form_may_not_change_under_its_version(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    library = _library(path, date(2030, 1, 1), date(2024, 1, 1))
    entry = replace(library.entries[0], sha256="0" * 64)
    assert [one.code for one in lint.check(path, replace(library, entries=(entry,)))] == ["LINT-36"]


def test_a_condition_on_a_tag_outside_the_vocabulary_is_named(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    library = _library(path, date(2030, 1, 1), date(2024, 1, 1))
    path.write_text(DATED.replace("'dust'", "'dusty'"), encoding="utf-8")
    found = [one for one in lint.check(path, library) if one.code == "LINT-19"]
    assert [(one.row, one.column) for one in found] == [(9, "relevant")]


def test_days_between_two_criteria_of_a_sector_are_a_gap() -> None:
    first = FormEntry("a", "1", "甲", "", None, "power", (), 10, (), date(2025, 1, 1),
                      date(2025, 6, 30))  # fmt: skip
    second = replace(first, form_id="b", effective_from=date(2025, 7, 2), effective_to=None)
    found = [one for one in lint.check_library(Library((first, second))) if one.code == "LINT-41"]
    assert ["2025-07-01" in one.message for one in found] == [True]


def test_missing_texts_of_an_xform_are_warnings(tmp_path: Path) -> None:
    itext = (
        '<itext><translation lang="zh"><text id="a"><value>甲</value></text></translation>'
        '<translation lang="en"/></itext>'
    )
    body = '<input ref="/data/a"><label ref="jr:itext(\'a\')"/></input>'
    path = tmp_path / "form.xml"
    path.write_bytes(form_xml("<a/>", "", body, itext))
    assert [(f.code, f.sheet, f.is_warning) for f in lint.check(path)] == [("LINT-21", "a", True)]
    path.write_bytes(form_xml("<a/>", "", question("a")))
    assert lint.check(path) == ()
