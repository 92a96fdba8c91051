"""Each release's files opened by this program: migrated, whole, and at work again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from inspector_app.central.verify import verify as verify_central
from inspector_app.operations.doctor import examine
from inspector_app.operations.papers import notice_pdf
from inspector_app.operations.verifying import verify_pdf, verify_workspace
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey, unlock
from inspector_app.store.migrations import STEPS, VERSION, upgrade, version_of
from inspector_app.store.statements import Driver
from inspector_app.store.workspace import Workspace
from tests.releases.left import RELEASES, put_back, upgraded
from tests.releases.make import DRAFT, described
from tests.world import PASSPHRASE, a_world

every_release = pytest.mark.parametrize("release", RELEASES)


def schema(db: Driver) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns of every table and index as SQLite knows them."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    made = {f"table {name}": list(db.execute(f"PRAGMA table_info({name})")) for name in names}
    indexes = db.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
    return made | {f"index {n}": list(db.execute(f"PRAGMA index_info({n})")) for (n,) in indexes}


def schema_of(folder: Path, key: DataKey) -> dict[str, list[tuple[object, ...]]]:
    db = connect(folder / "workspace.db", key)
    try:
        return schema(db)
    finally:
        db.close()


@every_release
def test_a_workspace_opens_with_everything_that_was_in_it(release: str, tmp_path: Path) -> None:
    with upgraded(release, tmp_path) as (_world, laptop, expected):
        found = described(laptop)
        assert {name: expected[name] for name in found} == found
        verify_workspace(laptop.session)
        with laptop.session.workspace.reading() as reader:
            assert reader.draft(DRAFT[0]) == DRAFT[1]
            assert [row.name for row in reader.search("shili")] == expected["enterprises"]
        pdf = notice_pdf(laptop.session, expected["notice"])
        assert verify_pdf(laptop.session, pdf).number == expected["notice"]


@every_release
def test_its_open_records_reach_the_present_central_and_a_colleague(
    release: str, tmp_path: Path
) -> None:
    with upgraded(release, tmp_path) as (world, laptop, expected):
        result = laptop.sync()
        assert result.pushed == expected["pending"]["facts"]
        assert (result.pending_facts, result.pending_blobs, result.restated) == (0, 0, 0)
        world.person("li")
        world.assign("li", expected["dossier"])
        colleague = world.laptop("li")
        colleague.sync()
        ours = {fact for fact in laptop.facts() if fact in set(world.acts())}
        assert ours == set(expected["facts"]) <= laptop.facts()
        shown = described(colleague)
        assert shown["hazards"] == expected["hazards"] and shown["notices"] == [expected["notice"]]
        verify_workspace(laptop.session)
        verify_central(world.central)


@every_release
def test_central_keeps_everything_and_verifies(release: str, tmp_path: Path) -> None:
    with upgraded(release, tmp_path) as (world, _laptop, expected):
        assert sorted(set(world.acts())) == expected["acts_on_central"]
        verify_central(world.central)


@every_release
def test_a_copy_from_before_the_upgrade_lies_beside(release: str, tmp_path: Path) -> None:
    left = put_back(release, tmp_path)
    key = unlock(left.workspace, PASSPHRASE, now=0)
    db = connect(left.workspace / "workspace.db", key)
    begun = version_of(db)
    db.close()
    Workspace.open(left.workspace, key).close()
    copies = sorted((left.workspace / "backups").glob("before-step-*.db"))
    assert len(copies) == VERSION - begun
    assert examine(left.data_dir, PASSPHRASE).findings == ()


@every_release
def test_an_upgraded_file_has_the_tables_of_a_new_one(release: str, tmp_path: Path) -> None:
    left = put_back(release, tmp_path)
    key = unlock(left.workspace, PASSPHRASE, now=0)
    Workspace.open(left.workspace, key).close()
    Workspace.create(tmp_path / "new", key).close()
    assert schema_of(left.workspace, key) == schema_of(tmp_path / "new", key)


@every_release
@pytest.mark.parametrize("stop", range(1, VERSION + 1))
def test_an_upgrade_cut_after_any_step_is_finished_later(
    release: str, stop: int, tmp_path: Path
) -> None:
    left = put_back(release, tmp_path)
    key = unlock(left.workspace, PASSPHRASE, now=0)
    db = connect(left.workspace / "workspace.db", key)
    if version_of(db) <= stop:
        upgrade(db, lambda _step: None, STEPS[:stop])
    db.close()
    with Workspace.open(left.workspace, key) as workspace, workspace.reading() as reader:
        found = {f.id for volume in reader.volumes() for f in reader.facts(volume=volume)}
    assert found == set(left.expected["facts"])


@every_release
def test_a_central_database_gets_the_tables_of_a_new_one(release: str, tmp_path: Path) -> None:
    put_back(release, tmp_path)
    (tmp_path / "new").mkdir()
    with a_world(tmp_path, sockets=False) as old, a_world(tmp_path / "new", sockets=False) as new:
        shown = []
        for world in (old, new):
            seen = inspect(world.central.database.engine)
            tables = sorted(seen.get_table_names())
            shown.append({t: sorted(c["name"] for c in seen.get_columns(t)) for t in tables})
        assert shown[0] == shown[1]
