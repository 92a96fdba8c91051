"""When the next sync is due."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sync.problems import (
    CaptivePortal,
    CentralBusy,
    ConnectionCut,
    SignedOut,
    SyncStopped,
)
from inspector_app.sync.schedule import (
    FIRST_WAIT,
    LONGEST_WAIT,
    NETWORK_SETTLES,
    REGULAR,
    SETTLED,
    Schedule,
)


def half() -> float:
    return 0.5


def test_a_program_that_starts_syncs_at_once_then_now_and_then() -> None:
    assert Schedule().due(0.0)
    assert Schedule().succeeded(10.0) == Schedule(10.0 + REGULAR)


def test_what_was_recorded_is_sent_soon() -> None:
    plan = Schedule().succeeded(0.0).recorded(100.0)
    assert not plan.due(100.0) and plan.due(100.0 + SETTLED)


def test_failures_wait_longer_each_time_but_not_after_progress() -> None:
    plan, waits = Schedule(), []
    for _try in range(12):
        plan = plan.failed(0.0, ConnectionCut(), half, moved=False)
        waits.append(plan.at)
    assert waits[:3] == [0.75 * FIRST_WAIT, 1.5 * FIRST_WAIT, 3 * FIRST_WAIT]
    assert waits[-1] == 0.75 * LONGEST_WAIT
    assert plan.failed(0.0, ConnectionCut(), half, moved=True).at == 0.75 * FIRST_WAIT
    assert plan.recorded(0.0) == plan


@given(st.integers(0, 5_000), st.floats(0, 1, exclude_max=True), st.integers(1, 30))
def test_central_is_not_asked_before_it_said(seconds: int, luck: float, failures: int) -> None:
    busy = CentralBusy(retry_after=seconds)
    plan = Schedule(0.0, failures).failed(50.0, busy, lambda: luck, moved=False)
    assert plan.at > 50.0 + seconds
    assert plan.at <= 50.0 + seconds + LONGEST_WAIT


def test_a_new_network_or_a_person_ends_the_wait() -> None:
    waiting = Schedule(1e6, 9)
    assert waiting.network_changed(5.0).due(5.0 + NETWORK_SETTLES)
    assert waiting.asked(5.0).due(5.0)


def test_what_only_a_person_can_mend_is_not_tried_again_and_again() -> None:
    plan = Schedule().failed(0.0, SignedOut(said="示例"), half, moved=False)
    assert plan.blocked == "SYNC-06" and not plan.due(1e9)
    assert plan.asked(7.0).due(7.0)
    portal = Schedule().failed(0.0, CaptivePortal(), half, moved=False)
    assert portal.at == 0.75 * LONGEST_WAIT and not portal.blocked
    assert Schedule().failed(0.0, SyncStopped(), half, moved=True).failures == 0
