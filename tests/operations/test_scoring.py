"""What a visit comes to: conformity, points with missing items, red for a major hazard."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.central.forms import Placing, publish_form
from inspector_app.domain.scoring import Light
from inspector_app.operations.answers import answer_item, open_checklist
from inspector_app.operations.hazards import HazardDraft, prefill, record_hazard, withdraw_hazard
from inspector_app.operations.scoring import score_checklist, score_form, score_visit
from inspector_app.operations.session import UnknownRecord
from inspector_app.operations.visits import start_visit
from tests.checklists.forms import CONFORMITY, bind, form_xml, item, question
from tests.world import Laptop, World, a_start, a_world

POINTS = {"a": "10", "b": "20", "c": "70"}
TABLE = form_xml(
    "".join(f"<{name}/>" for name in POINTS) + "<lost/>",
    "".join(bind(n, insp_item=f"S-{n}", insp_score=score) for n, score in POINTS.items())
    + bind("lost", type="decimal", insp_lost_of="S-c"),
    "".join(item(name) for name in POINTS) + question("lost"),
    CONFORMITY,
)
MAJOR = "mem-10-2023"
Place = tuple[World, Laptop, str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder: Path = tmp_path_factory.mktemp("world")
    with a_world(folder, sockets=False) as world:
        laptop, dossier = world.working_laptop()
        (folder / "table.xml").write_bytes(TABLE)
        publish_form(world.central, folder / "table.xml", Placing(tags=("any",)))
        laptop.sync()
        yield world, laptop, dossier


def begin(place: Place) -> str:
    world, laptop, dossier = place
    return start_visit(laptop.session, dossier, a_start(world.site(dossier)))[0]


def say(place: Place, visit: str, **values: str) -> None:
    opened = open_checklist(place[1].session, visit, "sample")
    for name, value in values.items():
        answer_item(place[1].session, opened, f"/data/{name}", value)


def test_points_count_without_the_missing_items(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    say(place, visit, a="yes", b="na", c="no", lost="30")
    found = score_form(session, visit, "sample")
    assert found.score is not None
    sums = (found.score.full, found.score.missing, found.score.earned)
    assert [int(one) for one in sums] == [100, 20, 50]
    assert found.score.rate == Decimal(50) / Decimal(80)
    assert found.score.complete
    assert found.conformity.rate == Decimal(1) / 2


def test_what_is_not_checked_is_counted_apart(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    say(place, visit, a="yes")
    found = score_form(session, visit, "sample")
    assert found.score is not None
    assert found.conformity.rate == 1
    assert found.conformity.unchecked == 2
    assert found.score.unchecked == 90
    assert not found.score.complete
    assert found.score.rate_so_far == 1


def test_one_confirmed_major_hazard_makes_a_visit_red(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    assert score_visit(session, visit).light is Light.YELLOW  # nothing checked yet
    opened = open_checklist(session, visit, MAJOR)
    ref = next(n.ref for n in opened.running.nodes() if n.item and n.item.item == "MEM10-7-3")
    answer_item(session, opened, ref, "no")
    general = HazardDraft(place="配电室", finding="杂物", deadline="2026-12-02")
    record_hazard(session, visit, general)
    assert score_visit(session, visit).light is Light.YELLOW  # a person decides on major ones
    draft = prefill(session, opened, ref)
    filled = HazardDraft(
        place="1号炉前坑", finding="积水", level=draft.level, basis=draft.basis,
        deadline=draft.deadline, criterion=draft.criterion, item=draft.item,
    )  # fmt: skip
    hazard, _changes = record_hazard(session, visit, filled)
    red = score_visit(session, visit)
    assert (red.light, red.confirmed_major) == (Light.RED, 1)
    withdraw_hazard(session, hazard, "误判")
    assert score_visit(session, visit).light is Light.YELLOW


def test_the_visit_sums_up_its_checklists(place: Place) -> None:
    session, visit = place[1].session, begin(place)
    say(place, visit, a="yes", b="yes", c="yes")
    whole = score_visit(session, visit)
    assert {one.form for one in whole.forms} >= {"sample", MAJOR, "must-check-small"}
    assert whole.conformity.conforming == 3
    assert whole.conformity.unchecked == sum(one.conformity.unchecked for one in whole.forms)
    assert whole.score is not None
    assert whole.score.earned == 100
    assert next(one for one in whole.forms if one.form == MAJOR).majors_unchecked > 0


def test_an_unknown_form_is_refused(place: Place) -> None:
    with pytest.raises(UnknownRecord):
        score_form(place[1].session, begin(place), "nothing")


ANSWERS = st.fixed_dictionaries({name: st.sampled_from(("", "yes", "no", "na")) for name in POINTS})
LOST = st.sampled_from(("", "0", "0.5", "30", "70", "700"))


@settings(max_examples=60, deadline=None)
@given(ANSWERS, LOST)
def test_a_rate_never_leaves_its_bounds_and_the_parts_make_the_whole(
    place: Place, said: dict[str, str], lost: str
) -> None:
    opened = open_checklist(place[1].session, _one_visit(place), "sample")
    for name, value in {**said, "lost": lost}.items():
        opened.running.set(f"/data/{name}", value)
    found = score_checklist(opened)
    assert found.score is not None
    score, counts = found.score, found.conformity
    assert score.full == 100
    assert 0 <= score.earned <= score.full - score.missing
    assert score.earned + score.lost + score.missing + score.unchecked == score.full
    for rate in (score.rate, score.rate_so_far, counts.rate):
        assert rate is None or 0 <= rate <= 1
    parts = (counts.conforming, counts.failing, counts.not_applicable, counts.unchecked)
    assert sum(parts) == len(POINTS)
    assert (counts.rate is None) == (counts.conforming + counts.failing == 0)


VISITS: dict[str, str] = {}


def _one_visit(place: Place) -> str:
    """Return one visit of this world for all examples; they record nothing."""
    key = str(place[0].folder)
    if key not in VISITS:
        VISITS[key] = begin(place)
    return VISITS[key]
