"""What was acknowledged survives kill -9, a full disk and a folder that cannot be written."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from inspector_app.domain.facts import check_chain
from inspector_app.store.database import database_problems
from inspector_app.store.problems import DiskFull
from inspector_app.store.workspace import Workspace
from tests.builders import a_hazard, a_volume
from tests.store.conftest import KEY
from tests.store.pages import do

START = """
import os, resource, sys
from pathlib import Path
from inspector_app.store.problems import StoreProblem
from inspector_app.store.workspace import Workspace
from tests.builders import DOSSIER, a_hazard
from tests.store.conftest import KEY
from tests.store.pages import do
folder = Path(sys.argv[1])
"""
APPENDING = (
    START
    + """
with Workspace.create(folder, KEY) as workspace:
    for number in range(100_000):
        (fact,) = do(workspace, a_hazard(f"h{number}"))
        print(fact.id, flush=True)
"""
)
FULL = (
    START
    + """
with Workspace.create(folder, KEY) as workspace:
    do(workspace, a_hazard("first"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (folder / "workspace.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50_000, hard))
    stored, code = 1, ""
    while not code:
        try:
            do(workspace, *(a_hazard(f"h{stored}-{n}", finding="x" * 2_000) for n in range(3)))
            stored += 3
        except StoreProblem as problem:
            code = problem.code
    try:
        workspace.blobs.put(b"x" * 10_000_000)
        blob = ""
    except StoreProblem as problem:
        blob = problem.code
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    left = [path.name for path in (folder / "blobs").rglob("*") if path.is_file()]
    do(workspace, a_hazard("last"))
    with workspace.reading() as reader:
        print(code, blob, left, stored + 1 == len(reader.facts(dossier=DOSSIER)))
"""
)
READ_ONLY = (
    START
    + """
Workspace.create(folder, KEY).close()
for path in [*folder.rglob("*"), folder]:
    os.chmod(path, 0o555 if path.is_dir() else 0o444)
if os.geteuid() == 0:
    os.setuid(65534)
for act in (lambda: Workspace.open(folder, KEY), lambda: Workspace.create(folder / "new", KEY)):
    try:
        act()
    except StoreProblem as problem:
        print(problem.code)
"""
)


def python(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )


def test_kill_9_amid_appends_loses_nothing_acknowledged(tmp_path: Path) -> None:
    for stop_after in (1, 7, 40):
        folder = tmp_path / str(stop_after)
        with subprocess.Popen(
            [sys.executable, "-c", APPENDING, str(folder)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            acknowledged = [next(child.stdout).strip() for _fact in range(stop_after)]
            child.send_signal(signal.SIGKILL)
            acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
        with Workspace.open(folder, KEY) as workspace:
            workspace.check()
            with workspace.reading() as reader:
                facts = reader.facts(volume=a_volume())
                hazards = reader.hazards(limit=1_000_000)
            assert [fact.id for fact in facts][: len(acknowledged)] == acknowledged
            assert check_chain(facts).seq == len(facts) == len(hazards)
            do(workspace, a_hazard("after"))


def test_a_full_disk_refuses_the_act_and_keeps_all_others(tmp_path: Path) -> None:
    said = python(FULL, tmp_path / "w").stdout.split()
    assert said[0] in ("STORE-06", "STORE-08")  # the limit shows as an I/O error to the database
    assert said[1:] == ["STORE-06", "[]", "True"]


def test_a_database_that_may_not_grow_says_that_the_disk_is_full() -> None:
    with pytest.raises(DiskFull), database_problems():
        db = driver.connect(":memory:")
        try:
            db.execute("PRAGMA max_page_count = 2")
            db.execute("CREATE TABLE t(a)")
            db.execute("INSERT INTO t VALUES (zeroblob(100000))")
        finally:
            db.close()


def test_a_folder_that_cannot_be_written_is_a_coded_error() -> None:
    folder = Path(tempfile.mkdtemp(prefix="inspector-read-only-"))
    try:
        assert python(READ_ONLY, folder).stdout.split() == ["STORE-07", "STORE-07"]
    finally:
        for path in [folder, *folder.rglob("*")]:
            os.chmod(path, 0o755)
        shutil.rmtree(folder)
