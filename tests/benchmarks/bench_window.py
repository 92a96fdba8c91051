"""A scripted visit of 300 items in the working window, on 5,000 enterprises and 20,000 hazards.

Run by hand: ``python -m tests.benchmarks.bench_window [rounds]``; prints JSON. A turn of the event
loop is what a person waits for; each is measured twice: ``cpu`` is what it cost the window's own
thread, ``wall`` what passed, in which other programs count as well. The floor is an empty event
loop with the same timer in the same process. Every figure is the least of all rounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from shutil import copytree
from time import perf_counter, thread_time
from typing import Any
from zoneinfo import ZoneInfo

ITEMS, STALL, ROUNDS = 300, 0.032, 3
PAGES = {  # by the keys of the rail
    "1": "today",
    "2": "enterprises",
    "3": "hazards",
    "4": "papers",
    "5": "ledger",
    "6": "checklists",
    "7": "law",
    "8": "sync",
    "9": "help",
    "0": "settings",
}


def rss_mb() -> float:
    """Return the memory this process holds now, in MB (Linux; elsewhere 0)."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    return 0.0


def at_most(many: list[float], count: int = 3) -> list[float]:
    """Return the longest ones in milliseconds."""
    return [round(one * 1_000, 1) for one in sorted(many, reverse=True)[:count]]


class Turns:
    """Times every turn of the event loop on the thread it is made in, by what is being done."""

    def __init__(self) -> None:
        from PySide6.QtCore import QAbstractEventDispatcher

        self.doing = "nothing"
        self.cpu: defaultdict[str, list[float]] = defaultdict(list)
        self.wall: defaultdict[str, list[float]] = defaultdict(list)
        self._begun: tuple[float, float] | None = None
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._begin)
        dispatcher.aboutToBlock.connect(self._end)

    def _begin(self) -> None:
        self._end()
        self._begun = (thread_time(), perf_counter())

    def _end(self) -> None:
        if self._begun is not None:
            self.cpu[self.doing].append(thread_time() - self._begun[0])
            self.wall[self.doing].append(perf_counter() - self._begun[1])
            self._begun = None

    def result(self) -> dict[str, dict[str, object]]:
        """Return, by kind of act: the longest turns and how many were over the limit, in ms."""
        return {
            kind: {
                "cpu_ms": at_most(cpu),
                "cpu_over_32": sum(one > STALL for one in cpu),
                "wall_ms": at_most(self.wall[kind]),
                "wall_over_32": sum(one > STALL for one in self.wall[kind]),
                "turns": len(cpu),
            }
            for kind, cpu in self.cpu.items()
        }


