"""The entrance and the dialogs that stand alone, drawn in every look and searched for faults.

The pages are in ``test_every_screen``, the dialogs of photos in ``test_photo_dialogs_drawn``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from inspector_app.checklists.library import Library
from inspector_app.errors import BadInput
from inspector_app.i18n import set_language
from inspector_app.operations.paper_checks import SOUND, PaperCheck
from inspector_app.operations.verifying_sheets import MATCHES, SheetCheck
from inspector_app.operations.verifying_words import sheet_words
from inspector_app.ui import theme
from inspector_app.ui.add_checklist_dialog import AddChecklistDialog
from inspector_app.ui.enrol_page import EnrolPage, RecoveryKeyPage
from inspector_app.ui.law_page import LawDialog
from inspector_app.ui.paper_check_dialog import PaperCheckDialog
from inspector_app.ui.place_dialog import PlaceDialog
from inspector_app.ui.record_signing import SignDialog
from inspector_app.ui.recovery_page import RecoveryPage
from inspector_app.ui.start_fields import Beginning
from inspector_app.ui.start_visit_dialog import NotPerformedDialog
from inspector_app.ui.unlock_page import UnlockPage
from inspector_app.ui.withdrawn_page import WithdrawnPage
from tests.ui.looks import faults_of, nameless, outside
from tests.ui.screen_scene import LONG_FINDING, LONG_NAME

LOOKS = [
    (language, shade, scale)
    for language in ("zh_CN", "en")
    for shade in ("light", "dark", "contrast")
    for scale in (1.0, 2.0)
]
SMALL, LARGE = QSize(1366, 720), QSize(1904, 992)  # of a window, by scale
PROBLEM = BadInput(what="示例", reason=LONG_FINDING[:60])


def unlock() -> QWidget:
    made = UnlockPage()
    made.show_problem(PROBLEM, 30)
    return made


def enrol() -> QWidget:
    made = EnrolPage("https://central.example.com", "示例电脑")
    made.show_problem(PROBLEM)
    return made


def recovery_key() -> QWidget:
    return RecoveryKeyPage("ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789")


def withdrawn() -> QWidget:
    made = WithdrawnPage()
    made.show_gone()
    return made


def not_performed() -> QWidget:
    beginning = Beginning("d", LONG_NAME, date(2026, 11, 25), (("s", LONG_NAME[:20]),))
    return NotPerformedDialog(beginning)


def checked_paper() -> QWidget:
    made = PaperCheckDialog()
    found = SheetCheck(
        MATCHES,
        "示例安责告〔2026〕AB0001号",
        "ab" * 32,
        "AB",
        "d",
        LONG_NAME,
        issued_at="2026-11-25",
    )
    made.show_check(PaperCheck(found, sheet_words(found), SOUND, found.number))
    return made


def checklists() -> QWidget:
    return AddChecklistDialog(Library.shipped().entries)


MAKERS: dict[str, Callable[[], QWidget]] = {
    "unlock": unlock,
    "enrol": enrol,
    "recovery": RecoveryPage,
    "recovery-key": recovery_key,
    "withdrawn": withdrawn,
    "not-performed": not_performed,
    "paper-check": checked_paper,
    "add-checklist": checklists,
    "law": lambda: LawDialog(date(2026, 11, 25)),
    "place": PlaceDialog,
    "sign": lambda: SignDialog(LONG_FINDING[:80]),
}


@pytest.mark.parametrize(("language", "shade", "scale"), LOOKS)
def test_every_dialog_is_drawn_whole(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    language: str,
    shade: theme.Choice,
    scale: float,
) -> None:
    set_language(language)
    theme.apply(qapp, shade, scale)
    folder = Path(os.environ.get("INSPECTOR_SCREENS", tmp_path / "screens"))
    out = folder / f"{language}-{shade}-{round(scale * 100)}"
    out.mkdir(parents=True, exist_ok=True)
    faults: dict[str, list[str]] = {}
    for name, make in MAKERS.items():
        widget = make()
        qtbot.addWidget(widget)
        room = SMALL if scale == 1.0 else LARGE
        widget.resize(widget.size().boundedTo(room) if isinstance(widget, QDialog) else room)
        widget.show()
        for _turn in range(10):  # layouts settle one level a turn
            QApplication.processEvents()
        widget.grab().save(str(out / f"dialog-{name}.png"))
        wrong = faults_of(widget) + outside(widget) + nameless(widget)
        if wrong:
            faults[name] = wrong
        widget.close()
    assert not faults, "\n".join(
        f"{name}: {one}" for name, found in faults.items() for one in found
    )
