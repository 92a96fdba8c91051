"""A scripted visit of 300 items in the working window, on 5,000 enterprises and 20,000 hazards.

Run by hand: ``python -m tests.benchmarks.bench_window [rounds]``; prints JSON. A stall is what a
person waits for between two beats of the event loop, measured twice (see ``turns``): ``cpu`` is
what it cost the window's own thread, ``wall`` what passed, in which other programs count as well.
The floor is an empty event loop with the same beat in the same process. ``shown`` is the time from
the key until the page is painted, ``settled`` until all its values stand. Every figure is the
least of all rounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.benchmarks.turns import Turns

ITEMS, ROUNDS = 300, 3
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


class Script:
    """The day of one inspector: all pages, the big dossier, then 300 items of a visit."""

    def __init__(self, desktop: Any, turns: Turns) -> None:
        from tests.benchmarks.turns import Person

        self.desktop, self.turns = desktop, turns
        self.person = Person(turns, desktop)
        self.shown: defaultdict[str, list[float]] = defaultdict(list)
        self.settled: defaultdict[str, list[float]] = defaultdict(list)

    def morning(self) -> None:
        """Go round all pages twice and open the dossier with 200 visits."""
        from tests.benchmarks.big_workspace import BIG

        does = self.person.does
        for round_ in ("first", "again", "again"):
            for key, page in PAGES.items():
                took = does(f"page {page} {round_}", self.person.key(key, control=True))
                assert self.desktop.desk.shell.shown == page, page
                self._note(f"{page} {round_}", took)
            opened = does(f"dossier {round_}", lambda: self.desktop.desk.open_dossier(BIG))
            assert self.desktop.desk.shell.shown == "dossier"
            self._note(f"dossier {round_}", opened)
        does("search", self.person.key("K", control=True), *self.person.types("宏达化工 hongda"))

    def _note(self, page: str, act: Any) -> None:
        self.shown[page].append(act.shown)
        self.settled[page].append(act.settled)

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
    from tests.benchmarks.turns import Turns, at_most, idle, p_of
    from tests.ui.visit_scene import a_start

    app = QApplication([])
    floor = idle()
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    session = open_session(data_dir, data_dir / "workspaces" / "one", KEY, clock=lambda: noon)
    long = long_form(data_dir)
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
    turns.stop()
    kinds = {k: v for k, v in turns.result().items() if k not in ("window built", "between")}
    longest = script.person.longest
    result = {
        "longest_stall_ms": {
            way: max(one[f"{way}_ms"][0] for one in kinds.values()) for way in ("cpu", "wall")
        },
        "over_32_ms": {
            way: sum(one[f"{way}_over_32"] for one in kinds.values()) for way in ("cpu", "wall")
        },
        "p99_of_acts_ms": {
            "cpu": p_of([cpu for cpu, _wall in longest], 0.99),
            "wall": p_of([wall for _cpu, wall in longest], 0.99),
            "acts": len(longest),
        },
        "floor": floor,
        "page_shown_ms": {page: at_most(many) for page, many in script.shown.items()},
        "page_settled_ms": {page: at_most(many) for page, many in script.settled.items()},
        "memory_mb": {"window": before, "end": rss_mb()},
        "search_p95_ms": search_p95(session),
        "by_act": kinds,
    }
    desktop.close()
    return result


def long_form(folder: Path) -> Any:
    """Return a library with the form of this visit, converted by another process: a laptop gets
    its forms converted, and the converter's 15 MB are none of the window's."""
    from tests.ui.visit_forms import long_library

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(long_library, folder, ITEMS).result()


def search_p95(session: Any) -> dict[str, float]:
    """Return by kind of text how long searching these enterprises takes, on the store's thread."""
    from tests.benchmarks.bench_search import measure

    found = measure(session.workspace)
    return {kind: times["p95_ms"] for kind, times in found.items()}


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
    from tests.benchmarks.bench_start import measure as start

    result = {**least(found), "start": start(3), "rounds": rounds}
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in"]:
        print(json.dumps(one_round(Path(sys.argv[2]))))
    else:
        main()
