from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sqlmodel import SQLModel

from inspector_app.store import migrations, tables
from inspector_app.store.database import connect
from inspector_app.store.keys import DataKey
from inspector_app.store.migrations import STEPS, step_1, step_2, step_3, upgrade, version_of
from inspector_app.store.problems import MigrationFailed, WorkspaceNewer
from inspector_app.store.projected import PhotoTable
from inspector_app.store.projections import MODELS
from inspector_app.store.statements import Driver, table_of
from inspector_app.store.tables import EarlierSealTable
from inspector_app.store.workspace import Workspace
from tests.builders import DOSSIER, a_hazard
from tests.store.pages import do


def test_step_1_makes_every_table_and_the_search_index(tmp_path: Path, key: DataKey) -> None:
    db = connect(tmp_path / "x.db", key)
    step_1.create_everything(db)
    made = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    assert {"dossier", "volume", "fact", "blob", "setting", "hazard", "notice"} <= made
    assert "enterprise_search" in made


def test_step_2_makes_the_table_of_pictures_seen(tmp_path: Path, key: DataKey) -> None:
    db = connect(tmp_path / "x.db", key)
    step_1.create_everything(db)
    step_2.create_photo(db)
    made = [row[1] for row in db.execute("PRAGMA table_info(photo)")]
    (plan,) = db.execute("EXPLAIN QUERY PLAN SELECT id, dhash FROM photo").fetchall()
    db.close()
    assert "COVERING INDEX ix_photo_dhash" in plan[3]
    assert made == [column.name for column in table_of(PhotoTable).c]


def test_step_3_makes_the_table_of_earlier_seals(tmp_path: Path, key: DataKey) -> None:
    db = connect(tmp_path / "x.db", key)
    step_1.create_everything(db)
    step_3.create_earlier_seal(db)
    made = [row[1] for row in db.execute("PRAGMA table_info(earlier_seal)")]
    db.close()
    assert made == [column.name for column in table_of(EarlierSealTable).c]


def test_the_steps_together_make_what_the_program_reads_and_writes(
    tmp_path: Path, key: DataKey
) -> None:
    Workspace.create(tmp_path, key).close()
    db = connect(tmp_path / "workspace.db", key)
    for model in (*MODELS, *_models_of(tables)):
        rows = list(db.execute(f"PRAGMA table_info({model.__tablename__})"))
        assert [row[1] for row in rows] == [column.name for column in table_of(model).c]
        needed = {row[1] for row in rows if row[3] or row[5]}
        assert needed >= {c.name for c in table_of(model).c if not c.nullable}
    db.close()


def _models_of(module: ModuleType) -> list[type[SQLModel]]:
    named = (one for one in vars(module).values() if isinstance(one, type))
    return [one for one in named if issubclass(one, SQLModel) and one is not SQLModel]


def test_no_copy_is_made_of_a_file_that_is_new(tmp_path: Path, key: DataKey) -> None:
    Workspace.create(tmp_path, key).close()
    assert not (tmp_path / "backups").exists()


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
