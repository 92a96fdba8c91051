"""Acts on service records, scores and versions of checklists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inspector_app.acts.run import list_acts, run_acts
from inspector_app.acts.table import Scene
from inspector_app.central.forms import Placing, publish_form
from tests.acts.test_acts import world_dossier
from tests.checklists.forms import CONFORMITY, bind, form_xml, item
from tests.world import PASSPHRASE, PASSWORD, World, a_world


def version(number: str, other: str) -> bytes:
    """Return a version of a checklist with the item I-1 and another one."""
    binds = bind("i1", insp_item="I-1") + bind("i2", insp_item=other)
    made = form_xml("<i1/><i2/>", binds, item("i1") + item("i2"), CONFORMITY)
    return made.replace(b'version="1"', f'version="{number}"'.encode())


def play(scene: Scene, *acts: dict[str, Any], go_on: bool = False) -> list[dict[str, Any]]:
    return list(run_acts([json.dumps(act) for act in acts], scene, go_on=go_on))


def prepared(world: World) -> tuple[Scene, list[dict[str, Any]]]:
    """Return a scene and the acts that enrol and begin a visit ``v``."""
    world.person("wang")
    dossier = world.enterprise()
    world.assign("wang", dossier)
    return Scene(world.folder / "data", PASSPHRASE, world.folder), [
        {"act": "enrol", "central": world.url, "user": "wang", "password": PASSWORD},
        {"act": "sync"},
        {"act": "start_visit", "dossier": dossier, "date": "2026-11-25",
         "site": world.site(dossier), "services": ["07"],
         "inspectors": [{"name": "示例检查员甲"}], "as": "v"},
    ]  # fmt: skip


def test_a_record_is_opened_answered_and_read_by_script(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        scene, start = prepared(world)
        results = play(
            scene,
            *start,
            {"act": "list_records", "visit": "$v.visit", "as": "before"},
            {"act": "addable_forms", "visit": "$v.visit"},
            {"act": "open_record", "visit": "$v.visit", "form": "sr-07", "as": "r"},
            {"act": "answer_record", "record": "$r.record", "ref": "other_type", "value": "诊断"},
            {"act": "add_record_row", "record": "$r.record", "ref": "staff", "as": "row"},
            {"act": "remove_record_row", "record": "$r.record", "ref": "$row.ref"},
            {"act": "refill_record", "record": "$r.record"},
            {"act": "record_state", "record": "$r.record"},
            {"act": "close_record", "record": "$r.record"},
            {"act": "withdraw_record", "record": "$r.record", "reason": "开错了"},
            {"act": "reopen_record", "record": "$r.record", "reason": "再看"},
            {"act": "list_records", "dossier": world_dossier(world), "as": "all"},
            {"act": "list_records"},
            go_on=True,
        )
        by_act = {r["act"]: r for r in results}
        before = results[3]
        assert [one["form"] for one in before["asked"]] == ["sr-07", "sf-confirm"]
        added = [one["form"] for one in by_act["addable_forms"]["results"]]
        assert "general-rest-small" in added
        assert "general-2026" not in added
        answers = by_act["record_state"]["answers"]
        assert answers["ent_name"] == "杭州示例铸造有限公司"
        assert answers["other_type"] == "诊断"
        assert [row["name"] for row in answers["staff"]] == ["示例检查员甲"]
        assert by_act["refill_record"]["changed"] is False
        assert by_act["close_record"]["code"] == "OP-51"
        assert by_act["withdraw_record"]["ok"]
        assert by_act["reopen_record"]["code"] == "OP-52"
        assert [one["state"] for one in results[-2]["results"]] == ["withdrawn"]
        assert results[-1]["code"] == "IN-01"


def test_a_visit_is_scored_and_moved_to_a_new_version_by_script(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        for name, xml in (("old.xml", version("1", "I-9")), ("new.xml", version("2", "I-2"))):
            (tmp_path / name).write_bytes(xml)
        publish_form(world.central, tmp_path / "old.xml", Placing(tags=("any",)))
        scene, start = prepared(world)
        one = {"visit": "$v.visit", "form": "sample"}
        begun = play(
            scene,
            *start,
            {"act": "answer", **one, "ref": "I-1", "value": "no"},
            {"act": "answer", **one, "ref": "I-9", "value": "yes"},
            {"act": "score_form", **one},
        )
        assert begun[-1]["rate"] == "0.5"
        visit = begun[2]["visit"]
        publish_form(world.central, tmp_path / "new.xml", Placing(tags=("any",)))
        one["visit"] = visit
        results = play(
            scene,
            {"act": "newer_versions", "visit": visit},
            {"act": "sync"},
            {"act": "newer_versions", "visit": visit},
            {"act": "preview_move", **one},
            {"act": "move_checklist", **one},
            {"act": "take_late", **one},
            {"act": "score_visit", "visit": visit},
            {"act": "undo_move", **one},
            {"act": "move_checklist", **one, "version": "7"},
            go_on=True,
        )
        assert results[0]["results"] == []
        assert results[2]["results"][0]["newer"] == "2"
        assert [line["value"] for line in results[3]["dropped"]] == ["yes"]
        assert [line["value"] for line in results[4]["appendix"]] == ["yes"]
        assert results[6]["light"] == "yellow"
        assert results[7]["back"]
        assert results[8]["code"] == "FORM-13"


def test_the_new_acts_are_listed() -> None:
    names = {row["act"] for row in list_acts()}
    assert names >= {
        "list_records", "open_record", "record_state", "answer_record", "add_record_row",
        "remove_record_row", "refill_record", "close_record", "reopen_record", "withdraw_record",
        "score_visit", "score_form", "newer_versions", "preview_move", "move_checklist",
        "undo_move", "take_late", "addable_forms",
    }  # fmt: skip
