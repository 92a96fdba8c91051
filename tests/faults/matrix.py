"""Interrupt a scene at each of its steps and look at what the next start finds.

``python -m tests.faults.matrix FOLDER SCENE HOW…`` in a process whose steps are counted (see
steps.py) prints JSON: for each how, how many steps and points, and what did not hold where.
``HOW:first`` takes of writes to one file that follow each other the first. One process imports
everything; each point is a fork of it on a fresh copy of the scene's folder.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from inspector_app.errors import Problem
from tests.faults.bundle_scenes import SCENES
from tests.faults.flushes import ACKNOWLEDGED, unflushed
from tests.faults.invariants import Told, faults
from tests.faults.scenes import Scene, nobody
from tests.faults.site import Site, a_site, be_alone, keep_central
from tests.faults.steps import How, arm, disarm, end_after

WORKERS = 2
FILLING = ("write", "make", "folder")  # steps that need room on the disk
KILLED = 9  # SIGKILL
LIMIT = 60  # seconds for one point; what hangs is ended


Point = tuple[How, int]  # what happens, at which step; one more than there are: after the last


@dataclass
class Report:
    """What a run found: ``wrong`` by step; what was ``unflushed`` when it was acknowledged."""

    steps: int
    points: int
    unflushed: list[str]
    killed: int = 0
    wrong: dict[int, list[str]] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> None:
    """Print the reports of one scene, by how it was interrupted."""
    folder, scene, hows = Path(arguments[0]), SCENES[arguments[1]], arguments[2:]
    template = folder / "template"
    _in_a_fork(lambda: _prepare(scene, template))
    _warm(scene, folder / "warm", keep=False)
    trace = _trace_of(scene, template, folder / "count")
    lacking = sorted({one.replace(str(folder), "") for one in unflushed(trace)})
    steps = [line for line in trace if not line.startswith(ACKNOWLEDGED)]
    points = [point for how in hows for point in _points(steps, how)]
    counts = Counter(how for how, _step in points)
    reports = {how.name: Report(len(steps), count, lacking) for how, count in counts.items()}
    for found in _shared(scene, folder, [points[n::WORKERS] for n in range(WORKERS)]):
        how, step, killed, wrong = found
        reports[how].killed += killed
        if wrong:
            reports[how].wrong[step] = wrong
    print(json.dumps({how: asdict(report) for how, report in reports.items()}))


def _points(steps: Sequence[str], said: str) -> list[Point]:
    name, _colon, choice = said.partition(":")
    how, chosen = How[name], []
    for number, line in enumerate(steps, 1):
        fills = line.startswith(FILLING)
        repeats = choice == "first" and number > 1 and line == steps[number - 2]
        if (fills or how is not How.DISK_FULL) and not repeats:
            chosen.append((how, number))
    return chosen if how is How.DISK_FULL else [*chosen, (how, len(steps) + 1)]


Found = tuple[str, int, bool, list[str]]  # how, step, was it killed, what is wrong


def _shared(scene: Scene, folder: Path, shares: Sequence[Sequence[Point]]) -> Iterator[Found]:
    tasks = [
        _start(partial(_run_all, scene, folder / str(n), share)) for n, share in enumerate(shares)
    ]
    for pid, pipe in tasks:
        said = _read(pipe)
        _pid, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError(said)
        yield from json.loads(said)


def _prepare(scene: Scene, template: Path) -> str:
    template.mkdir(parents=True)
    with a_site(template) as site:
        scene.before(site)
    return "{}"


def _warm(scene: Scene, folder: Path, *, keep: bool) -> None:
    """Load here what the scene needs (checklists, fonts, statements), so that no fork has to."""
    shutil.copytree(folder.with_name("template"), folder)
    if keep:
        keep_central(folder)
    with a_site(folder) as site:
        scene.act(site, nobody)
        list(faults(site, scene, Told(frozenset(), frozenset())))
    shutil.rmtree(folder)
    be_alone()
    gc.collect()
    gc.freeze()  # so that a fork shares its memory
    gc.disable()


def _trace_of(scene: Scene, template: Path, folder: Path) -> list[str]:
    """Return what the uninterrupted scene does, a line a step, and where it acknowledges."""
    shutil.copytree(template, folder)
    log = folder.with_name("trace")
    _in_a_fork(lambda: _traced(scene, folder, log))
    return log.read_text("utf-8").splitlines()


def _traced(scene: Scene, folder: Path, log: Path) -> str:
    trace = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with a_site(folder) as site:
        _open(site, scene)
        arm(How.COUNT, 0, folder, trace)
        scene.act(site, lambda _site: _mark(trace))
        disarm()
    return "{}"


def _mark(trace: int) -> None:
    os.write(trace, f"{ACKNOWLEDGED}\t\t\n".encode())


def _open(site: Site, scene: Scene) -> None:
    if not scene.closed:
        site.session.today()  # also opens the connection for reading


def _run_all(scene: Scene, folder: Path, points: Sequence[Point]) -> str:
    found: list[Found] = []
    _warm(scene, folder, keep=True)
    for how, step in points:
        shutil.copytree(folder.with_name("template"), folder)
        code, said = _ended(partial(_interrupted, scene, how, folder, step))
        wrong = _wrong(scene, folder, said)
        if code not in (0, -KILLED):
            wrong.append(f"ended with {code}: {said[-2000:]}")
        found.append((how.name, step, code == -KILLED, wrong))
        shutil.rmtree(folder)
    return json.dumps(found)


def _wrong(scene: Scene, folder: Path, said: str) -> list[str]:
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    told = Told(
        frozenset(f for one in lines for f in one.get("facts", ())),
        frozenset(n for one in lines for n in one.get("numbers", ())),
    )
    wrong = [str(one["wrong"]) for one in lines if "wrong" in one]
    code, said = _ended(partial(_looked_at, scene, folder, told))
    if code:
        return [*wrong, f"the next start ended with {code}: {said[-2000:]}"]
    return [*wrong, *json.loads(said)]


def _interrupted(scene: Scene, how: How, folder: Path, point: int) -> str:
    with a_site(folder) as site:
        _open(site, scene)
        if not scene.closed:
            _acknowledge(site)  # all that stands
        arm(how, point, folder)
        with suppress(Problem):  # a coded word for the person
            scene.act(site, nobody if scene.closed else _acknowledge)
        disarm()
        if how is How.DISK_FULL:  # and goes on in the same process, once there is room
            for what in faults(site, scene, Told(frozenset(), frozenset())):
                _tell({"wrong": f"in the same process: {what}"})
    return ""


def _acknowledge(site: Site) -> None:
    _tell({"facts": sorted(site.facts()), "numbers": site.numbers()})


def _looked_at(scene: Scene, folder: Path, told: Told) -> str:
    with a_site(folder) as site:
        return json.dumps(list(faults(site, scene, told)))


_out = -1


def _tell(said: dict[str, object]) -> None:
    os.write(_out, json.dumps(said).encode() + b"\n")


def _start(work: Callable[[], str]) -> tuple[int, int]:
    """Fork; the child's pipe tells what ``work`` told and returned, or its traceback."""
    global _out  # noqa: PLW0603 - one pipe a process
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    code = 1
    try:
        os.close(reading)
        end_after(LIMIT if _out != -1 else 3_600)
        _out = writing
        os.write(writing, work().encode())
        code = 0
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _in_a_fork(work: Callable[[], str]) -> None:
    code, said = _ended(work)
    if code:
        raise RuntimeError(said)


def _ended(work: Callable[[], str]) -> tuple[int, str]:
    """Do work in a fork; return how it ended (a signal is negative) and what it told."""
    pid, pipe = _start(work)
    said = _read(pipe)
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said


def _read(pipe: int) -> str:
    with os.fdopen(pipe, "rb") as file:
        return file.read().decode("utf-8", "replace")


if __name__ == "__main__":
    main(sys.argv[1:])
