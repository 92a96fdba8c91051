"""``forms run``: state lines after loading and each step, errors beside, the submission last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.checklists import runner
from tests.checklists.forms import bind, form_xml, question


def _lines(folder: Path, steps: list[dict[str, str]]) -> list[dict[str, object]]:
    path = folder / "form.xml"
    path.write_bytes(
        form_xml(
            '<a/><b/><row jr:template=""><q/></row>',
            bind("a", type="int") + bind("b", calculate="/data/a + 1", relevant="/data/a > 0"),
            question("a") + f'<repeat nodeset="/data/row">{question("row/q")}</repeat>',
        )
    )
    lines: list[dict[str, object]] = json.loads(json.dumps(list(runner.run(path, steps))))
    return lines


def test_lines_tell_the_first_state_each_difference_and_the_end(tmp_path: Path) -> None:
    first, second, third, fourth, end = _lines(
        tmp_path,
        [
            {"op": "set", "ref": "/data/a", "value": "1"},
            {"op": "add", "ref": "/data/row"},
            {"op": "remove", "ref": "/data/row[1]"},
        ],
    )
    refs = [node["ref"] for node in first["nodes"]]  # type: ignore[attr-defined]
    assert refs[:4] == ["/data", "/data/a", "/data/b", "/data/row"]
    assert (first["step"], first["language"]) == (0, "")
    assert second["changed"] == [
        {"ref": "/data/a", "kind": "input", "type": "int", "value": "1", "label": "a"},
        {"ref": "/data/b", "kind": "value", "type": "string", "value": "2"},
    ]
    assert [n["ref"] for n in third["changed"]] == [  # type: ignore[attr-defined]
        "/data/row[1]",
        "/data/row[1]/q",
    ]
    assert fourth["removed"] == ["/data/row[1]", "/data/row[1]/q"]
    assert str(end["xml"]).startswith('<data xmlns:orx="http://openrosa.org/xforms" id="sample"')


def test_a_step_that_cannot_be_applied_prints_its_error_and_changes_nothing(tmp_path: Path) -> None:
    steps: list[dict[str, str]] = [
        {"op": "set", "ref": "/data/none", "value": "1"},
        {"op": "set", "ref": "/data/a"},
        {"op": "jump"},
        {},
        {"op": "language", "name": "fr"},
    ]
    _first, *others, end = _lines(tmp_path, steps)
    assert len(others) == len(steps)
    for line in others:
        assert line["error"]
        assert (line["changed"], line["removed"]) == ([], [])
    assert end["end"] is True


@pytest.mark.parametrize(("day", "days"), [("2024-01-01", "19723.208333333332"),
                                           ("2024-07-01", "19905.166666666668")])  # fmt: skip
def test_a_day_begins_by_the_clock_of_its_season(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str, days: str
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    path = tmp_path / "form.xml"
    path.write_bytes(form_xml("<q/>", bind("q", calculate=f"decimal-date-time('{day}')")))
    first = next(iter(runner.run(path, [])))
    nodes = first["nodes"]
    assert isinstance(nodes, list)
    assert next(node["value"] for node in nodes if node["ref"] == "/data/q") == days
