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

ENUMS = """
import enum
import sys
from pathlib import Path

made = []
plain = enum.EnumType.__new__

def noted(kind, name, *arguments, **options):
    made.append(name)
    return plain(kind, name, *arguments, **options)

enum.EnumType.__new__ = noted
from inspector_app.ui.desktop import Desktop, application

app = application()
desktop = Desktop(app, Path(sys.argv[1]))

def painted():
    print(*made)
    sys.stdout.flush()
    app.quit()

desktop.start(painted)
app.exec()
desktop.close()
"""

WARM = """
import sys
from PySide6.QtWidgets import QApplication
from inspector_app.ui.entrance import warm_up

app = QApplication([])
warm_up()
print(*sorted(sys.modules))
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


def test_qt_is_not_asked_for_all_its_enums_before_the_first_paint(tmp_path: Path) -> None:
    keys = tmp_path / "workspaces" / "one" / "keys.json"
    keys.parent.mkdir(parents=True)
    keys.write_text("{}")
    done = run("-c", ENUMS, str(tmp_path))
    assert done.returncode == 0, done.stderr
    # one of the namespace Qt, one of all kinds of widgets, one of QStyle: some 20 ms
    assert {"GlobalColor", "WizardStyle", "StandardPixmap"} & set(done.stdout.split()) == set()


def test_what_is_loaded_behind_the_first_window_brings_nothing_that_is_never_used() -> None:
    done = run("-c", WARM)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert {"httpx", "qtawesome", "reportlab"} <= loaded
    unused = {"rich", "pygments", "click", "openpyxl", "pyxform", "pyhanko", "PySide6.QtOpenGL"}
    assert loaded & unused == set()


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
