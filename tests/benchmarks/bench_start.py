"""Start to painted unlock window, beside a bare PySide6 window process in the same run (JSON);
and from unlocking to a usable worklist of 5,000 enterprises, beside the key derivation in it.

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
from inspector_app.main import desktop_request
from inspector_app.ui.desktop import Desktop, application

assert desktop_request(["--data-dir", sys.argv[1]]) is not None
app = application()
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


WORKLIST = """
import sys
import time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from inspector_app.ui.desktop import Desktop

app = QApplication([])
data_dir = Path(sys.argv[1])
desktop = Desktop(app, data_dir)
begun = [0.0, 0.0]

def submit():
    begun[0] = time.perf_counter()
    page = desktop.window.centralWidget()
    page.passphrase.setText("sample passphrase")
    desktop.entrance.entered.connect(entered)
    page.unlock.click()

def entered(session):
    begun[1] = time.perf_counter()
    desktop.desk.refreshed.connect(refreshed)

def refreshed(page):
    if page == "today":
        desktop.desk.go("enterprises")
    if page == "enterprises":
        app.processEvents()
        print(time.perf_counter() - begun[0], begun[1] - begun[0], flush=True)
        desktop.window.close()

desktop.start(lambda: QTimer.singleShot(2000, submit))
app.exec()
"""


def make_workspace(data_dir: Path, count: int) -> Path:
    """Make a workspace with that many enterprises; returns its folder."""
    from random import Random

    from inspector_app.store.keys import create_keys
    from inspector_app.store.workspace import Workspace
    from tests.benchmarks.bench_search import fill

    folder = data_dir / "workspaces" / "one"
    folder.mkdir(parents=True)
    key, _recovery = create_keys(folder, "sample passphrase", random=Random(1).randbytes)
    with Workspace.create(folder, key) as workspace:
        fill(workspace, count)
        with workspace.transaction() as tx:
            for name, value in (("device", "AB"), ("person", "p"), ("organisation", "o")):
                tx.set_setting(name, value)
    return folder


def derivation(folder: Path) -> float:
    """Return the seconds that deriving the key from the passphrase takes here."""
    from inspector_app.store.keys import unlock

    begun = time.perf_counter()
    unlock(folder, "sample passphrase", now=0.0)
    return time.perf_counter() - begun


def measure_worklist(count: int = 5_000, rounds: int = 3) -> dict[str, float]:
    """Return the median seconds from Enter to today's page and the whole worklist shown."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as name:
        data_dir = Path(name)
        folder = make_workspace(data_dir, count)
        key = statistics.median(derivation(folder) for _round in range(rounds))
        took: list[float] = []
        for _round in range(rounds):
            done = subprocess.run(
                [sys.executable, "-c", WORKLIST, name],
                capture_output=True,
                text=True,
                check=True,
                env=environment,
            )
            took.append(float(done.stdout.split()[0]))
    whole = statistics.median(took)
    return {
        "enterprises": count,
        "key_derivation_s": round(key, 3),
        "unlock_to_worklist_s": round(whole, 3),
        "after_derivation_s": round(whole - key, 3),
        "target_s": 0.5,
    }


if __name__ == "__main__":
    print(json.dumps({"start": measure(), "worklist": measure_worklist()}))
