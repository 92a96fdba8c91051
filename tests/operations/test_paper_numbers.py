"""Every number given out is explained: issued, voided, gone with its enterprise, never used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.operations.paper_numbers import (
    NumberState,
    numbers_given,
    numbers_without_paper,
)
from inspector_app.operations.papers import issue_notice, void_notice
from tests.operations.evening import Evening, an_evening
from tests.sync.test_fork import a_visit
from tests.sync.test_sync import found
from tests.world import a_world

YEAR = 2026


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


def test_before_any_paper_no_number_is_given_out(evening: Evening) -> None:
    assert numbers_given(evening.mine.session, YEAR) == ()


def test_a_voided_number_is_told_with_its_reason_and_the_next_one_stands(evening: Evening) -> None:
    evening.hazard(evening.mine)
    session = evening.mine.session
    first = issue_notice(session, evening.visit).number
    void_notice(session, first, "示例：期限写错")
    second = issue_notice(session, evening.visit).number
    voided, issued = numbers_given(session, YEAR)
    assert (voided.number, voided.state) == (first, NumberState.VOIDED)
    assert voided.reason == "示例：期限写错"
    assert (issued.number, issued.state) == (second, NumberState.ISSUED)
    assert issued.dossier == evening.dossier
    assert numbers_without_paper(session) == ()


def test_numbers_of_an_enterprise_that_left_are_told_to_be_on_central(evening: Evening) -> None:
    evening.hazard(evening.mine)
    session = evening.mine.session
    number = issue_notice(session, evening.visit).number
    evening.sync()
    evening.world.unassign("wang", evening.dossier)
    evening.mine.sync()
    (gone,) = numbers_without_paper(evening.mine.session)
    assert (gone.number, gone.state) == (number, NumberState.ELSEWHERE)
    assert numbers_given(evening.mine.session, YEAR - 1) == ()


def test_numbers_skipped_by_a_new_device_code_are_told_to_be_unused(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, _dossier, visit = a_visit(world)
        found(laptop, visit, "common")
        issue_notice(laptop.session, visit)
        image = laptop.snapshot(tmp_path / "image")
        laptop.sync()
        found(laptop, visit, "sent before the image was put back")
        laptop.sync()
        laptop.put_back(image)
        found(laptop, visit, "new")
        laptop.sync()  # the laptop gets a new code here
        second = issue_notice(laptop.session, visit).number
        skipped, issued = numbers_given(laptop.session, YEAR)
        assert skipped.state is NumberState.EARLIER_CODE
        assert laptop.session.device in skipped.number and skipped.number < second
        assert (issued.number, issued.state) == (second, NumberState.ISSUED)
        assert numbers_without_paper(laptop.session) == (skipped,)
