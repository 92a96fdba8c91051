from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.store import migrations
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey
from inspector_app.store.migrations import STEPS, step_1, upgrade, version_of
from inspector_app.store.problems import MigrationFailed, WorkspaceNewer
from inspector_app.store.statements import Driver
from inspector_app.store.workspace import Workspace
from tests.builders import DOSSIER, a_hazard
from tests.store.pages import do


def test_step_1_makes_every_table_and_the_search_index(tmp_path: Path, key: DataKey) -> None:
    db = connect(tmp_path / "x.db", key)
    step_1.create_everything(db)
    made = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    assert made >= {str(model.__tablename__) for model in step_1.MODELS}
    assert "enterprise_search" in made


def test_every_step_has_a_test_that_names_it() -> None:
    tests = {name for name in globals() if name.startswith("test_step_")}
    for number, step in enumerate(STEPS, 1):
        assert step.__module__.endswith(f"step_{number}")
        assert any(name.startswith(f"test_step_{number}_") for name in tests), number


def test_no_step_uses_executescript() -> None:
    # It commits the open transaction, so a failed step would stay half done.
    folder = Path(str(migrations.__file__)).parent
    for path in folder.glob("step_*.py"):
        assert "executescript" not in path.read_text("utf-8")


def test_a_file_of_a_newer_program_is_refused_unchanged(tmp_path: Path, key: DataKey) -> None:
    Workspace.create(tmp_path, key).close()
    db = connect(tmp_path / "workspace.db", key)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(WorkspaceNewer) as caught:
        Workspace.open(tmp_path, key)
    assert "99" in caught.value.message
    db = connect(tmp_path / "workspace.db", key)
    assert version_of(db) == 99
    db.close()


def add_column(db: Driver) -> None:
    db.execute("ALTER TABLE setting ADD COLUMN note TEXT")


def fail_half_way(db: Driver) -> None:
    db.execute("CREATE TABLE half(a)")
    db.execute("INSERT INTO nowhere VALUES (1)")


def test_a_backup_is_made_before_each_step_and_the_step_is_kept(
    tmp_path: Path, key: DataKey
) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        do(workspace, a_hazard())
    db = connect(tmp_path / "workspace.db", key)
    backed_up: list[int] = []
    assert upgrade(db, backed_up.append, (*STEPS, add_column)) == 1
    assert backed_up == [len(STEPS) + 1] and version_of(db) == len(STEPS) + 1
    db.execute("SELECT note FROM setting")
    db.close()


def test_a_failed_step_leaves_the_file_as_it_was(tmp_path: Path, key: DataKey) -> None:
    with Workspace.create(tmp_path, key) as workspace:
        do(workspace, a_hazard())
    db = connect(tmp_path / "workspace.db", key)
    with pytest.raises(MigrationFailed):
        upgrade(db, lambda _step: None, (*STEPS, fail_half_way))
    assert version_of(db) == len(STEPS)
    assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchone() is None
    db.close()
    with Workspace.open(tmp_path, key) as workspace, workspace.reading() as reader:
        assert len(reader.facts(dossier=DOSSIER)) == 1


def test_an_interrupted_first_step_is_done_again(tmp_path: Path, key: DataKey) -> None:
    connect(tmp_path / "workspace.db", key).close()
    with Workspace.open(tmp_path, key) as workspace:
        do(workspace, a_hazard())
