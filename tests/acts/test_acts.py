"""Acts: the whole main job by script, and what bad lines are answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from inspector_app.acts.run import list_acts, run_acts
from inspector_app.acts.table import Scene
from tests.world import PASSPHRASE, PASSWORD, World, a_world

INSPECTORS = [{"name": "示例检查员甲", "certificate": "示例证-1"}, {"name": "示例检查员乙"}]


def play(scene: Scene, *acts: dict[str, Any], go_on: bool = False) -> list[dict[str, Any]]:
    """Run acts as a file would give them."""
    return list(run_acts([json.dumps(act) for act in acts], scene, go_on=go_on))


def a_scene(world: World) -> Scene:
    """Return an empty data folder for an inspector with one enterprise."""
    world.person("wang")
    world.assign("wang", world.enterprise())
    return Scene(world.folder / "data", PASSPHRASE, world.folder)


def a_photo(folder: Path) -> str:
    """Write a picture and return its path."""
    path = folder / "photo.png"
    Image.new("RGB", (640, 480), "#996633").save(path)
    return str(path)


def whole_job(world: World) -> list[dict[str, Any]]:
    """The main job from enrolment to verification."""
    return [
        {"act": "enrol", "central": world.url, "user": "wang", "password": PASSWORD, "as": "me"},
        {"act": "sync"},
        {"act": "search", "text": "sxslzz", "as": "none"},
        {"act": "search", "text": "铸造", "as": "found"},
        {"act": "start_visit", "dossier": "$found.0.dossier", "date": "2026-11-25",
         "site": world.site(world_dossier(world)), "services": ["04"], "inspectors": INSPECTORS,
         "escort": {"name": "示例乙"}, "as": "v"},
        {"act": "applicable_forms", "visit": "$v.visit", "as": "forms"},
        {"act": "open_form", "visit": "$v.visit", "form": "mem-10-2023", "as": "open"},
        {"act": "answer", "visit": "$v.visit", "form": "mem-10-2023", "ref": "MEM10-7-3",
         "value": "no"},
        {"act": "record_hazard", "visit": "$v.visit", "item": "MEM10-7-3", "form": "mem-10-2023",
         "place": "1号炉前坑", "finding": "1号炉前坑积水约2平方米", "as": "h"},
        {"act": "attach_photo", "hazard": "$h.hazard", "path": a_photo(world.folder),
         "caption": "炉前坑积水", "as": "p"},
        {"act": "report_major", "hazard": "$h.hazard", "told_to": "示例甲", "told_how": "当面"},
        {"act": "sign", "visit": "$v.visit", "role": "inspector", "name": "示例检查员甲"},
        {"act": "sign", "visit": "$v.visit", "role": "receiver", "name": "示例甲", "post": "厂长"},
        {"act": "issue_notice", "visit": "$v.visit", "as": "n"},
        {"act": "deliver_notice", "number": "$n.number", "way": "printed", "to": "示例甲"},
        {"act": "sync"},
        {"act": "view_dossier", "dossier": "$found.0.dossier", "as": "d"},
        {"act": "check_sheet", "qr": "$d.papers.0.qr"},
        {"act": "verify"},
    ]  # fmt: skip


def world_dossier(world: World) -> str:
    """Return the sample dossier."""
    from inspector_app.domain.ids import dossier_of_code
    from tests.builders import SAMPLE_CODE

    return dossier_of_code(world.organisation, SAMPLE_CODE)


def test_the_whole_main_job_runs_by_script(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        results = play(a_scene(world), *whole_job(world))
        assert [r for r in results if not r["ok"]] == []
        by_act = {r["act"]: r for r in results}
        assert by_act["applicable_forms"]["results"][0]["form"] == "mem-10-2023"
        assert by_act["record_hazard"]["level"] == "major"
        assert by_act["sync"]["pending"] == 0
        assert by_act["verify"]["verify"] == "ok"
        assert by_act["check_sheet"]["state"] == "matches"
        notice = by_act["issue_notice"]
        assert notice["number"].startswith("示例安责告〔2026〕")
        text = paper_text(Path(notice["path"]))
        assert "1号炉前坑" in text
        assert notice["number"] in text
        assert by_act["view_dossier"]["hazards"][0]["place"] == "1号炉前坑"


def paper_text(path: Path) -> str:
    """Return the text of a PDF without line ends."""
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return "".join("".join(pages).split())


def test_a_visit_does_not_end_while_major_items_are_open(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene = a_scene(world)
        start = [*whole_job(world)[:2], *whole_job(world)[3:5]]
        results = play(scene, *start, {"act": "end_visit", "visit": "$v.visit"})
        assert results[-1]["code"] == "OP-03"


def test_the_first_error_stops_unless_told_to_go_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path, PASSPHRASE, tmp_path)
    bad = ({"act": "dance"}, {"act": "search", "text": "x"})
    assert len(play(scene, *bad)) == 1
    results = play(scene, *bad, go_on=True)
    assert [r["code"] for r in results] == ["IN-01", "OP-02"]
    assert all(r["remedy"] for r in results)


def test_lines_that_are_no_acts_are_answered_with_a_code(tmp_path: Path) -> None:
    scene = Scene(tmp_path, PASSPHRASE, tmp_path)
    lines = ["not json", "[1]", '{"act":"search"}', '{"act":"search","text":"$x.y"}', "", "# note"]
    results = list(run_acts(lines, scene, go_on=True))
    assert [r["ok"] for r in results] == [False] * 4
    assert list(tmp_path.iterdir()) == []


def test_numbers_beyond_reason_are_answered_and_the_run_goes_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path, PASSPHRASE, tmp_path)
    huge = "9" * 26
    lines = [
        f'{{"act":"list_enterprises","limit":{huge}}}',
        '{"act":"list_enterprises","offset":-1}',
        f'{{"act":"search","text":"x","limit":{huge}}}',
        f'{{"act":"archive","year":{huge}}}',
        '{"act":"dance"}',
    ]
    results = list(run_acts(lines, scene, go_on=True))
    assert [r["code"] for r in results] == ["IN-01"] * 5


def test_a_line_that_is_no_json_is_told_with_its_number(tmp_path: Path) -> None:
    scene = Scene(tmp_path, PASSPHRASE, tmp_path)
    lines = ["# note", "", "not json", "[" * 100_000, "[1]"]
    results = list(run_acts(lines, scene, go_on=True))
    assert [r["code"] for r in results] == ["IN-01"] * 3
    assert [r["message"].partition(":")[0] for r in results] == ["Line 3", "Line 4", "Line 5"]


def test_where_nobody_is_enrolled_the_folder_looked_in_is_named(tmp_path: Path) -> None:
    result = play(Scene(tmp_path / "data", PASSPHRASE, tmp_path), {"act": "unlock"})[0]
    assert result["code"] == "OP-02" and str(tmp_path / "data") in result["message"]


def test_every_act_of_the_design_is_listed() -> None:
    names = {row["act"] for row in list_acts()}
    assert names >= {
        "enrol", "unlock", "sync", "list_enterprises", "search", "start_visit", "answer", "verify",
        "applicable_forms", "open_form", "record_hazard", "attach_photo", "sign", "issue_notice",
        "end_visit", "view_dossier",
    }  # fmt: skip
    assert all(row["does"] for row in list_acts())


def test_a_wrong_password_enrols_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene = a_scene(world)
        enrol = {"act": "enrol", "central": world.url, "user": "wang", "password": "wrong-one"}
        result = play(scene, enrol)[0]
        assert not result["ok"]
        assert list((world.folder / "data").glob("workspaces/*")) == []
