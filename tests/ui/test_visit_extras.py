"""What stands around a visit's items: its result, records, added checklists, newer versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from inspector_app.checklists.library import Library
from inspector_app.domain.dossier import answers_of
from inspector_app.domain.dossier_records import RecordState
from inspector_app.domain.hazards import Level
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.moving import move_checklist
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.records import records_of_visit
from inspector_app.operations.visits import require_dossier
from inspector_app.ui.form_problems import lines_of
from inspector_app.ui.import_folder_dialog import ImportFolder
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.photo_intake import Target
from inspector_app.ui.photo_strip import FOLDER
from inspector_app.ui.record_page import RecordPage
from inspector_app.ui.visit_page import VisitPage
from inspector_app.ui.visit_values import items_of
from tests.sync.bundle_scene import a_picture
from tests.ui.desk_scene import AtDesk, Key, at_desk
from tests.ui.visit_scene import DOSSIER

FORM = "mem-10-2023"


def small_library() -> Library:
    """The criteria and one more form to add, with all record forms."""
    shipped = Library.shipped()
    wanted = (FORM, "fire-law-2021")
    return replace(shipped, entries=tuple(e for e in shipped.entries if e.form_id in wanted))


def with_newer(library: Library) -> Library:
    """The library with version 2 of the criteria: one item is new, one goes."""
    old = library.entry(FORM, "1")
    text = library.xml(FORM, "1").decode()
    text = text.replace('version="1"', 'version="2"', 1).replace("MEM10-3-1", "MEM10-3-11")
    xml = text.replace("MEM10_3_1", "MEM10_3_11").encode()
    begins = date(2026, 11, 1)
    digest = sha256(xml).hexdigest()
    entry = replace(old, version="2", sha256=digest, path=None, effective_from=begins)
    return library.add(entry, xml)


@pytest.fixture
def at(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[AtDesk]:
    with at_desk(qtbot, jobs, tmp_path, small_library()) as made:
        made.desk.visits.open_visit(made.scene.visit)
        made.hand.settle()
        yield made


def visit_page(at: AtDesk) -> VisitPage:
    page = at.desk.shell.page("visit")
    assert isinstance(page, VisitPage)
    return page


def record_page(at: AtDesk) -> RecordPage:
    page = at.desk.shell.page("record")
    assert isinstance(page, RecordPage)
    return page


def stored(at: AtDesk, version: str) -> list[str]:
    dossier = require_dossier(at.scene.session, DOSSIER)
    found = answers_of(dossier, at.scene.visit, FORM, version)
    return sorted(one.body.value for one in found.values() if one.body.value)


def kept_item(page: VisitPage) -> str:
    """The key of the answered item that the newer version asks as well."""
    given = [one.key for one in items_of(page.acts.book.sections) if one.value]
    return next(one for one in given if not one.endswith("MEM10_3_1"))


# --- the result


def test_the_overview_counts_what_is_unchecked_apart(at: AtDesk) -> None:
    at.press(Key.Key_1, Key.Key_1, Key.Key_2, Key.Key_Escape, Key.Key_R)
    page = visit_page(at)
    found = page.extras.look.conformity
    assert (found.conforming, found.failing) == (2, 1)
    assert found.unchecked == sum(not one.value for one in items_of(page.acts.book.sections))
    assert page.extras.overview.isVisible()
    assert "66.7%" in page.extras.overview.score.accessibleName()
    at.press(Key.Key_Escape)
    assert page.on_items


def test_a_confirmed_major_hazard_makes_the_visit_red(at: AtDesk) -> None:
    page = visit_page(at)
    at.press(Key.Key_2)
    at.type("Bay 3")
    page.panel.finding.setPlainText("Welder without a certificate")
    page.panel.criterion.confirmed.click()
    at.press(Key.Key_Return, control=True)
    at.press(Key.Key_R)
    assert page.extras.overview.score.accessibleName().startswith("Red")


# --- records


def test_the_records_that_the_services_ask_for_are_to_do(at: AtDesk) -> None:
    page = visit_page(at)
    asked = [one.entry.form_id for one in records_of_visit(at.scene.session, at.scene.visit).asked]
    assert "sr-04" in asked
    assert page.extras.overview.records.to_do == len(asked)


def test_a_record_is_begun_from_the_visit_filled_and_found_again(at: AtDesk) -> None:
    page = visit_page(at)
    at.press(Key.Key_R)
    page.extras.overview.records.begun.emit("sf-signin")
    at.hand.settle()
    assert at.shown == "record"
    form = record_page(at).form
    assert form.item is not None and form.item.required and not form.item.value
    at.type("QD-1")
    at.press(Key.Key_Return)
    at.press(Key.Key_Escape)
    if at.shown == "record":
        at.press(Key.Key_Escape)
    assert at.shown == "visit"
    lines = records_of_visit(at.scene.session, at.scene.visit).records
    assert [one.form for one in lines] == ["sf-signin"]
    page.extras.overview.records.opened.emit(lines[0].record)
    at.hand.settle()
    values = [one.value for one in items_of(record_page(at).acts.book.sections)]
    assert "QD-1" in values


def test_a_record_that_lacks_something_is_not_closed_and_says_what(at: AtDesk) -> None:
    visit_page(at).extras.overview.records.begun.emit("sf-signin")
    at.hand.settle()
    at.press(Key.Key_F8)
    page = record_page(at)
    assert at.shown == "record"
    said = page.form.problem.text.splitlines()
    assert len(said) == 3 and "签到表编号" in said[1]
    assert page.acts.look is not None and page.acts.look.state is RecordState.OPEN


def test_a_record_taken_back_needs_a_reason_and_leaves_the_list_to_do(at: AtDesk) -> None:
    visit_page(at).extras.overview.records.begun.emit("sr-04")
    at.hand.settle()
    page = record_page(at)
    page.take_back.click()
    at.press(Key.Key_Return)
    assert page.acts.look is not None and page.acts.look.state is RecordState.OPEN
    at.type("opened by mistake")
    at.press(Key.Key_Return)
    assert at.shown == "visit"
    found = records_of_visit(at.scene.session, at.scene.visit)
    assert [one.state for one in found.records] == [RecordState.WITHDRAWN]


def test_a_picture_answers_the_question_that_asks_for_one(at: AtDesk) -> None:
    from inspector_app.config import resource_dir

    photo = next((resource_dir() / "sample" / "photos").glob("*.jpg"))
    visit_page(at).extras.overview.records.begun.emit("sf-signin")
    at.hand.settle()
    page = record_page(at)
    item = next(one for one in items_of(page.acts.book.sections) if one.ref.endswith("/photo"))
    page.acts.attach(item.key, photo)
    at.hand.settle()
    shown = page.acts.book.item(item.key)
    assert shown is not None and shown.value.endswith(".jpg") and len(shown.value) == 68
    page.form.go(item.key)
    at.hand.settle()
    pictures = [one for one in page.form.items.open.findChildren(QLabel) if one.isVisible()]
    assert any(not one.pixmap().isNull() for one in pictures)


def test_a_record_takes_pictures_from_the_clipboard_and_other_sources(at: AtDesk) -> None:
    visit_page(at).extras.overview.records.begun.emit("sf-signin")
    at.hand.settle()
    page = record_page(at)
    item = next(one for one in items_of(page.acts.book.sections) if one.ref.endswith("/photo"))
    page.form.go(item.key)
    at.hand.settle()
    QApplication.clipboard().setImage(QImage.fromData(a_picture(5, 1200)))
    at.press(Key.Key_V, control=True)
    shown = page.acts.book.item(item.key)
    assert shown is not None and shown.value.endswith(".jpg")
    page.pictures.ask(FOLDER)
    dialog = page.pictures.sources.dialog
    assert isinstance(dialog, ImportFolder) and dialog.isVisible()
    before = shown.value
    page.pictures.add(a_picture(6, 1200), Target("", item.key), page.acts.refused.emit)
    at.hand.settle()
    again = page.acts.book.item(item.key)
    assert again is not None and again.value.endswith(".jpg") and again.value != before
    dialog.reject()


def test_a_record_that_is_over_is_shown_and_takes_no_answer(at: AtDesk) -> None:
    visit_page(at).extras.overview.records.begun.emit("sr-04")
    at.hand.settle()
    page = record_page(at)
    page.take_back.click()
    at.type("opened by mistake")
    at.press(Key.Key_Return)
    found = records_of_visit(at.scene.session, at.scene.visit)
    at.desk.records.open(found.records[0].record)
    at.hand.settle()
    page = record_page(at)
    for item in items_of(page.acts.book.sections):
        page.form.go(item.key)
        panel = page.form.items.open
        editors = (QLineEdit, QDateEdit, QCheckBox, QRadioButton)
        found_editors = [one for kind in editors for one in panel.findChildren(kind)]
        assert not [one for one in found_editors if one.isVisible()], item.label
        assert panel.hasFocus()
    at.press(Key.Key_N)  # no remark either
    assert page.form.items.open.hasFocus()


def test_the_file_of_an_enterprise_lists_its_records_and_results(at: AtDesk) -> None:
    visit_page(at).extras.overview.records.begun.emit("sr-04")
    at.hand.settle()
    at.desk.open_dossier(DOSSIER)
    at.hand.settle()
    extras = at.desk.pages.dossier.extras
    assert extras.records.to_do == 1
    extras.records.begun.emit("sf-complaint")
    at.hand.settle()
    assert at.shown == "record"
    look = record_page(at).acts.look
    assert look is not None and (look.visit, look.form.entry.form_id) == ("", "sf-complaint")


# --- checklists


def test_a_checklist_is_added_by_its_words(at: AtDesk) -> None:
    page = visit_page(at)
    before = {one.checklist for one in page.acts.book.sections}
    at.press(Key.Key_A)
    assert page.extras.dialog is not None
    at.type("消防")
    at.press(Key.Key_Return)
    after = {one.checklist for one in page.acts.book.sections}
    assert after - before == {"fire-law-2021@1"}
    assert page.on_items


def test_a_half_done_visit_is_moved_to_the_new_version_and_back(at: AtDesk) -> None:
    page = visit_page(at)
    at.press(Key.Key_1, Key.Key_1)
    assert stored(at, "1") == ["yes", "yes"]
    library = with_newer(at.scene.session.library)
    at.desk._use_session(replace(at.scene.session, library=library))
    at.desk.visits.open_visit(at.scene.visit)
    at.hand.settle()
    page = visit_page(at)
    assert "is in force: 2" in page.extras.banner.text
    page.extras.banner.look.click()
    at.hand.settle()
    view = page.extras.moving._view
    assert view is not None
    assert (len(view.kept), len(view.dropped), len(view.newly_required)) == (1, 1, 1)
    assert stored(at, "2") == []  # looking records nothing
    at.press(Key.Key_Space)
    assert {one.checklist for one in page.acts.book.sections} == {f"{FORM}@2"}
    assert [one.value for one in items_of(page.acts.book.sections) if one.value] == ["yes"]
    assert stored(at, "1") == ["yes", "yes"]
    assert page.extras.banner.text == ""
    page.extras.overview.undo_wanted.emit(FORM)
    at.hand.settle()
    assert {one.checklist for one in page.acts.book.sections} == {f"{FORM}@1"}
    values = [one.value for one in items_of(page.acts.book.sections) if one.value]
    assert values == ["yes", "yes"]


def test_what_was_found_at_a_question_stays_with_it_in_the_new_version(at: AtDesk) -> None:
    page = visit_page(at)
    at.press(Key.Key_1, Key.Key_1)
    told, session, visit = kept_item(page), at.scene.session, at.scene.visit
    draft = HazardDraft(place="示例", finding="示例", level=Level.GENERAL, question=told)
    record_hazard(session, visit, draft)
    attach_photo(session, visit, page.acts.subject_of(told), a_picture(3, 1200))
    session = replace(session, library=with_newer(session.library))
    move_checklist(session, visit, FORM)
    at.desk._use_session(session)
    at.desk.visits.open_visit(visit)
    at.hand.settle()
    page = visit_page(at)
    moved = next(one for one in items_of(page.acts.book.sections) if one.value == "yes")
    assert moved.checklist == f"{FORM}@2"
    assert (moved.hazards, moved.photos) == (1, 1)
    page.go(moved.key)
    at.hand.settle()
    assert page.basis.photos.count == 1
    at.press(Key.Key_2)
    assert page.panel.edit.recorded and page.panel.place.text() == "示例"


# --- problems of a form


def test_a_problem_of_the_form_stands_at_its_item_in_three_lines(at: AtDesk) -> None:
    library = at.scene.session.library
    known = {key: one for key, one in library.instruments.items() if key != "MEM-10-2023"}
    at.desk._use_session(replace(at.scene.session, library=replace(library, instruments=known)))
    at.desk.visits.open_visit(at.scene.visit)
    at.hand.settle()
    page = visit_page(at)
    assert page.item is not None and page.item.basis is not None
    said = page.problems.here.text.splitlines()
    assert len(said) == 3
    assert page.item.basis.item in said[0]
    assert page.problems.here.isVisible()
    at.press(Key.Key_1)
    assert stored(at, "1") == ["yes"]  # the answer is kept all the same


def test_an_author_s_problem_is_told_to_an_inspector_as_something_to_report() -> None:
    from inspector_app.checklists.problems import Cycle

    happened, safe, remedy = lines_of(Cycle(fields="/a/b"))
    assert "/a/b" in happened and "FORM-05" in happened
    assert "kept" in safe
    assert "report it to the author" in remedy
