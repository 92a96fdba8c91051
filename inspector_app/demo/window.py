"""The demo with windows: central runs while the program is open, data goes when it closes."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from inspector_app.demo.samples import PASSPHRASE
from inspector_app.demo.stage import prepare, sample_stage
from inspector_app.i18n import _, language
from inspector_app.operations.unlocking import refresh_library, unlock_session
from inspector_app.sync.run import open_link, synchronise
from inspector_app.ui.desktop import Desktop


def run_window(out: Path | None) -> int:
    """Run the demo until its window is closed; without ``out`` its data is then removed."""
    if out is not None:
        prepare(out)
        return _run(out)
    with tempfile.TemporaryDirectory(prefix="inspector-demo-") as folder:
        return _run(Path(folder))


def _run(folder: Path) -> int:
    print(_("Preparing sample data …"), file=sys.stderr)
    with sample_stage(folder) as stage:
        stage.enrol()
        session = unlock_session(folder, PASSPHRASE)
        with open_link(session.workspace) as link:
            synchronise(link, session.workspace)
        print(
            _("Sample central: {address}. Passphrase of the demo: {passphrase}").format(
                address=stage.url, passphrase=PASSPHRASE
            ),
            file=sys.stderr,
        )
        app = QApplication([sys.argv[0]])
        desktop = Desktop(app, folder, language())
        desktop.enter(refresh_library(session))
        desktop.window.show()
        return app.exec()
