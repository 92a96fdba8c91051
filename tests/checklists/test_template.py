"""The author's template: a workbook that checks clean, converts and runs as it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.checklists import lint, template
from inspector_app.checklists.library import Instrument, Library
from inspector_app.checklists.problems import BadWorkbook
from inspector_app.checklists.runner import open_definition
from inspector_app.checklists.scores import score_of
from tests.checklists.forms import open_form

LIBRARY = Library(
    instruments={"SPL-2021": Instrument("SPL-2021", "第八十八号", "法", date(2021, 9, 1))},
    tags={"confined-space": "有限空间"},
)


def _write(folder: Path) -> Path:
    path = folder / "new.xlsx"
    template.write(path, form_id="sample-new", title="示例“新”检查表", standard="SPL-2021")
    return path


def test_the_template_has_no_findings(tmp_path: Path) -> None:
    assert [one.line() for one in lint.check(_write(tmp_path), LIBRARY)] == []


def test_the_template_runs_and_scores(tmp_path: Path) -> None:
    definition = open_definition(_write(tmp_path))
    assert (definition.form_id, definition.title) == ("sample-new", "示例“新”检查表")
    form = open_form(definition, context={"site_tags": "confined-space"})
    form.set("/data/s1/EX_1", "no")
    form.set("/data/s1/EX_1_lost", "4")
    assert score_of(form).earned == 6
    assert form.node("/data/s2/EX_2").relevant


def test_the_workbook_has_notes_and_lists_to_choose_from(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(_write(tmp_path))
    assert book.sheetnames == ["survey", "choices", "settings", "说明"]
    rules = book["survey"].data_validations.dataValidation
    assert any("select_one conformity" in str(rule.formula1) for rule in rules)
    assert all(len(str(rule.formula1)) <= 255 for rule in rules)


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    path = _write(tmp_path)
    before = path.read_bytes()
    for wrong in (path, tmp_path / "new.csv", tmp_path / "no" / "folder.xlsx"):
        with pytest.raises(BadWorkbook):
            template.write(wrong, form_id="x", title="x")
    assert path.read_bytes() == before
