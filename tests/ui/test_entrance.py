from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.errors import Problem
from inspector_app.main import DesktopRequest, desktop_request
from inspector_app.store.keys import KdfCost, create_keys
from inspector_app.store.problems import DiskFull, KeysDamaged, WrongPassphrase
from inspector_app.sync.problems import CentralUnreachable
from inspector_app.ui import preferences
from inspector_app.ui.desktop import Desktop
from inspector_app.ui.enrol_page import EnrolForm, EnrolPage, RecoveryKeyPage, strength
from inspector_app.ui.preferences import Preferences
from inspector_app.ui.problems import ProblemStrip
from inspector_app.ui.recovery_page import RecoveryPage
from inspector_app.ui.unlock_page import UnlockPage

KEY = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], DesktopRequest()),
        (["--data-dir", "d", "--lang=en"], DesktopRequest("d", "en")),
        (["--data-dir"], None),
        (["sync", "--data-dir", "d"], None),
        (["--help"], None),
    ],
)
def test_only_the_desktops_own_options_start_the_desktop(
    arguments: list[str], expected: DesktopRequest | None
) -> None:
    assert desktop_request(arguments) == expected


def test_a_wrong_passphrase_is_told_and_the_wait_is_counted_down(qtbot: QtBot) -> None:
    page = UnlockPage()
    qtbot.addWidget(page)
    page.show()
    page.passphrase.setText("not it")
    page.show_problem(WrongPassphrase(wait=2), 2)
    assert "The passphrase is wrong" in page.problem.text
    assert "Your records are untouched." in page.problem.text
    assert "Caps Lock" in page.problem.text
    assert page.unlock.text() == "Next try in 2 s"
    assert not page.unlock.isEnabled()
    page._countdown.timer.timeout.emit()
    page._countdown.timer.timeout.emit()
    assert page.unlock.text() == "Unlock"
    assert page.unlock.isEnabled()


def test_enter_unlocks_only_once_while_the_key_is_derived(qtbot: QtBot) -> None:
    page = UnlockPage()
    qtbot.addWidget(page)
    asked: list[str] = []
    page.unlock_wanted.connect(asked.append)
    QTest.keyClicks(page.passphrase, "secret words")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert asked == ["secret words"]
    assert not page.unlock.isEnabled()


def test_the_real_store_refuses_a_wrong_passphrase(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "workspaces" / "one"
    folder.mkdir(parents=True)
    create_keys(folder, "the right one", random=bytes, cost=KdfCost(1024, 1, 1))
    desktop = Desktop(qapp, tmp_path, "en")
    desktop.start()
    page = desktop.window.centralWidget()
    assert isinstance(page, UnlockPage)
    QTest.keyClicks(page.passphrase, "the wrong one")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "KEY-01" in page.problem.text, timeout=10_000)
    desktop.window.close()
    assert desktop.jobs.waiting == 0


def test_enrolment_asks_for_two_equal_passphrases(qtbot: QtBot) -> None:
    page = EnrolPage("https://central.example.com", "laptop")
    qtbot.addWidget(page)
    given: list[EnrolForm] = []
    page.enrol_wanted.connect(given.append)
    page.user.setText(" wang ")
    page.password.setText("account password")
    page.passphrase.setText("correct horse battery")
    page.repeated.setText("correct house")
    assert "differ" in page.hint.text()
    assert not page.enrol.isEnabled()
    page.repeated.setText("correct horse battery")
    QTest.keyClick(page.repeated, Qt.Key.Key_Return)
    assert given[0].user == "wang"
    assert given[0].passphrase == "correct horse battery"
    assert "password" not in repr(given[0])


@pytest.mark.parametrize(
    ("passphrase", "state"),
    [
        ("", ""),
        ("short", "fail"),
        ("12345678", "waiting"),
        ("two words", "waiting"),
        ("several good words", "ok"),
    ],
)
def test_the_strength_of_a_passphrase_is_told(passphrase: str, state: str) -> None:
    assert strength(passphrase)[1] == state


