"""The tests see what they are there for: known bugs are planted, and a named test fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
AT_ONCE = 2
FAILED = 1  # pytest's exit code where tests ran and some failed


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_each_planted_bug_still_has_its_place_and_its_test(mutation: Mutation) -> None:
    source = (ROOT / "inspector_app" / mutation.module).read_text("utf-8")
    assert source.count(mutation.old) == 1
    compile(source.replace(mutation.old, mutation.new), mutation.module, "exec")
    file, _colons, name = mutation.caught_by.partition("::")
    assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.long
def test_each_planted_bug_is_caught_by_its_test_and_nothing_fails_without(tmp_path: Path) -> None:
    tests = sorted({one.caught_by for one in MUTATIONS})
    with a_copy(tmp_path / "as-it-is") as tree:
        assert code_of(tree, *tests) == 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = [pool.submit(caught, tmp_path / str(n), one) for n, one in enumerate(MUTATIONS)]
        found = [one.result() for one in work]
    for mutation, code in zip(MUTATIONS, found, strict=True):
        verdict = "caught" if code == FAILED else f"NOT CAUGHT ({code})"
        print(f"{verdict:12} {mutation.name:75} {mutation.caught_by}")
    assert set(found) == {FAILED}


def caught(folder: Path, mutation: Mutation) -> int:
    """Run the test against a copy with the bug; return pytest's exit code."""
    with a_copy(folder) as tree:
        file = tree / "inspector_app" / mutation.module
        source = file.read_text("utf-8")
        file.write_text(source.replace(mutation.old, mutation.new), "utf-8")
        return code_of(tree, mutation.caught_by)


@contextmanager
def a_copy(folder: Path) -> Iterator[Path]:
    """Give a copy of the program and its tests in a folder."""
    folder.mkdir()
    for name in ("inspector_app", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("resources", "forms"):
        (folder / name).symlink_to(ROOT / name)
    yield folder
    shutil.rmtree(folder)


def code_of(tree: Path, *tests: str) -> int:
    """Run tests of a copy against the program of that copy; return pytest's exit code."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, FAILED):
        print(done.stdout[-3000:], done.stderr[-3000:])
    return done.returncode
