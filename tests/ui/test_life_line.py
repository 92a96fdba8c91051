"""The life line in the windows: badges, the list of what is not safe, the certificate, Stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.life_line import Safety, Unsafe, Why
from inspector_app.operations.visits import start_visit
from inspector_app.store.rows import Stage
from inspector_app.sync.problems import CaptivePortal, NoNetwork
from inspector_app.sync.stage import Stage as Step
from inspector_app.ui.life_badge import life_badge, look
from inspector_app.ui.network_watch import NetworkWatch
from inspector_app.ui.parts import Line
from inspector_app.ui.safety_card import SafetyCard
from inspector_app.ui.sync_page import SyncPage
from tests.ui.test_desk import LATE, Scene, inside, scene, world
from tests.world import a_start

__all__ = ["inside", "scene", "world"]  # fixtures
NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def texts(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def a_line(**changes: object) -> Unsafe:
    values: dict[str, object] = {
        "dossier": "d1",
        "enterprise": "杭州示例铸造有限公司",
        "kind": "hazard_recorded",
        "count": 1,
        "about": "熔炼: 示例",
        "since": (NOON - timedelta(hours=5)).isoformat(),
        "why": Why.NOT_SENT,
        "stage": Stage.HERE,
    }
    return Unsafe(**(values | changes))  # type: ignore[arg-type]


def test_every_stage_has_colour_sign_and_word_of_its_own(qtbot: QtBot) -> None:
    looks = [look(stage) for stage in Stage]
    assert len({one.sign for one in looks}) == len({one.word for one in looks}) == 4
    assert looks[-1].state == "ok" and looks[0].state == "waiting"
    badge = life_badge(Stage.HERE)
    qtbot.addWidget(badge)
    assert badge.text() == "○ On this computer only"
    assert badge.accessibleName() == "Life line: On this computer only"


def test_the_list_says_where_what_since_when_and_why(qtbot: QtBot) -> None:
    card = SafetyCard()
    qtbot.addWidget(card)
    photos = a_line(kind="photo_attached", about="", count=3, why=Why.FILES, files=6)
    card.show_safety(Safety({Stage.HERE: 1, Stage.ACCEPTED: 3}, (a_line(major=True), photos)), NOON)
    said = texts(card)
    assert "Not safe yet: 4" in said
    first, second = (line.accessibleName() for line in card.findChildren(Line))
    assert first.startswith(
        "Hazards: 熔炼: 示例, 杭州示例铸造有限公司 · 5 hours ago · Not sent yet"
    )
    assert second.startswith("Photos (3)") and "6 of its files" in second
    with qtbot.waitSignal(card.dossier_wanted) as wanted:
        card.findChildren(Line)[0].click()
    assert wanted.args == ["d1"]
    card.show_safety(Safety({Stage.SAFE: 4}, ()), NOON)
    assert "Everything you recorded is safe." in texts(card)


def test_a_long_list_is_shown_in_parts(qtbot: QtBot) -> None:
    card = SafetyCard()
    qtbot.addWidget(card)
    lines = tuple(a_line(about=f"示例 {number}") for number in range(45))
    card.show_safety(Safety({Stage.HERE: 45}, lines), NOON)
    assert len(card.findChildren(Line)) == 12 and card.more.text() == "Show 33 more"
    for _n in range(3):
        card.more.click()
    assert len(card.findChildren(Line)) == 45 and card.more.isHidden()


def test_progress_shows_bytes_and_time_left_and_can_be_stopped(qtbot: QtBot) -> None:
    moment = [0.0]
    page = SyncPage("https://c", clock=lambda: moment[0])
    qtbot.addWidget(page)
    page.show_running(True)
    page.show_stage(Step("blobs_up", 0, 10, 0, 0, 4_000_000))
    moment[0] = 10.0
    page.show_stage(Step("blobs_up", 2, 10, 1_000_000, 1_000_000, 4_000_000))
    assert page.figures("blobs_up").text() == "2 of 10 · 1.0 MB of 4.0 MB · about 30 s left"
    moment[0] = 100.0
    page.show_stage(Step("blobs_up", 3, 10, 0, 1_000_000, 4_000_000))
    assert page.figures("blobs_up").text().endswith("about 5 min left")
    with qtbot.waitSignal(page.cancel_wanted):
        page.cancel.click()
    assert page.cancel.text() == "Stopping …"
    page.show_running(False)
    assert page.cancel.isHidden()


def test_a_sync_is_stopped_by_its_person_and_nothing_is_wrong(inside: Scene) -> None:
    inside.desk.syncs.sync()
    inside.desk.syncs.cancel()
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.settle()
    page = inside.desk.pages.sync
    assert "The sync was stopped." in page.problem.text
    assert "SYNC-" not in page.problem.text
    inside.desk.syncs.sync()
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.settle()
    assert page.problem.text == ""


def test_a_network_that_comes_starts_a_sync_and_no_page_jumps(inside: Scene) -> None:
    session = inside.desk.session
    visit, _changes = start_visit(
        session, inside.dossier, a_start(inside.world.site(inside.dossier))
    )
    record_hazard(session, visit, HazardDraft(place="配电室", finding="示例"))
    inside.desk.go("sync")
    inside.settle()
    card = inside.desk.pages.sync.safety
    assert any("配电室" in one.accessibleName() for one in card.findChildren(Line))
    inside.desk.go("today")
    inside.desk.syncs.watch.due.emit()
    assert inside.desk.shell.shown == "today"
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.settle()
    assert inside.desk.shell.shown == "today"
    assert inside.desk.shell.top.standing.text() == "All on central"
    inside.desk.go("sync")
    inside.settle()
    assert "Everything you recorded is safe." in texts(card)


def test_the_certificate_is_saved_from_the_sync_page(inside: Scene, tmp_path: Path) -> None:
    card = inside.desk.pages.sync.safety
    card.saved.emit(str(tmp_path / "day.pdf"))
    inside.settle()
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    assert card.note.text() == "Saved as day.pdf."
    card.saved.emit(str(tmp_path / "missing" / "day.pdf"))
    inside.settle()
    assert "IN-01" in inside.desk.pages.sync.problem.text


def test_the_enterprise_page_shows_where_each_record_stands(inside: Scene) -> None:
    session = inside.desk.session
    visit, _changes = start_visit(
        session, inside.dossier, a_start(inside.world.site(inside.dossier))
    )
    record_hazard(session, visit, HazardDraft(place="配电室", finding="示例"))
    inside.desk.open_dossier(inside.dossier)
    inside.wait_for("dossier")
    page = inside.desk.pages.dossier
    assert texts(page).count("○ On this computer only") == 2  # the hazard and its visit
    inside.desk.syncs.sync()
    inside.qtbot.waitUntil(lambda: not inside.desk.syncs.running, timeout=LATE)
    inside.desk.open_dossier(inside.dossier)
    inside.wait_for("dossier")
    assert texts(page).count("✓ Safe") == 2


def test_tries_pause_longer_until_the_network_changes(qtbot: QtBot) -> None:
    moment = [0.0]
    owner = QPushButton()
    qtbot.addWidget(owner)
    watch = NetworkWatch(owner, clock=lambda: moment[0])
    due: list[float] = []
    watch.due.connect(lambda: due.append(moment[0]))

    def next_due() -> float:
        begun, seen = moment[0], len(due)
        while len(due) == seen and moment[0] < begun + 4_000:
            moment[0] += 1
            watch.look()
        return moment[0] - begun

    next_due()
    pauses = []
    for _n in range(6):
        watch.failed(NoNetwork(address="https://c"))
        pauses.append(next_due())
    assert pauses[-1] > 10 * pauses[0]
    watch.network_changed()
    assert next_due() <= 5
    watch.failed(CaptivePortal())
    assert next_due() > 300
