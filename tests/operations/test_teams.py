"""One visit over two laptops without a link: sections divided, later the union."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from inspector_app.domain.dossier import visit_of
from inspector_app.domain.ids import JOIN_ALPHABET, read_join_code
from inspector_app.operations.answers import add_row, answer_item, open_checklist
from inspector_app.operations.conflicts import open_conflicts
from inspector_app.operations.teams import propose_code, take_sections, taken_sections, team_of
from inspector_app.operations.visits import require_dossier
from tests.operations.evening import CODE, Evening, an_evening
from tests.world import Laptop


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


def a_tank(evening: Evening, laptop: Laptop, name: str) -> str:
    """Add a row with a name to the repeat; returns the row's id."""
    opened = open_checklist(laptop.session, evening.visit, "mixed")
    repeat = next(n.ref for n in opened.running.nodes() if n.kind == "repeat")
    ref, _changes = add_row(laptop.session, opened, repeat)
    answer_item(laptop.session, opened, f"{ref}/tank_name", name)
    return opened.running.node(ref).row


def tanks(evening: Evening, laptop: Laptop) -> list[str]:
    """Return the names of the tanks as a laptop's checklist shows them."""
    opened = open_checklist(laptop.session, evening.visit, "mixed")
    nodes = opened.running.nodes()
    return [node.value for node in nodes if node.ref.endswith("/tank_name")]


def test_a_proposed_code_can_be_typed_on_the_other_laptop(evening: Evening) -> None:
    code = propose_code(evening.mine.session)
    assert read_join_code(code.lower()) == code
    assert all(char in JOIN_ALPHABET for char in code)


def test_two_laptops_without_a_link_end_with_one_visit_and_the_same_facts(evening: Evening) -> None:
    evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.theirs, "people", "42")
    evening.sync()
    assert evening.mine.facts() == evening.theirs.facts()
    for one in (evening.mine, evening.theirs):
        opened = open_checklist(one.session, evening.visit, "mixed")
        values = {n.ref.rsplit("/", 1)[-1]: n.value for n in opened.running.nodes()}
        assert (values["boss"], values["people"]) == ("示例张", "42")
        visit = visit_of(require_dossier(one.session, evening.dossier), evening.visit)
        assert len(visit.starts) == 2
        assert open_conflicts(one.session) == ()


def test_rows_added_on_both_sides_are_kept_apart(evening: Evening) -> None:
    first = a_tank(evening, evening.mine, "示例罐甲")
    second = a_tank(evening, evening.theirs, "示例罐乙")
    evening.sync()
    assert first != second
    shown = tanks(evening, evening.mine)
    assert sorted(shown) == ["示例罐乙", "示例罐甲"] or sorted(shown) == ["示例罐甲", "示例罐乙"]
    assert tanks(evening, evening.theirs) == shown
    assert evening.mine.facts() == evening.theirs.facts()
    assert open_conflicts(evening.mine.session) == ()


def test_rows_added_behind_a_common_one_keep_their_answers(evening: Evening) -> None:
    a_tank(evening, evening.mine, "示例罐甲")
    evening.sync()
    a_tank(evening, evening.mine, "示例罐乙")
    a_tank(evening, evening.theirs, "示例罐丙")
    evening.sync()
    for one in (evening.mine, evening.theirs):
        shown = tanks(evening, one)
        assert shown[0] == "示例罐甲" and set(shown[1:]) == {"示例罐乙", "示例罐丙"}


def test_each_laptop_marks_its_own_sections_and_tells_nobody(evening: Evening) -> None:
    session, before = evening.mine.session, evening.mine.facts()
    assert team_of(session, evening.visit).is_mine("mixed@1/data/facts")
    take_sections(session, evening.visit, ["mixed@1/data/facts"])
    team = team_of(session, evening.visit)
    assert team.is_mine("mixed@1/data/facts") and not team.is_mine("mixed@1/data/tank")
    assert taken_sections(evening.theirs.session, evening.visit) == frozenset()
    assert evening.mine.facts() == before
    take_sections(session, evening.visit, ())
    assert team_of(session, evening.visit).is_mine("mixed@1/data/tank")


def test_the_team_is_known_by_its_code_and_later_by_its_laptops(evening: Evening) -> None:
    alone = team_of(evening.mine.session, evening.visit)
    assert (alone.join_code, alone.laptops, alone.is_shared) == (CODE, 1, True)
    evening.sync()
    assert team_of(evening.mine.session, evening.visit).laptops == 2


def test_codes_are_drawn_from_the_sessions_chance() -> None:
    from inspector_app.domain.ids import new_join_code

    assert new_join_code(Random(1)) == new_join_code(Random(1)) != new_join_code(Random(2))
