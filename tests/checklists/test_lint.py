"""An author sees every problem at once, each with sheet, row, column, code and remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.checklists import lint, xform, xlsform
from inspector_app.checklists.library import Instrument, Library
from inspector_app.checklists.problems import Finding, NotConverted
from tests.checklists.forms import form_xml

LIBRARY = Library(
    instruments={"MEM-10-2023": Instrument("MEM-10-2023", "10号", "标准", date(2023, 5, 15))},
    tags={"dust": "可燃性粉尘"},
)
GOOD = """
| settings |
| | form_title | form_id | version | namespaces |
| | 示例“表” | sample | 1 | insp="urn:inspector-app:item:1" |

| survey |
| | type | name | label | relevant | bind::insp:item | bind::insp:standard | bind::insp:article | bind::insp:level | bind::insp:tags |
| | hidden | site_tags | | | | | | | |
| | begin_group | g | 节 | selected(${site_tags}, 'dust') | | | | | |
| | select_one conformity | A_1 | 有“证”吗？a\\|b | | A-1 | MEM-10-2023 | 第一条 | major | dust |
| | end_group | | | | | | | | |

| choices |
| | list_name | name | label |
| | conformity | yes | 符合 |
| | conformity | no | 不符合 |
| | conformity | na | 不涉及 |
"""  # noqa: E501 - a table row is one line


def _check(folder: Path, text: str) -> list[Finding]:
    path = folder / "form.md"
    path.write_text(text, encoding="utf-8")
    return list(lint.check(path, LIBRARY))


def test_a_good_form_has_no_findings(tmp_path: Path) -> None:
    assert _check(tmp_path, GOOD) == []


def test_every_problem_is_named_at_once_with_its_place(tmp_path: Path) -> None:
    bad = (
        GOOD.replace("${site_tags}, 'dust')", "${site_tag}, 'dust'")
        .replace("A_1 |", "1 A |")
        .replace("MEM-10-2023 | 第一条 | major | dust", "MEM-99 | | huge | dusty")
        .replace("| | conformity | na | 不涉及 |", "| | conformity | no | 不涉及 |")
        .replace("| sample |", "| |")
    )
    found = _check(tmp_path, bad)
    assert {(f.sheet, f.row, f.column, f.code) for f in found} == {
        ("settings", 4, "form_id", "LINT-11"),
        ("survey", 9, "relevant", "LINT-06"),
        ("survey", 9, "relevant", "LINT-07"),
        ("survey", 10, "name", "LINT-02"),
        ("survey", 10, "bind::insp:standard", "LINT-18"),
        ("survey", 10, "bind::insp:article", "LINT-20"),
        ("survey", 10, "bind::insp:level", "LINT-17"),
        ("survey", 10, "bind::insp:tags", "LINT-19"),
        ("choices", 17, "name", "LINT-09"),
        ("choices", 0, "name", "LINT-16"),
    }
    assert all(f.message and f.remedy and f.file == "form.md" for f in found)
    assert found[0].line().startswith("form.md:settings:4:form_id: LINT-11 ")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| | end_group | | | | | | | | |\n", "", "LINT-04"),
        ("| | begin_group | g | 节", "| | end_group | g | 节", "LINT-05"),
        ("select_one conformity", "select_one nothing", "LINT-08"),
        ("select_one conformity", "text", "LINT-15"),
        ("bind::insp:tags", "bind::insp:tag", "LINT-13"),
        ('insp="urn:inspector-app:item:1"', 'insp="urn:other"', "LINT-12"),
        ("| hidden | site_tags |", "| hidden | |", "LINT-01"),
        ("| hidden | site_tags |", "| | site_tags |", "LINT-23"),
        ("selected(${site_tags}, 'dust')", "nope(1)", "LINT-07"),
        ("selected(${site_tags}, 'dust')", "${A_1} = 'yes'", "FORM-05"),
        ("| | end_group", "| | text | A_1 | again | | | | | | |\n| | end_group", "LINT-03"),
        ("| | hidden | site_tags |", "| | wobble | site_tags |", "LINT-51"),
        ("| conformity | yes |", "| conformity | |", "LINT-10"),
    ],
)
def test_a_problem_has_its_code(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in GOOD
    assert code in {f.code for f in _check(tmp_path, GOOD.replace(old, new, 1))}


def test_what_the_converter_refuses_is_placed_in_the_authors_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(GOOD.replace("| hidden |", "| wobble |", 1), encoding="utf-8")
    with pytest.raises(NotConverted) as caught:
        xlsform.convert(path)
    assert (caught.value.details["sheet"], caught.value.details["row"]) == ("survey", 8)


def test_a_missing_translation_is_only_a_warning(tmp_path: Path) -> None:
    two = GOOD.replace("| label | relevant |", "| label::zh | label::en |", 1)
    found = _check(tmp_path, two.replace("selected(${site_tags}, 'dust')", "Section"))
    assert {(f.code, f.is_warning) for f in found} == {("LINT-21", True)}


def test_quotation_marks_of_texts_survive_the_conversion(tmp_path: Path) -> None:
    path = tmp_path / "form.md"
    path.write_text(GOOD, encoding="utf-8")
    form = xform.load(xlsform.convert(path))
    assert form.title == "示例“表”"
    assert form.items()[0].question == "有“证”吗？a|b"
    assert xlsform.convert(path) == xlsform.convert(path)


def test_a_workbook_and_its_markdown_give_the_same_form(tmp_path: Path) -> None:
    from openpyxl import Workbook

    from inspector_app.checklists.workbook import read_markdown

    book = Workbook()
    for name, sheet in read_markdown(GOOD.encode(), "form.md").sheets.items():
        page = book.create_sheet(name)
        page.append(["", *sheet.header] if "" not in sheet.header else sheet.header)
        for row in sheet.rows:
            page.append(["", *(row.cells.get(column, "") for column in sheet.header)])
    path = tmp_path / "form.xlsx"
    book.save(path)
    (tmp_path / "form.md").write_text(GOOD, encoding="utf-8")
    assert xlsform.convert(path) == xlsform.convert(tmp_path / "form.md")
    assert list(lint.check(path, LIBRARY)) == []


def test_an_xform_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "form.xml"
    path.write_bytes(form_xml("<q/>", "", '<input ref="/data/gone"/>'))
    assert [f.code for f in lint.check(path)] == ["FORM-06"]
    path.write_bytes(b"<x>")
    assert [f.code for f in lint.check(path)] == ["FORM-02"]
    assert [f.code for f in lint.check(tmp_path / "missing.xml")] == ["FORM-02"]
