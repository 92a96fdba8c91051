from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseLocated, EnterpriseNamed
from inspector_app.domain.facts import Act, Author, Fact, FactDamaged, Tip, check_chain
from inspector_app.domain.hazards import Level
from inspector_app.domain.organisation import FactsErased
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, DOSSIER, NOON, a_chain, a_fact, a_hazard, a_volume
from tests.store.pages import append, chain_over, do, pull

OTHER = Author("CD", "0e0e0e0e-0000-4000-8000-000000000002")


def names(*texts: str, author: Author = OTHER) -> list[Fact]:
    return a_chain(*(EnterpriseNamed(name=text) for text in texts), author=author)


def test_acts_become_links_of_one_chain(workspace: Workspace) -> None:
    first = do(workspace, EnterpriseNamed(name="甲"), EnterpriseLocated(address="示例路"))
    second = do(workspace, a_hazard())
    facts = (*first, *second)
    assert check_chain(facts) == Tip(3, second[0].id)
    with workspace.reading() as reader:
        assert reader.facts(dossier=DOSSIER) == facts
        assert [f.id for f in reader.facts(volume=a_volume())] == [f.id for f in facts]
        assert reader.tip(a_volume(), AUTHOR.device) == Tip(3, second[0].id)
        assert reader.fact(facts[0].id) == facts[0]
        assert reader.fact_at(a_volume(), AUTHOR.device, 2) == facts[1]
        assert reader.dossier_of("hazard:h1") == DOSSIER


def test_stored_ids_are_those_that_the_content_gives(workspace: Workspace) -> None:
    do(workspace, EnterpriseNamed(name="䶮𠮷示例"), a_hazard())
    with workspace.reading() as reader:
        for fact in reader.facts(dossier=DOSSIER):
            assert replace(fact).id == fact.id


def test_each_volume_has_a_chain_of_its_own(workspace: Workspace) -> None:
    do(workspace, a_hazard("h1"), volume=a_volume(year=2025))
    (fact,) = do(workspace, a_hazard("h2"), volume=a_volume(year=2026))
    assert fact.seq == 1 and fact.prev == ""


def test_a_fact_that_supersedes_replaces_and_is_remembered(workspace: Workspace) -> None:
    (old,) = do(workspace, EnterpriseNamed(name="甲"))
    again = act(EnterpriseNamed(name="乙"), a_volume(), supersedes=[old.id])
    with workspace.transaction() as tx:
        (new,) = tx.append([again], AUTHOR, NOON, secrets.token_bytes)
        assert tx.heads(DOSSIER, "enterprise:name") == (new,)
        assert tx.superseded_by(new) == (old,)


def test_two_answers_without_knowledge_of_each_other_both_stand(workspace: Workspace) -> None:
    do(workspace, EnterpriseNamed(name="甲"))
    pull(workspace, names("乙"))
    with workspace.reading() as reader:
        assert len(reader.heads(DOSSIER, "enterprise:name")) == 2
        assert reader.dossier(DOSSIER).conflicts() == ("enterprise:name",)


