"""One visit over two laptops in the windows: the code, the sections, what keeps it from ending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.operations.teams import Team, taken_sections
from inspector_app.store.rows import Stage
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.join_code_field import JoinCodeField, qr_picture
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_screen import end_lines
from inspector_app.ui.visit_values import find
from tests.operations.evening import CODE, Evening, an_evening
from tests.ui.visit_hand import Hand


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


@pytest.fixture
def page(evening: Evening, qtbot: QtBot, jobs: Jobs) -> VisitPage:
    made = VisitPage(jobs, evening.mine.session)
    qtbot.addWidget(made)
    made.resize(1218, 720)
    made.show()
    made.activateWindow()
    made.open_visit(evening.visit)
    qtbot.waitUntil(lambda: bool(made.acts.book.sections), timeout=10_000)
    Hand(qtbot, made, jobs).settle()
    return made


def texts(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def test_a_new_code_is_shown_big_and_as_a_picture(qtbot: QtBot) -> None:
    field = JoinCodeField("7KM4PQ")
    qtbot.addWidget(field)
    assert field.code == "" and field.view.isHidden()
    field.make.click()
    assert field.code == "7KM4PQ"
    assert field.view.code.text() == "7KM 4PQ"
    assert not field.view.picture.pixmap().isNull()
    assert qr_picture("7KM4PQ", 104).width() == 104


def test_a_code_typed_with_a_gap_and_in_small_letters_is_the_same(qtbot: QtBot) -> None:
    field = JoinCodeField()
    qtbot.addWidget(field)
    assert not field.make.isEnabled()
    field.edit.setText(" 7km 4pq")
    assert field.code == "7KM4PQ" and field.view.code.text() == "7KM 4PQ"
    field.edit.setText("7KM4P0")  # no zero in any code
    assert field.view.isHidden() and field.edit.property("state") == "fail"
    field.edit.setText("")
    assert field.edit.property("state") == ""


def test_sections_are_taken_and_given_back_by_one_key(
    page: VisitPage, evening: Evening, qtbot: QtBot, jobs: Jobs
) -> None:
    hand = Hand(qtbot, page, jobs)
    assert f"Join code {CODE[:3]} {CODE[3:]}" in texts(page.sections)
    first = page.acts.book.sections[0].key
    page.sections.take()
    hand.settle()
    assert taken_sections(evening.mine.session, evening.visit) == {first}
    page.sections.take()
    hand.settle()
    assert taken_sections(evening.mine.session, evening.visit) == frozenset()


def test_the_next_item_is_one_of_my_sections(
    page: VisitPage, evening: Evening, qtbot: QtBot, jobs: Jobs
) -> None:
    hand = Hand(qtbot, page, jobs)
    sections = page.acts.book.sections
    mine = next(one for one in sections if one.title == "Tanks")
    page.acts.take_section(mine.key)
    hand.settle()
    for _n in range(3):
        page.go_on()
        found = find(page.acts.book.sections, page.item.key if page.item else "")
        assert found is not None and sections[found[0]].key == mine.key


def test_what_the_colleague_checks_comes_with_its_reason(page: VisitPage) -> None:
    sections = page.acts.book.sections
    everything = end_lines(sections, Team(CODE, 1))
    elsewhere = end_lines(sections, Team(CODE, 1, frozenset({"another@1/section"})))
    assert {one.reason for one in everything} <= {""}
    assert all(CODE in one.reason for one in elsewhere)
    assert len(everything) == len(elsewhere)


def test_hazards_and_photos_of_a_visit_show_where_they_stand(
    page: VisitPage, evening: Evening, qtbot: QtBot, jobs: Jobs
) -> None:
    hand = Hand(qtbot, page, jobs)
    hazard = evening.hazard(evening.mine)
    page.acts.refresh()
    hand.settle()
    page.show_hazards()
    assert "○ On this computer only" in texts(page.hazard_list)
    evening.mine.sync()
    page.acts.refresh()
    hand.settle()
    around = page.acts.surroundings
    assert around is not None and around.stages[f"hazard:{hazard}"] is Stage.SAFE
    assert "✓ Safe" in texts(page.hazard_list)


def test_an_answer_is_settled_on_the_visit_page_after_the_visit_has_ended(
    page: VisitPage, evening: Evening, qtbot: QtBot, jobs: Jobs
) -> None:
    from inspector_app.operations.ending import end_visit

    hand = Hand(qtbot, page, jobs)
    evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.theirs, "boss", "示例章")
    end_visit(evening.mine.session, evening.visit)
    evening.sync()
    page.open_visit(evening.visit)
    hand.settle()
    key = next(k for k in (f"mixed@1/data/facts/{name}" for name in ("boss",)))
    page.go(key)
    hand.settle()
    assert page.conflict.isVisible()
    page.conflict.keep_theirs.click()
    hand.settle()
    assert not page.conflict.isVisible()
    assert page.item is not None and page.item.value == "示例章"
