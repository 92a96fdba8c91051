"""Start to painted unlock window, beside a bare PySide6 window process in the same run (JSON).

Run by hand: ``python -m tests.benchmarks.bench_start``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
TARGET = 1.5

BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, lambda: (print("painted", flush=True), app.quit()))

app = QApplication([])
window = Bare()
window.resize(1280, 720)
window.show()
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from inspector_app.main import desktop_request
from inspector_app.ui.desktop import Desktop

assert desktop_request(["--data-dir", sys.argv[1]]) is not None
app = QApplication([])
desktop = Desktop(app, Path(sys.argv[1]))

def painted():
    print("painted", flush=True)
    app.quit()

desktop.start(painted)
app.exec()
"""


def seconds_to_paint(code: str, bytecode: Path, *arguments: str) -> float:
    """Return the seconds from starting the process until its window was painted.

    Both processes find their bytecode compiled, as an installed program does.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        passed = time.perf_counter() - begun
        process.kill()
    if line.strip() != b"painted":
        raise RuntimeError("the window was never painted")
    return passed


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Return the medians of both processes, taken in turns, and their ratio."""
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "workspaces" / "one" / "keys.json"
        keys.parent.mkdir(parents=True)
        keys.write_text("{}")
        bytecode = Path(folder) / "bytecode"
        for _round in range(rounds + 1):
            bare.append(seconds_to_paint(BARE, bytecode))
            ours.append(seconds_to_paint(OURS, bytecode, folder))
    del bare[0], ours[0]  # the first round compiles
    floor, program = statistics.median(bare), statistics.median(ours)
    return {
        "bare_window_s": round(floor, 3),
        "unlock_window_s": round(program, 3),
        "ratio": round(program / floor, 2),
        "target_ratio": TARGET,
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