def test_a_transaction_that_raises_leaves_nothing(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.transaction() as tx:
        append(tx, EnterpriseNamed(name="甲"))
        tx.next_counter("N", 2026)
        raise ZeroDivisionError
    with workspace.transaction() as tx:
        assert tx.facts(dossier=DOSSIER) == ()
        assert tx.next_counter("N", 2026) == 1


def test_a_page_and_its_cursor_move_together(workspace: Workspace) -> None:
    facts = names("甲", "乙", "丙")
    assert pull(workspace, facts[:2]) == tuple(facts[:2])
    assert pull(workspace, facts, after=2) == (facts[2],)
    with workspace.reading() as reader:
        assert reader.cursor(a_volume()).number == 3
        assert reader.cursor(a_volume()).chain == chain_over(a_volume(), facts)
        assert reader.pulled_tips(a_volume()) == {"CD": Tip(3, facts[2].id)}


def test_a_repeated_or_overlapping_page_changes_nothing(workspace: Workspace) -> None:
    facts = names("甲", "乙", "丙")
    pull(workspace, facts[:2])
    assert pull(workspace, facts[:2]) == ()
    assert pull(workspace, facts, after=1) == (facts[2],)
    with workspace.reading() as reader:
        assert len(reader.facts(dossier=DOSSIER)) == 3


def test_a_page_that_skips_a_number_is_refused(workspace: Workspace) -> None:
    facts = names("甲", "乙", "丙")
    with pytest.raises(FactDamaged):
        pull(workspace, facts, after=1)
    with pytest.raises(FactDamaged), workspace.transaction() as tx:
        tx.receive(a_volume(), facts[:1], after=0, number=2, chain=chain_over(a_volume(), facts))


def test_a_page_with_another_chain_than_ours_is_refused_whole(workspace: Workspace) -> None:
    facts = names("甲", "乙")
    with pytest.raises(FactDamaged), workspace.transaction() as tx:
        tx.receive(a_volume(), facts, after=0, number=2, chain="0" * 64)
    with workspace.reading() as reader:
        assert reader.facts(dossier=DOSSIER) == ()
        assert reader.cursor(a_volume()).number == 0


def test_an_altered_body_is_refused(workspace: Workspace) -> None:
    (fact,) = names("甲")
    with pytest.raises(FactDamaged):
        pull(workspace, [replace(fact, body=b'{"name":"\xe4\xb9\x99"}')])


def test_a_hash_that_is_none_is_refused(workspace: Workspace) -> None:
    (fact,) = names("甲")
    for altered in (replace(fact, restates="zz"), replace(fact, prev="AB" * 32)):
        with pytest.raises(FactDamaged):
            pull(workspace, [altered])


def test_a_fact_of_another_volume_is_refused(workspace: Workspace) -> None:
    with pytest.raises(FactDamaged):
        pull(workspace, [a_fact(volume=a_volume(year=2020))])


def test_own_facts_come_back_confirmed_and_once(workspace: Workspace) -> None:
    facts = do(workspace, EnterpriseNamed(name="甲"), a_hazard())
    assert pull(workspace, facts) == ()
    with workspace.reading() as reader:
        assert reader.unsent() == ()
        assert reader.pending().facts == 0
        assert len(reader.facts(dossier=DOSSIER)) == 2


def test_a_restored_laptop_goes_on_from_its_own_facts_on_central(workspace: Workspace) -> None:
    lost = names("甲", "乙", author=AUTHOR)
    pull(workspace, lost)
    (fact,) = do(workspace, a_hazard())
    assert (fact.seq, fact.prev) == (3, lost[1].id)


def test_a_forked_chain_is_kept_beside_and_only_its_own_part_is_recorded_again(
    workspace: Workspace,
) -> None:
    common = do(workspace, EnterpriseNamed(name="甲"))
    pull(workspace, common)
    (mine,) = do(workspace, EnterpriseLocated(address="我"))
    theirs = a_fact(EnterpriseLocated(address="先"), tip=Tip(1, common[0].id))
    pull(workspace, [*common, theirs], after=1)
    new = Author("AC", AUTHOR.person)
    again = Act(DOSSIER, 2026, mine.kind, mine.subject, mine.value or {}, restates=mine.id)
    with workspace.transaction() as tx:
        assert tx.fact_at(a_volume(), "AB", 2) == theirs
        assert tx.leftovers(a_volume(), "AB") == (mine,)
        tx.abandon(a_volume(), "AB")
        (restated,) = tx.append([again], new, NOON, secrets.token_bytes)
        assert [f.id for _v, facts in tx.unsent() for f in facts] == [restated.id]
        heads = tx.heads(DOSSIER, "enterprise:address")
        assert {h.id for h in heads} == {mine.id, theirs.id}


def test_facts_of_a_colleague_come_without_numbers_and_get_them_later(
    workspace: Workspace,
) -> None:
    facts = names("甲", "乙")
    with workspace.transaction() as tx:
        assert tx.take_unnumbered(a_volume(), facts) == tuple(facts)
        assert tx.take_unnumbered(a_volume(), facts) == ()
        assert tx.unsent() == () and tx.pulled_tips(a_volume())["CD"] == Tip()
    assert pull(workspace, facts) == ()
    with workspace.reading() as reader:
        assert reader.cursor(a_volume()).number == 2


def test_a_colleagues_broken_chain_is_refused(workspace: Workspace) -> None:
    facts = names("甲", "乙")
    with pytest.raises(FactDamaged), workspace.transaction() as tx:
        tx.take_unnumbered(a_volume(), facts[1:])


def test_erased_bodies_go_and_are_refused_from_then_on(workspace: Workspace) -> None:
    facts = names("甲方示例", "乙方示例")
    pull(workspace, facts[:1])
    erasing = FactsErased(ids=(facts[0].id, facts[1].id))
    do(workspace, erasing, volume=a_volume("0a0a0a0a-0000-4000-8000-000000000001"))
    pull(workspace, facts, after=1)
    with workspace.reading() as reader:
        stored = reader.facts(volume=a_volume())
        assert [f.body for f in stored] == [None, None]
        assert [replace(f).id for f in stored] == [f.id for f in facts]
        assert reader.search("示例") == ()


def test_unknown_kinds_are_kept_and_counted(workspace: Workspace) -> None:
    unknown = Act(DOSSIER, 2026, "drone_flown", "drone:1", {"height": "30"})
    later = Act(DOSSIER, 2026, "enterprise_named", "enterprise:name", {"name": "甲"}, v=9)
    with workspace.transaction() as tx:
        tx.append([unknown, later], AUTHOR, NOON, secrets.token_bytes)
        assert tx.unknown_facts() == 2
        assert tx.dossier(DOSSIER).unknown == 2
        assert len(tx.unsent()[0][1]) == 2


HOSTILE: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("enterprise_sized", "enterprise:scale", {"employees": 10**30}),
    ("enterprise_sized", "enterprise:scale", {"employees": "many"}),
    ("enterprise_named", "enterprise:name", {"nome": "甲"}),
    ("enterprise_named", "no colon", {"name": "甲"}),
    ("hazard_recorded", "hazard:h1", {"hazard": "h1"}),
    ("hazard_recorded", "visit:v1", a_hazard().plain()),
    ("hazard_reinspected", "reinspection:", {"hazard": "h1"}),
    ("visit_started", "hazard:h1", {"visit": "v1"}),
    ("photo_attached", "photo:p", {"sha256": "zz", "size": 1, "owner": "hazard:h1"}),
    ("photo_attached", "photo:p", {"sha256": "a" * 64, "size": 10**30}),
    ("photo_attached", "photo:p", {"sha256": ["a"], "size": None, "owner": {}}),
    ("facts_erased", "erasure:1", {"ids": ["x", "\x00"]}),
    ("facts_erased", "erasure:1", {"ids": 7}),
)


@pytest.mark.parametrize(("kind", "subject", "body"), HOSTILE)
def test_a_malformed_body_is_kept_and_stops_nothing(
    workspace: Workspace, kind: str, subject: str, body: dict[str, object]
) -> None:
    with workspace.transaction() as tx:
        said = [Act(DOSSIER, 2026, kind, subject, body)]
        (fact,) = tx.append(said, AUTHOR, NOON, secrets.token_bytes)
        major = act(a_hazard("h1", level=Level.MAJOR), a_volume())
        tx.append([major], AUTHOR, NOON, secrets.token_bytes)
        assert tx.fact(fact.id) == fact
        assert tx.dossier(DOSSIER).heads[subject]
        tx.enterprises()
        tx.hazards()
