"""A scoring table is held to the total and the number of items that it announces."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.checklists import lint
from inspector_app.checklists.scores import score_of
from inspector_app.checklists.xform import load_file
from inspector_app.checklists.xlsform import convert
from tests.checklists.forms import open_form

SETTINGS = """
| settings |
|  | form_title | form_id | version | namespaces |
|  | 示例评分表 | sample-scores | 1 | insp="urn:inspector-app:item:1" |
"""
CHOICES = """
| choices |
|  | list_name | name | label |
|  | conformity | yes | 符合 |
|  | conformity | no | 不符合 |
|  | conformity | na | 不涉及 |
"""
HEAD = (
    "|  | type | name | label | bind::insp:item | bind::insp:standard | bind::insp:article "
    "| bind::insp:score | bind::insp:total | bind::insp:items |\n"
)


def a_table(scores: list[str], total: str, items: str, group: str = "") -> str:
    """Return a scoring table: a note announces the whole, the group its own sum."""
    rows = [f"|  | note | whole | 满分 |  |  |  |  | {total} | {items} |"]
    rows.append(f"|  | begin_group | element | 要素 |  |  |  |  | {group} |  |")
    rows += [
        f"|  | select_one conformity | i{n} | 第{n}项 | I-{n} | SPL-2021 | 第四条 | {score} |  |  |"
        for n, score in enumerate(scores, 1)
    ]
    rows.append("|  | end_group |  |  |  |  |  |  |  |  |")
    return f"{SETTINGS}\n| survey |\n{HEAD}" + "\n".join(rows) + f"\n{CHOICES}"


SCORES = ["6"] * 160 + ["10"] * 4  # 164 items, 1000 points


def codes(tmp_path: Path, text: str) -> list[tuple[str, int, str]]:
    source = tmp_path / "table.md"
    source.write_text(text, encoding="utf-8")
    return [(one.code, one.row, one.column) for one in lint.check(source, run=False)]


def test_a_table_of_164_items_that_comes_to_1000_has_no_findings(tmp_path: Path) -> None:
    assert codes(tmp_path, a_table(SCORES, "1000", "164", "1000")) == []


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        (SCORES[:-1], [("LINT-42", "total"), ("LINT-43", "items"), ("LINT-42", "total")]),
        (["5", *SCORES[1:]], [("LINT-42", "total"), ("LINT-42", "total")]),
        ([*SCORES, "0"], [("LINT-43", "items")]),
    ],
)
def test_what_differs_from_the_announced_total_is_named_with_its_place(
    tmp_path: Path, scores: list[str], found: list[tuple[str, str]]
) -> None:
    told = codes(tmp_path, a_table(scores, "1000", "164", "1000"))
    assert [(code, column.rpartition(":")[2]) for code, _row, column in told] == found
    assert all(row > 0 for _code, row, _column in told)


def test_an_announced_total_that_is_no_number_is_named(tmp_path: Path) -> None:
    told = codes(tmp_path, a_table(["5"], "about 5", "one"))
    assert [code for code, _row, _column in told] == ["LINT-17", "LINT-17"]


def test_the_converted_table_is_held_to_it_too(tmp_path: Path) -> None:
    source = tmp_path / "table.md"
    source.write_text(a_table(["5", "5"], "11", "2"), encoding="utf-8")
    made = tmp_path / "table.xml"
    made.write_bytes(convert(source))
    assert [one.code for one in lint.check(made, run=False)] == ["LINT-42"]
    form = open_form(load_file(made))
    assert str(score_of(form).full) == "10"