class Person:
    """Presses keys in the window from inside its event loop, as the system delivers them."""

    def __init__(self, turns: Turns, desktop: Any) -> None:
        self.turns, self._jobs, self._window = turns, desktop.jobs, desktop.window

    def does(self, kind: str, *acts: Callable[[], object], rest: int = 12) -> float:
        """Do things one after another, each when the window is quiet; returns seconds of all.

        The moments between two looks whether it is quiet count, so short acts read some ms long.
        """
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        spent = 0.0
        for act in acts:
            self._wake()
            self.turns.doing = kind
            loop, last = QEventLoop(), [perf_counter(), 0.0]
            look = QTimer(interval=2, timerType=Qt.TimerType.PreciseTimer)

            def settled(last: list[float] = last, loop: QEventLoop = loop) -> None:
                if self._jobs.waiting:
                    last[0] = perf_counter()
                elif perf_counter() - last[0] > rest / 1_000:
                    loop.quit()

            look.timeout.connect(settled)
            begun = perf_counter()
            QTimer.singleShot(0, lambda act=act: act())
            look.start()
            loop.exec()
            look.stop()
            spent += last[0] - begun
        self.turns.doing = "between"
        return spent

    def _wake(self) -> None:
        """Give the window the keyboard: offscreen there is no window manager that does."""
        from PySide6.QtWidgets import QApplication

        self.turns.doing = "between"
        while QApplication.activeWindow() is None:
            self._window.activateWindow()
            QApplication.processEvents()

    def key(self, name: str, *, control: bool = False) -> Callable[[], object]:
        """Return the act of pressing a key where the keyboard is."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        code = Qt.Key[f"Key_{name}"]
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier

        def press() -> None:
            target = QApplication.focusWidget() or self._window
            QTest.keyClick(target, code, held)

        return press

    def types(self, text: str) -> list[Callable[[], object]]:
        """Return the acts of committing a text character by character by an input method."""
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtWidgets import QApplication

        def commit(letter: str) -> None:
            event = QInputMethodEvent()
            event.setCommitString(letter)
            target = QApplication.focusWidget()
            assert target is not None
            QApplication.sendEvent(target, event)

        return [partial(commit, letter) for letter in text]


def idle() -> dict[str, dict[str, object]]:
    """Return the turns of an empty window that looks at its clock for two seconds: the floor."""
    from PySide6.QtCore import QEventLoop, QTimer

    turns, loop, beat = Turns(), QEventLoop(), QTimer(interval=2)
    beat.timeout.connect(lambda: None)
    turns.doing = "idle"
    beat.start()
    QTimer.singleShot(2_000, loop.quit)
    loop.exec()
    return turns.result()


class Script:
    """The day of one inspector: all pages, the big dossier, then 300 items of a visit."""

    def __init__(self, desktop: Any, turns: Turns) -> None:
        self.desktop, self.turns = desktop, turns
        self.person = Person(turns, desktop)
        self.switches: defaultdict[str, list[float]] = defaultdict(list)

    def morning(self) -> None:
        """Go round all pages twice and open the dossier with 200 visits."""
        from tests.benchmarks.big_workspace import BIG

        does = self.person.does
        for round_ in ("first", "again", "again"):
            for key, page in PAGES.items():
                took = does(f"page {page} {round_}", self.person.key(key, control=True))
                assert self.desktop.desk.shell.shown == page, page
                self.switches[f"{page} {round_}"].append(took)
            opened = does(f"dossier {round_}", lambda: self.desktop.desk.open_dossier(BIG))
            assert self.desktop.desk.shell.shown == "dossier"
            self.switches[f"dossier {round_}"].append(opened)
        does("search", self.person.key("K", control=True), *self.person.types("宏达化工 hongda"))

    def visit(self, visit: str, photo: Path) -> None:
        """Answer 300 items; hazards with photo, remarks, jumps, undo and other pages between."""
        self.person.does("opening the visit", lambda: self.desktop.desk.visits.open_visit(visit))
        page = self.desktop.desk.shell.page("visit")
        assert self.desktop.desk.shell.shown == "visit"
        for number in range(ITEMS):
            if number % 20 == 7:
                self._hazard(page, photo)
            else:
                self.person.does("verdict", self.person.key("1"))
            if number % 25 == 11:
                self._remark()
            if number % 30 == 13:
                self._undo()
            if number % 30 == 17:
                self._jump(number)
            if number % 50 == 19:
                self._look_elsewhere(number)

    def _hazard(self, page: Any, photo: Path) -> None:
        does, key = self.person.does, self.person.key
        does("hazard opened", key("2"))
        does("typing", *self.person.types("三号车间配电室"))
        does("photo", lambda: page.panel.photos.add([photo]))
        page.panel.finding.setFocus()
        does("typing", *self.person.types("配电箱前堆放可燃杂物，箱门未接地"))
        does("hazard recorded", key("Return", control=True))
        assert not page.panel.isVisible()

    def _remark(self) -> None:
        does, key = self.person.does, self.person.key
        does("remark", key("N"))
        does("typing", *self.person.types("现场核实无误"))
        does("remark", key("Return"))

    def _undo(self) -> None:
        self.person.does("undo", self.person.key("Z", control=True))
        self.person.does("verdict", self.person.key("U"), self.person.key("1"))

    def _jump(self, number: int) -> None:
        does, key = self.person.does, self.person.key
        does("jump", key("Slash"))
        does("jump", *self.person.types(f"L-{number // 2}"))
        does("jump", key("Return"))
        does("next open item", key("U"))

    def _look_elsewhere(self, number: int) -> None:
        keys = list(PAGES)
        away = keys[number // 50 % len(keys)]
        self.person.does("page from visit", self.person.key(away, control=True))
        self.person.does("back to visit", lambda: self.desktop.desk.go("visit"))


def one_round(data_dir: Path) -> dict[str, Any]:  # noqa: PLR0915 - one day, told in order
    """Run the day once in this process; returns what was measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from inspector_app.config import resource_dir
    from inspector_app.operations.answers import open_checklist
    from inspector_app.operations.unlocking import open_session
    from inspector_app.operations.visits import start_visit
    from inspector_app.ui.desktop import Desktop
    from inspector_app.ui.entrance import warm_up
    from tests.benchmarks.big_workspace import BIG, KEY, ME, SITE
    from tests.ui.visit_forms import long_library
    from tests.ui.visit_scene import a_start

    app = QApplication([])
    floor = idle()
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    session = open_session(data_dir, data_dir / "workspaces" / "one", KEY, clock=lambda: noon)
    long = long_library(data_dir, ITEMS)
    shipped = session.library
    library = replace(long, instruments=shipped.instruments, tags=shipped.tags)
    session = replace(session, library=library)
    start = replace(a_start(), date=date(2026, 11, 25), inspectors=(ME,), site=SITE)
    visit, _changes = start_visit(session, BIG, start)
    open_checklist(session, visit, "mixed")
    warm_up()
    desktop = Desktop(app, data_dir, "zh_CN")
    desktop.window.resize(1366, 768)
    turns = Turns()
    script = Script(desktop, turns)
    desktop.window.show()
    script.person.does("window built", lambda: desktop.enter(session), rest=1_000)
    before = rss_mb()
    script.morning()
    script.visit(visit, next((resource_dir() / "sample" / "photos").glob("*.jpg")))
    result = {
        "turns": turns.result(),
        "switch_ms": {page: at_most(many, 9) for page, many in script.switches.items()},
        "floor": floor["idle"],
        "memory_mb": {"window": before, "end": rss_mb()},
    }
    desktop.close()
    return result


def least(rounds: list[Any]) -> Any:
    """Return the least of every figure of several rounds."""
    first = rounds[0]
    if isinstance(first, dict):
        return {name: least([one[name] for one in rounds if name in one]) for name in first}
    if isinstance(first, list):
        return [min(some) for some in zip(*rounds, strict=False)]
    return min(rounds)


def main() -> None:
    """Build the workspace once, run the rounds on copies of it, print the least of all figures."""
    from tests.benchmarks.big_workspace import build

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        built = Path(name, "built")
        (built / "workspaces").mkdir(parents=True)
        build(built / "workspaces" / "one")
        found = []
        for number in range(rounds):
            folder = Path(name, f"round-{number}")
            copytree(built, folder)
            command = [sys.executable, "-m", "tests.benchmarks.bench_window", "--in", str(folder)]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            found.append(json.loads(done.stdout.splitlines()[-1]))
    result = least(found)
    kinds = {k: v for k, v in result["turns"].items() if k not in ("window built", "between")}
    result["worst_cpu_ms"] = max(one["cpu_ms"][0] for one in kinds.values())
    result["rounds"] = rounds
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in"]:
        print(json.dumps(one_round(Path(sys.argv[2]))))
    else:
        main()
