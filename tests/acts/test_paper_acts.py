"""Acts on papers: what can be made, drafted, signed, issued, sealed, delivered, voided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app.acts.run import run_acts
from inspector_app.acts.table import Scene
from tests.documents.reading import whole_text
from tests.documents.samples import signature_bytes
from tests.world import PASSPHRASE, PASSWORD, World, a_world

FINDING = "示例：防护罩缺失"


def play(scene: Scene, *acts: dict[str, Any]) -> list[dict[str, Any]]:
    return list(run_acts([json.dumps(act) for act in acts], scene, go_on=True))


@pytest.fixture
def world(tmp_path: Path) -> Any:
    with a_world(tmp_path) as made:
        yield made


def prepared(world: World) -> tuple[Scene, str, list[dict[str, Any]]]:
    """Return a scene, the dossier, and the acts up to a hazard judged in the visit ``again``."""
    world.person("wang")
    dossier = world.enterprise()
    world.assign("wang", dossier)
    visit = {
        "act": "start_visit",
        "dossier": dossier,
        "date": "2026-11-25",
        "site": world.site(dossier),
        "services": ["04"],
        "inspectors": [{"name": "示例检查员甲"}, {"name": "示例检查员乙"}],
    }
    hazard = {"visit": "$v.visit", "place": "一车间", "finding": FINDING, "deadline": "2026-12-02"}
    return (
        Scene(world.folder / "data", PASSPHRASE, world.folder),
        dossier,
        [
            {"act": "enrol", "central": world.url, "user": "wang", "password": PASSWORD},
            {"act": "sync"},
            visit | {"as": "v"},
            {"act": "record_hazard", **hazard, "as": "h"},
            {"act": "issue_notice", "visit": "$v.visit", "as": "n"},
            visit | {"as": "again"},
            {"act": "judge_hazard", "visit": "$again.visit", "hazard": "$h.hazard",
             "outcome": "partly", "note": "示例：已装一半", "deadline": "2026-12-09"},
        ],
    )  # fmt: skip


def test_a_paper_is_drafted_signed_issued_sealed_delivered_and_voided(world: World) -> None:
    (world.folder / "ink.png").write_bytes(signature_bytes(1))
    scene, dossier, start = prepared(world)
    one = {"paper": "reinspection", "dossier": dossier, "ref": "$again.visit"}
    out = str(world.folder / "draft.pdf")
    signed = str(world.folder / "signed.pdf")
    results = play(
        scene,
        *start,
        {"act": "list_orders", "dossier": dossier},
        {"act": "draft_paper", **one, "out": out},
        {"act": "sign_paper", **one, "place": "rechecker_sign", "name": "示例检查员甲",
         "image": str(world.folder / "ink.png")},
        {"act": "issue_paper", **one, "as": "p"},
        {"act": "seal_paper", "number": "$p.number", "out": signed},
        {"act": "deliver_paper", "number": "$p.number", "way": "printed", "to": "示例甲"},
        {"act": "void_paper", "number": "$p.number", "reason": "示例：写错"},
        {"act": "list_papers", "dossier": dossier},
        {"act": "list_papers"},
    )  # fmt: skip
    assert [r for r in results if not r["ok"]] == []
    by_act = {r["act"]: r for r in results}
    offers = {o["paper"]: o for o in by_act["list_orders"]["results"]}
    assert offers["reinspection"]["missing"] == ""
    assert offers["reply_form"]["ref"] == by_act["issue_notice"]["number"]
    assert "rechecker_sign" in by_act["draft_paper"]["places"]
    assert Path(out).read_bytes().startswith(b"%PDF")
    issued = by_act["issue_paper"]
    pdf = Path(issued["path"]).read_bytes()
    assert "已装一半" in whole_text(pdf) and issued["number"].startswith("示例安责复〔2026〕")
    assert Path(signed).read_bytes().startswith(pdf)
    kinds = {r["paper"]: r for r in results[-1]["results"]}
    assert set(kinds) == {"notice", "reinspection"}
    assert kinds["reinspection"]["voided"] == "示例：写错"
    assert kinds["reinspection"]["delivered"] == "printed"
    assert results[-2]["results"] == results[-1]["results"]


def test_what_cannot_be_made_is_refused_with_what_to_do(world: World) -> None:
    scene, dossier, start = prepared(world)
    visit = {"dossier": dossier, "ref": "$again.visit"}
    results = play(
        scene,
        *start,
        {"act": "draft_paper", "paper": "major_notice", **visit},
        {"act": "draft_paper", "paper": "poem", **visit},
        {"act": "issue_paper", "paper": "reinspection", **visit, "out": "/nowhere/a.pdf"},
        {"act": "issue_paper", "paper": "service_plan", "dossier": dossier, "ref": "soon"},
        {"act": "void_paper", "number": "示例安责复〔2026〕ZZ0001号", "reason": "示例"},
        {"act": "judge_hazard", "visit": "$again.visit", "hazard": "$h.hazard",
         "outcome": "not_rectified"},
        {"act": "list_orders", "dossier": dossier},
    )  # fmt: skip
    refused = results[len(start) : -1]
    codes = [one.get("code") for one in refused]
    assert codes == ["IN-01", "IN-01", "IN-01", "IN-01", "OP-01", "IN-01"]
    assert all(one["remedy"] for one in refused)
    offers = {o["paper"]: o["missing"] for o in results[-1]["results"]}
    assert offers["service_report"] == "" and "reply_form" in offers
