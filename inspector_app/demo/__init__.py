"""The demo: an embedded central with sample enterprises and the program, signed in."""

from __future__ import annotations

import sys
from pathlib import Path

from inspector_app.i18n import _


def run_demo(*, headless: bool, out: Path | None) -> int:
    """Run the demo; with no display it says so and does the headless run. Returns exit code 0."""
    from inspector_app.demo.headless import run_headless
    from inspector_app.demo.window import run_window
    from inspector_app.ui.desktop import has_display

    if not headless and not has_display():
        print(_("There is no display here, so the headless run is made."), file=sys.stderr)
        headless = True
    if headless:
        return run_headless(out or Path("demo-out"))
    return run_window(out)
