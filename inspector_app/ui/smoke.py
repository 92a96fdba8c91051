"""``--smoke-test``: does a packaged program start, encrypt and print? No display is needed.

What a package loses first is tried on purpose: modules imported by name, fonts, icons, readings
of characters, the checklists, Qt's PDF and print libraries, the cipher, the libraries that sign
PDFs and write spreadsheets.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from inspector_app.errors import Problem
from inspector_app.i18n import N_, _

PATIENCE_MS = 20_000
PASSPHRASE = "smoke test passphrase"


class SmokeFailed(Problem):
    """A part of the program is missing or does not work here."""

    code = "APP-03"
    template = N_("The smoke test failed: {part}.")
    remedy_template = N_("This copy of the program is not complete; build or install it again.")


def smoke_test() -> int:
    """Show the unlock window offscreen, make and remove a workspace, render a notice, sign it and
    write a spreadsheet.

    Prints one JSON line with the seconds of each (``window``, ``workspace``, ``notice``,
    ``signature``, ``spreadsheet``), of all (``seconds``) and whether the computer's camera can be
    used (``camera``), and returns 0; else an error with its code on stderr, and returns 1.
    """
    begun = perf_counter()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        spent = _try_in_scratch_folder(begun)
    except Problem as problem:
        print(f"{problem.code}: {problem.message}\n{problem.remedy}", file=sys.stderr)
        return 1
    print(json.dumps({**spent, "seconds": round(perf_counter() - begun, 3)}))
    return 0


def _try_in_scratch_folder(begun: float) -> dict[str, float | bool]:
    with tempfile.TemporaryDirectory(prefix="inspector-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        try:
            spent = _try_parts(folder, begun)
        except (ImportError, OSError) as error:
            raise SmokeFailed(part=str(error)) from error
    _need(not folder.exists(), _("the scratch workspace cannot be removed"))
    return spent


def _try_parts(folder: Path, begun: float) -> dict[str, float | bool]:
    window = _try_window(folder) - begun
    _try_late_parts()
    return {
        "window": round(window, 3),
        "workspace": _timed(partial(_try_workspace, folder)),
        "notice": _timed(_try_notice),
        "signature": _timed(_try_signature),
        "spreadsheet": _timed(_try_spreadsheet),
        "camera": _camera_usable(),
    }


def _timed(part: Callable[[], None]) -> float:
    begun = perf_counter()
    part()
    return round(perf_counter() - begun, 3)


def _need(well: bool, part: str) -> None:
    if not well:
        raise SmokeFailed(part=part)


# --- window


def _try_window(data_dir: Path) -> float:
    """Paint the unlock window and close it; returns the moment when it was painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from inspector_app.ui.desktop import Desktop

    _pretend_enrolled(data_dir)
    app = QApplication.instance() or QApplication(["inspector-app"])
    assert isinstance(app, QApplication)
    desktop = Desktop(app, data_dir)
    painted: list[float] = []

    def after_paint() -> None:
        painted.append(perf_counter())
        desktop.window.close()

    desktop.start(lambda: QTimer.singleShot(0, after_paint))
    QTimer.singleShot(PATIENCE_MS, app.quit)
    app.exec()
    _need(bool(painted), _("the unlock window was never painted"))
    return painted[0]


def _pretend_enrolled(data_dir: Path) -> None:
    """The entrance asks for a passphrase where a keys file stands, and reads it only later."""
    keys = data_dir / "workspaces" / "unlock" / "keys.json"
    keys.parent.mkdir(parents=True)
    keys.write_text("{}", encoding="utf-8")


def _try_late_parts() -> None:
    """See whether what comes after the first paint is there."""
    from PySide6.QtGui import QFontMetrics

    from inspector_app.store.pinyin import readings
    from inspector_app.ui import theme
    from inspector_app.ui.entrance import warm_up

    warm_up()
    _need(QFontMetrics(theme.font()).inFont("检"), _("no Chinese font"))
    _need(not theme.icon("home-outline").pixmap(theme.ICON).isNull(), _("no icons"))
    _need(readings("检") == ("jian",), _("no readings of Chinese characters"))
    _try_checklists()
    _try_code()


