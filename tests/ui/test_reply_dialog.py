"""Recording an enterprise's reply from the page of hazards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import Hazard, hazard_of
from inspector_app.domain.hazards import Criterion, Level, Replied
from inspector_app.errors import BadInput
from inspector_app.i18n import set_language
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.visits import require_dossier
from inspector_app.ui import theme
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.reply_dialog import ReplyDialog
from tests.ui.desk_scene import LATE, AtDesk
from tests.ui.looks import faults_of, nameless, outside
from tests.ui.screen_scene import LONG_FINDING
from tests.ui.test_every_screen import screens_folder
from tests.ui.visit_scene import DOSSIER, Scene, a_scene

GENERAL = HazardDraft(
    place="一车间", finding="示例：配电箱前堆放杂物", measure="清理", deadline="2026-12-02"
)
MAJOR = replace(
    GENERAL,
    place="炉前",
    level=Level.MAJOR,
    criterion=Criterion(standard="示例判定标准", article="第三条"),
)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def seen(scene: Scene, hazard: str) -> Hazard:
    found = hazard_of(require_dossier(scene.session, DOSSIER), hazard)
    assert found is not None
    return found


def test_a_reply_is_recorded_from_the_page_of_hazards(
    qtbot: QtBot, jobs: Jobs, scene: Scene
) -> None:
    hazard, _changes = record_hazard(scene.session, scene.visit, MAJOR)
    at = AtDesk(qtbot, jobs, scene)
    at.desk.go("hazards")
    page, replies = at.desk.pages.hazards, at.desk.papers.replies
    qtbot.waitUntil(lambda: page.answer.isEnabled() and page.table.chosen is not None, timeout=LATE)
    page.answer.click()
    qtbot.waitUntil(lambda: replies.dialog is not None, timeout=LATE)
    dialog = replies.dialog
    assert dialog is not None
    dialog.measure.setPlainText("示例：已清理")
    dialog.lines["cost"].setText("约三千")
    dialog.record.click()
    qtbot.waitUntil(lambda: "1200.50" in dialog.problem.text, timeout=LATE)
    assert dialog.isVisible() and dialog.record.isEnabled()
    assert seen(scene, hazard).reply is None
    dialog.lines["cost"].setText("3,000")
    dialog.lines["responsible"].setText("示例乙")
    dialog.category.show_category("site.fire")
    dialog.analysis["cause"].setPlainText("示例：未分区")
    dialog.record.click()
    qtbot.waitUntil(lambda: replies.dialog is None, timeout=LATE)
    said = seen(scene, hazard)
    assert said.reply is not None and said.analysis is not None
    assert (said.reply.measure, said.reply.cost, said.reply.responsible) == (
        "示例：已清理",
        "3000",
        "示例乙",
    )
    assert (said.category, said.analysis.cause) == ("site.fire", "示例：未分区")


def a_dialog(qtbot: QtBot, scene: Scene, draft: HazardDraft) -> ReplyDialog:
    hazard, _changes = record_hazard(scene.session, scene.visit, draft)
    made = ReplyDialog(seen(scene, hazard), date(2026, 12, 1))
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_the_state_hides_is_not_said(qtbot: QtBot, scene: Scene) -> None:
    dialog = a_dialog(qtbot, scene, GENERAL)
    dialog.lines["done_on"].setText("2026-11-30")
    dialog.lines["reason"].setText("示例：待料")
    assert dialog.typed.reply.done_on == "2026-11-30" and dialog.typed.reply.reason == ""
    assert not dialog.lines["reason"].isVisible() and dialog.lines["done_on"].isVisible()
    dialog.state.setCurrentIndex(dialog.state.findData(Replied.UNDONE.value))
    assert dialog.typed.reply.done_on == "" and dialog.typed.reply.reason == "示例：待料"
    assert dialog.lines["reason"].isVisible() and not dialog.lines["done_on"].isVisible()


def test_cause_and_danger_are_asked_of_major_hazards_alone(qtbot: QtBot, scene: Scene) -> None:
    general = a_dialog(qtbot, scene, GENERAL)
    assert general.typed.analysis is None and not general.analysis["cause"].isVisible()
    assert general.category.category == "site.electricity"
    major = a_dialog(qtbot, scene, MAJOR)
    assert major.typed.analysis is not None and major.analysis["cause"].isVisible()
    major.show_problem(BadInput(what="示例", reason="示例"))
    assert major.record.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_dialog_is_drawn_whole(
    qapp: QApplication, qtbot: QtBot, scene: Scene, tmp_path: Path, language: str, scale: float
) -> None:
    set_language(language)
    theme.apply(qapp, "light", scale)
    dialog = a_dialog(qtbot, scene, replace(MAJOR, finding=LONG_FINDING))
    for state in Replied:
        dialog.state.setCurrentIndex(dialog.state.findData(state.value))
        qtbot.waitExposed(dialog)
        QApplication.processEvents()
        name = f"reply-{state.value}-{language}-{round(scale * 100)}.png"
        dialog.grab().save(str(screens_folder(tmp_path) / name))
        assert faults_of(dialog) + outside(dialog) + nameless(dialog) == []
