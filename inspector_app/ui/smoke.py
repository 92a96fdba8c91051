"""``--smoke-test``: does a packaged program start, encrypt and print? No display is needed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from inspector_app.errors import Problem

PATIENCE_MS = 20_000


def smoke_test() -> int:
    """Show the unlock window offscreen, make and remove a workspace, render a notice; 0 is well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            _try_workspace(Path(folder))
            _try_window(Path(folder))
        _try_notice()
    except Problem as problem:
        print(f"{problem.code}: {problem.message}", file=sys.stderr)
        print(problem.remedy, file=sys.stderr)
        return 1
    print("smoke test: window, workspace and notice are well")
    return 0


def _try_workspace(data_dir: Path) -> None:
    from inspector_app.store.keys import create_keys, unlock
    from inspector_app.store.workspace import Workspace

    folder = data_dir / "workspaces" / "smoke"
    folder.mkdir(parents=True)
    create_keys(folder, "smoke test passphrase", random=os.urandom)
    with Workspace.create(folder, unlock(folder, "smoke test passphrase", now=0.0)) as workspace:
        with workspace.transaction() as tx:
            tx.set_setting("smoke", "well")
        with workspace.reading() as reader:
            if reader.setting("smoke") != "well":
                raise Problem


def _try_window(data_dir: Path) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from inspector_app.ui.desktop import Desktop

    app = QApplication(["inspector-app"])
    desktop = Desktop(app, data_dir)
    painted: list[bool] = []

    def after_paint() -> None:
        painted.append(True)
        desktop.jobs.run(lambda: None, then=lambda _done: desktop.window.close(), owner=desktop)

    desktop.start(lambda: QTimer.singleShot(0, after_paint))
    QTimer.singleShot(PATIENCE_MS, app.quit)
    app.exec()
    if not painted:
        raise Problem


def _try_notice() -> None:
    from inspector_app.documents.notice import render_notice
    from inspector_app.domain.notices import Addressee, Notice, NoticeHazard, NoticeInspector

    notice = Notice(
        number="示例安责告〔2026〕ZZ0001号",
        agency="示例安全技术服务有限公司",
        addressee=Addressee(name="杭州示例铸造有限公司"),
        service_date="2026-11-25",
        inspectors=(NoticeInspector(name="示例检查员甲", certificate="示例证-1"),),
        hazards=(NoticeHazard(number=1, place="一车间", finding="配电箱前堆放杂物"),),
    )
    if not render_notice(notice, {}).startswith(b"%PDF"):
        raise Problem
