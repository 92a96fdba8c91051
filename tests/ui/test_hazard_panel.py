"""The hazard panel by itself: fields, blanks, confirmation, draft, completion."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.ui.hazard_panel import HazardPanel
from inspector_app.ui.hazard_panel_fields import BlankText
from inspector_app.ui.hazard_panel_list import HazardList, HazardRow
from inspector_app.ui.hazard_panel_values import (
    AnalysisText,
    CriterionText,
    HazardEdit,
    HazardField,
    ReportText,
    Suggestions,
    complaint,
    from_kept,
    kept,
)
from tests.ui.visit_hand import CONTROL

Key = Qt.Key
TODAY = date(2026, 11, 25)
GENERAL = HazardEdit(
    hazard="h1",
    place="一车间配电室",
    finding="配电箱前堆放杂物",
    measure="清理杂物",
    deadline="2026-12-02",
    responsible="示例甲",
)
CRITERION = CriterionText(
    standard="示例判定标准", article="第三条第（二）项", text="情形", logic="any"
)
MAJOR = msgspec.structs.replace(GENERAL, level="major", criterion=CRITERION)
OFFERS = Suggestions(
    places=("一车间配电室", "二车间浸漆区"),
    people=("示例甲",),
    earlier=(("old", "2026-03-01 二车间浸漆区: 通风失效"),),
)


@pytest.fixture
def panel(qtbot: QtBot) -> HazardPanel:
    made = HazardPanel(TODAY)
    qtbot.addWidget(made)
    made.resize(760, 640)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_what_is_shown_comes_back_unchanged(panel: HazardPanel) -> None:
    panel.open_with(MAJOR, OFFERS)
    assert panel.edit == MAJOR


def test_the_keyboard_starts_in_place_and_tab_goes_as_read(panel: HazardPanel) -> None:
    panel.open_with(GENERAL, OFFERS)
    assert panel.place.hasFocus()
    order: list[QWidget] = []
    for _n in range(6):
        QTest.keyClick(focus(), Key.Key_Tab)
        order.append(focus())
    assert panel.finding in order and panel.measure in order
    assert order.index(panel.finding) < order.index(panel.measure) < order.index(panel.basis)


def test_tab_goes_from_blank_to_blank_and_then_on(panel: HazardPanel) -> None:
    panel.open_with(msgspec.structs.replace(GENERAL, finding="____ at ____."), OFFERS)
    panel.finding.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(panel.finding, "Lamp")
    QTest.keyClick(panel.finding, Key.Key_Tab)
    QTest.keyClicks(panel.finding, "door")
    assert panel.edit.finding == "Lamp at door."
    QTest.keyClick(panel.finding, Key.Key_Tab)
    assert not panel.finding.hasFocus()


def test_control_enter_records_what_stands_in_the_fields(panel: HazardPanel, qtbot: QtBot) -> None:
    panel.open_with(GENERAL, OFFERS)
    with qtbot.waitSignal(panel.recorded) as recorded:
        QTest.keyClick(panel.place, Key.Key_Return, CONTROL)
    assert recorded.args == [GENERAL]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"place": " "}, HazardField.PLACE),
        ({"finding": ""}, HazardField.FINDING),
        ({"finding": "____ fehlt"}, HazardField.FINDING),
        ({"level": "major"}, HazardField.CRITERION),
        ({"level": "major", "criterion": CRITERION}, HazardField.CONFIRMED),
        (
            {
                "level": "major",
                "criterion": msgspec.structs.replace(CRITERION, verified=False),
                "confirmed": True,
            },
            HazardField.CLAUSE_READ,
        ),
        (
            {
                "level": "major",
                "criterion": CRITERION,
                "confirmed": True,
                "report": ReportText(told_to="示例甲", told_at="gestern"),
            },
            HazardField.REPORT,
        ),
        (
            {
                "level": "major",
                "criterion": CRITERION,
                "confirmed": True,
                "report": ReportText(told_at="2026-11-25 10:30"),
            },
            HazardField.TOLD_TO,
        ),
    ],
)
def test_what_is_missing_is_named_at_its_field(
    changes: dict[str, object], where: HazardField
) -> None:
    found = complaint(msgspec.structs.replace(GENERAL, **changes))
    assert found is not None and found[0] is where and found[1]


def test_nothing_is_recorded_while_something_is_missing(panel: HazardPanel) -> None:
    panel.open_with(MAJOR, OFFERS)
    recorded: list[object] = []
    panel.recorded.connect(recorded.append)
    panel.record()
    assert recorded == [] and panel.criterion.confirmed.hasFocus()
    panel.criterion.confirmed.click()
    panel.record()
    assert len(recorded) == 1


def test_an_unverified_criterion_asks_for_the_official_clause(panel: HazardPanel) -> None:
    unverified = msgspec.structs.replace(CRITERION, verified=False, url="https://example.invalid")
    panel.open_with(msgspec.structs.replace(MAJOR, criterion=unverified), OFFERS)
    assert panel.criterion.clause_read.isVisible()
    panel.open_with(MAJOR, OFFERS)
    assert not panel.criterion.clause_read.isVisible()


def test_a_general_hazard_shows_no_criterion(panel: HazardPanel) -> None:
    panel.open_with(MAJOR, OFFERS)
    assert panel.criterion.isVisible() and panel.major.isVisible()
    panel.open_with(GENERAL, OFFERS)
    assert not panel.criterion.isVisible() and not panel.major.isVisible()


def test_the_prefill_leaves_alone_what_a_person_typed_meanwhile(panel: HazardPanel) -> None:
    panel.open_with(HazardEdit(hazard="h1"), Suggestions())
    QTest.keyClicks(panel.place, "Gate")
    panel.fill_in(MAJOR, OFFERS)
    assert panel.edit == msgspec.structs.replace(MAJOR, place="Gate")


def test_escape_closes_and_reports_the_draft_first(panel: HazardPanel, qtbot: QtBot) -> None:
    panel.open_with(GENERAL, OFFERS)
    QTest.keyClicks(panel.place, "X")
    with qtbot.waitSignals([panel.typed, panel.closed], order="strict"):
        QTest.keyClick(panel.place, Key.Key_Escape)
    assert not panel.isVisible()


def test_a_draft_reads_back_as_it_was_and_rubbish_as_nothing() -> None:
    assert from_kept(kept(MAJOR)) == MAJOR
    assert from_kept("{}x") is None
    assert from_kept('{"level": 3}') is None


def test_a_panel_nobody_touched_leaves_no_draft(panel: HazardPanel) -> None:
    typed: list[str] = []
    panel.typed.connect(typed.append)
    panel.open_with(GENERAL, OFFERS)
    panel.close_panel()
    assert typed == []


def test_correction_on_the_spot_asks_for_both_photos(panel: HazardPanel) -> None:
    panel.open_with(GENERAL, OFFERS)
    panel.on_spot.click()
    added: list[tuple[object, str]] = []
    panel.photos.added.connect(lambda sources, role: added.append((sources, role)))
    panel.photos.add([b"1"])
    panel.photos.add([b"2"], "after")
    assert [role for _sources, role in added] == ["before", "after"]
    assert panel.edit.corrected_on_spot


def test_earlier_hazards_can_be_named_as_repeated(panel: HazardPanel) -> None:
    panel.open_with(msgspec.structs.replace(GENERAL, repeats="old"), OFFERS)
    assert panel.edit.repeats == "old" and panel.repeats.isEnabled()
    panel.open_with(GENERAL, Suggestions())
    assert panel.edit.repeats == "" and not panel.repeats.isEnabled()


def test_places_complete_by_any_part(panel: HazardPanel) -> None:
    panel.open_with(HazardEdit(hazard="h1"), OFFERS)
    completer = panel.place.completer()
    assert completer is not None
    completer.setCompletionPrefix("浸漆")
    assert completer.currentCompletion() == "二车间浸漆区"


def test_every_field_says_its_name_to_a_screen_reader(panel: HazardPanel) -> None:
    fields = (panel.place, panel.finding, panel.measure, panel.basis, panel.deadline)
    assert all(field.accessibleName() for field in fields)


def test_the_list_shows_level_and_asks_why_before_a_withdrawal(qtbot: QtBot) -> None:
    shown = HazardList()
    qtbot.addWidget(shown)
    shown.show()
    shown.show_hazards((HazardRow("h1", "一车间", "杂物", "major", "2026-11-25", photos=2),))
    withdrawn: list[tuple[str, str]] = []
    shown.withdrawn.connect(lambda hazard, why: withdrawn.append((hazard, why)))
    from PySide6.QtWidgets import QLabel, QLineEdit

    assert "Major" in [one.text() for one in shown.findChildren(QLabel)]
    (reason,) = shown.findChildren(QLineEdit)
    QTest.keyClick(reason, Key.Key_Return)
    assert withdrawn == []
    reason.setText("Counted twice")
    QTest.keyClick(reason, Key.Key_Return)
    assert withdrawn == [("h1", "Counted twice")]


def test_an_unreadable_time_of_the_report_unfolds_its_field(panel: HazardPanel) -> None:
    report = ReportText(told_to="示例甲", sent_at="gestern")
    panel.open_with(msgspec.structs.replace(MAJOR, report=report, confirmed=True), OFFERS)
    panel.record()
    assert panel.major.line("sent_at", "gestern").hasFocus()


def test_kind_cause_and_danger_come_back_as_typed_and_stand_in_the_draft(
    panel: HazardPanel, qtbot: QtBot
) -> None:
    analysis = AnalysisText(cause="示例：未分区", harm="示例：可能致人灼烫")
    full = msgspec.structs.replace(MAJOR, category="site.fire", analysis=analysis)
    panel.open_with(full, OFFERS)
    assert panel.edit == full
    panel.category.setCurrentIndex(panel.category.findData("base.rules"))
    panel.category.activated.emit(panel.category.currentIndex())
    with qtbot.waitSignal(panel.typed) as typed:
        panel.report_draft()
    left = from_kept(typed.args[0])
    assert left is not None and left.category == "base.rules" and left.analysis == analysis
    newer = msgspec.structs.replace(full, category="site.of_tomorrow")
    panel.open_with(newer, OFFERS)
    assert panel.edit.category == "site.of_tomorrow"


def test_the_prefilled_kind_leaves_alone_the_one_a_person_chose(panel: HazardPanel) -> None:
    panel.open_with(GENERAL, OFFERS)
    panel.category.setCurrentIndex(panel.category.findData("base.rules"))
    panel.category.activated.emit(panel.category.currentIndex())
    panel.fill_in(msgspec.structs.replace(GENERAL, category="site.fire"), OFFERS)
    assert panel.edit.category == "base.rules"


def test_cause_typed_by_a_person_is_a_change(panel: HazardPanel, qtbot: QtBot) -> None:
    panel.open_with(MAJOR, OFFERS)
    panel.major.line("told_to")  # unfolds the fields
    texts = [one for one in panel.major.findChildren(BlankText) if one.isVisible()]
    QTest.keyClicks(texts[0], "cause")
    with qtbot.waitSignal(panel.typed) as typed:
        panel.report_draft()
    left = from_kept(typed.args[0])
    assert left is not None and left.analysis.cause == "cause"
