"""Three laptops and central under everything that can happen; ``-m long`` takes more examples.

What the machine found stands as plain tests in ``test_scope``.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Machine


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_no_act_is_lost_or_doubled_whatever_happens_to_laptops_and_central() -> None:
    run(examples=200, steps=25)


@pytest.mark.long
def test_no_act_is_lost_or_doubled_in_many_longer_histories() -> None:
    run(examples=1_000, steps=40)
