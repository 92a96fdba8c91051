"""The turn of the year: a laptop begins with the previous year and misses nothing that is open."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from inspector_app.central import ledger, people
from inspector_app.central.agency import STAFF, Central
from inspector_app.central.keeper import keep
from inspector_app.central.openings import open_volume, open_volumes
from inspector_app.central.problems import OperatorMistake
from inspector_app.central.verify import verify
from inspector_app.domain.acts import act, answer_subject
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import enterprise_of, hazard_of, open_hazards
from inspector_app.domain.enterprise import EnterpriseNamed, EnterpriseSized
from inspector_app.domain.facts import Volume
from inspector_app.domain.fold import Dossier, fold
from inspector_app.domain.hazards import (
    HazardAnalysed,
    HazardClassified,
    HazardRecorded,
    HazardReinspected,
    HazardReplied,
    Outcome,
    Replied,
)
from inspector_app.domain.visits import ChecklistOpened, ItemAnswered, VisitStarted
from tests.central.scene import ZHANG_FILE, Scene
from tests.central.test_upstream import facts_of

OLD, LAST, NOW = (Volume(ZHANG_FILE, year) for year in (2023, 2025, 2026))


@dataclass
class History:
    """What central's staff wrote over the years."""

    central: Central
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, body: Body, volume: Volume, **where: str) -> None:
        """Write one fact and remember its id."""
        made = ledger.append(self.central, [act(body, volume, **where)], STAFF)
        self.ids[name] = made[0].id

    def seen_from(self, year: int) -> Dossier:
        """Return what a laptop sees that holds the volumes from a year on."""
        volumes = [volume for volume in (OLD, LAST, NOW) if volume.year >= year]
        return fold([fact for volume in volumes for fact in facts_of(self.central, volume)])


def hazard(name: str) -> HazardRecorded:
    return HazardRecorded(
        hazard=name, visit="v", place="配电室", finding="示例", deadline="2023-12-01"
    )


@pytest.fixture
def history(scene: Scene) -> History:
    """Give a file with an old name, two old hazards of which one is open, and an old answer."""
    made = History(scene.central)
    made.add("sized", EnterpriseSized(employees=44), OLD)
    made.add("open", hazard("h-open"), OLD)
    made.add("done", hazard("h-done"), OLD)
    partly = HazardReinspected(hazard="h-open", date="2024-01-02", outcome=Outcome.PARTLY)
    rectified = HazardReinspected(hazard="h-done", date="2024-01-02", outcome=Outcome.RECTIFIED)
    made.add("partly", partly, OLD, key="1")
    made.add("rectified", rectified, OLD, key="2")
    made.add(
        "visit", VisitStarted(visit="v", date="2023-05-01", services=("04",), inspectors=()), OLD
    )
    made.add("form", ChecklistOpened(visit="v", form="f", version="1", sha256="0" * 64), OLD)
    subject = answer_subject("v", "f", "1", "/data/a")
    made.add("answer", ItemAnswered(value="no"), OLD, subject=subject)
    made.add("named", EnterpriseNamed(name="示例新名", no_code_reason="示例"), LAST)
    return made


@pytest.mark.parametrize("year", [-1, 0, 1, 2025, 2028, 20027])
def test_a_slip_in_the_year_opens_nothing(history: History, year: int) -> None:
    before = verify(history.central)
    with pytest.raises(OperatorMistake):
        open_volumes(history.central, year)
    assert verify(history.central) == before


def test_a_laptop_that_begins_with_last_year_sees_what_is_open(history: History) -> None:
    before = history.seen_from(2000)
    assert open_volumes(history.central, 2026) == 1
    short, long = history.seen_from(2025), history.seen_from(2000)
    assert enterprise_of(ZHANG_FILE, short).employees == 44
    assert [one.hazard for one in open_hazards(short)] == ["h-open"]
    found = hazard_of(short, "h-open")
    assert found is not None
    assert [one.outcome for one in found.reinspections] == [Outcome.PARTLY]
    assert {s for s in long.heads if not s.startswith("opening:")} == set(before.heads)
    assert all(len(heads) == 1 for s, heads in long.heads.items() if s.startswith("hazard:"))
    assert long.conflicts() == before.conflicts()
    verify(history.central)


def test_what_is_known_of_an_open_hazard_besides_comes_along(history: History) -> None:
    reply = HazardReplied(hazard="h-open", date="2023-11-30", status=Replied.PARTLY, cost="800")
    history.add("kind", HazardClassified(hazard="h-open", category="site.fire"), OLD)
    history.add("cause", HazardAnalysed(hazard="h-open", cause="示例"), OLD)
    history.add("reply", reply, OLD, key="2023-11-30")
    open_volumes(history.central, 2026)
    found = hazard_of(history.seen_from(2025), "h-open")
    assert found is not None and found.analysis is not None
    assert (found.category, found.analysis.cause, found.reply) == ("site.fire", "示例", reply)
    verify(history.central)


def test_the_opening_names_results_and_what_they_rest_on(history: History) -> None:
    body = open_volume(history.central, ZHANG_FILE, 2026)
    assert body.open_hazards == ("h-open",)
    assert body.last_results == {"hazard:h-open": "partly", "f@1/data/a": "no"}
    assert set(body.rests_on) == {history.ids["open"], history.ids["answer"]}


def test_a_volume_is_opened_once(history: History) -> None:
    assert open_volumes(history.central, 2026) == 1
    assert open_volumes(history.central, 2026) == 0
    assert open_volumes(history.central, 2027) == 2  # li's file has a year behind it then


def test_hello_begins_with_the_previous_year_once_a_volume_is_open(
    scene: Scene, history: History
) -> None:
    laptop = scene.laptop()
    assert from_year(scene, laptop.hello().scope) == 2000
    open_volumes(history.central, 2026)
    greeting = laptop.hello()
    assert from_year(scene, greeting.scope) == 2025
    told = {one.volume for one in greeting.changed if one.volume.startswith(ZHANG_FILE)}
    assert told == {str(LAST), str(NOW)}
    people.assign(scene.central, "li", ZHANG_FILE)
    assert from_year(scene, scene.laptop("li").hello().scope) == 2025


def from_year(_scene: Scene, scope: object) -> int:
    """Return the year from which the sample file is handed out."""
    assert isinstance(scope, tuple)
    (year,) = [one.from_year for one in scope if one.dossier == ZHANG_FILE]
    return int(year)


def test_older_volumes_come_on_demand_and_only_within_the_scope(
    scene: Scene, history: History
) -> None:
    open_volumes(history.central, 2026)
    asked = {"volumes": [{"volume": str(OLD)}]}
    reply = scene.laptop().http.post("/v1/pull", json=asked)
    assert len(reply.json()["pages"][0]["facts"]) == 8
    assert scene.laptop("li").http.post("/v1/pull", json=asked).status_code == 403


def test_the_keeper_opens_the_year_once_and_lives_on_after_a_fault(
    history: History,
) -> None:
    assert keep(history.central, 0) == 2026
    assert open_volumes(history.central, 2026) == 0
    assert keep(history.central, 2026) == 2026