def test_the_recovery_key_must_be_noted_before_going_on(qtbot: QtBot) -> None:
    page = RecoveryKeyPage(KEY)
    qtbot.addWidget(page)
    assert not page.go_on.isEnabled()
    page.done.setChecked(True)
    with qtbot.waitSignal(page.noted):
        page.go_on.click()


def test_recovery_needs_the_key_and_a_repeated_passphrase(qtbot: QtBot) -> None:
    page = RecoveryPage()
    qtbot.addWidget(page)
    page.key.setText(KEY)
    page.passphrase.setText("new passphrase")
    page.repeated.setText("new pass")
    assert not page.recover.isEnabled()
    page.repeated.setText("new passphrase")
    assert page.recover.isEnabled()


def test_preferences_come_back_and_nonsense_is_as_on_the_first_day(tmp_path: Path) -> None:
    chosen = Preferences("en", "dark", 1.5, "https://central.example.com")
    preferences.save(tmp_path, chosen)
    assert preferences.load(tmp_path) == chosen
    (tmp_path / preferences.FILE).write_text('{"language": 3, "scale": 99, "choice": []}')
    assert preferences.load(tmp_path).choice == "system"
    assert preferences.load(tmp_path).scale == 1.0
    (tmp_path / preferences.FILE).write_bytes(b"\xff\xfe{")
    assert preferences.load(tmp_path).scale == 1.0


def test_a_folder_that_cannot_be_written_keeps_preferences_for_the_session(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    preferences.save(blocked, Preferences())
    assert preferences.load(blocked).scale == 1.0


def test_the_recovery_sheet_shows_the_key_and_cannot_be_copied_wrongly(
    qapp: QApplication, tmp_path: Path
) -> None:
    import pypdfium2
    from PySide6.QtPrintSupport import QPrinter

    from inspector_app.ui.recovery_sheet import draw_sheet

    def sheet(key: str) -> tuple[str, bytes]:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
        draw_sheet(printer, key, "User wang, computer 示例, enrolled on 2026-11-25")
        with pypdfium2.PdfDocument(tmp_path / "sheet.pdf") as document:
            page = document[0]
            text_page = page.get_textpage()
            text, pixels = text_page.get_text_bounded(), page.render().to_pil().tobytes()
            text_page.close()
            page.close()
        return text, pixels

    text, pixels = sheet(KEY)
    title, whose, *_rest = text.splitlines()
    assert title == "Recovery key of this computer" and whose.startswith("User wang")
    assert "ABCD" not in text
    assert pixels != sheet(KEY.replace("9", "8"))[1]


@pytest.mark.parametrize(
    ("problem", "promised"),
    [(WrongPassphrase(wait=0), True), (KeysDamaged(reason="x"), False), (DiskFull(), False)],
)
def test_only_what_is_unharmed_is_called_untouched(
    qtbot: QtBot, problem: Problem, promised: bool
) -> None:
    page = UnlockPage()
    qtbot.addWidget(page)
    page.show_problem(problem)
    assert ("Your records are untouched." in page.problem.text) is promised
    assert "0 seconds" not in page.problem.text


def test_try_again_is_offered_only_where_somebody_does_it(qtbot: QtBot) -> None:
    deaf, heard = ProblemStrip(), ProblemStrip()
    heard.again.connect(lambda: None)
    for strip in (deaf, heard):
        qtbot.addWidget(strip)
        strip.show_problem(DiskFull())
    assert deaf._again.isHidden() and not heard._again.isHidden()


def test_a_full_disk_at_enrolment_is_told_as_such_and_not_as_the_network(qtbot: QtBot) -> None:
    page = EnrolPage("https://central.example.com", "laptop")
    qtbot.addWidget(page)
    page.show_problem(DiskFull())
    assert "Free some space" in page.problem.text and "network" not in page.problem.text
    page.show_problem(CentralUnreachable(address="https://central.example.com"))
    assert "Check the address and the network" in page.problem.text


def test_recovery_says_what_is_still_lacking(qtbot: QtBot) -> None:
    page = RecoveryPage()
    qtbot.addWidget(page)
    page.key.setText(KEY)
    page.passphrase.setText("short")
    page.repeated.setText("short")
    assert "Too short: 3 more." in page.hint.text() and not page.recover.isEnabled()
