"""A shared visit that two laptops end: both ends are shown, the one that stands has all reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import shown
from inspector_app.domain.facts import Volume
from inspector_app.domain.visits import VisitEnded
from inspector_app.operations.conflicts import keep, open_conflicts, write_new
from inspector_app.operations.visits import require_dossier
from tests.operations.evening import Evening, an_evening
from tests.world import CHINA, DAY, Laptop


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


def end(evening: Evening, laptop: Laptop, hour: int, reasons: dict[str, str]) -> None:
    """End the visit on a laptop at an hour, with reasons for open items."""
    at = datetime(2026, 11, 25, hour, tzinfo=CHINA).isoformat()
    body = VisitEnded(visit=evening.visit, checked_out=at, unanswered=reasons)
    laptop.session.write([act(body, Volume(evening.dossier, DAY.year))])


def reasons_of(evening: Evening, laptop: Laptop) -> dict[str, str]:
    dossier = require_dossier(laptop.session, evening.dossier)
    found = shown(dossier, f"visit_end:{evening.visit}", VisitEnded)
    assert found is not None
    return found.body.unanswered


def both_end(evening: Evening) -> str:
    """End the visit on both laptops with different reasons; returns the fact of mine."""
    end(evening, evening.mine, 11, {"a@1/x": "示例：设备停用"})
    end(evening, evening.theirs, 12, {"a@1/x": "示例：未开放", "a@1/y": "示例：无人在场"})
    evening.sync()
    (conflict,) = open_conflicts(evening.mine.session)
    assert (conflict.group, conflict.visit) == ("visit_end", evening.visit)
    assert len(conflict.versions) == 2
    return conflict.versions[0].fact


def test_both_ends_are_shown_and_one_may_stand_with_the_reasons_of_both(evening: Evening) -> None:
    mine = both_end(evening)
    keep(evening.mine.session, evening.dossier, f"visit_end:{evening.visit}", mine)
    evening.sync()
    for laptop in (evening.mine, evening.theirs):
        assert open_conflicts(laptop.session) == ()
        assert reasons_of(evening, laptop) == {"a@1/x": "示例：设备停用", "a@1/y": "示例：无人在场"}


def test_a_new_end_keeps_the_reasons_too(evening: Evening) -> None:
    mine = both_end(evening)
    subject = f"visit_end:{evening.visit}"
    write_new(evening.mine.session, evening.dossier, subject, mine, {"note": "示例"})
    assert len(reasons_of(evening, evening.mine)) == 2
