"""An enterprise's time line: everything that happened, the latest first, with where it leads."""

from __future__ import annotations

from pathlib import Path

from inspector_app.domain.hazards import Outcome
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.reinspection import judge
from inspector_app.operations.time_line import What, time_line
from inspector_app.operations.visits import start_visit
from tests.operations.test_reinspection import again, found
from tests.sync.bundle_scene import a_days_work
from tests.ui.visit_scene import DOSSIER, a_scene
from tests.world import a_world


def test_visit_hazard_paper_and_reinspection_stand_on_the_line(tmp_path: Path) -> None:
    with a_scene(tmp_path) as scene:
        hazard = found(scene, "一车间", "2026-12-02")
        number = issue_notice(scene.session, scene.visit).number
        visit, _changes = start_visit(scene.session, DOSSIER, again())
        judge(scene.session, visit, hazard, Outcome.RECTIFIED)
        moments = time_line(scene.session, DOSSIER)
    assert [one.at for one in moments] == sorted((m.at for m in moments), reverse=True)
    assert sorted(one.what for one in moments) == sorted(
        (What.VISIT, What.VISIT, What.HAZARD, What.NOTICE, What.REINSPECTED)
    )
    assert next(one.number for one in moments if one.what is What.NOTICE) == number
    seen = next(one for one in moments if one.what is What.REINSPECTED)
    assert (seen.code, seen.visit, seen.text) == ("rectified", visit, "一车间")


def test_what_central_confirmed_stands_on_the_line_after_a_sync(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        laptop, dossier = world.working_laptop()
        a_days_work(laptop, dossier, world)
        laptop.sync()
        moments = time_line(laptop.session, dossier)
        confirmed = [one for one in moments if one.what is What.CONFIRMED]
        assert confirmed and confirmed[0].count > 0
