"""Enterprises found by concern, views kept under a name, and a short way for the day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.errors import BadInput
from inspector_app.operations import finding
from inspector_app.operations.evidence import distance
from inspector_app.operations.finding import Concern, Order, Placed, Stop, View
from inspector_app.operations.hazards import HazardDraft, record_hazard
from tests.ui.visit_scene import DOSSIER, Scene, a_scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def found(scene: Scene, view: View) -> list[str]:
    return [row.dossier for row in finding.find_enterprises(scene.session, view, 100)]


def test_an_enterprise_is_found_by_what_concerns_it(scene: Scene) -> None:
    assert found(scene, View(concern=Concern.OPEN_HAZARDS)) == []
    draft = HazardDraft(place="一车间", finding="示例", deadline="2026-11-20")
    record_hazard(scene.session, scene.visit, draft)
    for concern in (Concern.OPEN_HAZARDS, Concern.OVERDUE, Concern.UNSENT):
        assert found(scene, View(concern=concern)) == [DOSSIER], concern
    for concern in (Concern.MAJOR_HAZARDS, Concern.PLANNED, Concern.POLICY_ENDS):
        assert found(scene, View(concern=concern)) == [], concern


def test_a_sector_narrows_what_a_text_finds(scene: Scene) -> None:
    assert found(scene, View(text="示例铸造", sector="industry-trade")) == [DOSSIER]
    assert found(scene, View(text="示例铸造", sector="coal")) == []
    assert finding.sectors_here(scene.session) == ("industry-trade",)


def test_every_order_lists_the_enterprises(scene: Scene) -> None:
    for order in Order:
        assert found(scene, View(order=order)) == [DOSSIER]


def test_a_view_is_kept_replaced_and_dropped_by_its_name(scene: Scene) -> None:
    session = scene.session
    finding.keep_view(session, View(name=" 本周 ", concern=Concern.OVERDUE))
    (kept,) = finding.keep_view(session, View(name="本周", concern=Concern.PLANNED))
    assert finding.views(session) == (kept,)
    assert (kept.name, kept.concern) == ("本周", Concern.PLANNED)
    assert finding.drop_view(session, "本周") == ()


def test_a_view_without_a_name_is_refused(scene: Scene) -> None:
    with pytest.raises(BadInput):
        finding.keep_view(scene.session, View(name="  "))
    assert finding.views(scene.session) == ()


def test_a_site_without_coordinates_comes_last_and_says_so(scene: Scene) -> None:
    (stop,) = finding.route(scene.session, [DOSSIER, DOSSIER])
    assert (stop.site, stop.km) == ("一厂区", -1.0)


POINTS = st.tuples(st.floats(119, 121, allow_nan=False), st.floats(29, 31, allow_nan=False))


def placed(points: list[tuple[float, float]]) -> list[Placed]:
    return [(Stop(str(n), "", "", "", -1.0), point) for n, point in enumerate(points)]


def length(start: tuple[float, float], places: list[Placed]) -> float:
    way = [start, *(point for _stop, point in places)]
    return sum(distance(one, other) for one, other in pairwise(way))


@given(POINTS, st.lists(POINTS, min_size=1, max_size=6))
def test_a_route_visits_every_place_once_and_is_no_longer_than_always_the_nearest(
    start: tuple[float, float], points: list[tuple[float, float]]
) -> None:
    nearest = finding.nearest_next(placed(points), start)
    short = finding.shorten(nearest, start)
    assert sorted(s.dossier for s, _p in short) == [str(n) for n in range(len(points))]
    assert length(start, short) <= length(start, nearest) + 1e-6
