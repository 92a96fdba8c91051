"""Central keeps its promised pace: the best of a few rounds, as another program may be at work."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.postgres import DATABASES

SECONDS, TIMES_FLOOR = 1.0, 4.0  # of 10,000 facts; of a bare server's in the same run
BYTES = 800_000
TRIES = 3


def best_of_a_run(database: str) -> dict[str, Any]:
    """Return the best figures of one run of the benchmark."""
    options = ["--postgres"] if database == "postgresql" else []
    command = [sys.executable, "-m", "tests.benchmarks.bench_central", *options]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)["best"]
    return found


@pytest.mark.parametrize("database", DATABASES)
def test_ten_thousand_facts_are_taken_within_a_second(database: str) -> None:
    for _try in range(TRIES):
        best = best_of_a_run(database)
        slow = best["push_seconds"] > SECONDS
        # SQLite's floor has no trips and no server.
        if not slow and (database == "sqlite" or best["times_floor"] <= TIMES_FLOOR):
            break
    else:
        pytest.fail(str(best))
    assert best["bytes_up"] <= BYTES
    assert best["hello"]["bytes"] <= 2_048
