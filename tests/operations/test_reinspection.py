"""Re-inspection: told hazards wait with their photos, are judged, corrected, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from inspector_app.domain.dossier import hazard_of
from inspector_app.domain.hazards import HazardState, Outcome
from inspector_app.domain.papers import PhotoRole
from inspector_app.domain.visits import TaskKind
from inspector_app.errors import BadInput
from inspector_app.operations.ending import end_visit
from inspector_app.operations.hazards import HazardDraft, record_hazard
from inspector_app.operations.papers import issue_notice
from inspector_app.operations.photos import attach_photo
from inspector_app.operations.reinspection import judge, suggested_deadline, tally, waiting_hazards
from inspector_app.operations.session import Session, UnknownRecord
from inspector_app.operations.visits import VisitStart, require_dossier, start_visit
from tests.sync.bundle_scene import a_picture
from tests.ui.visit_scene import DOSSIER, Scene, a_scene, a_start


@dataclass
class Told:
    """Two hazards told by a notice, and a later visit that looks at them again."""

    session: Session
    hazards: tuple[str, str]
    number: str
    visit: str


def found(scene: Scene, place: str, deadline: str) -> str:
    draft = HazardDraft(place=place, finding="示例：防护罩缺失", deadline=deadline)
    return record_hazard(scene.session, scene.visit, draft)[0]


def again() -> VisitStart:
    return replace(a_start(), purpose=TaskKind.REINSPECTION)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    with a_scene(tmp_path) as scene:
        session = scene.session
        hazards = found(scene, "一车间", "2026-11-20"), found(scene, "二车间", "2026-12-02")
        attach_photo(session, scene.visit, f"hazard:{hazards[0]}", a_picture(1))
        number = issue_notice(session, scene.visit).number
        visit, _changes = start_visit(session, DOSSIER, again())
        yield Told(session, hazards, number, visit)


def test_told_hazards_wait_with_notice_photos_and_deadline(told: Told) -> None:
    first, second = waiting_hazards(told.session, told.visit)
    assert (first.hazard.hazard, second.hazard.hazard) == told.hazards
    assert first.notice == told.number and first.told_on
    assert (first.days_left, second.days_left) == (-5, 7)
    assert len(first.before) == 1 and first.after == () and first.result is None


def test_a_photo_of_this_visit_stands_beside_the_one_before(told: Told) -> None:
    attach_photo(
        told.session, told.visit, f"hazard:{told.hazards[0]}", a_picture(2), role=PhotoRole.AFTER
    )
    first = waiting_hazards(told.session, told.visit)[0]
    assert (len(first.before), len(first.after)) == (1, 1)


def test_a_judged_hazard_stays_listed_in_its_visit_and_is_closed_for_others(told: Told) -> None:
    judge(told.session, told.visit, told.hazards[0], Outcome.RECTIFIED, note="已加装")
    first = waiting_hazards(told.session, told.visit)[0]
    assert first.result is not None and first.result.note == "已加装"
    hazard = hazard_of(require_dossier(told.session, DOSSIER), told.hazards[0])
    assert hazard is not None and hazard.state is HazardState.RECTIFIED
    later, _changes = start_visit(told.session, DOSSIER, again())
    assert [one.hazard.hazard for one in waiting_hazards(told.session, later)] == [told.hazards[1]]


def test_a_second_judgement_in_the_same_visit_replaces_the_first(told: Told) -> None:
    judge(told.session, told.visit, told.hazards[0], Outcome.RECTIFIED)
    limit = suggested_deadline(told.session, told.visit)
    judge(told.session, told.visit, told.hazards[0], Outcome.PARTLY, deadline=limit)
    waiting = waiting_hazards(told.session, told.visit)
    assert len(waiting[0].hazard.reinspections) == 1
    assert waiting[0].hazard.deadline == limit == "2026-12-02"
    assert (tally(waiting).partly, tally(waiting).open, tally(waiting).complete) == (1, 1, False)


@pytest.mark.parametrize("deadline", ["", "soon", "2026-11-24"])
def test_what_is_left_to_do_needs_a_deadline_after_the_visit(told: Told, deadline: str) -> None:
    with pytest.raises(BadInput):
        judge(told.session, told.visit, told.hazards[0], Outcome.NOT_RECTIFIED, deadline=deadline)
    assert waiting_hazards(told.session, told.visit)[0].result is None


def test_a_hazard_nobody_knows_is_refused(told: Told) -> None:
    with pytest.raises(UnknownRecord):
        judge(told.session, told.visit, "0a0a0a0a-1111-4000-8000-000000000009", Outcome.RECTIFIED)


def test_an_ended_visit_judges_nothing_more(told: Told) -> None:
    judge(told.session, told.visit, told.hazards[0], Outcome.RECTIFIED)
    end_visit(told.session, told.visit)
    with pytest.raises(Exception, match="OP-"):
        judge(told.session, told.visit, told.hazards[1], Outcome.RECTIFIED)
