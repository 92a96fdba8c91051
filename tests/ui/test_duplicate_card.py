"""A number met twice is shown on the enterprise's page and settled there by voiding one paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from inspector_app.operations.duplicates import duplicates
from inspector_app.operations.papers import issue_notice
from inspector_app.ui.desk import Desk
from inspector_app.ui.duplicate_card import DuplicateCard
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.preferences import Preferences
from tests.sync.test_fork import a_visit
from tests.sync.test_sync import found
from tests.world import a_world

LATE = 15_000  # ms


def test_one_of_two_papers_with_a_number_is_voided_from_the_enterprises_page(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier, visit = a_visit(world)
        found(laptop, visit, "一车间")
        clone = world.copy(laptop, "clone", whole=True)
        found(clone, visit, "二车间")
        issue_notice(laptop.session, visit)
        issue_notice(clone.session, visit)
        for one in (laptop, clone, laptop):
            one.sync()
        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        desk = Desk(window, jobs, laptop.session, Preferences())
        with qtbot.waitSignal(desk.ready, timeout=LATE):
            desk.show()
        desk.open_dossier(dossier)
        qtbot.waitUntil(lambda: desk.shell.shown == "dossier", timeout=LATE)
        (card,) = desk.pages.dossier.findChildren(DuplicateCard)
        card.reason.setText("")
        button = card.findChildren(QPushButton)[0]
        button.click()
        assert not duplicates(laptop.session)[0].settled
        card.reason.setText("重号")
        button.click()
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)
        assert duplicates(laptop.session)[0].settled
        desk.leave(close=False)
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)
