"""The fold: the same heads whatever the order of arrival."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.dossier import enterprise_of, hazard_of, hazards_of
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import START, Author, Fact, Tip
from inspector_app.domain.fold import fold, heads_of
from inspector_app.domain.hazards import HazardReinspected, HazardState, HazardWithdrawn, Outcome
from tests.builders import DOSSIER, a_fact, a_hazard

MINE, THEIRS = Author("AB", "p1"), Author("AC", "p2")


def named(
    name: str,
    *,
    author: Author = MINE,
    supersedes: tuple[str, ...] = (),
    tip: Tip = START,
    restates: str = "",
) -> Fact:
    return a_fact(
        EnterpriseNamed(name=name), author=author, supersedes=supersedes, tip=tip, restates=restates
    )


def test_a_fact_that_supersedes_hides_the_one_before() -> None:
    first = named("旧名")
    second = named("新名", supersedes=(first.id,), tip=Tip(1, first.id))
    assert heads_of([second, first]) == (second,)


def test_two_peoples_different_answers_are_both_kept_and_shown() -> None:
    mine, theirs = named("甲名"), named("乙名", author=THEIRS)
    dossier = fold([mine, theirs])
    assert dossier.conflicts() == ("enterprise:name",)
    assert len(dossier.heads["enterprise:name"]) == 2
    assert enterprise_of(DOSSIER, dossier).conflicts == ("enterprise:name",)


def test_two_people_who_say_the_same_do_not_conflict() -> None:
    dossier = fold([named("同名"), named("同名", author=THEIRS)])
    assert dossier.conflicts() == ()


def test_one_fact_that_supersedes_both_settles_a_conflict() -> None:
    mine, theirs = named("甲名"), named("乙名", author=THEIRS)
    settled = named("甲名", supersedes=(mine.id, theirs.id), tip=Tip(1, mine.id))
    assert fold([settled, theirs, mine]).conflicts() == ()


def test_a_restated_fact_counts_once_with_its_original() -> None:
    original = named("名")
    again = named("名", author=Author("AD", "p1"), restates=original.id)
    assert heads_of([original, again]) == (original,)
    assert heads_of([again]) == (again,)


def test_what_superseded_a_restatement_supersedes_its_original_too() -> None:
    original = named("名")
    again = named("名", author=Author("AD", "p1"), restates=original.id)
    later = named("新", author=THEIRS, supersedes=(again.id,))
    assert heads_of([original, later, again]) == (later,)


def test_unknown_kinds_are_kept_and_counted() -> None:
    from dataclasses import replace

    strange = replace(named("名"), kind="hologram_taken", subject="hologram:1")
    dossier = fold([strange])
    assert dossier.unknown == 1
    assert dossier.heads["hologram:1"] == (strange,)


def test_a_hazard_follows_its_reinspections_and_withdrawal() -> None:
    found = a_fact(a_hazard())
    assert _state([found]) is HazardState.OPEN
    passed = a_fact(
        HazardReinspected(hazard="h1", date="2026-12-05", outcome=Outcome.RECTIFIED), key="r1"
    )
    assert _state([passed, found]) is HazardState.RECTIFIED
    mistaken = a_fact(HazardWithdrawn(hazard="h1"), supersedes=(found.id,))
    assert hazard_of(fold([found, mistaken]), "h1") is None
    on_spot = a_fact(a_hazard(corrected_on_spot=True))
    assert _state([on_spot]) is HazardState.CORRECTED_ON_SPOT


def _state(facts: list[Fact]) -> HazardState:
    hazard = hazard_of(fold(facts), "h1")
    assert hazard is not None
    return hazard.state


def test_major_hazards_come_first() -> None:
    facts = [a_fact(a_hazard("h1")), a_fact(a_hazard("h2", level="major"))]
    assert [h.hazard for h in hazards_of(fold(facts))] == ["h2", "h1"]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts of three devices on one register, each superseding some of what came before."""
    facts: list[Fact] = []
    tips = {code: START for code in ("AB", "AC", "AD")}
    for number in range(draw(st.integers(1, 12))):
        device = draw(st.sampled_from(sorted(tips)))
        seen = draw(st.lists(st.sampled_from(facts), max_size=3)) if facts else []
        restated = draw(st.sampled_from([*facts, None])) if facts else None
        fact = named(
            f"名{number}",
            author=Author(device, "p"),
            supersedes=tuple(sorted({f.id for f in seen})),
            tip=tips[device],
            restates=(restated.restates or restated.id) if restated else "",
        )
        tips[device] = Tip(fact.seq, fact.id)
        facts.append(fact)
    return facts


@given(histories(), st.integers(0, 2**32))
def test_order_and_repetition_of_arrival_do_not_matter(facts: list[Fact], seed: int) -> None:
    shuffled = facts + facts[: len(facts) // 2]
    random.Random(seed).shuffle(shuffled)
    assert fold(shuffled).heads == fold(facts).heads
