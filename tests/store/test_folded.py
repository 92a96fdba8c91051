"""A dossier is folded once between two writes, and never shown from another moment."""

from __future__ import annotations

from inspector_app.domain.acts import act
from inspector_app.domain.enterprise import EnterpriseNamed
from inspector_app.domain.facts import Author, Volume
from inspector_app.store.folded import Folded, Moment
from inspector_app.store.reading import _UNKNOWN_IN
from inspector_app.store.workspace import Workspace
from tests.builders import NOON

DOSSIER = "0d0d0d0d-0000-4000-8000-000000000001"
NAMED = "enterprise:name"


def name_it(workspace: Workspace, name: str) -> None:
    one = act(EnterpriseNamed(name=name, code=""), Volume(DOSSIER, 2026))
    with workspace.transaction() as tx:
        tx.append([one], Author("AB", "p"), NOON, bytes)


def test_two_looks_without_a_write_between_share_one_fold(workspace: Workspace) -> None:
    name_it(workspace, "示例一厂")
    with workspace.reading() as reader:
        first = reader.dossier(DOSSIER)
    with workspace.reading() as reader:
        assert reader.dossier(DOSSIER) is first


def test_a_write_is_seen_by_the_next_look(workspace: Workspace) -> None:
    name_it(workspace, "示例一厂")
    with workspace.reading() as reader:
        before = len(reader.dossier(DOSSIER).heads[NAMED])
    name_it(workspace, "示例二厂")
    with workspace.reading() as reader:
        assert len(reader.dossier(DOSSIER).heads[NAMED]) == before + 1


def test_a_reader_that_began_before_a_write_neither_sees_nor_keeps_another_moment(
    workspace: Workspace,
) -> None:
    name_it(workspace, "示例一厂")
    with workspace.reading() as early:
        assert len(early.dossier(DOSSIER).heads[NAMED]) == 1
        name_it(workspace, "示例二厂")
        with workspace.reading() as late:
            assert len(late.dossier(DOSSIER).heads[NAMED]) == 2
        assert len(early.dossier(DOSSIER).heads[NAMED]) == 1
    with workspace.reading() as reader:
        assert len(reader.dossier(DOSSIER).heads[NAMED]) == 2


def test_nothing_is_kept_for_a_moment_in_which_a_commit_was_under_way(
    workspace: Workspace,
) -> None:
    name_it(workspace, "示例一厂")
    with workspace.reading() as reader:
        dossier = reader.dossier(DOSSIER)
    folded = Folded()
    with folded.changing():
        moment = Moment(folded)
        moment.settle()
        moment.put(DOSSIER, dossier)
    assert moment.get(DOSSIER) is None
    assert Moment(folded).get(DOSSIER) is None


def test_a_look_at_one_dossier_does_not_walk_through_all_facts(workspace: Workspace) -> None:
    with workspace.reading() as reader:
        plan = reader._db.execute(f"EXPLAIN QUERY PLAN {_UNKNOWN_IN.sql}", {"key": DOSSIER})
        steps = [row[3] for row in plan.fetchall()]
    assert not [step for step in steps if step.startswith("SCAN")], steps
