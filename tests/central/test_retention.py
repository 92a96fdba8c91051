"""Five years of retention: what is erased before them needs one of the few reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from inspector_app.central.problems import OperatorMistake
from inspector_app.central.retention import erase
from inspector_app.central.tables import FACT
from inspector_app.domain.facts import Fact
from inspector_app.domain.retention import OVER, EarlyReason
from tests.central.scene import YEAR, ZHANG_FILE, Scene

CHINA = timezone(timedelta(hours=8))


def recorded(scene: Scene, count: int) -> list[Fact]:
    """Return facts that a laptop recorded and central holds."""
    laptop = scene.laptop()
    facts = laptop.record(ZHANG_FILE, count)
    laptop.send(facts)
    return facts


def bodies(scene: Scene) -> list[object]:
    """Return what central holds as bodies of the file's facts."""
    query = select(FACT.c.body).where(FACT.c.volume == f"{ZHANG_FILE}/{YEAR}").order_by("number")
    with scene.central.database.read() as connection:
        return list(connection.execute(query).scalars())


def test_nothing_is_said_to_be_kept_long_enough_before_the_last_day(scene: Scene) -> None:
    facts = recorded(scene, 2)
    last_day = datetime(YEAR + 5, 12, 31, 23, 59, tzinfo=CHINA)
    central = replace(scene.central, now=lambda: last_day)
    before = bodies(scene)
    with pytest.raises(OperatorMistake, match=f"{YEAR + 5}-12-31"):
        erase(central, [facts[0].id], OVER)
    assert bodies(scene) == before and None not in before


def test_after_the_last_day_content_may_go(scene: Scene) -> None:
    facts = recorded(scene, 2)
    central = replace(scene.central, now=lambda: datetime(YEAR + 6, 1, 1, tzinfo=CHINA))
    assert erase(central, [facts[0].id], OVER).facts == 1


@pytest.mark.parametrize("reason", list(EarlyReason))
def test_before_that_a_reason_of_the_list_is_enough(scene: Scene, reason: EarlyReason) -> None:
    facts = recorded(scene, 1)
    assert erase(scene.central, [facts[0].id], reason.value).facts == 1


def test_a_reason_of_ones_own_erases_nothing(scene: Scene) -> None:
    facts = recorded(scene, 1)
    before = bodies(scene)
    with pytest.raises(OperatorMistake, match="court-order"):
        erase(scene.central, [facts[0].id], "tidying up")
    assert bodies(scene) == before
