"""After a crash the person sees the report word for word and decides; nothing goes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from inspector_app import crashes
from inspector_app.ui.crash_dialog import CrashDialog
from inspector_app.ui.desk_crashes import CrashDesk
from inspector_app.ui.jobs import Jobs
from inspector_app.ui.main_window import MainWindow
from tests.world import World, a_world

LATE = 15_000  # ms
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as made:
        yield made


@pytest.fixture
def desk(qtbot: QtBot, jobs: Jobs, world: World) -> Iterator[CrashDesk]:
    laptop, _dossier = world.working_laptop()
    logs = laptop.session.data_dir / "logs"
    crashes.keep_crash(logs, crashes.system_lines(), "ValueError at fold.py:10 fold", AT)
    window = MainWindow()
    qtbot.addWidget(window)
    yield CrashDesk(jobs, laptop.session, window, window)
    qtbot.waitUntil(lambda: jobs.waiting == 0, timeout=LATE)


def asked(desk: CrashDesk) -> CrashDialog:
    desk.look()
    assert desk.dialog is not None
    return desk.dialog


def waiting(desk: CrashDesk) -> int:
    return len(crashes.waiting(desk._session.data_dir / "logs"))


def test_the_report_is_shown_and_sent_only_when_the_button_is_pressed(
    desk: CrashDesk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    dialog = asked(desk)
    assert "ValueError at fold.py:10 fold" in dialog.preview.toPlainText()
    assert "laptop_crashed" not in caplog.text
    with qtbot.waitSignal(desk.said, timeout=LATE):
        dialog.send.click()
    assert "laptop_crashed" in caplog.text
    assert waiting(desk) == 0
    assert desk.dialog is None


def test_declining_removes_the_report_and_it_is_not_asked_again(
    desk: CrashDesk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    dialog = asked(desk)
    with qtbot.waitSignal(desk.said):
        dialog.decline.click()
    assert waiting(desk) == 0
    desk.look()
    assert desk.dialog is None
    assert "laptop_crashed" not in caplog.text


def test_the_report_can_be_saved_as_a_file(
    desk: CrashDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    dialog = asked(desk)
    with qtbot.waitSignal(desk.said, timeout=LATE):
        dialog.save.click()
    assert "fold.py:10" in target.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_sent_stays_and_the_reason_is_told(
    desk: CrashDesk, qtbot: QtBot, world: World
) -> None:
    with desk._session.workspace.transaction() as tx:
        tx.set_setting("central_url", "http://127.0.0.1:9")
    dialog = asked(desk)
    dialog.send.click()
    qtbot.waitUntil(
        lambda: bool(dialog.problem.text) or not dialog.problem.isHidden(), timeout=LATE
    )
    assert waiting(desk) == 1
    dialog.decline.click()
    QApplication.processEvents()


def test_reports_do_not_fill_the_disk(tmp_path: Path) -> None:
    for second in range(crashes.MOST + 5):
        crashes.keep_crash(tmp_path, "", "KeyError", AT.replace(second=second))
    assert len(crashes.waiting(tmp_path)) == crashes.MOST