def _try_code() -> None:
    """Read a code as a photo of a sheet shows it."""
    from io import BytesIO

    import segno

    from inspector_app.operations.verifying_sheets import code_in

    picture = BytesIO()
    segno.make("IA1|示例", micro=False).save(picture, kind="png", scale=6)
    _need(code_in(picture.getvalue()) == "IA1|示例", _("no code of a sheet can be read"))


def _try_checklists() -> None:
    from inspector_app.checklists.library import Library

    library = Library.shipped()
    for entry in library.entries:
        library.xml(entry.form_id, entry.version)  # each is compared with its hash
    _need(bool(library.entries), _("no checklists"))
    first = library.entries[0]
    _need(bool(library.definition(first.form_id, first.version).items()), _("no check items"))


# --- workspace


def _try_workspace(data_dir: Path) -> None:
    from inspector_app.store.keys import create_keys, unlock
    from inspector_app.store.workspace import Workspace

    folder = data_dir / "workspaces" / "smoke"
    folder.mkdir()
    create_keys(folder, PASSPHRASE, random=os.urandom)
    key = unlock(folder, PASSPHRASE, now=0.0)
    with Workspace.create(folder, key) as workspace, workspace.transaction() as tx:
        tx.set_setting("smoke", "示例")
    with Workspace.open(folder, key) as workspace, workspace.reading() as reader:
        _need(reader.setting("smoke") == "示例", _("the workspace does not keep what it was given"))
    for file in folder.glob("*.db"):
        _need(not file.read_bytes().startswith(b"SQLite"), _("the workspace is not encrypted"))


# --- notice


def _try_notice() -> None:
    """Open a notice with a photo with Qt, as the preview and printing do."""
    _need(_pages(_notice()) > 0, _("no page of the notice can be shown"))


def _notice() -> bytes:
    from inspector_app.documents.notice import render_notice
    from inspector_app.domain.notices import (
        Addressee,
        Notice,
        NoticeHazard,
        NoticeInspector,
        NoticePhoto,
    )

    photo = _photo()
    name = sha256(photo).hexdigest()
    shown = (NoticePhoto(sha256=name, caption="配电箱"),)
    notice = Notice(
        number="示例安责告〔2026〕ZZ0001号",
        agency="示例安全技术服务有限公司",
        addressee=Addressee(name="杭州示例铸造有限公司"),
        service_date="2026-11-25",
        inspectors=(NoticeInspector(name="示例检查员甲", certificate="示例证-1"),),
        hazards=(NoticeHazard(number=1, place="一车间", finding="配电箱前堆放杂物", photos=shown),),
    )
    return render_notice(notice, {name: photo})


def _photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (64, 48), (120, 130, 140)).save(made, "JPEG")
    return made.getvalue()


def _pages(pdf: bytes) -> int:
    from inspector_app.ui.notice_preview import NoticePreview
    from inspector_app.ui.print_pdf import a4_printer

    a4_printer()  # loads Qt's print library
    preview = NoticePreview()
    preview.show_pdf(pdf)
    pages = preview.pages
    preview.document.close()
    return pages


# --- signature, spreadsheet, camera


def _try_signature() -> None:
    """Sign a notice and read the signature again."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from inspector_app.documents.pdf_signing import Signing, make_key, sign_pdf, signatures_in

    at = datetime(2026, 11, 25, tzinfo=UTC)
    device_key = Ed25519PrivateKey.from_private_bytes(os.urandom(32))
    key = make_key("ZZ", "示例检查员甲", os.urandom(32), device_key, at)
    signing = Signing(field="Inspector", name="示例检查员甲", reason="示例", at=at)
    found = signatures_in(sign_pdf(_notice(), key, signing), lambda _: device_key.public_key())
    well = [one.intact and bool(one.device_certified) for one in found]
    _need(well == [True], _("a PDF cannot be signed"))


def _try_spreadsheet() -> None:
    from inspector_app.documents.spreadsheet import SheetColumn, SheetTable, workbook_bytes

    table = SheetTable("示例", "示例", (), (SheetColumn("示例", 12),), (("示例",),))
    _need(workbook_bytes((table,)).startswith(b"PK"), _("no spreadsheet can be written"))


def _camera_usable() -> bool:
    """Qt Multimedia is an addition: its absence is no fault, but whoever packages wants to know."""
    from inspector_app.ui.camera_dialog import CameraMissing, multimedia

    try:
        multimedia()
    except CameraMissing:
        return False
    return True
