"""A central whose disk is full says so, at whatever step it finds out, and goes on after."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.faults.steps import a_scratch, run_counted

FULL, AWAY = 507, 503  # of the media, of the database


@cache
def answered() -> dict[str, Any]:
    """Return what central answered at each step; run once in this process."""
    with a_scratch() as scratch:
        folder = scratch / "central"
        folder.mkdir()
        found: dict[str, Any] = json.loads(
            run_counted("tests.faults.full_disk", [str(folder)], scratch)
        )
    for name, one in found.items():
        print(name, len(one["statuses"]), "points")
    return found


@pytest.mark.parametrize(
    ("request_", "told"), [("upload", {FULL}), ("push", {AWAY}), ("both", {FULL, AWAY})]
)
def test_a_disk_that_is_full_at_any_step_is_answered_with_a_code(
    request_: str, told: set[int]
) -> None:
    *refused, last = answered()[request_]["statuses"]
    assert set(refused) == told
    assert last in (200, 204)


@pytest.mark.parametrize("request_", ["upload", "push", "both"])
def test_the_same_request_succeeds_once_there_is_room(request_: str) -> None:
    assert set(answered()[request_]["again"]) <= {200, 204}
