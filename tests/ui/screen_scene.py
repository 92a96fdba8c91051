"""A workspace with texts of real length: long names, long findings, several papers and photos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseLocated, EnterpriseNamed
from inspector_app.domain.facts import Volume
from inspector_app.domain.hazards import Level
from inspector_app.domain.visits import TaskKind, TaskPlanned
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.visits import start_visit
from tests.ui.visit_scene import DAY, DOSSIER, Scene, a_scene, a_start

LONG_NAME = "示例省示例市示例高新技术产业开发区精密铸造与有色金属表面处理及装备制造股份有限公司"
LONG_FINDING = (
    "（示例）熔炼车间二号中频炉炉前地坑内有约三厘米深的积水，行车吊运熔融金属的路线从地坑上方经过，"
    "操作室与休息室设在吊运影响范围之内，现场未见隔离挡墙；钢丝绳有断丝，吊具没有检验标识，"
    "应急处置卡放在办公室内，当班人员说不出漏炉时的撤离路线。" * 2
)


@dataclass(frozen=True)
class FullScene(Scene):
    """A scene with a second visit, which looks at told hazards again."""

    again: str = ""


@contextmanager
def a_full_scene(folder: Path) -> Iterator[FullScene]:
    """Give a visit with hazards at an enterprise whose names and texts are as long as real ones."""
    with a_scene(folder) as scene:
        volume = Volume(DOSSIER, DAY.year)
        session = scene.session
        session.write([act(EnterpriseNamed(name=LONG_NAME, code="91330106MA2CFLDG4R"), volume)])
        session.write([act(EnterpriseLocated(address=LONG_NAME[:20] + "示例路1号"), volume)])
        session.write([act(_task(), volume)])
        for number in range(4):
            record_hazard(session, scene.visit, _hazard(number))
        again = replace(a_start(), purpose=TaskKind.REINSPECTION)
        second, _changes = start_visit(session, DOSSIER, again)
        yield FullScene(session, scene.visit, second)


def _task() -> TaskPlanned:
    return TaskPlanned(task="0f0f0f0f-0000-4000-8000-000000000001", planned=DAY.isoformat())


def _hazard(number: int) -> HazardDraft:
    return HazardDraft(
        place=f"熔炼车间{number + 1}号炉炉前地坑及其上方行车通道",
        finding=LONG_FINDING,
        level=Level.GENERAL,
        measure="排干积水并查明来源，设置挡水坎；落实责任人每班检查，记入交接班记录。",
        deadline="2026-12-02",
        responsible="示例丙（熔炼车间主任）",
    )
