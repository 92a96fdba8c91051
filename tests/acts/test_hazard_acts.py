"""Acts on told hazards: their kind, cause and danger, and what the enterprise replied."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.acts.test_record_acts import play, prepared
from tests.world import a_world


def test_a_hazard_is_told_with_kind_cause_and_reply_by_script(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene, start = prepared(world)
        book = str(tmp_path / "ledger.xlsx")
        results = play(
            scene,
            *start,
            {"act": "list_categories", "language": "en"},
            {"act": "record_hazard", "visit": "$v.visit", "place": "炉前", "finding": "示例积水",
             "level": "major", "category": "site.environment", "cause": "示例：排水堵塞",
             "criterion": {"standard": "示例标准", "article": "第七条"}, "as": "h"},
            {"act": "analyse_hazard", "hazard": "$h.hazard", "cause": "示例：排水堵塞",
             "harm": "示例：遇熔融金属可能爆炸"},
            {"act": "classify_hazard", "hazard": "$h.hazard", "category": "site.equipment"},
            {"act": "record_reply", "hazard": "$h.hazard", "date": "2026-12-01",
             "measure": "示例：已排水", "cost": "3000", "responsible": "示例乙",
             "done_on": "2026-11-30"},
            {"act": "hazard_ledger", "out": book},
        )  # fmt: skip
        assert [one for one in results if not one["ok"]] == []
        assert {"code": "site.fire", "name": "On site: fire safety"} in results[3]["results"]
        sheet = load_workbook(book).active
        assert sheet is not None
        cells = [cell.value for cell in sheet[4]]
        (line,) = results[-1]["results"]
        assert line["category"] in cells and line["category"].endswith(("equipment", "设施"))
        assert (line["done_measure"], line["done_by"]) == ("示例：已排水", "示例乙")
        assert {"示例：已排水", "示例乙", 3000} <= set(cells)
        assert line["done_on"] == "2026-11-30"


def test_what_cannot_be_right_is_refused_with_a_code(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene, start = prepared(world)
        hazard = {"act": "record_hazard", "visit": "$v.visit", "place": "炉前", "finding": "示例"}
        results = play(
            scene,
            *start,
            {**hazard, "category": "site.unheard"},
            {**hazard, "as": "h"},
            {"act": "classify_hazard", "hazard": "$h.hazard", "category": "unheard"},
            {"act": "analyse_hazard", "hazard": "$h.hazard", "cause": "示例"},
            {"act": "record_reply", "hazard": "$h.hazard", "date": "2026-12-01", "cost": "many"},
            {"act": "record_reply", "hazard": "$h.hazard", "date": "2026-12-01", "status": "soon"},
            go_on=True,
        )
        assert [one["ok"] for one in results[3:]] == [False, True, False, False, False, False]
        assert all(one["code"] and one["remedy"] for one in results if not one["ok"])


def test_two_visits_become_one_by_script(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene, start = prepared(world)
        again = {**start[-1], "inspectors": [{"name": "示例检查员乙"}], "as": "w"}
        join = {"act": "join_visits", "visit": "$v.visit", "other": "$w.visit"}
        results = play(scene, *start, again, join, {**join, "other": "$v.visit"}, go_on=True)
        assert [one["ok"] for one in results[-2:]] == [True, False]
        assert results[-1]["code"] and results[-1]["remedy"]
