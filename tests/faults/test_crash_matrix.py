"""Killed, or out of disk, at any write, flush, rename, removal, request or reply: nothing is lost.

A kill before each step, and one after the last, is a kill before and after every step: between two
steps nothing changes outside the process. What is looked at after each is in invariants.py.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scenes import SCENES
from tests.faults.steps import How, run_counted


def run(scene: str, how: How, scratch: Path, every: str = "all") -> dict[str, Any]:
    """Return the report of a scene interrupted at each of its steps."""
    arguments = [scene, how.name, str(scratch / "matrix"), every]
    report: dict[str, Any] = json.loads(run_counted("tests.faults.matrix", arguments, scratch))
    print(scene, how.name, report["steps"], "steps,", report["points"], "points")
    return report


@pytest.mark.parametrize("scene", SCENES)
def test_a_kill_before_or_after_any_step_loses_and_doubles_nothing(
    scene: str, scratch: Path
) -> None:
    report = run(scene, How.KILL_BEFORE, scratch)
    assert report["wrong"] == {}
    assert report["killed"] >= report["points"] - 3  # the last one lives; steps vary a little


@pytest.mark.parametrize("scene", SCENES)
def test_a_disk_that_is_full_from_any_place_on_is_told_and_spoils_nothing(
    scene: str, scratch: Path
) -> None:
    report = run(scene, How.DISK_FULL, scratch, "each")
    assert report["wrong"] == {}
    assert report["unflushed"] == []  # nor would a power cut take what was acknowledged


@pytest.mark.long
@pytest.mark.parametrize("how", [How.KILL_AFTER, How.KILL_HALFWAY, How.DISK_FULL])
@pytest.mark.parametrize("scene", SCENES)
def test_torn_writes_kills_after_steps_and_full_disks_at_every_write(
    scene: str, how: How, scratch: Path
) -> None:
    assert run(scene, how, scratch)["wrong"] == {}
