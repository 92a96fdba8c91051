"""Making papers at the desk: the menu, the draft, the number, voiding, the list by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from inspector_app.domain.dossier import papers_of
from inspector_app.domain.dossier_papers import IssuedPaper, issued_papers_of
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.desk import Desk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from inspector_app.ui.notice_page import NoticePage
from inspector_app.ui.paper_menu import MISSING, PaperMenu
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.record_page import RecordPage
from tests.operations.papers_scene import Office, an_office
from tests.ui.desk_scene import LATE, at_desk
from tests.ui.visit_hand import Hand
from tests.ui.visit_scene import DOSSIER

Key = Qt.Key


@dataclass
class AtOffice:
    """The window over an enterprise about which every paper can be made."""

    qtbot: QtBot
    office: Office
    desk: Desk
    window: MainWindow
    hand: Hand

    def menu(self) -> PaperMenu:
        """Return the menu that has opened."""
        self.qtbot.waitUntil(lambda: self.desk.papers.menu is not None, timeout=LATE)
        assert self.desk.papers.menu is not None
        return self.desk.papers.menu

    def page(self) -> NoticePage:
        """Return the page of the paper once it stands."""
        self.hand.settle()
        found = self.desk.shell.page("notice")
        assert isinstance(found, NoticePage)
        self.qtbot.waitUntil(lambda: found.state is not None, timeout=LATE)
        return found

    def issued(self) -> tuple[IssuedPaper, ...]:
        return issued_papers_of(require_dossier(self.office.session, DOSSIER))


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtOffice]:
    with an_office(tmp_path) as office:
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        desk = Desk(window, jobs, office.session, Preferences("en", "light", 1.0))
        ready: list[bool] = []
        desk.ready.connect(lambda: ready.append(True))
        desk.show()
        qtbot.waitUntil(lambda: bool(ready), timeout=LATE)
        made = AtOffice(qtbot, office, desk, window, Hand(qtbot, window, jobs))
        made.hand.settle()
        yield made
        desk.leave(close=False)
        qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)


def lines(menu: QMenu) -> dict[str, QAction]:
    """Return the acts of a menu and of those below it by their words."""
    found: dict[str, QAction] = {}
    for act in menu.actions():
        below = act.menu()
        if isinstance(below, QMenu):
            found |= lines(below)
        else:
            found[act.text()] = act
    return found


def choose(at: AtOffice, start: str) -> None:
    menu = at.menu()
    act = next(one for words, one in lines(menu).items() if words.startswith(start))
    assert not act.property(MISSING), act.text()
    act.trigger()
    menu.hide()
    at.hand.settle()


def test_the_enterprises_page_offers_its_papers_and_says_what_is_missing(at: AtOffice) -> None:
    at.desk.open_dossier(DOSSIER)
    at.hand.settle()
    at.desk.pages.dossier.papers.click()
    offered = lines(at.menu())
    plan = next(one for words, one in offered.items() if words.startswith("Service plan"))
    assert not plan.property(MISSING)
    assert any("安责告" in words for words in offered)  # a reply to the notice
    at.menu().hide()


def test_the_reason_of_a_paper_that_cannot_be_made_is_reached_by_the_arrow_keys(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    with at_desk(qtbot, jobs, tmp_path) as at:
        at.desk.open_dossier(DOSSIER)
        at.hand.settle()
        at.desk.papers.offer()
        qtbot.waitUntil(lambda: at.desk.papers.menu is not None, timeout=LATE)
        menu = at.desk.papers.menu
        assert menu is not None and all(line.isEnabled() for line in menu.actions())
        passed = 0
        while not menu.activeAction().property(MISSING):
            QTest.keyClick(menu, Key.Key_Down)
            passed += 1
            assert passed < 20
        assert "not yet: " in menu.activeAction().text()
        QTest.keyClick(menu, Key.Key_Return)
        at.hand.settle()
        assert at.shown == "dossier"  # nothing was opened, the reason stands there in full
        assert len(at.desk.shell.problem.text.splitlines()) > 1


def test_a_paper_is_made_from_the_menu_issued_and_voided_with_a_reason(at: AtOffice) -> None:
    at.desk.open_dossier(DOSSIER)
    at.hand.settle()
    at.desk.pages.dossier.papers.click()
    choose(at, "Yearly review")
    page = at.page()
    assert page.state is not None and page.state.title == "年度评估报告"
    page.issue()
    at.hand.settle()
    (paper,) = at.issued()
    assert page.state.number == paper.body.number and paper.body.paper == "yearly_review"
    voiding = page.delivery.voiding
    voiding.begin.click()
    assert not voiding.do.isEnabled()
    voiding.reason.setText("示例：年度写错")
    voiding.do.click()
    at.hand.settle()
    (paper,) = at.issued()
    assert paper.voided is not None and paper.voided.reason == "示例：年度写错"
    assert voiding.begin.isHidden() and page.delivery.reply.isHidden()


def test_the_visit_page_offers_its_papers_by_a_key(at: AtOffice) -> None:
    at.desk.visits.open_visit(at.office.visit)
    at.hand.settle()
    at.window.activateWindow()
    at.qtbot.waitUntil(at.window.isActiveWindow, timeout=LATE)
    at.hand.press(Key.Key_F7)
    offered = lines(at.menu())
    starts = {words.partition("  ")[0] for words in offered}
    assert {"Service report", "Notice of major hazards"} <= starts
    choose(at, "Notice of major hazards")
    page = at.page()
    assert page.state is not None and page.state.order is not None
    page.form.forms.setCurrentIndex(3)
    page.form.forms.activated.emit(3)
    at.hand.settle()
    assert (page.state.order.language, page.state.order.variant) == ("en", "grey")


def test_a_record_becomes_its_paper(at: AtOffice) -> None:
    at.desk.records.open(at.office.records["expense_voucher"])
    at.hand.settle()
    shown = at.desk.shell.page("record")
    assert isinstance(shown, RecordPage)
    at.qtbot.waitUntil(lambda: shown.acts.look is not None, timeout=LATE)
    shown.paper.click()
    state = at.page().state
    assert state is not None and state.order is not None
    assert state.order.paper == "expense_voucher"


def test_a_notice_is_replied_to_from_its_page_and_from_the_hazards(at: AtOffice) -> None:
    at.desk.visits.open_paper(at.office.notice)
    page = at.page()
    assert page.is_notice
    page.delivery.reply.click()
    at.hand.settle()
    assert page.state is not None and page.state.order is not None
    assert page.state.order.ref == at.office.notice
    at.desk.go("hazards")
    at.hand.settle()
    at.desk.pages.hazards.reply.click()
    state = at.page().state
    assert state is not None and state.order is not None and state.order.paper == "reply_form"


def test_a_notice_is_voided_from_its_page(at: AtOffice) -> None:
    at.desk.visits.open_paper(at.office.notice)
    page = at.page()
    page.delivery.voiding.wanted.emit("示例：写错")
    at.hand.settle()
    (notice,) = papers_of(require_dossier(at.office.session, DOSSIER))
    assert notice.voided is not None
    assert page.state is not None and page.state.voided == "示例：写错"


def test_the_reinspection_page_asks_for_its_opinion(at: AtOffice) -> None:
    at.desk.visits.reinspection_paper_wanted.emit(DOSSIER, at.office.again)
    state = at.page().state
    assert state is not None and state.order is not None
    assert (state.order.paper, state.order.ref) == ("reinspection", at.office.again)


def test_the_papers_page_shows_kinds_and_filters_by_them(at: AtOffice) -> None:
    at.desk.visits.open_order(at.office.order("service_plan"))
    at.page().issue()
    at.hand.settle()
    at.desk.go("papers")
    at.hand.settle()
    page = at.desk.pages.papers
    assert page.count.text() == "2 papers"
    page.kind.setCurrentIndex(page.kind.findData("service_plan"))
    assert page.count.text() == "1 papers"
    page.table.open_chosen()
    at.hand.settle()
    state = at.page().state
    assert state is not None and "安责案" in state.number


def test_the_palette_makes_papers_where_there_are_some(at: AtOffice) -> None:
    from inspector_app.ui.desk_commands import commands_of

    assert "Make a paper…" not in [one.words for one in commands_of(at.desk)]
    at.desk.open_dossier(DOSSIER)
    at.hand.settle()
    command = next(one for one in commands_of(at.desk) if one.words == "Make a paper…")
    command.run()
    assert at.menu().actions()
    at.menu().hide()
