"""Two visits that are one: known from both sides, through others, in any order of arrival."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.dossier import joined_with, visit_of
from inspector_app.domain.facts import Fact
from inspector_app.domain.fold import Dossier, fold
from inspector_app.domain.visits import Inspector, VisitsJoined, VisitStarted
from tests.builders import a_fact

VISITS = "abcdef"


def started(visit: str, name: str) -> Fact:
    people = (Inspector(name=name),)
    body = VisitStarted(visit=visit, date="2026-11-25", services=("04",), inspectors=people)
    return a_fact(body)


def joined(visit: str, other: str) -> Fact:
    return a_fact(VisitsJoined(visit=visit, other=other), key=f"{visit}{other}")


def test_the_people_of_both_stand_with_each_and_its_own_start_stays_first() -> None:
    mine, theirs = started("a", "示例甲"), started("b", "示例乙")
    apart = fold([mine, theirs])
    assert visit_of(apart, "a").joined == () and len(visit_of(apart, "a").starts) == 1
    dossier = fold([mine, theirs, joined("a", "b")])
    for visit, own in (("a", "示例甲"), ("b", "示例乙")):
        found = visit_of(dossier, visit)
        assert found.started is not None and found.started.visit == visit
        assert found.started.inspectors[0].name == own
        assert {p.name for s in found.starts for p in s.inspectors} == {"示例甲", "示例乙"}


pairs = st.lists(st.tuples(st.sampled_from(VISITS), st.sampled_from(VISITS)), max_size=8)


def groups(dossier: Dossier) -> set[frozenset[str]]:
    return {frozenset({one, *joined_with(dossier, one)}) for one in VISITS}


@given(pairs, st.integers(0, 2**32))
def test_joining_parts_the_visits_into_the_same_groups_whatever_the_order(
    said: list[tuple[str, str]], seed: int
) -> None:
    facts = [joined(*pair) for pair in said]
    shuffled = facts + facts[: len(facts) // 2]
    random.Random(seed).shuffle(shuffled)
    found = groups(fold(facts))
    assert found == groups(fold(shuffled))
    assert sum(len(group) for group in found) == len(VISITS)  # each visit in one group
    assert all(any({one, other} <= group for group in found) for one, other in said)
    links = sum(len(group) - 1 for group in found)
    assert links <= len({frozenset(pair) for pair in said if pair[0] != pair[1]})
