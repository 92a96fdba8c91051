"""The program from outside, as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FIRST_PAINT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from inspector_app.ui.desktop import Desktop

app = QApplication([])
desktop = Desktop(app, Path(sys.argv[1]))

def painted():
    print(*sorted(sys.modules))
    sys.stdout.flush()
    app.quit()

desktop.start(painted)
app.exec()
desktop.close()
"""

HEAVY = {
    "sqlmodel",
    "sqlalchemy",
    "sqlcipher3",
    "httpx",
    "pydantic",
    "msgspec",
    "qtawesome",
    "pypinyin",
    "reportlab",
    "pyxform",
    "PIL",
    "PySide6.QtPdf",
    "aiohttp",
    "lxml",
    "openpyxl",
    "pyhanko",
    "segno",
    "typer",
    "cryptography",
    "inspector_app.store",
    "inspector_app.operations",
    "inspector_app.sync",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "en_US.UTF-8", **environment},
    )


def test_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    keys = tmp_path / "workspaces" / "one" / "keys.json"
    keys.parent.mkdir(parents=True)
    keys.write_text("{}")
    done = run("-c", FIRST_PAINT, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert HEAVY & set(done.stdout.split()) == set()


def test_the_smoke_test_ends_well(tmp_path: Path) -> None:
    done = run("-m", "inspector_app", "--smoke-test", INSPECTOR_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


if sys.platform == "linux":  # elsewhere there is always a display

    def test_on_linux_without_a_display_the_program_says_so(tmp_path: Path) -> None:
        nowhere = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
        done = run("-m", "inspector_app", "--data-dir", str(tmp_path), "--lang", "en", **nowhere)
        assert done.returncode == 1
        assert "APP-02" in done.stderr
        assert "Traceback" not in done.stderr
