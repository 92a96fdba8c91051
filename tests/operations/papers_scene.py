"""An enterprise with something to put on every paper: hazards, a major one, records, a year."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.checklists.problems import BadAnswer
from inspector_app.checklists.state import NodeState
from inspector_app.domain.acts import act
from inspector_app.domain.facts import Volume
from inspector_app.domain.hazards import (
    Criterion,
    FiveCommitments,
    Level,
    MajorHazardReported,
    Outcome,
)
from inspector_app.domain.issued_papers import PAPER_KINDS, About
from inspector_app.domain.organisation import RoutingSet
from inspector_app.domain.papers import PhotoRole
from inspector_app.domain.photo_marks import Mark, MarkShape, PhotoMarked
from inspector_app.domain.visits import TaskKind, TaskPlanned
from inspector_app.operations.answers import OpenChecklist, add_row, answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, record_hazard, report_major
from inspector_app.operations.marking import mark_photo
from inspector_app.operations.paper_orders import PaperOrder
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.records import NewRecord, open_record, record_checklist
from inspector_app.operations.reinspection import judge
from inspector_app.operations.session import Session
from inspector_app.operations.visits import start_visit, visit_page
from tests.sync.bundle_scene import a_picture
from tests.ui.visit_scene import DOSSIER, ORGANISATION, a_scene, a_start

FINDING = "示例：配电箱前堆放杂物，操作通道净宽不足0.8 m（𬭚、㙟）"  # with rare characters
MAJOR = "示例：交接班室设在熔融金属吊运跨内"
DEPARTMENT = "示例区应急管理局"
FORMS = {
    "service_confirmation": "sf-confirm",
    "sign_in_sheet": "sf-signin",
    "return_visit": "sf-return",
    "complaint_record": "sf-complaint",
    "expense_voucher": "sf-expense",
    "record_sheet": "sf-accident",
}
# What the constraints of the forms ask for, where a plain sample would not do.
SAID = {
    "amount": "8000", "used_before": "1000", "total_after": "9000", "rate_value": "21",
    "premium_received": "186000", "forbidden": "none", "payee_uscc": "91330106MA2CFLDG4R",
    "ent_region": "330106", "policy_start": "2026-03-01", "policy_end": "2027-02-28",
    "ent_uscc": "91330106MA2CFLDG4R", "agency_uscc": "91330106MA2CFLDG4R", "over_cap": "no",
    "opinion": "示例：建议增加现场演示", "longitude": "120.15", "latitude": "30.28",
    "ent_phone": "0571-00000001", "phone": "0571-00000001", "score_close": "2",
    "end": "11:00:00.000+08:00", "end_time": "11:00:00.000+08:00",
}  # fmt: skip
PLAIN = {"date": "2026-11-25", "time": "09:00:00.000+08:00", "int": "1", "integer": "1",
         "decimal": "1"}  # fmt: skip


@dataclass(frozen=True)
class Office:
    """The session, the visit that found hazards and its notice, the re-inspection, records."""

    session: Session
    visit: str
    notice: str
    again: str
    hazards: tuple[str, str]
    records: dict[str, str]

    def order(self, paper: str, **more: str) -> PaperOrder:
        """Return the order of a paper about what the office has."""
        refs = {
            About.VISIT: self.again if paper == "reinspection" else self.visit,
            About.NOTICE: self.notice,
            About.YEAR: "2026",
        }
        about = PAPER_KINDS[paper].about
        ref = self.records[paper] if about is About.RECORD else refs[about]
        return PaperOrder(paper, DOSSIER, ref, **more)


@contextmanager
def an_office(folder: Path) -> Iterator[Office]:
    """Give an enterprise about which every paper can be made."""
    with a_scene(folder) as scene:
        session = scene.session
        publish(session)
        answer_some(session, scene.visit)
        hazards = major_hazard(session, scene.visit), general_hazard(session, scene.visit)
        attach_photo(session, scene.visit, f"visit:{scene.visit}", a_picture(5), caption="厂门")
        notice = issue_notice(session, scene.visit).number
        again = look_again(session, hazards)
        records = {paper: a_record(session, form) for paper, form in FORMS.items()}
        yield Office(session, scene.visit, notice, again, hazards, records)


def publish(session: Session) -> None:
    """Let the office name the department, and plan a task."""
    route = RoutingSet(sector="industry-trade", region="", department=DEPARTMENT)
    task = TaskPlanned(task="t1", planned="2026-12-20", services=("04", "01"), note="示例：复训")
    with session.workspace.transaction() as tx:
        session.append(tx, [act(route, Volume(ORGANISATION, 2026))])
        session.append(tx, [act(task, Volume(DOSSIER, 2026))])


def answer_some(session: Session, visit: str) -> None:
    """Answer the first items of the first checklist."""
    entry = visit_page(session, visit).checklists[0]
    checklist = open_checklist(session, visit, entry.form_id, entry.version)
    items = [node.ref for node in checklist.running.nodes() if node.item is not None]
    for ref, value in zip(items, ("yes", "yes", "no"), strict=False):
        answer_item(session, checklist, ref, value)


def general_hazard(session: Session, visit: str) -> str:
    """Record a general hazard with a marked photo."""
    draft = HazardDraft(
        place="一车间 配电室",
        finding=FINDING,
        basis=("《低压配电设计规范》GB 50054—2011 第4.2.5条",),
        measure="清理杂物，保持通道畅通",
        deadline="2026-12-02",
        responsible="示例甲",
    )
    hazard = record_hazard(session, visit, draft)[0]
    photo, _changes = attach_photo(
        session, visit, f"hazard:{hazard}", a_picture(1), caption="配电室门口"
    )
    arrow = Mark(shape=MarkShape.ARROW, x1=1000, y1=1000, x2=5000, y2=5000)
    mark_photo(session, photo, PhotoMarked(photo=photo.photo, marks=(arrow,)))
    return hazard


def major_hazard(session: Session, visit: str) -> str:
    """Record a major hazard with the five commitments and how it was told."""
    criterion = Criterion(
        "《示例判定标准》（示例第10号）", "第七条", "一", "示例条款", clause_read=True
    )
    draft = HazardDraft(
        place="铸造车间 炉前",
        finding=MAJOR,
        level=Level.MAJOR,
        basis=("《示例判定标准》（示例第10号）第七条",),
        measure="迁出交接班室",
        immediate="停止使用并撤出人员",
        deadline="2026-11-25",
        responsible="示例甲",
        criterion=criterion,
        five=FiveCommitments(
            responsible="示例甲",
            measure="迁移",
            funds="8万元",
            deadline="2026-11-30",
            plan="现场处置方案",
        ),
        cause="示例：改造时未辨识吊运跨内的风险",
        harm="示例：可能致多人灼烫，迁移需停产2天",
    )
    hazard = record_hazard(session, visit, draft)[0]
    attach_photo(session, visit, f"hazard:{hazard}", a_picture(2), caption="炉前操作坑")
    told = MajorHazardReported(
        hazard=hazard,
        told_to="示例甲",
        told_post="厂长",
        told_at="2026-11-25T10:00:00+08:00",
        told_how="当面",
        withdrawal_advised=True,
        proof="签收页",
    )
    report_major(session, told)
    return hazard


def look_again(session: Session, hazards: tuple[str, str]) -> str:
    """Begin a re-inspection and judge both hazards, with a photo taken this time."""
    visit, _changes = start_visit(
        session, DOSSIER, replace(a_start(), purpose=TaskKind.REINSPECTION)
    )
    attach_photo(session, visit, f"hazard:{hazards[1]}", a_picture(3), role=PhotoRole.AFTER)
    judge(session, visit, hazards[0], Outcome.PARTLY, note="示例：已停用", deadline="2026-12-05")
    judge(session, visit, hazards[1], Outcome.RECTIFIED, note="示例：已清理")
    return visit


def a_record(session: Session, form: str) -> str:
    """Open a record of the enterprise and answer all it requires but pictures."""
    record, _changes = open_record(session, NewRecord(DOSSIER, form))
    checklist = record_checklist(session, record)
    for node in checklist.running.nodes():
        if node.kind == "repeat" and not node.row and node.ref.rpartition("/")[2] == "people":
            add_row(session, checklist, node.ref)
    for _round in range(12):
        missing = [node for node in checklist.running.nodes() if _is_open(node)]
        if not missing:
            return record
        for node in missing:
            _answer(session, checklist, node)
    left = [(n.ref, n.value, n.label) for n in checklist.running.nodes() if _is_open(n)]
    raise AssertionError(f"{form}: {left}")


def _is_open(node: NodeState) -> bool:
    asks = node.kind not in ("group", "repeat", "instance", "root") and node.type != "binary"
    return asks and node.relevant and not node.valid


def _answer(session: Session, checklist: OpenChecklist, node: NodeState) -> None:
    name = node.ref.rpartition("/")[2]
    choices = [one.value for one in node.choices or ()]
    sample = choices[0] if choices else PLAIN.get(node.type, f"示例{name}")
    for value in (SAID.get(name, sample), sample):
        try:
            answer_item(session, checklist, node.ref, value)
            return
        except BadAnswer:
            continue
