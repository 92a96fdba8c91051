"""The recorded cases of the ODK world, where the corpus lies beside the checkout.

The cases are other projects' material and stay where they are; where the folder is absent the
test says so and passes. The score it prints stands in forms/README.md.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests import conformance

CORPUS = Path(__file__).parents[3] / "shared" / "conformance"
Say = Callable[[str], None]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print past the capture, so that a run shows the score."""

    def print_now(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="")

    return print_now


@pytest.fixture
def zone() -> Iterator[Callable[[str | None], None]]:
    """Set the process's time zone for a while."""
    before = os.environ.get("TZ")

    def use(name: str | None) -> None:
        if name is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = name
        if hasattr(time, "tzset"):
            time.tzset()

    yield use
    use(before)


def _tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, CORPUS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_expressions_of_the_corpus(say: Say, zone: Callable[[str | None], None]) -> None:
    if not CORPUS.is_dir():
        say("conformance corpus absent: no expressions compared")
        return
    tool = _tool("check_xpath")
    right = total = 0
    for file in sorted(CORPUS.glob("xpath-*.json")):
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        zone(data["header"]["timezone"])
        rows = [row for row in data["rows"] if not row.get("skip")]
        tolerance = max(data["header"].get("number_tolerance", 0), 1e-9)
        good = sum(_right(tool, data, row, tolerance) for row in rows)
        say(f"{file.name}: {good} of {len(rows)} rows equal")
        right, total = right + good, total + len(rows)
    assert right >= 0.97 * total


def _right(tool: ModuleType, data: dict[str, Any], row: dict[str, Any], tolerance: float) -> bool:
    kind = row["type"]
    want = row.get("requested", kind) if kind == "throws" else kind
    try:
        found = conformance.evaluate(
            data["documents"][row["doc"]],
            row["context"],
            row["expr"],
            row.get("namespaces", {}),
            "string" if want == "date" else want,
        )
    except Exception:  # the corpus asks for «any exception» where an expression must not evaluate
        return bool(kind == "throws")
    return kind != "throws" and bool(tool.same(row, found, tolerance))


def test_forms_of_the_corpus(say: Say, tmp_path: Path) -> None:
    if not CORPUS.is_dir():
        say("conformance corpus absent: no forms compared")
        return
    report = tmp_path / "report.json"
    # In a process of its own: the tool leaves its files open, which would be an error here.
    subprocess.run(
        [
            sys.executable,
            str(CORPUS / "check_engine.py"),
            str(CORPUS / "traces"),
            *("--python", "tests.conformance:run"),
            *("--show", "0", "--min-traces", "0"),
            *("--report", str(report)),
        ],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TZ": "UTC"},
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    say(
        "{traces_equal} of {traces} traces, {states_equal} of {states} states equal".format(**found)
    )
    assert found["states_equal"] >= 0.95 * found["states"]
    broken = [r["id"] for r in found["results"] if r["error"] and "FORM-05" not in r["error"]]
    assert broken == []
