"""A program with windows must outlive a hundred thousand Qt calls."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import inspector_app.ui
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["test"])
window = QWidget()
for _ in range(300_000):
    window.update()
print("alive", flush=True)
"""


def test_the_window_outlives_more_qt_calls_than_a_long_day_makes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
