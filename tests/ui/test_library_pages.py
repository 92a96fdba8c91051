"""Checklists to read and to try out, and the law: found, opened and cited by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inspector_app.operations.shelf import Place
from inspector_app.ui.checklist_page import ChecklistPage
from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.law_page import LawDialog
from inspector_app.ui.place_dialog import PlaceDialog
from inspector_app.ui.tryout_page import TryoutPage
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import items_of
from tests.ui.desk_scene import AtDesk, Key, at_desk

CHECKLISTS, LAW = Key.Key_6, Key.Key_7

FAULTY = """
| settings |
|  | form_title | form_id | version | namespaces |
|  | 示例检查表 | sample-check | 2026.1 | insp="urn:inspector-app:item:1" |

| survey |
|  | type | name | label | required | calculation | bind::insp:item | bind::insp:standard |
|  | begin_group | dust | 可燃性粉尘 |  |  |  |  |
|  | select_one conformity | A1 | 除尘系统是否完好？ |  |  | A-1 | NO-SUCH-2099 |
|  | integer | people | 人数 | yes |  |  |  |
|  | image | view | 现场照片 |  |  |  |  |
|  | end_group |  |  |  |  |  |  |

| choices |
|  | list_name | name | label |
|  | conformity | yes | 符合 |
|  | conformity | no | 不符合 |
|  | conformity | na | 不涉及 |
"""


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path) as made:
        yield made


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "示例.md"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def page_of(at: AtDesk, name: str) -> QWidget:
    found = at.desk.shell.page(name)
    assert found is not None
    return found


def test_the_shelf_is_narrowed_by_words_and_a_form_opens_with_enter(at: AtDesk) -> None:
    at.go(CHECKLISTS)
    assert len(at.desk.pages.checklists.table.rows.rows) == len(at.scene.session.library.entries)
    at.press(Key.Key_Slash)
    at.type("工贸 重大")
    at.press(Key.Key_Return, Key.Key_Return)
    assert at.shown == "checklist"
    page = page_of(at, "checklist")
    assert isinstance(page, ChecklistPage)
    assert len(page.table.rows.rows) == 65
    assert page.card.text_of("citation").startswith("《工贸企业重大事故隐患判定标准》")
    assert page.card.text_of("criterion")
    at.press(Key.Key_Escape)
    assert at.shown == "checklists"


def test_a_citation_of_an_item_is_copied_with_one_key(at: AtDesk) -> None:
    at.go(CHECKLISTS)
    at.press(Key.Key_Slash)
    at.type("工贸 重大")
    at.press(Key.Key_Return, Key.Key_Return, Key.Key_C)
    copied = QGuiApplication.clipboard().text()
    assert copied == "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条第（一）项"


def test_what_applies_at_a_site_is_said_in_a_sentence(at: AtDesk) -> None:
    at.go(CHECKLISTS)
    at.press(Key.Key_E)
    dialog = at.desk.library.dialog
    assert isinstance(dialog, PlaceDialog)
    at.type("杭州")
    at.press(Key.Key_Return, Key.Key_Down, Key.Key_Return)
    page = at.desk.pages.checklists
    assert {one.entry.form_id for one in page.table.rows.rows} == {
        "mem-10-2023",
        "must-check-small",
    }
    assert "2 checklists apply" in page.sentence.text()
    assert "一厂区" in page.sentence.text()


def test_a_day_for_which_the_library_holds_nothing_is_said(at: AtDesk) -> None:
    at.go(CHECKLISTS)
    page = at.desk.pages.checklists
    page.show_place(Place("d", "示例煤矿", "", "", "coal", ("coal",), "large"))
    page.day.show_day(date(2026, 6, 30))
    assert "it holds nothing about" in page.sentence.text()
    page.day.show_day(date(2026, 7, 1))
    assert "it holds nothing about" not in page.sentence.text()


def test_trying_a_form_out_records_nothing(at: AtDesk) -> None:
    before = at.contents()
    at.go(CHECKLISTS)
    at.press(Key.Key_Slash)
    at.type("工贸 重大")
    at.press(Key.Key_Return, Key.Key_T)
    assert at.shown == "tryout"
    page = page_of(at, "tryout")
    assert isinstance(page, TryoutPage)
    at.press(Key.Key_1, Key.Key_2, Key.Key_N)
    at.type("只是试试")
    at.press(Key.Key_Return)
    answered = [one.value for one in items_of(page.acts.book.sections) if one.value]
    assert answered == ["yes", "no"]
    at.press(Key.Key_Escape)
    assert at.shown == "checklists"
    assert at.contents() == before  # no fact, no draft, no setting, no file


def test_a_tried_answer_is_taken_back(at: AtDesk) -> None:
    at.go(CHECKLISTS)
    at.press(Key.Key_T)
    page = page_of(at, "tryout")
    assert isinstance(page, TryoutPage)
    at.press(Key.Key_1, Key.Key_2)
    at.press(Key.Key_Z, control=True)
    assert [one.value for one in items_of(page.acts.book.sections) if one.value] == ["yes"]


def test_a_file_is_tried_with_what_the_check_finds_beside_it(at: AtDesk, faulty: Path) -> None:
    at.desk.library.try_file(faulty)
    at.hand.settle()
    page = page_of(at, "tryout")
    assert isinstance(page, TryoutPage)
    assert any("NO-SUCH-2099" in one.message for one in page.side.findings)
    assert "NO-SUCH-2099" in page.form.problems.here.text
    assert len(page.form.problems.here.text.splitlines()) == 3
    at.press(Key.Key_1)
    at.type("12")
    at.press(Key.Key_Return, Key.Key_P)
    values = [one.value for one in items_of(page.acts.book.sections)]
    assert values == ["yes", "12", "example.jpg"]


def test_a_corrected_file_is_read_again_with_one_key(at: AtDesk, faulty: Path) -> None:
    at.desk.library.try_file(faulty)
    at.hand.settle()
    faulty.write_text(FAULTY.replace("NO-SUCH-2099", "MEM-10-2023"), encoding="utf-8")
    at.press(Key.Key_F5)
    page = page_of(at, "tryout")
    assert isinstance(page, TryoutPage)
    assert not any("NO-SUCH" in one.message for one in page.side.findings)
    assert page.form.problems.here.text == ""


def test_a_file_that_is_no_form_says_so_and_stays_as_it_was(at: AtDesk, tmp_path: Path) -> None:
    path = tmp_path / "no-form.xml"
    path.write_text("<html/>", encoding="utf-8")
    at.desk.library.try_file(path)
    at.hand.settle()
    page = page_of(at, "tryout")
    assert isinstance(page, TryoutPage)
    assert "FORM-" in page.form.problem.text
    assert page.side.findings
    assert path.read_text(encoding="utf-8") == "<html/>"


def test_the_law_is_searched_and_a_clause_copied(at: AtDesk) -> None:
    at.go(LAW)
    finder = at.desk.pages.law.finder
    assert len(finder.instruments.rows.rows) == len(at.scene.session.library.instruments)
    at.type("有限空间 审批")
    at.press(Key.Key_Return)
    clause = finder.clause
    assert clause is not None
    assert QGuiApplication.clipboard().text() == clause.citation


def test_enter_on_an_instrument_shows_its_clauses_and_escape_leaves_it(at: AtDesk) -> None:
    at.go(LAW)
    finder = at.desk.pages.law.finder
    at.press(Key.Key_Down, Key.Key_Return)
    within = {one.instrument.id for one in finder.clauses.rows.rows}
    assert len(within) == 1
    at.press(Key.Key_Escape)
    assert len({one.instrument.id for one in finder._book.clauses_with("")}) > 1
    assert finder.within.isHidden()


def test_instruments_not_in_force_on_the_day_are_left_out_where_asked(at: AtDesk) -> None:
    at.go(LAW)
    finder = at.desk.pages.law.finder
    finder.day.show_day(date(2026, 6, 30))
    finder.only.setChecked(True)
    known = {one.instrument.id for one in finder.instruments.rows.rows}
    assert "MEM-21-2026" not in known
    assert "MEM-10-2023" in known


def test_f4_cites_a_clause_in_the_open_hazard(at: AtDesk) -> None:
    at.desk.visits.open_visit(at.scene.visit)
    at.hand.settle()
    page = page_of(at, "visit")
    assert isinstance(page, VisitPage)
    at.press(Key.Key_H)
    panel: HazardPanel = page.panel
    lines = panel.basis.toPlainText().splitlines()
    at.press(Key.Key_F4)
    dialog = at.desk.library.dialog
    assert isinstance(dialog, LawDialog)
    at.type("有限空间 审批")
    clause = dialog.finder.clause
    assert clause is not None
    at.press(Key.Key_Return)
    assert at.desk.library.dialog is None
    assert panel.basis.toPlainText().splitlines() == [*lines, clause.citation]
    at.wake()
    assert at.hand.focus is panel.basis


def test_c_copies_the_citation_of_the_open_item(at: AtDesk) -> None:
    at.desk.visits.open_visit(at.scene.visit)
    at.hand.settle()
    at.press(Key.Key_C)
    copied = QGuiApplication.clipboard().text()
    assert copied == "《工贸企业重大事故隐患判定标准》（应急管理部令第10号）第三条第（一）项"
