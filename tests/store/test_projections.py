"""Projection = fold of the facts, in any order of arrival."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.domain.acts import subject_of
from inspector_app.domain.body import Body
from inspector_app.domain.dossier import (
    enterprise_of,
    hazards_of,
    papers_of,
    policies_of,
    tasks_of,
    visits_of,
)
from inspector_app.domain.enterprise import (
    ContactRecorded,
    EnterpriseLocated,
    EnterpriseNamed,
    EnterpriseSized,
    PolicyRecorded,
    Scale,
    SiteRecorded,
)
from inspector_app.domain.facts import START, Act, Author, Fact, Volume, record
from inspector_app.domain.fold import Dossier, fold
from inspector_app.domain.hazards import (
    HazardAnalysed,
    HazardClassified,
    HazardReinspected,
    HazardReplied,
    HazardWithdrawn,
    Level,
    MajorHazardReported,
    Outcome,
)
from inspector_app.domain.kinds import KIND_OF_BODY
from inspector_app.domain.organisation import FactsErased
from inspector_app.domain.papers import DeliveryWay, NoticeDelivered, NoticeIssued, NoticeVoided
from inspector_app.domain.visits import (
    NotPerformed,
    TaskPlanned,
    VisitEnded,
    VisitNotPerformed,
    VisitStarted,
)
from inspector_app.store.keys import DataKey
from inspector_app.store.reading import Reader
from inspector_app.store.workspace import Workspace
from tests.builders import NOON, VISIT, a_hazard


def notice(number: str, pdf: str) -> NoticeIssued:
    return NoticeIssued(
        number=number,
        visit=VISIT,
        value_sha256="1" * 64,
        value="2" * 64,
        value_size=1,
        pdf=pdf,
        pdf_size=1,
        issued_at=NOON,
    )


BODIES: tuple[Body, ...] = (
    EnterpriseNamed(name="示例甲"),
    EnterpriseNamed(name="示例乙", code="91330106MA2CFLDG4R"),
    EnterpriseLocated(address="示例路"),
    EnterpriseSized(scale=Scale.SMALL, employees=9),
    ContactRecorded(name="示例联系人"),
    SiteRecorded(name="一厂区"),
    PolicyRecorded(number="P1", ends="2026-12-31"),
    PolicyRecorded(number="P1", ends="2027-12-31"),
    TaskPlanned(task="t1", planned="2026-03-01"),
    TaskPlanned(task="t1", planned="2026-04-01", people=("p", "q")),
    VisitStarted(visit="v1", date="2026-03-01", services=("04",), inspectors=(), task="t1"),
    VisitStarted(visit="v1", date="2026-03-02", services=("01",), inspectors=()),
    VisitNotPerformed(visit="v1", date="2026-03-03", reason=NotPerformed.NOBODY),
    VisitNotPerformed(visit="v2", date="2026-03-04", reason=NotPerformed.STOPPED),
    VisitEnded(visit="v1", checked_out=NOON),
    a_hazard("h1"),
    a_hazard("h1", level=Level.MAJOR, deadline="2026-11-25"),
    a_hazard("h2", corrected_on_spot=True),
    HazardWithdrawn(hazard="h1"),
    MajorHazardReported(hazard="h1", told_to="示例甲", sent_at=NOON),
    HazardReinspected(hazard="h1", date="2026-12-01", outcome=Outcome.RECTIFIED),
    HazardReinspected(hazard="h1", date="2026-12-02", outcome=Outcome.PARTLY, deadline="2027-01"),
    HazardClassified(hazard="h1", category="site.fire"),
    HazardAnalysed(hazard="h1", cause="设计遗留"),
    HazardReplied(hazard="h1", date="2026-12-01", cost="800"),
    notice("N1", "3" * 64),
    notice("N1", "4" * 64),
    NoticeVoided(number="N1", reason="x"),
    NoticeDelivered(number="N1", way=DeliveryWay.FILE, at=NOON),
    NoticeDelivered(number="N1", way=DeliveryWay.REFUSED, at=NOON),
)
DEVICES = tuple("".join(pair) for pair in product("ABCDEFGH", repeat=2))


@dataclass(frozen=True)
class Move:
    """One fact to be made: which body, which earlier facts it refers to, and how."""

    body: int
    salt: int
    back: tuple[int, ...]
    manner: str  # plain, restates, unknown, newer, erases


moves = st.builds(
    Move,
    body=st.integers(0, len(BODIES) - 1),
    salt=st.integers(0, 3),
    back=st.lists(st.integers(1, 30), max_size=3).map(tuple),
    manner=st.sampled_from(["plain"] * 6 + ["restates"] * 2 + ["unknown", "newer", "erases"]),
)


def made_facts(dossier: str, script: list[Move]) -> list[Fact]:
    """Return the facts of a script, each the first of its own device."""
    facts: list[Fact] = []
    for number, move in enumerate(script):
        act = _act(dossier, move, facts)
        salt = bytes([move.salt]) * 16
        facts.append(record(act, Author(DEVICES[number], "p"), START, NOON, salt))
    return facts


def _act(dossier: str, move: Move, facts: list[Fact]) -> Act:
    earlier = [facts[-back] for back in move.back if back <= len(facts)]
    if move.manner == "erases":
        body = FactsErased(ids=tuple(fact.id for fact in earlier))
        return Act(dossier, 2026, "facts_erased", f"erasure:{len(facts)}", body.plain())
    if move.manner == "restates" and earlier:
        old = earlier[0]
        again = Act(dossier, 2026, old.kind, old.subject, old.value or {}, old.supersedes, old.v)
        return replace(again, restates=old.restates or old.id)
    said = BODIES[move.body]
    subject = subject_of(said, f"k{move.salt}")
    kind = KIND_OF_BODY[type(said)]
    return Act(
        dossier,
        2026,
        "drone_flown" if move.manner == "unknown" else kind.name,
        subject,
        said.plain(),
        tuple(fact.id for fact in earlier if fact.subject == subject),
        9 if move.manner == "newer" else kind.v,
    )


def expected_fold(facts: list[Fact]) -> Dossier:
    gone = {i for f in facts if f.kind == "facts_erased" for i in (f.value or {}).get("ids", ())}
    return fold(fact.erased() if fact.id in gone else fact for fact in facts)


def shown_by_fold(dossier: Dossier) -> dict[str, object]:
    found = enterprise_of("", dossier)
    hazards = hazards_of(dossier)
    visits = [visit for visit in visits_of(dossier) if visit.started or visit.not_performed]
    still = [hazard for hazard in hazards if hazard.is_open]
    done = [visit.date for visit in visits if visit.started]
    return {
        "enterprise": (found.name, found.code, found.address, found.scale),
        "open": len(still),
        "major": sum(hazard.is_major for hazard in still),
        "next": min((h.deadline for h in still if h.deadline), default=""),
        "last": max(done, default=""),
        "policy": max((p.body.ends for p in policies_of(dossier)), default=""),
        "hazards": sorted(
            (h.hazard, h.body.level.value, h.state.value, h.deadline, h.conflict,
             h.report is not None)
            for h in hazards
        ),
        "visits": sorted((v.visit, v.date, v.ended is not None) for v in visits),
        "tasks": sorted((t.body.task, t.body.planned, t.body.people) for t in tasks_of(dossier)),
        "notices": sorted(
            (p.body.number, p.body.pdf, p.duplicated, p.voided is not None,
             p.deliveries[-1].way.value if p.deliveries else "")
            for p in papers_of(dossier)
        ),
    }  # fmt: skip


def shown_by_store(reader: Reader, key: str) -> dict[str, object]:
    row = reader.enterprise(key)
    assert row is not None
    visits = [v for v in reader.visits(limit=10_000) if v.dossier == key]
    return {
        "enterprise": (row.name, row.code, row.address, row.scale),
        "open": row.open_hazards,
        "major": row.major_hazards,
        "next": row.next_deadline,
        "last": row.last_visit,
        "policy": row.policy_ends,
        "hazards": sorted(
            (h.hazard, h.level, h.state, h.deadline, h.conflict, h.reported)
            for h in reader.hazards(limit=10_000)
            if h.dossier == key
        ),
        "visits": sorted((v.visit, v.date, v.checked_out != "") for v in visits),
        "tasks": sorted((t.task, t.planned, t.people) for t in reader.tasks() if t.dossier == key),
        "notices": sorted(
            (n.number, n.pdf, n.duplicated, n.voided, n.delivered)
            for n in reader.notices(limit=10_000)
            if n.dossier == key
        ),
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.create(tmp_path_factory.mktemp("w"), DataKey(b"\x05" * 32)) as made:
        yield made


@settings(max_examples=80, deadline=None)
@given(data=st.data(), script=st.lists(moves, min_size=1, max_size=25))
def test_the_projection_is_the_fold_in_any_order_of_arrival(
    shared: Workspace, data: st.DataObject, script: list[Move]
) -> None:
    key = f"0d0d0d0d-0000-4000-8000-{secrets.token_hex(6)}"
    named = Move(0, 0, (), "plain")
    facts = made_facts(key, [named, *script])
    arriving = data.draw(st.permutations(facts))
    repeated = arriving + data.draw(st.lists(st.sampled_from(facts), max_size=5))
    size = data.draw(st.integers(1, len(repeated)))
    for start in range(0, len(repeated), size):
        with shared.transaction() as tx:
            tx.take_unnumbered(Volume(key, 2026), repeated[start : start + size])
    wanted = expected_fold(facts)
    with shared.reading() as reader:
        stored = reader.dossier(key)
        assert dict(stored.heads) == dict(wanted.heads)
        assert stored.unknown == wanted.unknown
        assert shown_by_store(reader, key) == shown_by_fold(wanted)


@settings(max_examples=5, deadline=None)
@given(script=st.lists(moves, min_size=5, max_size=25))
def test_projections_made_anew_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, script: list[Move]
) -> None:
    key = "0d0d0d0d-0000-4000-8000-000000000077"
    facts = made_facts(key, [Move(0, 0, (), "plain"), *script])
    folder = tmp_path_factory.mktemp("w")
    with Workspace.create(folder, DataKey(b"\x05" * 32)) as made, made.transaction() as tx:
        tx.take_unnumbered(Volume(key, 2026), facts)
        before = shown_by_store(tx, key), tx.search("示例"), dict(tx.dossier(key).heads)
        tx.set_setting("projected_by", "an older program")
    with Workspace.open(folder, DataKey(b"\x05" * 32)) as workspace, workspace.reading() as reader:
        after = shown_by_store(reader, key), reader.search("示例"), dict(reader.dossier(key).heads)
        assert after == before
        assert reader.setting("projected_by") not in ("", "an older program")
