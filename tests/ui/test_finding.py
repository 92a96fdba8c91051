"""Filters, kept views and the day's route on the list of enterprises, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from inspector_app.operations import finding
from inspector_app.operations.finding import Concern, Stop
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.ui.desk_finding import FindingDesk
from inspector_app.ui.enterprises_page import EnterprisesPage
from inspector_app.ui.flow import Flow
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.route_dialog import RouteDialog, as_text
from tests.ui.visit_scene import DAY, DOSSIER, Scene, a_scene

LATE = 15_000  # ms


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


class Finder:
    """The page with its presenter, and a hand."""

    def __init__(self, scene: Scene, jobs: Jobs, qtbot: QtBot) -> None:
        self.page = EnterprisesPage(DAY)
        qtbot.addWidget(self.page)
        self.page.resize(1000, 600)
        self.page.show()
        self.desk = FindingDesk(jobs, scene.session, self.page, self.page)
        self.desk.attach(self.page)
        self.jobs, self.qtbot = jobs, qtbot
        self.find("")

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.waiting == 0, timeout=LATE)

    def find(self, text: str) -> None:
        self.desk.find(text)
        self.settle()

    def choose(self, box: QComboBox, value: object) -> None:
        """Choose by keyboard, as a person would: to the top, then down until it stands there."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentData() != value:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != before
        self.settle()

    @property
    def rows(self) -> list[str]:
        return [row.dossier for row in self.page.table.rows.rows]


@pytest.fixture
def finder(scene: Scene, jobs: Jobs, qtbot: QtBot) -> Iterator[Finder]:
    made = Finder(scene, jobs, qtbot)
    yield made
    made.settle()


def test_a_concern_narrows_the_list_and_says_so_where_nothing_fits(
    finder: Finder, scene: Scene
) -> None:
    assert finder.rows == [DOSSIER]
    finder.choose(finder.page.bar.concern, Concern.OPEN_HAZARDS)
    assert finder.rows == []
    texts = [one.text() for one in finder.page.nothing.findChildren(QLabel)]
    assert "No enterprise fits this view" in texts
    record_hazard(scene.session, scene.visit, HazardDraft(place="一车间", finding="示例"))
    finder.find("")
    assert finder.rows == [DOSSIER]


def test_a_view_is_kept_under_a_name_taken_again_and_forgotten(
    finder: Finder, scene: Scene
) -> None:
    bar = finder.page.bar
    finder.choose(bar.concern, Concern.UNSENT)
    bar.keep.click()
    QTest.keyClicks(bar.name, "unsent")
    QTest.keyClick(bar.name, Qt.Key.Key_Return)
    finder.settle()
    assert [one.name for one in finding.views(scene.session)] == ["unsent"]
    finder.choose(bar.concern, Concern.POLICY_ENDS)
    assert finder.rows == []
    bar.views.setCurrentIndex(1)
    bar.views.activated.emit(1)
    finder.settle()
    assert finder.rows == [DOSSIER]
    assert bar.concern.currentData() == Concern.UNSENT
    bar.drop.click()
    finder.settle()
    assert finding.views(scene.session) == ()
    assert bar.views.isHidden()


def test_the_route_of_the_listed_enterprises_is_shown_and_leads_to_them(
    finder: Finder, qtbot: QtBot
) -> None:
    finder.page.route.click()
    finder.settle()
    dialog = finder.desk.dialog
    assert dialog is not None
    with qtbot.waitSignal(finder.desk.opened) as opened:
        QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert opened.args == [DOSSIER]
    QApplication.processEvents()
    assert finder.desk.dialog is None


def test_a_route_can_be_copied_as_text(qtbot: QtBot) -> None:
    stops = [Stop("a", "示例甲公司", "一厂区", "示例路1号", 0.0), Stop("b", "乙", "", "", 12.34)]
    dialog = RouteDialog(stops)
    qtbot.addWidget(dialog)
    dialog.copy.click()
    text = QApplication.clipboard().text()
    assert text == as_text(stops)
    assert text.splitlines()[1].endswith("12.3 km")


def test_a_flow_goes_on_in_the_next_line_where_it_is_narrow(qtbot: QtBot) -> None:
    flow = Flow([_fixed(), _fixed(), _fixed(), _fixed()], space=8)
    qtbot.addWidget(flow)
    one, two, four = (flow.heightForWidth(width) for width in (500, 220, 50))
    assert one < two < four
    assert four - two == 2 * (two - one)


def _fixed() -> QLabel:
    made = QLabel("x")
    made.setFixedSize(100, 20)
    return made
