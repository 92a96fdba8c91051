"""Histories that were replaced: central's, or this laptop's."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.facts import Author, Tip
from inspector_app.domain.fold import identity_of
from inspector_app.domain.seals import receipt
from inspector_app.store.rows import Stage
from inspector_app.store.workspace import Workspace
from tests.builders import AUTHOR, DOSSIER, NOON, a_fact, a_hazard, a_volume
from tests.store.pages import chain_over, do, pull

CENTRAL = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
OTHER = Author("CD", AUTHOR.person)


def test_facts_of_another_branch_acknowledge_nothing_of_ours(workspace: Workspace) -> None:
    (common,) = do(workspace, a_hazard("h1"))
    pull(workspace, [common])
    (ours,) = do(workspace, a_hazard("h2"))
    theirs = a_fact(a_hazard("h3"), tip=Tip(1, common.id))
    pull(workspace, [common, theirs], after=1)
    with workspace.reading() as reader:
        assert next(facts for _volume, facts in reader.unsent())[-1].id == ours.id
        assert reader.chain_ends(a_volume(), AUTHOR.device).acked == 1


def test_what_came_back_after_a_purge_is_not_sent_again(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"), a_hazard("h2"))
    pull(workspace, facts)
    with workspace.transaction() as tx:
        tx.purge(DOSSIER)
    pull(workspace, facts)
    (later,) = do(workspace, a_hazard("h3"))
    with workspace.reading() as reader:
        assert reader.unsent() == ((a_volume(), (later,)),)


def test_a_rewound_volume_is_pulled_anew_and_loses_nothing(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"), a_hazard("h2"))
    other = a_fact(a_hazard("h3"), author=OTHER)
    pull(workspace, [*facts, other])
    made = receipt(CENTRAL, str(a_volume()), 3, chain_over(a_volume(), [*facts, other]), NOON)
    with workspace.transaction() as tx:
        tx.add_receipt(made)
        tx.rewind(a_volume())
        assert tx.cursor(a_volume()).number == 0 and tx.receipts() == ()
        assert len(tx.facts(volume=a_volume())) == 3 and tx.strays() == {DOSSIER: 1}
    pull(workspace, [other, *facts])
    with workspace.reading() as reader:
        assert reader.facts(volume=a_volume()) == (other, *facts)
        assert reader.strays() == {}


def test_what_central_lost_of_an_own_chain_is_sent_again(workspace: Workspace) -> None:
    facts = do(workspace, a_hazard("h1"), a_hazard("h2"))
    with workspace.transaction() as tx:
        tx.acknowledge(a_volume(), AUTHOR.device, 2)
        tx.lose(a_volume(), AUTHOR.device, 1)
        tx.lose(a_volume(), AUTHOR.device, 9)
        assert tx.unsent() == ((a_volume(), facts[1:]),)


def test_leftovers_are_what_central_holds_under_no_code(workspace: Workspace) -> None:
    kept, again, lost = do(workspace, a_hazard("h1"), a_hazard("h2"), a_hazard("h3"))
    restated = a_fact(a_hazard("h2"), author=OTHER, restates=again.id)
    pull(workspace, [kept, restated])
    with workspace.reading() as reader:
        assert reader.leftovers(a_volume(), AUTHOR.device) == (lost,)


def test_a_record_of_an_abandoned_branch_stands_where_its_restatement_does(
    workspace: Workspace,
) -> None:
    (fact,) = do(workspace, a_hazard("h1"))
    with workspace.transaction() as tx:
        tx.abandon(a_volume(), AUTHOR.device)
        assert [one.stage for one in tx.life_line([fact.id])] == [Stage.HERE]
    restated = a_fact(a_hazard("h1"), author=OTHER, restates=fact.id)
    pull(workspace, [restated])
    with workspace.transaction() as tx:
        (line,) = tx.life_line([fact.id])
        assert (line.fact, line.stage) == (fact.id, Stage.ACCEPTED)
        assert {identity_of(f) for f in tx.facts(volume=a_volume())} == {fact.id}


@pytest.mark.parametrize("prefix", ["", "a:", "a:1"])
def test_settings_are_listed_and_forgotten_by_their_beginning(
    workspace: Workspace, prefix: str
) -> None:
    names = {"a:1", "a:2", "b"}
    with workspace.transaction() as tx:
        for name in names:
            tx.set_setting(name, "示例")
        found = {name for name in tx.settings(prefix) if name in names}
        assert found == {name for name in names if name.startswith(prefix)}
        tx.drop_settings("a:")
        assert tx.setting("a:1") == "" and tx.setting("b") == "示例"


def test_salvaged_own_records_are_leftovers_gaps_and_all(workspace: Workspace) -> None:
    first = a_fact(a_hazard("h1"))
    second = a_fact(a_hazard("h2"), tip=Tip(1, first.id))
    third = a_fact(a_hazard("h3"), tip=Tip(2, second.id))
    other = a_fact(a_hazard("h4"), author=OTHER)
    with workspace.transaction() as tx:
        tx.take_salvaged(a_volume(), [first, third, other], {AUTHOR.device})
        tx.take_salvaged(a_volume(), [first, third, other], {AUTHOR.device})
        assert tx.leftovers(a_volume(), AUTHOR.device) == (first, third)
        assert tx.strays() == {DOSSIER: 1}
        assert [row.hazard for row in tx.hazards()] != []
