from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.errors import BadInput
from inspector_app.operations.conflicts import Conflict, Version
from inspector_app.operations.lists import ReinspectionLine, Today
from inspector_app.operations.paper_numbers import NumberGiven, NumberState
from inspector_app.operations.visits import VisitStart
from inspector_app.store.rows import (
    EnterpriseRow,
    HazardRow,
    NoticeRow,
    Pending,
    TaskRow,
    VisitRow,
)
from inspector_app.sync.stage import Stage
from inspector_app.ui import parts, words
from inspector_app.ui.conflict_card import ConflictCard
from inspector_app.ui.desk_work import last_sync
from inspector_app.ui.enterprises_page import EnterprisesPage
from inspector_app.ui.hazards_page import HazardsPage
from inspector_app.ui.help_page import HelpPage
from inspector_app.ui.papers_page import PapersPage
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.settings_page import About, SettingsPage
from inspector_app.ui.shell import Shell
from inspector_app.ui.start_fields import Beginning, Person
from inspector_app.ui.start_visit_dialog import NotPerformedDialog, StartVisitDialog
from inspector_app.ui.sync_page import LastSync, SyncPage
from inspector_app.ui.today_page import TodayPage
from inspector_app.ui.top_bar import Standing, standing_words

DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NOTHING = Pending(0, 0, 0, "")


def an_enterprise(name: str = "杭州示例铸造有限公司", **changes: object) -> EnterpriseRow:
    values: dict[str, object] = {
        "dossier": "d1",
        "name": name,
        "code": "91330106MA2CFLDG4R",
        "address": "示例路1号",
        "sector": "industry-trade",
        "scale": "small",
        "open_hazards": 0,
        "major_hazards": 0,
        "next_deadline": "",
        "last_visit": "",
        "policy_ends": "",
        "unsent": 0,
    }
    return EnterpriseRow(**(values | changes))  # type: ignore[arg-type]


def a_hazard_row(**changes: object) -> HazardRow:
    values: dict[str, object] = {
        "dossier": "d1",
        "enterprise": "杭州示例铸造有限公司",
        "hazard": "h1",
        "visit": "v1",
        "place": "一车间",
        "finding": "配电箱前堆放杂物",
        "level": "general",
        "state": "open",
        "deadline": "2026-12-02",
        "reported": False,
        "conflict": False,
    }
    return HazardRow(**(values | changes))  # type: ignore[arg-type]


def a_task(**changes: object) -> TaskRow:
    values: dict[str, object] = {
        "dossier": "d1",
        "enterprise": "杭州示例铸造有限公司",
        "task": "t1",
        "planned": "2026-11-20",
        "kind": "service",
        "services": ("04",),
        "site": "",
        "people": (),
        "note": "",
        "visit": "",
        "visit_state": "",
    }
    return TaskRow(**(values | changes))  # type: ignore[arg-type]


def a_visit(state: str = "ended", **changes: object) -> VisitRow:
    return VisitRow("d1", "示例企业", "v1", "2026-11-20", "", "", ("04",), state, "", "")


def said(widget: QWidget) -> str:
    """Everything the labels of a widget say."""
    labels = widget.findChildren(QLabel)
    return "\n".join(one.whole if isinstance(one, parts.Elided) else one.text() for one in labels)


def a_today(**changes: object) -> Today:
    values: dict[str, object] = {
        "day": DAY,
        "tasks": (),
        "reinspections": (),
        "pending": NOTHING,
        "last_visits": (),
    }
    return Today(**(values | changes))  # type: ignore[arg-type]


