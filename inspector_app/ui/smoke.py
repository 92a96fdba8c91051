"""``--smoke-test``: does a packaged program start, encrypt and print? No display is needed.

What a package loses first is tried on purpose: modules imported by name, fonts, icons, readings
of characters, the checklists, Qt's PDF and print libraries, the cipher.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
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
    """Show the unlock window offscreen, make and remove a workspace, render a notice.

    Prints one JSON line with the seconds of each (``window``, ``workspace``, ``notice``) and of
    all (``seconds``) and returns 0; else an error with its code on stderr, and returns 1.
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


def _try_in_scratch_folder(begun: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="inspector-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        try:
            spent = _try_parts(folder, begun)
        except (ImportError, OSError) as error:
            raise SmokeFailed(part=str(error)) from error
    _need(not folder.exists(), _("the scratch workspace cannot be removed"))
    return spent


def _try_parts(folder: Path, begun: float) -> dict[str, float]:
    window = _try_window(folder) - begun
    _try_late_parts()
    workspace = _timed(partial(_try_workspace, folder))
    return {"window": round(window, 3), "workspace": workspace, "notice": _timed(_try_notice)}


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
    """Render a notice with a photo and open it again with Qt, as the preview and printing do."""
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
    _need(_pages(render_notice(notice, {name: photo})) > 0, _("no page of the notice can be shown"))


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
