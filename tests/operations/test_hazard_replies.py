"""What an enterprise replies, which kind a hazard is, and where both show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from inspector_app.checklists.problems import BadAnswer
from inspector_app.checklists.state import NodeState
from inspector_app.domain.dossier import Hazard, hazard_of, papers_of
from inspector_app.domain.hazards import (
    Criterion,
    HazardAnalysed,
    HazardReinspected,
    HazardReplied,
    Level,
    Outcome,
    Replied,
)
from inspector_app.errors import BadInput
from inspector_app.operations.answers import add_row, answer_item
from inspector_app.operations.ending import end_visit, open_major_items
from inspector_app.operations.hazard_ledger import hazard_ledger
from inspector_app.operations.hazard_replies import classify_hazard, record_reply
from inspector_app.operations.hazards import (
    HazardDraft,
    MajorUnconfirmed,
    analyse_hazard,
    draft_of,
    record_hazard,
    reinspect_hazard,
)
from inspector_app.operations.ledger_scope import LedgerScope
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.records import (
    NewRecord,
    close_record,
    open_record,
    record_checklist,
    reopen_record,
    withdraw_record,
)
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.visits import require_dossier
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

FOUND = HazardDraft(
    place="一车间", finding="示例：配电箱前堆放杂物", measure="清理", deadline="2026-12-02"
)
MAJOR = replace(
    FOUND,
    level=Level.MAJOR,
    criterion=Criterion(standard="示例判定标准", article="第三条"),
    category="site.environment",
    cause="示例：设计时未分区",
    harm="示例：可能致多人灼烫；整改需停产",
)
DONE = HazardReplied(
    hazard="",
    date="2026-12-01",
    measure="示例：已清理并划线",
    cost="￥1,200.50元",
    responsible="示例乙",
    done_on="2026-11-30",
)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def a_told(scene: Scene, draft: HazardDraft = FOUND) -> str:
    hazard, _changes = record_hazard(scene.session, scene.visit, draft)
    return hazard


def seen(scene: Scene, hazard: str) -> Hazard:
    found = hazard_of(require_dossier(scene.session, DOSSIER), hazard)
    assert found is not None
    return found


def kinds_of(scene: Scene) -> list[str]:
    heads = require_dossier(scene.session, DOSSIER).heads.values()
    return [fact.kind for group in heads for fact in group]


def reply(hazard: str, **changes: object) -> HazardReplied:
    return msgspec.structs.replace(DONE, hazard=hazard, **changes)


def test_a_reply_fills_the_line_of_the_ledger(scene: Scene) -> None:
    hazard = a_told(scene)
    (before,) = hazard_ledger(scene.session, LedgerScope(language="zh_CN")).lines
    assert (before.done_measure, before.done_cost, before.done_by, before.done_on) == ("",) * 4
    assert before.category == "现场管理·用电安全"
    record_reply(scene.session, reply(hazard))
    (line,) = hazard_ledger(scene.session, LedgerScope(language="zh_CN")).lines
    assert line.done_measure == "示例：已清理并划线"
    assert (line.done_cost, line.done_by, line.done_on) == ("1200.50", "示例乙", "2026-11-30")
    assert seen(scene, hazard).is_open  # a reply closes nothing: the re-inspection does


def test_what_a_reinspection_denies_is_not_told_as_done(scene: Scene) -> None:
    hazard = a_told(scene)
    record_reply(scene.session, reply(hazard))
    body = HazardReinspected(
        hazard=hazard, date="2026-12-03", outcome=Outcome.NOT_RECTIFIED, deadline="2026-12-10"
    )
    reinspect_hazard(scene.session, body)
    (line,) = hazard_ledger(scene.session, LedgerScope()).lines
    assert line.done_on == ""
    passed = msgspec.structs.replace(body, date="2026-12-12", outcome=Outcome.RECTIFIED, note="清")
    reinspect_hazard(scene.session, passed)
    (line,) = hazard_ledger(scene.session, LedgerScope()).lines
    assert line.done_on == "2026-12-12"
    assert line.done_measure == "示例：已清理并划线"


def test_a_later_word_of_the_same_day_replaces_the_reply_of_another_day_joins_it(
    scene: Scene,
) -> None:
    hazard = a_told(scene)
    record_reply(scene.session, reply(hazard, status=Replied.PARTLY, done_on=""))
    record_reply(scene.session, reply(hazard))
    assert [one.status for one in seen(scene, hazard).replies] == [Replied.DONE]
    record_reply(scene.session, reply(hazard, date="2026-12-03", measure="示例：加装护栏"))
    assert [one.date for one in seen(scene, hazard).replies] == ["2026-12-01", "2026-12-03"]


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "昨天"},
        {"date": ""},
        {"date": "2026-11-24"},  # before the visit
        {"done_on": "2026-12-02"},  # after the reply
        {"done_on": "30.11."},
        {"planned_on": "soon"},
        {"cost": "约三千"},
        {"cost": "-1"},
        {"cost": "1.005"},
        {"cost": "NaN"},
        {"cost": "1e99"},
        {"measure": "长" * 4001},
    ],
)
def test_a_reply_that_cannot_be_right_is_refused_and_changes_nothing(
    scene: Scene, changes: dict[str, str]
) -> None:
    hazard = a_told(scene)
    with pytest.raises(BadInput):
        record_reply(scene.session, reply(hazard, **changes))
    assert seen(scene, hazard).replies == ()


def test_a_reply_about_an_unknown_hazard_is_refused(scene: Scene) -> None:
    with pytest.raises(UnknownRecord):
        record_reply(scene.session, reply("0f0f0f0f-0000-4000-8000-00000000ffff"))
    with pytest.raises(UnknownRecord):
        classify_hazard(scene.session, "0f0f0f0f-0000-4000-8000-00000000ffff", "site.fire")


def test_kind_cause_and_danger_are_facts_of_their_own_written_where_they_are_new(
    scene: Scene,
) -> None:
    plain = a_told(scene)
    assert "hazard_classified" not in kinds_of(scene)
    major = a_told(scene, MAJOR)
    assert kinds_of(scene).count("hazard_classified") == 1
    assert seen(scene, major).analysis == HazardAnalysed(
        hazard=major, cause=MAJOR.cause, harm=MAJOR.harm
    )
    again = draft_of(seen(scene, major))
    assert (again.category, again.cause, again.harm) == (MAJOR.category, MAJOR.cause, MAJOR.harm)
    facts = scene.session.workspace
    with facts.reading() as reader:
        before = reader.heads(DOSSIER, f"category:{major}")
    record_hazard(scene.session, scene.visit, replace(again, hazard=major, place="二车间"))
    with facts.reading() as reader:
        assert reader.heads(DOSSIER, f"category:{major}") == before
    record_hazard(scene.session, scene.visit, replace(again, hazard=major, cause=""))
    analysis = seen(scene, major).analysis
    assert analysis is not None and analysis.cause == ""
    assert seen(scene, plain).likely_category == "site.electricity"


def test_kind_and_cause_can_be_said_after_the_visit_has_ended(scene: Scene) -> None:
    hazard, other = a_told(scene, MAJOR), a_told(scene)
    left = open_major_items(scene.session, scene.visit)
    reasons = dict.fromkeys((one.key for one in left), "示例：未到")
    end_visit(scene.session, scene.visit, reasons)
    classify_hazard(scene.session, hazard, "site.fire")
    analyse_hazard(scene.session, HazardAnalysed(hazard=hazard, cause="示例：改造"))
    found = seen(scene, hazard)
    assert found.category == "site.fire"
    assert found.analysis is not None and found.analysis.cause == "示例：改造"
    with pytest.raises(BadInput):
        classify_hazard(scene.session, hazard, "site.unheard")
    with pytest.raises(MajorUnconfirmed):
        analyse_hazard(scene.session, HazardAnalysed(hazard=other, cause="示例"))


def a_reply_form(scene: Scene) -> str:
    """Open the reply form of the told hazards, a day later, with everything answered."""
    new = NewRecord(DOSSIER, "sf-rectify", date=date(2026, 12, 2))
    record, _changes = open_record(scene.session, new)
    for _round in range(6):
        checklist = record_checklist(scene.session, record)
        for node in checklist.running.nodes():
            if _asks(node):
                said = SAID.get(_name(node.ref)) or _sample(node)
                with suppress(BadAnswer):  # an answer before it made it no question any more
                    answer_item(scene.session, checklist, node.ref, said)
    return record


SAID = {
    "cost": "1200.5",
    "measure": "示例：已清理",
    "done_date": "2026-12-01",
    "responsible": "示例乙",
    "status": "done",
    "reply_date": "2026-12-02",
    "notice_date": "2026-11-25",
    "ent_region": "330106",
    "ent_phone": "0571-00000001",
    "sign_date": "2026-12-02",
    "major_any": "no",
}


def _asks(node: NodeState) -> bool:
    if node.kind in ("group", "repeat", "instance", "root") or not node.relevant:
        return False
    return not node.valid or (_name(node.ref) == "cost" and not node.value)


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]


def _sample(node: NodeState) -> str:
    return node.choices[0].value if node.choices else "示例"


def test_a_closed_reply_form_says_of_each_hazard_what_was_replied(scene: Scene) -> None:
    session = scene.session
    told, by_hand = (
        a_told(scene),
        a_told(scene, replace(FOUND, place="二车间", corrected_on_spot=True)),
    )
    number = issue_notice(session, scene.visit).number
    record = a_reply_form(scene)
    checklist = record_checklist(session, record)
    row, _changes = add_row(session, checklist, "/data/reply/items")
    place = issued_place(scene, by_hand)
    answer_item(session, checklist, f"{row}/hazard_no", f"{number}-{place}")
    answer_item(session, checklist, f"{row}/status", "undone")
    for name, text in LEFT.items():
        answer_item(session, checklist, f"{row}/{name}", text)
    assert seen(scene, told).reply is None
    close_record(session, record)
    said = seen(scene, told).reply
    assert said is not None
    assert (said.date, said.status, said.measure) == ("2026-12-02", Replied.DONE, "示例：已清理")
    assert (said.cost, said.responsible, said.done_on) == ("1200.5", "示例乙", "2026-12-01")
    left = seen(scene, by_hand).reply
    assert left is not None
    assert (left.status, left.reason, left.planned_on) == (
        Replied.UNDONE,
        "示例：待料",
        "2026-12-20",
    )
    reopen_record(session, record, "示例：开错")
    withdraw_record(session, record, "示例：开错")
    assert seen(scene, told).reply is None


LEFT = {
    "measure": "示例：围挡",
    "responsible": "示例丙",
    "reason": "示例：待料",
    "plan_date": "2026-12-20",
    "control": "示例：专人看守",
}


def issued_place(scene: Scene, hazard: str) -> int:
    """Return the place of a hazard on the notice that told it."""
    (paper,) = papers_of(require_dossier(scene.session, DOSSIER))
    return paper.body.hazards.index(hazard) + 1


def test_a_reply_noted_before_stands_ready_in_the_form(scene: Scene) -> None:
    hazard = a_told(scene)
    issue_notice(scene.session, scene.visit)
    record_reply(scene.session, reply(hazard))
    new = NewRecord(DOSSIER, "sf-rectify", date=date(2026, 12, 2))
    record, _changes = open_record(scene.session, new)
    nodes = record_checklist(scene.session, record).running.nodes()
    said = {_name(node.ref): node.value for node in nodes if "/items[1]" in node.ref}
    assert said["measure"] == "示例：已清理并划线"
    assert (said["status"], said["done_date"]) == ("done", "2026-11-30")
    assert (said["cost"], said["responsible"]) == ("1200.5", "示例乙")