def test_an_empty_first_page_says_what_to_do_next(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.show_today(a_today(), NOON)
    assert "Start a visit from an enterprise's page" in said(page)
    assert "Everything is on central." in said(page)
    assert "No visits yet" in said(page)


def test_an_overdue_task_is_marked_and_starts_a_visit(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.show_today(a_today(tasks=(a_task(), a_task(visit_state="ended", task="t2"))), NOON)
    assert "5 days overdue" in said(page)
    lines = page.findChildren(parts.Line)
    assert len(lines) == 1
    with qtbot.waitSignal(page.task_wanted) as wanted:
        QTest.keyClick(lines[0], Qt.Key.Key_Space)
    assert wanted.args == [a_task()]


def test_the_keyboard_begins_at_the_first_task_however_many_there_are(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    tasks = tuple(a_task(task=f"t{n}", enterprise=f"示例企业{n}") for n in range(30))
    page.show_today(a_today(tasks=tasks, last_visits=(a_visit(),)), NOON)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), parts.Line))
    line = QApplication.focusWidget()
    assert line is not None
    with qtbot.waitSignal(page.task_wanted) as wanted:
        QTest.keyClick(line, Qt.Key.Key_Space)
    assert wanted.args == [tasks[0]]


def test_a_running_visit_is_continued_not_started_again(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.show_today(a_today(tasks=(a_task(visit_state="open", visit="v9"),)), NOON)
    with qtbot.waitSignal(page.visit_wanted) as wanted:
        page.findChildren(parts.Line)[0].click()
    assert wanted.args == ["v9"]


def test_due_reinspections_lead_to_their_enterprise(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    line = ReinspectionLine(a_hazard_row(level="major"), "2026-11-24", True)
    page.show_today(a_today(reinspections=(line,)), NOON)
    assert "due yesterday" in said(page)
    assert "Major" in said(page)


def test_what_is_only_here_is_said_with_its_age(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    pending = Pending(23, 4, 5_300_000, "2026-11-23T12:00:00+08:00")
    page.show_today(a_today(pending=pending), NOON)
    assert "23 records and 4 photos or papers are only on this computer." in said(page)
    assert "2 days ago" in said(page)
    assert "5.3 MB" in said(page)


def test_running_visits_stand_before_finished_ones(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.show_today(a_today(last_visits=(a_visit(), a_visit("open"))), NOON)
    first = page.findChildren(parts.Line)[0]
    assert "In progress" in said(first)


def test_a_wrong_clock_is_told(qtbot: QtBot) -> None:
    page = TodayPage()
    qtbot.addWidget(page)
    page.show_today(a_today(), NOON, doubtful=True)
    assert "clock" in page.clock.text()


def test_enter_opens_the_chosen_enterprise(qtbot: QtBot) -> None:
    page = EnterprisesPage(DAY)
    qtbot.addWidget(page)
    page.show_rows([an_enterprise(), an_enterprise("二厂", dossier="d2")])
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.opened) as opened:
        QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == ["d2"]


def test_a_search_without_a_hit_says_what_can_be_typed(qtbot: QtBot) -> None:
    page = EnterprisesPage(DAY)
    qtbot.addWidget(page)
    page.show_rows([], "zzz")
    assert "No enterprise matches “zzz”" in said(page)
    assert page.table.isHidden()


def test_rows_show_deadlines_and_major_hazards_in_words(qtbot: QtBot) -> None:
    page = EnterprisesPage(DAY)
    qtbot.addWidget(page)
    row = an_enterprise(
        open_hazards=3, major_hazards=1, next_deadline="2026-11-24", policy_ends="2026-12-01"
    )
    page.show_rows([row])
    cells = [column.cell(row) for column in page.table.rows.columns]
    assert (cells[3].text, cells[3].note, cells[3].token) == ("3 open", "1 major", "major")
    assert (cells[4].note, cells[4].token) == ("due yesterday", "fail")
    assert cells[6].note == "ends soon"


def test_a_narrow_window_keeps_the_name_and_drops_side_columns(qtbot: QtBot) -> None:
    page = EnterprisesPage(DAY)
    qtbot.addWidget(page)
    page.show_rows([an_enterprise()])
    page.resize(640, 400)
    page.show()
    assert page.table.columnWidth(0) >= 200
    assert page.table.isColumnHidden(2)
    page.resize(1300, 400)
    qtbot.waitUntil(lambda: not page.table.isColumnHidden(2))


def test_hazards_stand_by_deadline_and_can_be_narrowed_to_major_ones(qtbot: QtBot) -> None:
    page = HazardsPage(DAY)
    qtbot.addWidget(page)
    late = a_hazard_row(deadline="2026-11-01", hazard="h2", level="major")
    page.show_rows([a_hazard_row(), a_hazard_row(deadline="", hazard="h3"), late])
    assert [row.hazard for row in page.table.rows.rows] == ["h2", "h1", "h3"]
    page.major_only.setChecked(True)
    assert [row.hazard for row in page.table.rows.rows] == ["h2"]


def test_papers_show_void_and_double_numbers(qtbot: QtBot) -> None:
    page = PapersPage()
    qtbot.addWidget(page)
    assert not page.open.isEnabled()
    row = NoticeRow("d", "企业", "示例安责告〔2026〕AB0001号", "v", "", "", True, False, "")
    page.show_rows([row])
    assert page.table.rows.columns[0].cell(row).note == "number met twice"
    assert page.table.rows.columns[4].cell(row).text == "Not yet delivered"
    assert page.table.rows.columns[1].cell(row).text == "Hazard notice"
    with qtbot.waitSignal(page.opened):
        page.open.click()


def test_the_sync_page_tells_stages_bytes_and_time(qtbot: QtBot) -> None:
    seconds = iter([0.0, 4.0])
    page = SyncPage("https://central.example.com", clock=lambda: next(seconds))
    qtbot.addWidget(page)
    page.show_running(True)
    page.show_stage(Stage("push", 0, 40))
    page.show_stage(Stage("push", 10, 40, 120_000))
    assert page.figures("push").text() == "10 of 40 · 120 KB · about 12 s left"
    page.show_stage(Stage("something new", 1, 1))
    page.show_running(False)
    page.show_problem(BadInput(what="central", reason="gone"))
    assert "the next sync goes on from here" in page.problem.text


def test_the_last_result_is_read_back_from_the_workspace(qtbot: QtBot) -> None:
    page = SyncPage("")
    qtbot.addWidget(page)
    stored = '{"at": "2026-11-25T12:00:00+08:00", "pushed": 3, "pulled": 1, "scope": 9}'
    page.show_last(last_sync(stored))
    assert page.last.text().startswith("2026-11-25 12:00: 3 records sent, 1 received")
    page.show_last(last_sync(""))
    assert "no sync" in page.last.text()
    page.show_last(LastSync("2026-11-25T12:00:00+08:00", held=2))
    assert "2 records wait for central's approval" in page.last.text()


@pytest.mark.parametrize(
    ("ahead", "words"), [(299, ""), (900, "15 minutes ahead"), (-86_400, "1440 minutes behind")]
)
def test_a_clock_far_from_centrals_is_told(qtbot: QtBot, ahead: int, words: str) -> None:
    page = SyncPage("https://central.example.com")
    qtbot.addWidget(page)
    page.show_last(LastSync("2026-11-25T12:00:00+08:00", clock_off=ahead))
    assert words in page.clock_off.text()
    assert bool(words) == bool(page.clock_off.text()) != page.clock_off.isHidden()


def test_the_top_bar_tells_where_the_records_are() -> None:
    assert standing_words(Standing())[:2] == ("All on central", "safe")
    assert standing_words(Standing(20, 7, online=False))[0] == "Offline · 27 to send"
    assert standing_words(Standing(busy=True))[0] == "Syncing …"


def a_beginning(**changes: object) -> Beginning:
    values: dict[str, object] = {
        "dossier": "d1",
        "enterprise": "杭州示例铸造有限公司",
        "today": DAY,
        "sites": (("s1", "一厂区"), ("s2", "二厂区")),
        "people": (
            Person("p1", "示例检查员甲", ("示例证-1", "示例证-9")),
            Person("p2", "示例检查员乙", ("示例证-2",)),
        ),
        "me": "p1",
        "contracted": ("01", "04"),
    }
    return Beginning(**(values | changes))  # type: ignore[arg-type]


def test_a_visit_starts_with_what_is_known_already(qtbot: QtBot) -> None:
    dialog = StartVisitDialog(a_beginning())
    qtbot.addWidget(dialog)
    dialog.show()
    started: list[VisitStart] = []
    dialog.start_wanted.connect(started.append)
    dialog.inspectors.rows[1].name.setText("示例检查员乙")
    dialog.name.setText("示例乙")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    (start,) = started
    assert start.site == "s1"
    assert start.date == DAY
    assert start.services == ("04",)
    assert [(one.person, one.certificate) for one in start.inspectors] == [
        ("p1", "示例证-1"),
        ("p2", "示例证-2"),
    ]
    assert start.escort.name == "示例乙"


def test_a_day_far_from_the_clock_is_warned_about_and_kept(qtbot: QtBot) -> None:
    dialog = StartVisitDialog(a_beginning())
    qtbot.addWidget(dialog)
    dialog.day.edit.setDate(dialog.day.edit.date().addDays(-40))
    assert not dialog.day.warning.isHidden()
    assert "40 days away" in dialog.day.warning.text()
    assert dialog.day.day == date(2026, 10, 16)


def test_a_visit_needs_a_service_and_an_inspector(qtbot: QtBot) -> None:
    dialog = StartVisitDialog(a_beginning())
    qtbot.addWidget(dialog)
    assert dialog.accept_button.isEnabled()
    dialog.services.boxes["04"].setChecked(False)
    assert not dialog.accept_button.isEnabled()
    dialog.services.boxes["05"].setChecked(True)
    dialog.inspectors.rows[0].name.clear()
    assert not dialog.accept_button.isEnabled()


def test_a_refused_start_stays_open_with_its_reason(qtbot: QtBot) -> None:
    dialog = StartVisitDialog(a_beginning())
    qtbot.addWidget(dialog)
    dialog.accept_button.click()
    assert not dialog.accept_button.isEnabled()
    dialog.show_problem(BadInput(what="Visit date", reason="the year cannot be right"))
    assert dialog.accept_button.isEnabled()
    assert "Nothing was recorded yet." in dialog.problem.text


def test_a_visit_not_performed_needs_no_escort(qtbot: QtBot) -> None:
    dialog = NotPerformedDialog(a_beginning())
    qtbot.addWidget(dialog)
    dialog.reason.setCurrentIndex(2)
    dialog.note.setText("门卫告知")
    with qtbot.waitSignal(dialog.record_wanted) as wanted:
        dialog.accept_button.click()
    start, reason, note, photo = wanted.args
    assert (start.site, reason, note, photo) == ("s1", "refused", "门卫告知", "")


def test_two_versions_stand_side_by_side_with_who_and_when(qtbot: QtBot) -> None:
    versions = tuple(
        Version(
            fact=f"f{number}",
            who=who,
            when=f"2026-11-25T{9 + number:02}:00:00+08:00",
            mine=number == 0,
            kind="enterprise_located",
            fields=(("address", address),),
            texts=(("address", address),),
        )
        for number, (who, address) in enumerate(
            (("示例检查员甲", "东路1号"), ("示例检查员乙", "西路2号"))
        )
    )
    card = ConflictCard(Conflict("d1", "示例", "enterprise:address", "", "", versions))
    qtbot.addWidget(card)
    assert "示例检查员甲, 2026-11-25 09:00" in said(card)
    assert "西路2号" in said(card)
    buttons = {b.text(): b for b in card.findChildren(QAbstractButton)}
    with qtbot.waitSignal(card.settle_wanted) as wanted:
        buttons["Keep theirs"].click()
    assert wanted.args == ["enterprise:address", "f1"]
    with qtbot.waitSignal(card.settle_wanted) as wanted:
        buttons["Keep mine"].click()
    assert wanted.args == ["enterprise:address", "f0"]
    buttons["Write anew"].click()
    assert card.fields["address"].text() == "东路1号"
    card.fields["address"].setText("北路3号")
    with qtbot.waitSignal(card.write_wanted) as wanted:
        card.fields["address"].returnPressed.emit()
    assert wanted.args == ["enterprise:address", "f0", {"address": "北路3号"}]


def test_a_choice_of_settings_takes_effect_at_once(qtbot: QtBot) -> None:
    page = SettingsPage(Preferences("zh_CN"), About("示例甲", "AB", "https://c", "/d", "1"))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.chosen) as chosen:
        page.language.setCurrentIndex(1)
    assert chosen.args == [Preferences("en")]


def test_a_problem_says_what_happened_what_is_safe_and_what_to_do(qtbot: QtBot) -> None:
    strip = ProblemStrip()
    qtbot.addWidget(strip)
    assert strip.text == ""
    strip.show_problem(BadInput(what="date", reason="1970"))
    happened, safe, remedy = strip.text.split("\n")
    assert happened == "date: 1970  [IN-01]"
    assert safe == "Everything recorded so far is saved on this computer."
    assert remedy == "Correct it and try again; nothing was changed."


def test_every_control_has_a_name_for_screen_readers_and_can_be_reached(qtbot: QtBot) -> None:
    made: list[QWidget] = [
        Shell("示例甲"),
        TodayPage(),
        EnterprisesPage(DAY),
        HazardsPage(DAY),
        PapersPage(),
        SyncPage(""),
        HelpPage(),
        SettingsPage(Preferences(), About("", "", "", "", "")),
        StartVisitDialog(a_beginning()),
        NotPerformedDialog(a_beginning()),
    ]
    for page in made:
        qtbot.addWidget(page)
        for one in page.findChildren(QAbstractButton):
            if one.objectName().startswith("qt_") or isinstance(one.parent(), QLineEdit):
                continue
            if one.isHidden() and not one.text():
                continue  # the button of an empty state that offers no act
            assert one.accessibleName() or one.text() or one.toolTip(), (page, one)
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus.value or not one.text()
        for field in page.findChildren(QLineEdit):
            if isinstance(field.parent(), QComboBox) or field.objectName().startswith("qt_"):
                continue
            assert field.accessibleName(), (page, field.text())


def test_deadlines_are_told_in_words() -> None:
    assert words.due("2026-11-25", DAY) == ("due today", "waiting")
    assert words.due("2026-12-25", DAY) == ("30 days left", "")
    assert words.due("nonsense", DAY) == ("no deadline", "")
    assert words.clock("2026-11-25T04:00:00+00:00") == "2026-11-25 12:00"
    assert words.sector("unheard-of") == "unheard-of"


def test_numbers_without_a_paper_are_explained_below_the_papers(qtbot: QtBot) -> None:
    page = PapersPage()
    qtbot.addWidget(page)
    assert page.numbers.isHidden()
    away = [
        NumberGiven(f"示例安责告〔2026〕AC{n:04d}号", "notice", NumberState.EARLIER_CODE)
        for n in range(1, 8)
    ]
    gone = NumberGiven("示例安责告〔2026〕AC0009号", "notice", NumberState.ELSEWHERE)
    page.show_numbers((*away, gone))
    assert "7 numbers were never used" in page.numbers.text()
    assert "AC0001号 … 示例安责告〔2026〕AC0007号" in page.numbers.text()
    assert "no longer assigned to it; the papers are on central" in page.numbers.text()
    page.show_numbers(())
    assert page.numbers.isHidden()
