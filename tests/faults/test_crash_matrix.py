"""Killed, or out of disk, at any write, flush, rename, removal, request or reply: nothing is lost.

A kill before each step, and one after the last, is a kill before and after every step: between two
steps nothing changes outside the process. What is looked at after each is in invariants.py.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.faults.bundle_scenes import SCENES
from tests.faults.steps import How, a_scratch, run_counted


@cache
def reports_of(scene: str, *hows: str) -> dict[str, Any]:
    """Return by how a scene was interrupted what was found; run once in this process."""
    with a_scratch() as scratch:
        arguments = [str(scratch / "matrix"), scene, *hows]
        found: dict[str, Any] = json.loads(run_counted("tests.faults.matrix", arguments, scratch))
    for how, report in found.items():
        print(scene, how, report["steps"], "steps,", report["points"], "points")
    return found


def report_of(scene: str, how: How) -> dict[str, Any]:
    """Return the report of the short form: of both hows in one run."""
    report: dict[str, Any] = reports_of(scene, "KILL_BEFORE", "DISK_FULL:first")[how.name]
    return report


@pytest.mark.parametrize("scene", SCENES)
def test_a_kill_before_or_after_any_step_loses_and_doubles_nothing(scene: str) -> None:
    report = report_of(scene, How.KILL_BEFORE)
    assert report["wrong"] == {}
    assert report["killed"] >= report["points"] - 3  # the last one lives; steps vary a little


@pytest.mark.parametrize("scene", SCENES)
def test_a_disk_that_is_full_from_any_place_on_is_told_and_spoils_nothing(scene: str) -> None:
    assert report_of(scene, How.DISK_FULL)["wrong"] == {}


@pytest.mark.parametrize("scene", SCENES)
def test_a_power_cut_takes_nothing_of_what_was_acknowledged(scene: str) -> None:
    assert report_of(scene, How.KILL_BEFORE)["unflushed"] == []


@pytest.mark.long
@pytest.mark.parametrize("how", [How.KILL_AFTER, How.KILL_HALFWAY, How.DISK_FULL])
@pytest.mark.parametrize("scene", SCENES)
def test_torn_writes_kills_after_steps_and_full_disks_at_every_write(scene: str, how: How) -> None:
    assert reports_of(scene, how.name)[how.name]["wrong"] == {}
