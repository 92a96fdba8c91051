"""Two people's different words on one thing: listed with names, settled by one fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.dossier import answers_of, enterprise_of, hazard_of
from inspector_app.domain.enterprise import EnterpriseLocated, EnterpriseSized
from inspector_app.domain.facts import Volume
from inspector_app.errors import BadInput
from inspector_app.operations.conflicts import (
    Conflict,
    ConflictGone,
    conflicts,
    keep,
    open_conflicts,
    versions_of,
    write_new,
)
from inspector_app.operations.ending import end_visit
from inspector_app.operations.visits import require_dossier
from tests.operations.evening import Evening, an_evening
from tests.world import DAY, Laptop


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with an_evening(tmp_path) as made:
        yield made


def the_conflict(laptop: Laptop) -> Conflict:
    (found,) = open_conflicts(laptop.session)
    return found


def locate(evening: Evening, laptop: Laptop, address: str) -> None:
    """Correct the address of the enterprise on a laptop."""
    volume = Volume(evening.dossier, DAY.year)
    with laptop.session.workspace.transaction() as tx:
        heads = tx.heads(evening.dossier, "enterprise:address")
        body = EnterpriseLocated(address=address)
        laptop.session.append(tx, [act(body, volume, supersedes=(one.id for one in heads))])


def test_nobody_disagrees_at_first(evening: Evening) -> None:
    assert open_conflicts(evening.mine.session) == ()
    assert conflicts(evening.mine.session, evening.dossier) == ()


def test_both_answers_are_shown_with_name_and_time_mine_first(evening: Evening) -> None:
    subject = evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.theirs, "boss", "示例章")
    evening.sync()
    found = the_conflict(evening.mine)
    assert (found.subject, found.visit, found.group) == (subject, evening.visit, "answer")
    assert found.about == "Name of the person in charge"
    assert found.enterprise == "杭州示例铸造有限公司"
    mine, theirs = found.versions
    assert (mine.who, theirs.who, mine.mine, theirs.mine) == ("示例wang", "示例li", True, False)
    assert mine.when.startswith("2026-11-25T12:00") and theirs.when
    assert mine.fields == (("value", "示例张"),) and theirs.fields == (("value", "示例章"),)
    (first, _second) = the_conflict(evening.theirs).versions
    assert (first.who, first.mine) == ("示例li", True)


def test_keeping_theirs_supersedes_both_with_one_fact_on_every_laptop(evening: Evening) -> None:
    subject = evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.theirs, "boss", "示例章")
    evening.sync()
    versions = the_conflict(evening.mine).versions
    keep(evening.mine.session, evening.dossier, subject, versions[1].fact)
    evening.sync()
    for one in (evening.mine, evening.theirs):
        assert open_conflicts(one.session) == ()
        (head,) = require_dossier(one.session, evening.dossier).heads[subject]
        assert set(head.supersedes) == {version.fact for version in versions}
        answers = answers_of(
            require_dossier(one.session, evening.dossier), evening.visit, "mixed", "1"
        )
        assert answers["/data/facts/boss"].body.value == "示例章"
    assert evening.mine.facts() == evening.theirs.facts()


def test_a_conflict_is_settled_after_the_visit_has_ended(evening: Evening) -> None:
    subject = evening.answer(evening.mine, "boss", "示例张")
    evening.answer(evening.theirs, "boss", "示例章")
    for one in (evening.mine, evening.theirs):
        end_visit(one.session, evening.visit, note="示例")
    evening.sync()
    found = next(c for c in open_conflicts(evening.mine.session) if c.subject == subject)
    keep(evening.mine.session, evening.dossier, subject, found.versions[0].fact)
    assert all(c.subject != subject for c in open_conflicts(evening.mine.session))


def test_a_hazard_written_anew_supersedes_both_versions(evening: Evening) -> None:
    hazard = evening.hazard(evening.mine)
    evening.sync()
    evening.hazard(evening.mine, "一楼配电室", hazard=hazard)
    evening.hazard(evening.theirs, "二楼配电室", hazard=hazard)
    evening.sync()
    found = the_conflict(evening.mine)
    assert found.versions[0].texts == (("place", "一楼配电室"),)
    write_new(
        evening.mine.session,
        evening.dossier,
        found.subject,
        found.versions[0].fact,
        {"place": " 一楼东侧配电室 "},
    )
    evening.sync()
    for one in (evening.mine, evening.theirs):
        stored = hazard_of(require_dossier(one.session, evening.dossier), hazard)
        assert stored is not None and not stored.conflict
        assert stored.body.place == "一楼东侧配电室"


def test_two_laptops_that_settle_apart_in_the_same_way_agree(evening: Evening) -> None:
    locate(evening, evening.mine, "示例路2号")
    locate(evening, evening.theirs, "示例路3号")
    evening.sync()
    for one in (evening.mine, evening.theirs):
        found = the_conflict(one)
        chosen = next(v for v in found.versions if v.who == "示例wang")
        keep(one.session, evening.dossier, found.subject, chosen.fact)
    evening.sync()
    for one in (evening.mine, evening.theirs):
        assert open_conflicts(one.session) == ()
        known = enterprise_of(evening.dossier, require_dossier(one.session, evening.dossier))
        assert known.address == "示例路2号"


def test_a_settled_conflict_cannot_be_settled_again(evening: Evening) -> None:
    locate(evening, evening.mine, "示例路2号")
    locate(evening, evening.theirs, "示例路3号")
    evening.sync()
    found = the_conflict(evening.mine)
    session, version = evening.mine.session, found.versions[1].fact
    keep(session, evening.dossier, found.subject, version)
    for again in (version, found.versions[0].fact, "00" * 32):
        with pytest.raises(ConflictGone):
            keep(session, evening.dossier, found.subject, again)
    assert len(versions_of(session, evening.dossier, found.subject)) == 1


def test_a_text_that_does_not_fit_its_field_changes_nothing(evening: Evening) -> None:
    session, subject = evening.mine.session, evening.answer(evening.mine, "energy", "gas")
    evening.answer(evening.theirs, "energy", "power")
    evening.sync()
    found, before = the_conflict(evening.mine), evening.mine.facts()
    with pytest.raises(BadInput):
        write_new(session, evening.dossier, subject, found.versions[0].fact, {"value": "steam"})
    assert evening.mine.facts() == before


def test_numbers_are_read_and_checked(evening: Evening) -> None:
    volume = Volume(evening.dossier, DAY.year)
    for one, count in ((evening.mine, 90), (evening.theirs, 91)):
        with one.session.workspace.transaction() as tx:
            (head,) = tx.heads(evening.dossier, "enterprise:scale")
            body = replace_employees(head.value or {}, count)
            one.session.append(tx, [act(body, volume, supersedes=(head.id,))])
    evening.sync()
    found, session = the_conflict(evening.mine), evening.mine.session
    fact = found.versions[0].fact
    with pytest.raises(BadInput):
        write_new(session, evening.dossier, found.subject, fact, {"employees": "many"})
    write_new(session, evening.dossier, found.subject, fact, {"employees": "95"})
    known = enterprise_of(evening.dossier, require_dossier(session, evening.dossier))
    assert known.employees == 95


def replace_employees(said: dict[str, object], count: int) -> EnterpriseSized:
    body = EnterpriseSized(scale=str(said["scale"]), employees=0)  # type: ignore[arg-type]
    return EnterpriseSized(scale=body.scale, employees=count)
