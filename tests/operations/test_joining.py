"""Two laptops that began one visit apart are united: people of both, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.domain.service_reports import YearlyReview
from inspector_app.domain.visits import Inspector
from inspector_app.errors import BadInput
from inspector_app.operations.joining import join_visits
from inspector_app.operations.paper_orders import PaperOrder, compose_paper
from inspector_app.operations.session import Changes, UnknownRecord
from inspector_app.operations.visits import start_visit, visit_page
from tests.ui.visit_scene import DAY, DOSSIER, Scene, a_scene, a_start


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with a_scene(tmp_path) as made:
        yield made


def begun(scene: Scene, **changes: object) -> str:
    other = (Inspector(name="示例检查员丙"),)
    start = replace(a_start(), inspectors=other, **changes)  # type: ignore[arg-type]
    return start_visit(scene.session, DOSSIER, start)[0]


def services_of(scene: Scene) -> int:
    value = compose_paper(scene.session, PaperOrder("yearly_review", DOSSIER, "2026")).value
    assert isinstance(value, YearlyReview)
    return sum(one.done for one in value.services)


def test_a_visit_that_two_began_apart_counts_once_and_names_both(scene: Scene) -> None:
    other = begun(scene)
    assert other != scene.visit and services_of(scene) == 2
    assert join_visits(scene.session, scene.visit, other) != Changes()
    assert services_of(scene) == 1
    names = {
        person.name
        for start in visit_page(scene.session, other).visit.starts
        for person in start.inspectors
    }
    assert names == {"示例检查员甲", "示例检查员乙", "示例检查员丙"}
    assert join_visits(scene.session, other, scene.visit) == Changes()


def test_what_cannot_be_one_visit_is_refused(scene: Scene) -> None:
    later, elsewhere = begun(scene, date=DAY + timedelta(days=1)), begun(scene, site="")
    for visit in (scene.visit, later, elsewhere):
        with pytest.raises(BadInput):
            join_visits(scene.session, scene.visit, visit)
    with pytest.raises(UnknownRecord):
        join_visits(scene.session, scene.visit, "0f0f0f0f-0000-4000-8000-00000000ffff")
    assert services_of(scene) == 3
